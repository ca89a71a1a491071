import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** How often a question's answers of one shape were not understood in a month; no words, nobody's name. */
export interface Miss {
  _id: string;
  question: string;
  shape: string;
  month: string;
  n: number;
}

const schema = new Schema<Miss>(
  {
    _id: { type: String, required: true },
    question: { type: String, required: true },
    shape: { type: String, required: true },
    month: { type: String, required: true },
    n: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);

export const Misses = model<Miss>('miss', schema);

/** Counts a miss; a log to grow the word lists from, so a crash may count one twice. */
export async function countMiss(question: string, shape: string, month: string): Promise<void> {
  const _id = `${month}|${question}|${shape}`;
  await insertOnce(Misses, { _id, question, shape, month, n: 0 });
  await Misses.updateOne({ _id }, { $inc: { n: 1 } });
}
