import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** A list that left the system: who had it, of what, with phone numbers or without, and whether it was entered elsewhere. */
export interface Export {
  /** Of the order, short enough to be typed. */
  _id: string;
  kind: 'members' | 'changes' | 'outcome' | 'calls';
  /** Id of the broadcast or meeting whose list it is. */
  about?: string;
  unit: string;
  /** Changes from then on, ms; absent for everything. */
  since?: number;
  /** All that was recorded before this moment is in it, ms. */
  upTo: number;
  at: number;
  by: string;
  phones: boolean;
  /** Absent while it is written, or when writing it was broken off. */
  rows?: number;
  /** “Đã nhập”: it is in the national software now. */
  entered?: { at: number; by: string };
}

const required = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const schema = new Schema<Export>(
  {
    _id: required,
    kind: required as never,
    about: String,
    unit: required,
    since: Number,
    upTo: number,
    at: number,
    by: required,
    phones: { type: Boolean, required: true },
    rows: Number,
    entered: Schema.Types.Mixed as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1 });

export const Exports = model<Export>('export', schema);

/** Notes an export before its first row is written: also one that is broken off has shown something. */
export async function beginExport(begun: Export): Promise<void> {
  await insertOnce(Exports, begun);
}

/** Notes how many rows it has, now that it is whole. */
export async function endExport(id: string, rows: number): Promise<void> {
  await Exports.updateOne({ _id: id }, { $set: { rows } });
}

/** Ticks a whole export as entered; the first tick stays. False when there is no such export. */
export async function tickExport(id: string, entered: { at: number; by: string }): Promise<boolean> {
  const { matchedCount } = await Exports.updateOne(
    { _id: id, rows: { $exists: true }, entered: { $exists: false } },
    { $set: { entered } },
  );
  return matchedCount === 1 || (await Exports.countDocuments({ _id: id, entered: { $exists: true } })) === 1;
}

/** Null means there is none. */
export const exportOf = (id: string) => Exports.findById(id).lean<Export>();

/** The exports of some units, the newest first. */
export async function exportsOf(units: readonly string[]): Promise<Export[]> {
  return (await Exports.find({ unit: { $in: [...units] } }).lean<Export[]>()).sort((a, b) => b.at - a.at);
}

/** Up to when what happened in a unit has been entered elsewhere, ms; undefined when nothing was. */
export async function enteredUpTo(unit: string): Promise<number | undefined> {
  const entered = (await exportsOf([unit])).filter((each) => each.entered !== undefined);
  return entered.length === 0 ? undefined : Math.max(...entered.map(({ upTo }) => upTo));
}
