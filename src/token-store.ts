import type { Redis } from 'ioredis';
import { seal, unseal } from './models/secrets';
import * as tokens from './models/tokens';

/** Long enough for any outage of MongoDB; afterwards the note is of no use, ms. */
const NOTE_LIVES = 30 * 24 * 3_600_000;

type NewPair = Parameters<typeof tokens.savePair>[1];

/** A pair that came from the platform in place of the one of a revision. */
interface Note {
  next: NewPair;
  rev: number;
}

/** Where the pair is kept, and how; tests put another in its place. */
export type Pairs = Pick<typeof tokens, 'readPair' | 'savePair' | 'killPair' | 'lockPair'>;

/**
 * The pair of an account in MongoDB, and a sealed note of each new one in Redis before it is stored: its predecessor is used up
 * from the moment of the platform's answer, so a process that is killed then, or while MongoDB is down, must not be the only one
 * that holds it. Whoever reads next stores what was noted.
 */
export function createTokenStore(account: string, redis: Redis, prefix: string, pairs: Pairs = tokens) {
  const key = `${prefix}:pair:${account}`;

  /** True when a note was the successor of what is stored, and has been stored now. */
  async function recovered(rev: number): Promise<boolean> {
    // Without Redis there is no second place, and the first one is enough in peace.
    const sealed = await redis.get(key).catch(() => null);
    if (sealed === null) return false;
    const note = unseal<Note>(sealed);
    if (note.rev === rev) await pairs.savePair(account, note.next, rev);
    return note.rev === rev;
  }

  return {
    async read() {
      const pair = await pairs.readPair(account);
      return (await recovered(pair?.rev ?? 0)) ? pairs.readPair(account) : pair;
    },
    async save(next: NewPair, rev: number) {
      const note: Note = { next, rev };
      const noted = redis.set(key, seal(note), 'PX', NOTE_LIVES).catch(() => undefined);
      try {
        return await pairs.savePair(account, next, rev);
      } finally {
        await noted;
      }
    },
    kill: (rev: number, code: string) => pairs.killPair(account, rev, code),
    lock: (ms: number) => pairs.lockPair(account, ms),
  };
}
