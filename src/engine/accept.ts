import type { Log } from '../log';
import * as metrics from '../metrics';
import { conversationId } from '../models/conversations';
import { insertEvents, newEvent, RECEIPTS, type StoredEvent } from '../models/events';
import { keyed } from '../models/secrets';
import type { Bells } from '../queues';
import type { Spool } from './spool';
import type { InboundEvent } from './types';

const BATCH = 200;
const IN_FLIGHT = 2;
/** MongoDB has this long, then the batch goes to the spool; all inside the 2 s of the platforms. */
const MONGO_WITHIN = 600;
const SPOOL_WITHIN = 900;
const BREAKER_OPEN = 5_000;

/** Nothing could be stored: the platform is asked to deliver again. */
export class NothingStored extends Error {
  constructor(cause: unknown) {
    super('Neither MongoDB nor Redis stored the events: check both with /readyz', { cause });
    this.name = 'NothingStored';
  }
}

/** Stores events and rings for their conversations; resolves when they are durable, throws NothingStored. */
export type Accept = (channel: string, events: readonly InboundEvent[], receivedAt: number) => Promise<void>;

interface Waiting {
  event: StoredEvent;
  done: () => void;
  failed: (error: unknown) => void;
}

/** What accepting needs; MongoDB has `mongoWithin` ms before a batch goes to the spool. */
export interface AcceptDeps {
  spool: Spool;
  bells: Bells;
  log: Log;
  mongoWithin?: number;
}

/** Group commit: requests that arrive together share one insert and one ring. */
export function createAccept({ spool, bells, log, mongoWithin = MONGO_WITHIN }: AcceptDeps): Accept {
  const queue: Waiting[] = [];
  const inFlight = new Map<string, Promise<void>>();
  let flying = 0;
  let openUntil = 0;

  const store = async (events: StoredEvent[]): Promise<void> => {
    if (Date.now() >= openUntil) {
      try {
        const known = await within(mongoWithin, insertEvents(events));
        const fresh = events.filter((event) => !known.has(event._id) && event.conversation !== RECEIPTS);
        const conversations = [...new Set(fresh.map((event) => event.conversation))];
        // The events are durable: a bell that does not ring only costs the time until the sweep.
        if (conversations.length > 0) bells.turns(conversations).catch((err: unknown) => log.warn({ err }, 'bell not rung'));
        if (known.size > 0) metrics.duplicates.inc({ channel: 'any' }, known.size);
        return;
      } catch (err) {
        openUntil = Date.now() + BREAKER_OPEN;
        log.error({ err }, 'MongoDB did not store events: they go to the spool');
      }
    }
    try {
      await within(SPOOL_WITHIN, spool.keep(events));
      metrics.spooled.inc(events.length);
    } catch (error) {
      throw new NothingStored(error);
    }
  };

  const fly = (): void => {
    while (flying < IN_FLIGHT && queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      flying += 1;
      store(batch.map((each) => each.event))
        .then(
          () => {
            for (const each of batch) each.done();
          },
          (error: unknown) => {
            for (const each of batch) each.failed(error);
          },
        )
        .finally(() => {
          flying -= 1;
          fly();
        });
    }
  };

  const put = (event: StoredEvent): Promise<void> => {
    // A second delivery must not be answered before the first one is durable.
    const first = inFlight.get(event._id);
    if (first) {
      metrics.duplicates.inc({ channel: 'any' });
      return first;
    }
    const stored = new Promise<void>((done, failed) => queue.push({ event, done, failed }));
    const tidied = stored.finally(() => inFlight.delete(event._id));
    inFlight.set(event._id, tidied);
    return tidied;
  };

  return async (channel, events, receivedAt) => {
    const fresh = events.flatMap((event, place) =>
      event.type === 'ignored' ? [] : [toStore(channel, event, receivedAt, place)],
    );
    if (fresh.length === 0) return;
    metrics.accepted.inc({ channel }, fresh.length);
    const stored = fresh.map(put);
    fly();
    await Promise.all(stored);
  };
}

function toStore(channel: string, event: InboundEvent, receivedAt: number, place: number): StoredEvent {
  const aboutSends = event.type === 'receipt' || (event.type === 'echo' && !event.pauses_bot);
  const conversation = aboutSends ? RECEIPTS : conversationId(channel, event.account, event.user);
  const _id = keyed('event', channel, event.account, event.type, event.id);
  return newEvent({ _id, conversation, at: event.at, receivedAt, place }, { channel, event });
}

/** Fails when a promise takes longer than some ms; whatever it still does is harmless to repeat. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
