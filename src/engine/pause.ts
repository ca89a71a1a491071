import type { Log } from '../log';
import * as metrics from '../metrics';

/** How long a channel rests when its account needs a person, ms: then one message goes to see. */
const REST = 10 * 60_000;

/** Rests of channels whose account is in trouble: what would fail one by one waits together. */
export interface Pauses {
  /** Until when this kind of message waits (ms since 1970), undefined when it may leave. */
  until(channel: string, kind: PausedKind, now: number): number | undefined;
  /** Whether a rest has just ended and nobody knows yet that the account is well. */
  wary(channel: string, kind: PausedKind): boolean;
  /** Begins a rest, says so once, and answers its end. */
  begin(channel: string, kind: PausedKind, code: string, now: number): number;
  /** A message has left: the account is well. */
  over(channel: string, kind: PausedKind): void;
}

/** Replies, messages to phone numbers and the rest are told apart: an account without money for paid messages can still answer. */
export type PausedKind = 'replies' | 'broadcasts' | 'phones';

/** The rests of this process; another one finds out with one message of its own. */
export function createPauses(log: Log): Pauses {
  const ends = new Map<string, number>();
  return {
    until(channel, kind, now) {
      const end = ends.get(`${channel}/${kind}`);
      return end !== undefined && end > now ? end : undefined;
    },
    wary: (channel, kind) => ends.has(`${channel}/${kind}`),
    begin(channel, kind, code, now) {
      const key = `${channel}/${kind}`;
      if (!ends.has(key)) log.error({ channel, kind, code }, 'the account needs a person: its messages wait');
      metrics.channelPaused.set({ channel, kind }, 1);
      ends.set(key, now + REST);
      return now + REST;
    },
    over(channel, kind) {
      if (!ends.delete(`${channel}/${kind}`)) return;
      metrics.channelPaused.set({ channel, kind }, 0);
      log.info({ channel, kind }, 'the account is well again');
    },
  };
}
