import { model, Schema } from 'mongoose';
import type { Sums } from './facts';
import { insertAllOnce, isDuplicate } from './once';
import { inPieces } from './pieces';

/** What a unit's facts and those of the units below it sum to in a period. Never added to, always summed anew. */
export interface Count {
  /** `unit|period`. */
  _id: string;
  unit: string;
  period: string;
  n: Sums;
  /** Moves with every recount. */
  rev: number;
  /** Moves with every demand for a recount. */
  due: number;
  /** Present while a recount is owed. */
  dirty?: true;
}

const required = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const schema = new Schema<Count>(
  {
    _id: required,
    unit: required,
    period: required,
    n: { type: Schema.Types.Mixed, required: true },
    rev: whole,
    due: whole,
    dirty: Boolean as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
schema.index({ dirty: 1 }, { partialFilterExpression: { dirty: true } });

export const Counts = model<Count>('count', schema);

const id = (unit: string, period: string) => `${unit}|${period}`;

/** Makes a recount owed: from here on a crash leaves a dirty row, which the sweep finds. */
export async function demand(unit: string, period: string): Promise<void> {
  const owed = { $inc: { due: 1 }, $set: { dirty: true as const }, $setOnInsert: { unit, period, rev: 0, n: {} } };
  try {
    await Counts.updateOne({ _id: id(unit, period) }, owed, { upsert: true });
  } catch (error) {
    // Two first demands at once: one made the row, the other finds it now.
    if (!isDuplicate(error)) throw error;
    await Counts.updateOne({ _id: id(unit, period) }, owed, { upsert: true });
  }
}

/** The row of a unit and period; null while nothing was ever counted there. */
export const readCount = (unit: string, period: string) => Counts.findById(id(unit, period)).lean<Count>();

/** The rows of some units in some periods. */
export const readCountsIn = (units: readonly string[], periods: readonly string[]) =>
  inPieces(
    periods.flatMap((period) => units.map((unit) => id(unit, period))),
    (piece) => Counts.find({ _id: { $in: piece } }).lean<Count[]>(),
  );

/** Every row of some units, of one period or all. */
export const countsOfUnits = (units: readonly string[], period?: string) =>
  Counts.find({ unit: { $in: [...units] }, ...(period === undefined ? {} : { period }) }).lean<Count[]>();

/** Ids of all units that have a row; reads the whole collection. */
export async function countedUnits(): Promise<string[]> {
  return (await Counts.aggregate<{ _id: string }>([{ $group: { _id: '$unit' } }])).map((row) => row._id);
}

/** A row that is not kept yet. */
export const newCount = (unit: string, period: string): Count => ({ _id: id(unit, period), unit, period, n: {}, rev: 0, due: 0 });

/**
 * Writes sums in bulk, each row under the `rev` and `due` at which it was read, and owing nothing; one with `rev` 0 that is
 * not kept is inserted. Whatever moved since stays as it is: look again to learn which.
 */
export async function writeCounts(rows: readonly { was: Count; n: Sums }[]): Promise<void> {
  const isFresh = ({ was }: { was: Count }) => was.rev === 0 && was.due === 0;
  await insertAllOnce(
    Counts,
    rows.filter(isFresh).map(({ was, n }) => ({ ...was, n, rev: 1 })),
  );
  const updates = rows.filter((each) => !isFresh(each)).map(updateOf);
  if (updates.length > 0) await Counts.collection.bulkWrite(updates as never, { ordered: false });
}

const updateOf = ({ was: { _id, rev, due }, n }: { was: Count; n: Sums }) => ({
  updateOne: { filter: { _id, rev, due }, update: { $set: { n }, $inc: { rev: 1 }, $unset: { dirty: 1 } } },
});

/** Writes sums under the `rev` at which the row was read; false when another recount was first. */
export async function writeCount(row: Count, n: Sums): Promise<boolean> {
  const { matchedCount } = await Counts.updateOne({ _id: row._id, rev: row.rev }, { $set: { n }, $inc: { rev: 1 } });
  return matchedCount === 1;
}

/** Clears what was owed when the row was read; a demand made since stays. */
export async function clean(row: Count): Promise<void> {
  await Counts.updateOne({ _id: row._id, due: row.due }, { $unset: { dirty: 1 } });
}

/** Rows that owe a recount, for the sweep and for waiting; at most `most`. */
export const dirtyCounts = (most = 500) => Counts.find({ dirty: true }).limit(most).lean<Count[]>();
