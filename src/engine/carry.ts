/** An effect that waits in an outbox: `id` makes carrying it out twice a no-op, `seq` and `at` order what a person answers. */
export interface Waiting {
  id: string;
  name: string;
  /** Failed attempts that were the effect's own fault. */
  attempts?: number;
}

/** A document that one guarded write moves, with what follows from it in its outbox. */
export interface Aggregate<E extends Waiting> {
  _id: string;
  rev: number;
  outbox: E[];
}

/** The two writes that `carryOut` needs; given by the model of the aggregate. */
export interface Outbox<A> {
  /** Takes the effects out; also sets `wakeAt` to what is due next, but only if `rev` is still the one that was read. */
  settle(aggregate: A, ids: string[]): Promise<void>;
  /** Notes a failed attempt. */
  failed(aggregate: A, id: string): Promise<void>;
  /** Puts an effect aside that failed too often, with the reason. */
  bury(aggregate: A, id: string, reason: string): Promise<void>;
}

/** Attempts that an effect has before it is put aside. */
export const ATTEMPTS = 3;

/** What MongoDB answers while it shuts down, elects another primary or cannot keep up: no network error, and no fault of ours. */
const AWAY: ReadonlySet<unknown> = new Set([6, 7, 50, 64, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** A bad day of Mongo, Redis or a platform: it never counts against an effect or an event. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^Mongo(Network|ServerSelection|NotConnected|Pool|Topology|WriteConcern|Expired)/.test(error.name)) return true;
  if (error.name === 'MongooseServerSelectionError' || error.name === 'MaxRetriesPerRequestError') return true;
  const { code } = error as { code?: unknown };
  if (error.name.startsWith('Mongo') && AWAY.has(code)) return true;
  if (typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/.test(code)) return true;
  return (
    /Connection is closed|client was closed|Connection pool|timed out|topology/i.test(error.message) || isOutage(error.cause)
  );
}

/** Carries out everything in an outbox, in order, each effect by its handler, then settles; true when the outbox is empty now. Throws only on an outage. */
export async function carryOut<E extends Waiting, A extends Aggregate<E>>(
  aggregate: A,
  outbox: Outbox<A>,
  handle: (effect: E, aggregate: A) => Promise<void>,
): Promise<boolean> {
  const carried: string[] = [];
  for (const effect of aggregate.outbox) {
    try {
      await handle(effect, aggregate);
      carried.push(effect.id);
    } catch (error) {
      if (isOutage(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if ((effect.attempts ?? 0) + 1 < ATTEMPTS) await outbox.failed(aggregate, effect.id);
      else await outbox.bury(aggregate, effect.id, reason);
    }
  }
  await outbox.settle(aggregate, carried);
  return carried.length === aggregate.outbox.length;
}
