import { type Count, countedUnits, countsOfUnits } from '../models/counts';
import { factUnits, sumsOfUnits } from '../models/facts';
import type { Tree } from '../models/units';

/** A subtree (id of its top) and a period; everything without them. */
export interface Scope {
  unit?: string;
  period?: string;
}

/** Sums by period and metric. */
export type PeriodSums = Map<string, Map<string, number>>;

/** A unit's rows as they are stored, and what its facts and those of the units below it sum to. */
export interface Summed {
  unit: string;
  /** By period; read before the facts. */
  stored: ReadonlyMap<string, Count>;
  sums: PeriodSums;
}

/** Units whose facts are read together: what lies in memory at a time does not grow with the province. */
const TOGETHER = 400;

/**
 * Sums all facts of a scope along a tree, some units at a time, those below before those above. What names a unit that the
 * tree does not have comes as a unit by itself; `strangers` are those of them that have facts.
 */
export async function* walkUp(tree: Tree, scope: Scope, strangers: Set<string>): AsyncGenerator<Summed[]> {
  for (const top of topsOf(tree, scope)) yield* below(tree, top, scope.period);
  const unknown = await unknownTo(tree, scope);
  for (const unit of unknown) {
    const [summed] = await together([unit], scope.period);
    if (!summed) continue;
    if (summed.sums.size > 0) strangers.add(unit);
    yield [summed];
  }
}

/** Sums of a subtree: in one go while it is small, else child by child; answers what is to be added to the unit above. */
async function* below(tree: Tree, top: string, period: string | undefined): AsyncGenerator<Summed[], PeriodSums> {
  const units = tree.subtree(top).map(({ _id }) => _id);
  if (units.length <= TOGETHER) {
    const found = new Map((await together(units, period)).map((each) => [each.unit, each]));
    // Parents come first in a subtree: from its end, every unit is complete when it is added to the one above.
    for (const unit of [...units].reverse()) {
      const above = unit === top ? undefined : found.get(tree.units.get(unit)?.parent ?? '');
      if (above) add(above.sums, found.get(unit)?.sums ?? new Map());
    }
    yield [...found.values()].reverse();
    return found.get(top)?.sums ?? new Map();
  }
  // Its rows are read before any fact below it, its own facts with them.
  const [own] = await together([top], period);
  const sums: PeriodSums = own?.sums ?? new Map();
  for (const child of tree.children(top)) add(sums, yield* below(tree, child._id, period));
  if (own) yield [own];
  return sums;
}

async function together(units: readonly string[], period: string | undefined): Promise<Summed[]> {
  const rows = await countsOfUnits(units, period);
  const found = new Map(units.map((unit) => [unit, { unit, stored: new Map<string, Count>(), sums: new Map() as PeriodSums }]));
  for (const row of rows) found.get(row.unit)?.stored.set(row.period, row);
  for (const { unit, period: of, metric, n } of await sumsOfUnits(units, period)) {
    const each = found.get(unit);
    if (each) add(each.sums, new Map([[of, new Map([[metric, n]])]]));
  }
  return [...found.values()];
}

function add(to: PeriodSums, more: PeriodSums): void {
  for (const [period, metrics] of more) {
    const sums = to.get(period) ?? new Map<string, number>();
    for (const [metric, n] of metrics) sums.set(metric, (sums.get(metric) ?? 0) + n);
    to.set(period, sums);
  }
}

function topsOf(tree: Tree, { unit }: Scope): string[] {
  if (unit !== undefined) return tree.units.has(unit) ? [unit] : [];
  return [...tree.units.values()].filter(({ parent }) => parent === null || !tree.units.has(parent)).map(({ _id }) => _id);
}

async function unknownTo(tree: Tree, { unit }: Scope): Promise<string[]> {
  if (unit !== undefined) return tree.units.has(unit) ? [] : [unit];
  const named = new Set([...(await factUnits()), ...(await countedUnits())]);
  return [...named].filter((each) => !tree.units.has(each)).sort();
}
