import type { Redis } from 'ioredis';
import { seal, unseal } from './models/secrets';

/** Secrets that are good for one use and a short time, across processes. */
export interface OneTime {
  /** Keeps a value under a key that nobody can guess, for some ms. */
  put(key: string, value: string, ms: number): Promise<void>;
  /** Takes the value away; null when it was never there, was taken before or is too old. */
  take(key: string): Promise<string | null>;
}

/** One-time secrets in Redis, which forgets them by itself; sealed, since Redis may be shared. */
export function createOneTime(redis: Redis, prefix: string): OneTime {
  const name = (key: string) => `${prefix}:once:${key}`;
  return {
    async put(key, value, ms) {
      await redis.set(name(key), seal(value), 'PX', ms);
    },
    async take(key) {
      const sealed = await redis.getdel(name(key));
      return sealed === null ? null : unseal<string>(sealed);
    },
  };
}
