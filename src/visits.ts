import { isIPv6 } from 'node:net';
import type { Redis } from 'ioredis';
import { keyed } from './models/secrets';

/** Counts what an address does within some ms; in Redis, so that all web processes count together. */
export function createVisits(redis: Redis, prefix: string) {
  return async function count({ name, within }: { name: string; within: number }, address: string): Promise<number> {
    const slot = Math.floor(Date.now() / within);
    const key = `${prefix}:visits:${name}:${keyed('address', networkOf(address))}:${slot}`;
    try {
      const [[, n] = []] = (await redis.multi().incr(key).pexpire(key, within).exec()) ?? [];
      return Number(n ?? 0);
    } catch {
      // Without Redis a page is shown rather than refused.
      return 0;
    }
  };
}

/** Who owns one IPv6 address owns its /64. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? Array.from({ length: 8 - left.length - right.length }, () => '0') : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
