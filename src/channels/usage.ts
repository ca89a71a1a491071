import { SendError } from './channel';
import { field, isObject, list } from './read';

/** Share of a platform's limit above which messages wait: those of our own accord first, replies only near the end. */
const ENOUGH = { update: 0.8, reply: 0.95 };
/** What a platform said is believed for this long, ms; then one message goes to see. */
const BELIEVED = 15_000;
/** How long the others wait for the answer of the message that goes to see, ms. */
const PROBE = 2_000;
const MINUTE = 60_000;

/** How much of a limit is used, and until when the platform wants nothing more (ms since 1970), where it says so. */
export interface Reading {
  share: number;
  closedFor?: number;
}

/** Watches how near a platform's limit is, by the headers of its answers. */
export interface Usage {
  saw(headers: Record<string, unknown>, now: number): void;
  /** Until when messages should wait (ms since 1970), asked before one is claimed. */
  until(kind: 'reply' | 'update', now: number): number | undefined;
  /** Throws a throttled SendError when a message should wait; nothing has left then. */
  check(kind: 'reply' | 'update', now: number): void;
}

/** Watches the headers that `read` understands. */
export function watchUsage(read: (headers: Record<string, unknown>) => Reading | undefined): Usage {
  let share = 0;
  let until = 0;
  let closedUntil = 0;
  const waitsUntil = (kind: 'reply' | 'update', now: number): number | undefined => {
    const end = Math.max(closedUntil, share >= ENOUGH[kind] ? until : 0);
    return end > now ? end : undefined;
  };
  return {
    until: waitsUntil,
    saw(headers, now) {
      const reading = read(headers);
      if (!reading) return;
      share = reading.share;
      until = now + BELIEVED;
      if (reading.closedFor) closedUntil = now + reading.closedFor;
    },
    check(kind, now) {
      if (waitsUntil(kind, now) !== undefined)
        throw new SendError({ code: 'nearLimit', retry: 'throttled', about: 'account' }, 'none');
      // Nobody knows any more: this one goes to see, the others give its answer time to come.
      if (until > 0 && share >= ENOUGH[kind]) until = now + PROBE;
    },
  };
}

/** `X-RateLimit-Limit` and `X-RateLimit-Remain`: calls of this minute. */
export function readZaloUsage(headers: Record<string, unknown>): Reading | undefined {
  const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
  const remain = Number(headers['x-ratelimit-remain'] ?? Number.NaN);
  return limit > 0 && remain >= 0 ? { share: 1 - Math.min(remain / limit, 1) } : undefined;
}

/** `X-App-Usage` and `X-Business-Use-Case-Usage`: percents, and minutes until calls are allowed again. */
export function readGraphUsage(headers: Record<string, unknown>): Reading | undefined {
  const business = json(headers['x-business-use-case-usage']);
  const cases = isObject(business) ? Object.values(business).flatMap(list) : [];
  const all = [json(headers['x-app-usage']), ...cases].filter(isObject);
  if (all.length === 0) return undefined;
  const percents = all.flatMap((one) => ['call_count', 'total_cputime', 'total_time'].map((name) => number(one, name)));
  const minutes = Math.max(0, ...cases.map((one) => number(one, 'estimated_time_to_regain_access')));
  return { share: Math.max(...percents) / 100, ...(minutes > 0 ? { closedFor: minutes * MINUTE } : {}) };
}

function number(from: unknown, name: string): number {
  const value = Number(field(from, name) ?? 0);
  return Number.isFinite(value) ? value : 0;
}

function json(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  } catch {
    return undefined;
  }
}
