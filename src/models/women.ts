import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** How many women of 18 years and more live in a commune, as it counted them on a day (domain §1.2). */
export interface Women {
  /** `unit|asOf`. */
  _id: string;
  unit: string;
  /** YYYY-MM-DD. */
  asOf: string;
  /** Those who are there, without those who work away. */
  present: number;
  /** All of them, where it is known. */
  total?: number;
  rev: number;
  /** Every figure that was told for this day, the newest last. */
  history: { id: string; at: number; by: string; present: number; total?: number }[];
}

/** What is told of a commune's women. */
export type WomenTold = Pick<Women, 'unit' | 'asOf' | 'present' | 'total'>;

const required = { type: String, required: true } as const;
const schema = new Schema<Women>(
  {
    _id: required,
    unit: required,
    asOf: required,
    present: { type: Number, required: true },
    total: Number,
    rev: { type: Number, required: true },
    history: { type: [Schema.Types.Mixed] as never, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1 });

export const WomenFigures = model<Women>('women', schema, 'women');

const idOf = ({ unit, asOf }: Pick<Women, 'unit' | 'asOf'>) => `${unit}|${asOf}`;

/** All figures of some units, of every day. */
export const womenOf = (units: readonly string[]) => WomenFigures.find({ unit: { $in: [...units] } }).lean<Women[]>();

/** The newest figure of each unit up to a day (YYYY-MM-DD); a unit without one is absent. */
export async function womenAt(units: readonly string[], day: string): Promise<Map<string, Women>> {
  const newest = new Map<string, Women>();
  for (const each of await womenOf(units)) {
    const other = newest.get(each.unit);
    if (each.asOf <= day && (!other || other.asOf < each.asOf)) newest.set(each.unit, each);
  }
  return newest;
}

/** Keeps a figure, or corrects the one of that day under its `rev`; the same order again changes nothing. False when somebody else was first. */
export async function tellWomen(
  told: WomenTold,
  was: Women | undefined,
  order: { id: string; at: number; by: string },
): Promise<boolean> {
  const { present, total } = told;
  const figures = { present, ...(total === undefined ? {} : { total }) };
  const entry = { ...order, ...figures };
  if (!was) return insertOnce(WomenFigures, { _id: idOf(told), ...told, rev: 1, history: [entry] });
  const { matchedCount } = await WomenFigures.updateOne(
    { _id: was._id, rev: was.rev },
    {
      $set: { ...figures, rev: was.rev + 1 },
      ...(total === undefined ? { $unset: { total: 1 } } : {}),
      $push: { history: entry },
    },
  );
  return matchedCount === 1;
}
