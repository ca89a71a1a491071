import { clean, demand, readCount, readCountsIn, writeCount } from '../models/counts';
import { type Fact, insertFact, insertFacts, ownSums, type Sums, withoutZeros } from '../models/facts';
import { childrenNow, parentNow } from '../models/units';

/** Wakes somebody who recounts; a bell that gets lost is made up for by the sweep, which finds the dirty row. */
export type Ring = (unit: string, period: string) => Promise<void>;

/** Tries of one recount against others of the same row; whoever loses them all leaves the row dirty. */
const TRIES = 10;

/** Keeps a fact and makes its count owed. Doing it twice counts it once. */
export async function addFact(fact: Fact, ring: Ring): Promise<void> {
  await insertFact(fact);
  await demand(fact.unit, fact.period);
  await ring(fact.unit, fact.period);
}

/** Keeps facts in one write and makes each count owed once. Doing it twice counts them once. */
export async function addFacts(facts: readonly Fact[], ring: Ring): Promise<void> {
  await insertFacts(facts);
  const rows = new Map(facts.map(({ unit, period }) => [`${unit}|${period}`, { unit, period }]));
  for (const { unit, period } of rows.values()) {
    await demand(unit, period);
    await ring(unit, period);
  }
}

/**
 * Sums a unit's own facts and the rows of the units below it anew, and makes the row above owed. A crash at any await leaves a
 * dirty row; any number may run at once. True when the row owes nothing for what was there when it began.
 */
export async function recount(unit: string, period: string, ring: Ring): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await readCount(unit, period);
    if (!row) return true;
    if (!(await writeCount(row, await sumOf(unit, period)))) continue;
    // Always, also when nothing changed: the last one may have died between its write and this.
    const parent = await parentNow(unit);
    if (parent !== null) await demand(parent, period);
    await clean(row);
    if (parent !== null) await ring(parent, period);
    return true;
  }
  return false;
}

async function sumOf(unit: string, period: string): Promise<Sums> {
  const rows = await readCountsIn(await childrenNow(unit), [period]);
  const sums = new Map(Object.entries(await ownSums(unit, period)));
  for (const { n } of rows) for (const [metric, value] of Object.entries(n)) sums.set(metric, (sums.get(metric) ?? 0) + value);
  return withoutZeros(sums);
}
