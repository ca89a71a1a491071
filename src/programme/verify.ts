import { setTimeout as pause } from 'node:timers/promises';
import { type Count, dirtyCounts } from '../models/counts';
import { freshTree, type Tree } from '../models/units';
import { type Scope, type Summed, walkUp } from './walk';

export type { Scope } from './walk';

/** A count that is not what its facts say. */
export interface Difference {
  unit: string;
  period: string;
  metric: string;
  stored: number;
  recounted: number;
}

/** What a verification found; all three lists are empty when every count equals its recount. */
export interface Verdict {
  /** Rows that were compared. */
  rows: number;
  differences: Difference[];
  /** Rows that still owed a recount when patience ended. */
  dirty: { unit: string; period: string }[];
  /** Units that facts name and that do not exist: their facts are in no total above. */
  strangers: string[];
}

const LOOK = 250;

/**
 * Compares every count with a fresh sum of the facts along today's tree, some units at a time. Waits up to `patience` (ms,
 * 30 s) for rows that owe a recount; a difference counts when a second look finds it unchanged, since facts may arrive
 * between two reads.
 */
export async function verifyCounts({ patience = 30_000, ...scope }: Scope & { patience?: number } = {}): Promise<Verdict> {
  const until = Date.now() + patience;
  let before: ReadonlySet<string> | undefined;
  for (;;) {
    const dirty = await waitForClean(scope, until);
    const found = await compare(scope);
    const again = found.differences.filter((each) => before?.has(keyOf(each)) ?? patience === 0);
    const certain = found.differences.length === again.length;
    if (certain || (before && Date.now() >= until)) {
      return { ...found, differences: again, dirty: dirty.map(({ unit, period }) => ({ unit, period })) };
    }
    before = new Set(found.differences.map(keyOf));
    await pause(LOOK);
  }
}

const keyOf = (difference: Difference): string => JSON.stringify(difference);

async function waitForClean(scope: Scope, until: number): Promise<Count[]> {
  const tree = await freshTree();
  for (;;) {
    const dirty = (await dirtyCounts()).filter((row) => within(scope, tree, row.unit, row.period));
    if (dirty.length === 0 || Date.now() >= until) return dirty;
    await pause(LOOK);
  }
}

async function compare(scope: Scope): Promise<Omit<Verdict, 'dirty'>> {
  const strangers = new Set<string>();
  const found: Difference[] = [];
  let rows = 0;
  for await (const batch of walkUp(await freshTree(), scope, strangers)) {
    for (const each of batch) {
      const { compared, differences } = differencesOf(each);
      rows += compared;
      found.push(...differences);
    }
  }
  const differences = found.sort((a, b) => {
    const [left, right] = [`${a.unit}|${a.period}`, `${b.unit}|${b.period}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return { rows, differences, strangers: [...strangers] };
}

function differencesOf({ unit, stored, sums }: Summed): { compared: number; differences: Difference[] } {
  const periods = new Set([...stored.keys(), ...sums.keys()]);
  const differences = [...periods].flatMap((period) => {
    const is = new Map(Object.entries(stored.get(period)?.n ?? {}));
    const should = sums.get(period) ?? new Map<string, number>();
    return [...new Set([...is.keys(), ...should.keys()])].flatMap((metric) => {
      const [has, wants] = [is.get(metric) ?? 0, should.get(metric) ?? 0];
      return has === wants ? [] : [{ unit, period, metric, stored: has, recounted: wants }];
    });
  });
  return { compared: periods.size, differences };
}

function within(scope: Scope, tree: Tree, unit: string, period: string): boolean {
  if (scope.period !== undefined && scope.period !== period) return false;
  return scope.unit === undefined || scope.unit === unit || tree.lineage(unit).some((above) => above._id === scope.unit);
}
