import { model, Schema } from 'mongoose';
import { isDuplicate } from './once';

/**
 * The one document through which every change of units goes: its `rev` lets one change be decided at a time, so that two moves
 * cannot make a cycle (architecture §6).
 */
export interface TreeDocument {
  _id: string;
  rev: number;
  history: unknown[];
  outbox: { id: string }[];
}

/** Its id. */
export const TREE = 'tree';

const list = { type: [Schema.Types.Mixed] as never, required: true } as const;
const schema = new Schema<TreeDocument>(
  { _id: { type: String, required: true }, rev: { type: Number, required: true }, history: list, outbox: list },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);

export const Trees = model<TreeDocument>('tree', schema);

/** Tells that units changed past the tree document: whoever decides at this moment decides anew, and everybody reads anew. */
export async function bumpTree(): Promise<void> {
  const first = { history: [], outbox: [] };
  try {
    await Trees.updateOne({ _id: TREE }, { $inc: { rev: 1 }, $setOnInsert: first }, { upsert: true });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await Trees.updateOne({ _id: TREE }, { $inc: { rev: 1 } });
  }
}

/** Changes whenever units have changed; undefined while a change is being carried out. */
export async function treeVersion(): Promise<string | undefined> {
  const found = await Trees.findById(TREE).select({ rev: 1, 'outbox.id': 1 }).lean<TreeDocument>();
  return found && found.outbox.length > 0 ? undefined : String(found?.rev ?? 0);
}
