import { setTimeout as pause } from 'node:timers/promises';
import { type Count, countsOfUnits, demand, newCount, writeCounts } from '../models/counts';
import { type Sums, withoutZeros } from '../models/facts';
import { treeVersion } from '../models/tree-document';
import { freshTree } from '../models/units';
import { type Ring, recount } from './recount';
import { type Scope, type Summed, walkUp } from './walk';

/** How long a change of the tree that is being carried out is waited for, ms. */
const SETTLES_WITHIN = 60_000;
const LOOK = 500;

/** Told how many rows were looked at so far, and how many of them were written. */
export type RebuildProgress = (rows: number, written: number) => void;

/**
 * Makes every row what its facts say, the lowest units first; the number of rows. Facts are summed once, and only rows that
 * are wrong or owe a recount are written, many at a time, each under the `rev` and `due` at which it was read before its facts
 * were; whatever moved meanwhile is recounted as always. May run beside everything else.
 */
export async function rebuildCounts(scope: Scope = {}, progress: RebuildProgress = () => undefined): Promise<number> {
  for (;;) {
    const version = await settledVersion();
    const result = await rebuildOnce(scope, version, progress);
    if (result !== 'moved') return result;
  }
}

async function rebuildOnce(scope: Scope, version: string, progress: RebuildProgress): Promise<number | 'moved'> {
  const tree = await freshTree();
  let [rows, written] = [0, 0];
  const overtaken: { unit: string; period: string }[] = [];
  for await (const batch of walkUp(tree, scope, new Set())) {
    const wrong = batch.flatMap((each) => wrongRows(each));
    rows += batch.reduce((sum, { stored, sums }) => sum + new Set([...stored.keys(), ...sums.keys()]).size, 0);
    if (wrong.length > 0) {
      // Sums along a tree that is another one by now must not be written. A move that comes later demands its rows anew.
      if ((await treeVersion()) !== version) return 'moved';
      await writeCounts(wrong);
      overtaken.push(...(await stillWrong(wrong)));
      written += wrong.length;
    }
    progress(rows, written);
  }
  const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
  for (const { unit, period } of overtaken) {
    await demand(unit, period);
    await climb(unit, period);
  }
  return rows;
}

/** Rows that are not what the facts say, or that owe a recount, with what they must be. */
function wrongRows({ unit, stored, sums }: Summed): { was: Count; n: Sums }[] {
  return [...new Set([...stored.keys(), ...sums.keys()])].flatMap((period) => {
    const n = withoutZeros(sums.get(period) ?? []);
    const was = stored.get(period);
    if (was ? !was.dirty && same(was.n, n) : Object.keys(n).length === 0) return [];
    return [{ was: was ?? newCount(unit, period), n }];
  });
}

async function stillWrong(rows: readonly { was: Count; n: Sums }[]): Promise<{ unit: string; period: string }[]> {
  const now = new Map((await countsOfUnits([...new Set(rows.map(({ was }) => was.unit))])).map((row) => [row._id, row]));
  return rows.flatMap(({ was, n }) => {
    const is = now.get(was._id);
    return is && !is.dirty && same(is.n, n) ? [] : [{ unit: was.unit, period: was.period }];
  });
}

function same(a: Sums, b: Sums): boolean {
  const [left, right] = [Object.entries(withoutZeros(Object.entries(a))), Object.entries(b)];
  return left.length === right.length && left.every(([metric, n]) => b[metric] === n);
}

async function settledVersion(): Promise<string> {
  for (const until = Date.now() + SETTLES_WITHIN; ; ) {
    const version = await treeVersion();
    if (version !== undefined) return version;
    if (Date.now() > until) throw new Error('a change of the units has not been carried out: start a worker, then try again');
    await pause(LOOK);
  }
}
