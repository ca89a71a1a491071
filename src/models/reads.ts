import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** That somebody has read what a broadcast told her: once for each person and broadcast, never changed. */
export interface Read {
  /** `broadcast/person`: that of her send. */
  _id: string;
  broadcast: string;
  /** The unit in which she was written to: whom it reached and who read it are counted in the same one. */
  unit: string;
  /** When she said so, ms since 1970. */
  at: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Read>(
  { _id: required, broadcast: required, unit: required, at: { type: Number, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ broadcast: 1 });

export const Reads = model<Read>('read', schema);

/** Keeps a read; the first one stays. True when it is new. */
export const keepRead = (read: Read): Promise<boolean> => insertOnce(Reads, read);

/** How many read a broadcast, by unit. */
export async function readsByUnit(broadcast: string): Promise<Map<string, number>> {
  const rows = await Reads.aggregate<{ _id: string; n: number }>([
    { $match: { broadcast } },
    { $group: { _id: '$unit', n: { $sum: 1 } } },
  ]);
  return new Map(rows.map(({ _id, n }) => [_id, n]));
}

/** Who has read a broadcast: ids of persons. */
export async function readersOf(broadcast: string): Promise<Set<string>> {
  const found = await Reads.find({ broadcast }).select({ _id: 1 }).lean<Pick<Read, '_id'>[]>();
  return new Set(found.map(({ _id }) => _id.slice(broadcast.length + 1)));
}
