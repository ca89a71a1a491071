import type { Redis } from 'ioredis';
import { insertEvents, RECEIPTS, type StoredEvent } from '../models/events';

const AOF_WITHIN = 400;
/** What Redis before 7.2 answers, or one without AOF; a broken connection is another matter. */
const CANNOT_WAIT = /unknown command|appendonly/i;

/** Events that wait in Redis while MongoDB does not answer. */
export interface Spool {
  /** Keeps events; resolves when Redis has them (on disk, where the server can tell). */
  keep(events: readonly StoredEvent[]): Promise<void>;
  size(): Promise<number>;
  /** Moves everything into MongoDB; returns the conversations that got events. Two drains at once are harmless. */
  drain(): Promise<string[]>;
}

/** The spool on a Redis connection: a list, and a second one for what is being moved. */
export function createSpool(redis: Redis, prefix: string): Spool {
  const waiting = `${prefix}:spool`;
  const taken = `${prefix}:spool:taken`;
  let waitsForDisk = true;

  const isOnDisk = async (): Promise<boolean> => {
    try {
      const [here] = (await redis.call('WAITAOF', 1, 0, AOF_WITHIN)) as [number, number];
      return here >= 1;
    } catch (error) {
      if (!(error instanceof Error && CANNOT_WAIT.test(error.message))) throw error;
      // It is in memory, which is what that server promises.
      waitsForDisk = false;
      return true;
    }
  };

  const insert = async (item: string): Promise<string> => {
    const event = JSON.parse(item) as StoredEvent;
    await insertEvents([event]);
    await redis.lrem(taken, 1, item);
    return event.conversation;
  };

  return {
    async keep(events) {
      await redis.rpush(waiting, ...events.map((event) => JSON.stringify(event)));
      if (!waitsForDisk) return;
      if (!(await isOnDisk())) throw new Error(`Redis did not write the events to disk within ${AOF_WITHIN} ms`);
    },
    async size() {
      return (await redis.llen(waiting)) + (await redis.llen(taken));
    },
    async drain() {
      const conversations = new Set<string>();
      for (const item of await redis.lrange(taken, 0, -1)) conversations.add(await insert(item));
      for (;;) {
        const item = await redis.lmove(waiting, taken, 'LEFT', 'RIGHT');
        if (item === null) {
          // What is told about sends is no conversation: a turn would take it for one and be done with it.
          conversations.delete(RECEIPTS);
          return [...conversations];
        }
        conversations.add(await insert(item));
      }
    },
  };
}
