import { model, Schema } from 'mongoose';
import type { FactDraft } from '../programme/metrics';
import { insertAllOnce, insertOnce } from './once';

/** Something that happened and is counted. Inserted once, never changed; a correction is another fact. */
export interface Fact extends FactDraft {
  /** Id of the effect that told of it, or one that says what may happen only once. */
  _id: string;
  /** When, ms since 1970; absent where it would tell who. */
  at?: number;
}

/** Sums by metric; a metric that sums to nothing is absent. */
export type Sums = Record<string, number>;

const required = { type: String, required: true } as const;
const schema = new Schema<Fact>(
  { _id: required, metric: required, unit: required, period: required, n: { type: Number, required: true }, at: Number },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1, period: 1 });

export const Facts = model<Fact>('fact', schema);

/** Keeps a fact; one with this id is there already and stays. Throws on a fraction or a metric that cannot be a field. */
export async function insertFact(fact: Fact): Promise<void> {
  check(fact);
  await insertOnce(Facts, fact);
}

/** Keeps many in one write; those that are there already stay. Throws as `insertFact` does, before any is kept. */
export async function insertFacts(facts: readonly Fact[]): Promise<void> {
  for (const each of facts) check(each);
  await insertAllOnce(Facts, facts);
}

function check(fact: Fact): void {
  if (!Number.isSafeInteger(fact.n)) throw new Error(`fact ${fact._id}: n must be a whole number, it is ${fact.n}`);
  if (!/^[\w:-]+$/.test(fact.metric)) throw new Error(`fact ${fact._id}: a metric has letters, digits, _ - and : only`);
}

/** The sums of a unit's own facts in a period. */
export async function ownSums(unit: string, period: string): Promise<Sums> {
  const rows = await Facts.aggregate<{ _id: string; n: number }>([
    { $match: { unit, period } },
    { $group: { _id: '$metric', n: { $sum: '$n' } } },
  ]);
  return withoutZeros(rows.map((row) => [row._id, row.n]));
}

/** The own facts of some units, of one period or all, summed by unit, period and metric. */
export async function sumsOfUnits(
  units: readonly string[],
  period?: string,
): Promise<{ unit: string; period: string; metric: string; n: number }[]> {
  const rows = await Facts.aggregate<{ _id: { unit: string; period: string; metric: string }; n: number }>([
    { $match: { unit: { $in: [...units] }, ...(period === undefined ? {} : { period }) } },
    { $group: { _id: { unit: '$unit', period: '$period', metric: '$metric' }, n: { $sum: '$n' } } },
  ]);
  return rows.map((row) => ({ ...row._id, n: row.n }));
}

/** Ids of all units that facts name; reads the whole collection. */
export async function factUnits(): Promise<string[]> {
  return (await Facts.aggregate<{ _id: string }>([{ $group: { _id: '$unit' } }])).map((row) => row._id);
}

/** Sums as they are stored and compared. */
export function withoutZeros(entries: Iterable<[string, number]>): Sums {
  return Object.fromEntries([...entries].filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}
