import { type Count, countsOfUnits, readCountsIn } from '../models/counts';
import type { Sums } from '../models/facts';
import { type Goal, targetsOf } from '../models/targets';
import { isStock, type MetricName } from './metrics';
import { monthsOf } from './periods';

/** A unit's result in a period beside its target, if it has one. */
export interface Progress {
  result: number;
  target?: number;
}

/** The number that a target asks for; part of a person is a person. */
export function asked(goal: Goal): number {
  return goal.kind === 'absolute' ? goal.value : Math.ceil((goal.base.n * goal.value) / 100);
}

/** All results of some units in a month, quarter or year (another period: its own rows); every unit has an entry. */
export async function resultsOf(units: readonly string[], period: string): Promise<Map<string, Sums>> {
  const months = monthsOf(period) ?? [period];
  const end = months.at(-1) ?? period;
  const flows = await readCountsIn(units, months);
  // What there is at the end of a period is all that changed up to then.
  const stocks = (await countsOfUnits(units)).filter((row) => monthsOf(row.period) !== undefined && row.period <= end);
  const results = new Map(units.map((unit): [string, Sums] => [unit, {}]));
  const add = (rows: Count[], taken: (metric: string) => boolean) => {
    for (const { unit, n } of rows) {
      const sums = results.get(unit);
      if (!sums) continue;
      for (const [metric, value] of Object.entries(n)) if (taken(metric)) sums[metric] = (sums[metric] ?? 0) + value;
    }
  };
  add(flows, (metric) => !isStock(metric));
  if (monthsOf(period)) add(stocks, isStock);
  return results;
}

/** The targets of some units for a metric and period, as numbers; units without one are absent. */
export async function goalsOf(units: readonly string[], metric: MetricName, period: string): Promise<Map<string, number>> {
  return new Map((await targetsOf(units, period, metric)).map(({ unit, goal }) => [unit, asked(goal)]));
}

/** Target against result of some units; every unit has an entry. */
export async function progressOf(units: readonly string[], metric: MetricName, period: string): Promise<Map<string, Progress>> {
  const [results, goals] = [await resultsOf(units, period), await goalsOf(units, metric, period)];
  return new Map(
    [...results].map(([unit, sums]) => {
      const target = goals.get(unit);
      return [unit, { result: sums[metric] ?? 0, ...(target === undefined ? {} : { target }) }];
    }),
  );
}
