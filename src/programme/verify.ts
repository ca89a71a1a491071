import { setTimeout as pause } from 'node:timers/promises';
import { allCounts, type Count, demand, dirtyCounts } from '../models/counts';
import { allSums } from '../models/facts';
import { freshTree, type Tree } from '../models/units';
import { recount } from './recount';

/** A subtree (id of its top) and a period; everything without them. */
export interface Scope {
  unit?: string;
  period?: string;
}

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
 * Compares every count with a fresh sum of the facts along today's tree. Waits up to `patience` (ms, 30 s) for rows that owe a
 * recount; a difference counts when a second look finds it unchanged, since facts may arrive between two reads.
 */
export async function verifyCounts({ patience = 30_000, ...scope }: Scope & { patience?: number } = {}): Promise<Verdict> {
  const until = Date.now() + patience;
  let before: string | undefined;
  for (;;) {
    const dirty = await waitForClean(scope, until);
    const found = await compare(scope);
    const same = JSON.stringify(found.differences);
    if (found.differences.length === 0 || same === before || Date.now() >= until) {
      return { ...found, dirty: dirty.map(({ unit, period }) => ({ unit, period })) };
    }
    before = same;
    await pause(Math.min(4 * LOOK, Math.max(0, until - Date.now())));
  }
}

/** Recounts every row from the facts, the lowest units first; the number of rows. May run beside everything else. */
export async function rebuildCounts(scope: Scope = {}): Promise<number> {
  const tree = await freshTree();
  const rows = new Map<string, { unit: string; period: string; depth: number }>();
  for (const { unit, period } of [...(await allSums()), ...(await allCounts())]) {
    if (!within(scope, tree, unit, period)) continue;
    const line = tree.lineage(unit).map((above) => above._id);
    for (const each of line.length > 0 ? line : [unit]) {
      rows.set(`${each}|${period}`, { unit: each, period, depth: tree.lineage(each).length });
    }
  }
  for (const { unit, period } of [...rows.values()].sort((a, b) => b.depth - a.depth)) {
    await demand(unit, period);
    // The row above is in the list as well and comes later.
    await recount(unit, period, async () => {});
  }
  return rows.size;
}

async function waitForClean(scope: Scope, until: number): Promise<Count[]> {
  const tree = await freshTree();
  for (;;) {
    const dirty = (await dirtyCounts()).filter((row) => within(scope, tree, row.unit, row.period));
    if (dirty.length === 0 || Date.now() >= until) return dirty;
    await pause(LOOK);
  }
}

async function compare(scope: Scope): Promise<Omit<Verdict, 'dirty'>> {
  const [tree, facts, counts] = [await freshTree(), await allSums(), await allCounts()];
  const sums = new Map<string, Map<string, number>>();
  const strangers = new Set<string>();
  for (const { unit, period, metric, n } of facts) {
    const line = tree.lineage(unit).map((above) => above._id);
    if (line.length === 0 && within(scope, tree, unit, period)) strangers.add(unit);
    for (const each of line.length > 0 ? line : [unit]) {
      const key = `${each}|${period}`;
      const row = sums.get(key) ?? new Map<string, number>();
      sums.set(key, row.set(metric, (row.get(metric) ?? 0) + n));
    }
  }
  const stored = new Map(counts.map((row) => [row._id, new Map(Object.entries(row.n))]));
  const differences: Difference[] = [];
  let rows = 0;
  for (const key of [...new Set([...sums.keys(), ...stored.keys()])].sort()) {
    const [unit = '', period = ''] = key.split('|');
    if (!within(scope, tree, unit, period)) continue;
    rows += 1;
    const [is, should] = [stored.get(key) ?? new Map<string, number>(), sums.get(key) ?? new Map<string, number>()];
    for (const metric of new Set([...is.keys(), ...should.keys()])) {
      const [has, wants] = [is.get(metric) ?? 0, should.get(metric) ?? 0];
      if (has !== wants) differences.push({ unit, period, metric, stored: has, recounted: wants });
    }
  }
  return { rows, differences, strangers: [...strangers] };
}

function within(scope: Scope, tree: Tree, unit: string, period: string): boolean {
  if (scope.period !== undefined && scope.period !== period) return false;
  return scope.unit === undefined || scope.unit === unit || tree.lineage(unit).some((above) => above._id === scope.unit);
}
