import { type Count, countsOfUnits, readCountsIn } from '../models/counts';
import type { Sums } from '../models/facts';
import { type Goal, targetsOf } from '../models/targets';
import { isOpen } from '../models/unit';
import { type Level, tree } from '../models/units';
import { isStock, type MetricName } from './metrics';
import { monthsOf } from './periods';

/** A unit's result in a period beside its target, if it has one. */
export interface Progress {
  result: number;
  target?: number;
}

/** The number that a target asks for; part of a person or of a unit is a whole one. `unitsAt` tells how many units there are of a level. */
export function asked(goal: Goal, unitsAt: (level: Level) => number): number {
  switch (goal.kind) {
    case 'absolute':
      return goal.value;
    case 'percent':
      return Math.ceil((goal.base.n * goal.value) / 100);
    case 'share':
      return Math.ceil((unitsAt(goal.level) * goal.value) / 100);
    case 'each':
      return unitsAt(goal.level) * goal.value;
    default:
      return goal satisfies never;
  }
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
  const { subtree } = await tree();
  const unitsAt = (unit: string) => (level: Level) => subtree(unit).filter((each) => each.level === level && isOpen(each)).length;
  return new Map((await targetsOf(units, period, metric)).map(({ unit, goal }) => [unit, asked(goal, unitsAt(unit))]));
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
