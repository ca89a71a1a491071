import type { Redis } from 'ioredis';

/** Replies and the rest are told apart: messages of our own accord leave room for answers. */
export type Kind = 'replies' | 'broadcasts';

/** Share of a platform's limit that messages of our own accord may use, so that a reply never waits for them. */
const SHARE = 0.8;

/** Permits to call platforms, shared by all processes: never more in any stretch of time than the platform's limit. */
export interface Pace {
  /** Up to `wanted` permits to be used now; with none, `wait` says in how many ms there may be one. */
  take(channel: string, kind: Kind, wanted: number): Promise<{ granted: number; wait: number }>;
}

/** How many permits there are in any stretch of `ms`: a short one, where that is not too few, so that calls come evenly. */
export function windowOf(perSecond: number): { ms: number; all: number; broadcasts: number } {
  const ms = perSecond >= 40 ? 250 : perSecond >= 20 ? 500 : 1_000;
  const within = (share: number) => Math.max(1, Math.floor((share * perSecond * ms) / 1_000));
  return { ms, all: within(1), broadcasts: within(SHARE) };
}

// Two lists of the times of the last permits, newest first, no longer than the limit: when the oldest is out of the window, there
// is room for one more. The clock is Redis's, the same for every process.
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local ms, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local granted = 0
while granted < wanted do
  local wait = 0
  for i, key in ipairs(KEYS) do
    local oldest = redis.call('LINDEX', key, ARGV[2 + i] - 1)
    if oldest then wait = math.max(wait, ms - (now - oldest)) end
  end
  if wait > 0 then return {granted, wait} end
  for i, key in ipairs(KEYS) do
    redis.call('LPUSH', key, now)
    redis.call('LTRIM', key, 0, ARGV[2 + i] - 1)
    redis.call('PEXPIRE', key, ms * 2)
  end
  granted = granted + 1
end
return {granted, 0}
`;

/** The pace of some channels on a Redis connection; `limits` are calls a second. */
export function createPace(redis: Redis, limits: ReadonlyMap<string, number>, prefix: string): Pace {
  const windows = new Map([...limits].map(([channel, perSecond]) => [channel, windowOf(perSecond)]));
  return {
    async take(channel, kind, wanted) {
      const window = windows.get(channel);
      if (!window) throw new Error(`no limit is known of channel ${channel}: name it to createPace`);
      const all = { key: `${prefix}:pace:${channel}`, most: window.all };
      const own = { key: `${prefix}:pace:${channel}:broadcasts`, most: window.broadcasts };
      const lists = kind === 'broadcasts' ? [all, own] : [all];
      const keys = lists.map(({ key }) => key);
      const most = lists.map((list) => list.most);
      const [granted, wait] = (await redis.eval(TAKE, keys.length, ...keys, window.ms, wanted, ...most)) as [number, number];
      return { granted, wait };
    },
  };
}
