import { model, Schema } from 'mongoose';
import { type AggregateRoot, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { isDuplicate } from './once';
import type { Unit, UnitAction } from './unit';

/** What becomes of one unit: a new one, or fields that change (`null` ends one) with what stood there before. */
export type UnitChange = { add: Unit } | { unit: string; set: { [F in keyof Unit]?: Unit[F] | null }; was: Partial<Unit> };

/** The order behind a change, as the histories of its units tell it. */
export type Ordered = Pick<Entry, 'id' | 'at' | 'by'> & { action: UnitAction };

/** A unit that was put below another one: the counts of both parents owe a recount. `from` is absent for a new unit. */
export interface Moved {
  unit: string;
  from?: string | null;
  to: string | null;
}

/** Effects of the tree; `rev` is the tree's after the decision. Large changes lie in a plan of so many chunks. */
export type TreeEffect = { id: string; attempts?: number; ordered: Ordered } & (
  | ({ rev: number; moved: Moved[] } & (
      | { name: 'change'; changes: UnitChange[] }
      | { name: 'plan'; plan: string; chunks: number; count: number }
    ))
  /** The posts of units that are closed end on a day (YYYY-MM-DD). */
  | { name: 'endPosts'; units: string[]; on: string }
);

/** One decision about the tree; `units` are those concerned, the first twenty of them. */
export interface TreeEntry extends Entry {
  action: UnitAction;
  units: string[];
  count: number;
}

/**
 * The one document through which every change of units goes: its `rev` lets one change be decided at a time, so that two moves
 * cannot make a cycle (architecture §6).
 */
export type TreeDocument = AggregateRoot<TreeEntry, TreeEffect>;

/** Its id. */
export const TREE = 'tree';

const schema = new Schema<TreeDocument>(rootFields as never, {
  versionKey: false,
  bufferCommands: false,
  autoIndex: false,
  strict: 'throw',
  minimize: false,
});
indexWakeUps(schema);

export const Trees = model<TreeDocument>('tree', schema);

export const treeStore = storeOf<TreeDocument>(Trees);

/** Tells that units changed past the tree document: whoever decides at this moment decides anew, and everybody reads anew. */
export async function bumpTree(): Promise<void> {
  const bump = { $inc: { rev: 1 }, $setOnInsert: { history: [], outbox: [] } };
  try {
    await Trees.updateOne({ _id: TREE }, bump, { upsert: true });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await Trees.updateOne({ _id: TREE }, { $inc: { rev: 1 } });
  }
}

/** Changes whenever units have changed; undefined while a change is being carried out. */
export async function treeVersion(): Promise<string | undefined> {
  const found = await Trees.findById(TREE).select({ rev: 1, 'outbox.id': 1 }).lean<Pick<TreeDocument, 'rev' | 'outbox'>>();
  return found && found.outbox.length > 0 ? undefined : String(found?.rev ?? 0);
}
