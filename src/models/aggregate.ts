import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Matter, Purpose, Vars } from '../engine/types';
import type { FactDraft } from '../programme/metrics';
import type { AuditEntry } from './audit';
import { insertOnce } from './once';

/** One decision: `id` is the order's, so that the same order again finds what became of it. */
export interface Entry {
  id: string;
  at: number;
  action: string;
  /** Who: an id of ours or the name that an operator gave herself. */
  by: string;
}

/** What every aggregate can ask for; ids come from the aggregate and the place of the decision in its history. */
export type CommonEffect = { id: string; attempts?: number } & (
  | { name: 'fact'; fact: FactDraft; once?: string }
  /** Facts of one decision together; each gets the effect's id and its place, unless it says what may happen only once. */
  | { name: 'facts'; at?: number; facts: (FactDraft & { once?: string })[] }
  | { name: 'tell'; conversation: string; key: string; vars: Vars; purpose: Purpose }
  /** Tells those in charge of a unit what there is to see to; the text is neutral and names nobody. */
  /** `say` in place of the matter's own words; `unit` is always among its variables. */
  | { name: 'tellLeaders'; unit: string; matter: Matter; say?: { key: string; vars: Vars } }
  /** What a leader did, for the audit. */
  | { name: 'audit'; entry: Pick<AuditEntry, 'by' | 'action' | 'unit' | 'about'> }
);

/** A document that one guarded write moves, with what follows from it in its outbox (architecture §2). */
export interface AggregateRoot<E extends Entry = Entry, F extends Waiting = Waiting> {
  _id: string;
  rev: number;
  history: E[];
  outbox: F[];
  /** When something of its own is due, ms: a deadline, a reminder. */
  dueAt?: number;
  /** When the sweep looks at it, ms; absent while nothing waits. */
  wakeAt?: number;
}

interface Waiting {
  id: string;
  name: string;
  attempts?: number;
}

/** What a decision changes; `unset` names the fields that end. */
export interface Move<A extends AggregateRoot> {
  entry: A['history'][number];
  set?: Partial<A>;
  unset?: readonly (keyof A & string)[];
  effects: A['outbox'];
}

/** The few atomic writes that every aggregate has. */
export interface Store<A extends AggregateRoot> {
  /** Null means there is none. */
  load(id: string): Promise<A | null>;
  /** Keeps a new one; false when its id, or another value that is unique, is there already. */
  insert(fresh: Omit<A, 'rev' | 'wakeAt'>, at: number): Promise<boolean>;
  /** The one write that moves it; false when another decision was first. */
  move(was: A, move: Move<A>): Promise<boolean>;
  /** Takes carried effects out and sets when to look again, unless somebody moved it meanwhile. */
  settle(was: A, ids: string[], now: number): Promise<void>;
  /** Notes that carrying an effect out failed. */
  effectFailed(was: A, effect: string): Promise<void>;
  /** Puts an effect that was set aside back into the outbox. */
  reopen(id: string, effect: A['outbox'][number], now: number): Promise<void>;
  /** Ids of those that the sweep must look at, at most `most`. */
  toWake(now: number, most?: number): Promise<string[]>;
}

/** An outbox that nobody emptied is looked at again after this time, ms. */
const LOOK_AGAIN = 30_000;

const list = { type: [Schema.Types.Mixed] as never, required: true } as const;
/** Schema fields of an aggregate; index `wakeAt` sparse beside them (`indexWakeUps`). */
export const rootFields = {
  _id: { type: String, required: true },
  rev: { type: Number, required: true },
  history: list,
  outbox: list,
  dueAt: Number,
  wakeAt: Number,
} as const;

/** The index by which the sweep finds what waits; sparse, because most documents wait for nothing. */
export function indexWakeUps(schema: { index(fields: { wakeAt: 1 }, options: { sparse: true }): unknown }): void {
  schema.index({ wakeAt: 1 }, { sparse: true });
}

/** What a new aggregate starts with: `rev` 1, and a wake-up while its outbox holds something. */
export function started(outbox: readonly unknown[], at: number, dueAt?: number): { rev: number; wakeAt?: number } {
  const wakeAt = outbox.length > 0 ? at + LOOK_AGAIN : dueAt;
  return { rev: 1, ...(wakeAt === undefined ? {} : { wakeAt }) };
}

/** The writes of an aggregate that is kept in a collection. */
export function storeOf<A extends AggregateRoot>(model: Model<A>): Store<A> {
  const update = (filter: object, change: object) => model.updateOne(filter as never, change as never);
  return {
    load: (id) => model.findById(id).lean<A>().exec() as Promise<A | null>,
    insert: (fresh, at) => insertOnce(model, { ...fresh, ...started(fresh.outbox, at, fresh.dueAt) } as A),
    async move(was, { entry, set, unset = [], effects }) {
      const dueAt = unset.includes('dueAt') ? undefined : (set?.dueAt ?? was.dueAt);
      const wakeAt = effects.length + was.outbox.length > 0 ? entry.at + LOOK_AGAIN : dueAt;
      const gone = [...unset, ...(wakeAt === undefined ? ['wakeAt'] : [])];
      const { matchedCount } = await update(
        { _id: was._id, rev: was.rev },
        {
          $set: { ...set, ...(wakeAt === undefined ? {} : { wakeAt }) },
          ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, 1])) } : {}),
          $inc: { rev: 1 },
          $push: { history: entry, outbox: { $each: effects } },
        },
      );
      return matchedCount === 1;
    },
    async settle(was, ids, now) {
      const pull = { $pull: { outbox: { id: { $in: ids } } } };
      const wakeAt = ids.length === was.outbox.length ? was.dueAt : now + LOOK_AGAIN;
      const wake = wakeAt === undefined ? { $unset: { wakeAt: 1 } } : { $set: { wakeAt } };
      const { matchedCount } = await update({ _id: was._id, rev: was.rev }, { ...pull, ...wake });
      if (matchedCount === 0 && ids.length > 0) await update({ _id: was._id }, pull);
    },
    async effectFailed(was, effect) {
      await update({ _id: was._id, 'outbox.id': effect }, { $inc: { 'outbox.$.attempts': 1 } });
    },
    async reopen(id, effect, now) {
      const again = { $push: { outbox: effect }, $set: { wakeAt: now }, $inc: { rev: 1 } };
      await update({ _id: id, 'outbox.id': { $ne: effect.id } }, again);
    },
    async toWake(now, most = 100) {
      const found = model
        .find({ wakeAt: { $lte: now } } as never)
        .select({ _id: 1 })
        .limit(most);
      return (await found.lean<{ _id: string }[]>()).map((each) => each._id);
    },
  };
}
