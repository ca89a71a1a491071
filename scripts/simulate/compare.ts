import { countsOfUnits } from '../../src/models/counts';
import { gatheringOf } from '../../src/programme/ratio';
import type { Difference } from '../../src/programme/verify';
import { communeOf } from './joining';
import type { World } from './world';

type Books = Map<string, Map<string, number>>;

/** Compares every count of every unit and month with the simulation's own books, along its own parents. */
export async function compareAll(world: World): Promise<{ rows: number; numbers: number; differences: Difference[] }> {
  const children = new Map<string, string[]>();
  for (const [unit, parent] of world.parents) children.set(parent, [...(children.get(parent) ?? []), unit]);
  const result = { rows: 0, numbers: 0, differences: [] as Difference[] };
  await sumUp(world.tree.province, world, children, result);
  return result;
}

async function sumUp(
  unit: string,
  world: World,
  children: ReadonlyMap<string, readonly string[]>,
  result: { rows: number; numbers: number; differences: Difference[] },
): Promise<Books> {
  const books: Books = new Map();
  const add = (more: ReadonlyMap<string, ReadonlyMap<string, number>>) => {
    for (const [month, metrics] of more) {
      const sums = books.get(month) ?? new Map<string, number>();
      for (const [metric, n] of metrics) sums.set(metric, (sums.get(metric) ?? 0) + n);
      books.set(month, sums);
    }
  };
  add(world.ledger.own(unit));
  for (const child of children.get(unit) ?? []) add(await sumUp(child, world, children, result));
  const stored = new Map((await countsOfUnits([unit])).map(({ period, n }) => [period, n]));
  for (const period of new Set([...books.keys(), ...stored.keys()])) {
    result.rows += 1;
    const [has, wants] = [stored.get(period) ?? {}, books.get(period) ?? new Map<string, number>()];
    for (const metric of new Set([...Object.keys(has), ...wants.keys()])) {
      const [is, should] = [has[metric] ?? 0, wants.get(metric) ?? 0];
      result.numbers += 1;
      if (is !== should) result.differences.push({ unit, period, metric, stored: is, recounted: should });
    }
  }
  return books;
}

/** Compares each commune's gathering ratio at the end of a month with the simulation's own members and women; the faults. */
export async function compareRatios(world: World, month: string): Promise<{ total: string; faults: string[] }> {
  const members = new Map<string, number>();
  for (const her of world.women) {
    if (her.state !== 'member' || her.away) continue;
    const commune = communeOf(world, her.unit);
    members.set(commune, (members.get(commune) ?? 0) + 1);
  }
  const women = new Map<string, number>();
  for (const [commune, n] of world.present) {
    const home = communeOf(world, commune);
    women.set(home, (women.get(home) ?? 0) + n);
  }
  const { communes, total } = await gatheringOf(world.tree.province, month, `${month}-31`);
  const faults = communes.flatMap(({ unit, ratio }) => {
    const right = ratio.known && ratio.members === (members.get(unit) ?? 0) && ratio.women === women.get(unit);
    return right ? [] : [`${unit}: ${JSON.stringify(ratio)} instead of ${members.get(unit)} of ${women.get(unit)}`];
  });
  if (communes.length !== members.size) faults.push(`${communes.length} communes instead of ${members.size}`);
  return { total: total ? `${total.members}/${total.women}` : '', faults };
}
