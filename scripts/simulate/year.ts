import type { ActionDeps } from '../../src/actions/deps';
import { importWomen } from '../../src/actions/lists/import-women';
import type { UnitOrder } from '../../src/actions/units/decide-units';
import { orderUnits } from '../../src/actions/units/units';
import { dirtyCounts } from '../../src/models/counts';
import { unitId } from '../../src/models/unit';
import { recount } from '../../src/programme/recount';
import { HAPPENINGS, type Task, type Today } from './events';
import { type Applicant, communeOf, recognising, submitting, unrecognising, verifying } from './joining';
import type { Her } from './ledger';
import { instant } from './load';
import { progressOf, type Say, together } from './progress';
import type { World } from './world';

/** Actions at a time: on the embedded server more make it slower. */
const AT_ONCE = 8;
/** In a year of a province of 161.360 members. */
const APPLICANTS = 5_500;
const MISTAKES = 60;
const FULL_SIZE = 161_360;
const TRIES = 300;
const ALL_ROWS = 1_000_000;

/**
 * Lets a loaded province live for a year, month by month, booking all that happens; how many actions the product did. Rows are
 * recounted at the end of each month, or at the end of the year alone.
 */
export async function liveYear(world: World, deps: ActionDeps, say: Say, recounts: 'monthly' | 'atTheEnd'): Promise<number> {
  const share = world.women.length / FULL_SIZE;
  const busy = new Set<Her>();
  const recognised: Her[] = [];
  const months = Array.from({ length: 12 }, (_, n) => `${world.year}-${String(n + 1).padStart(2, '0')}`);
  const size = Object.values(HAPPENINGS).reduce((sum, [times]) => sum + times, 3 * APPLICANTS) * share;
  const telling = progressOf('actions of the year', Math.round(size), say);
  let acted = 0;
  const play = async (tasks: readonly Task[], day: string, hour: number) => {
    world.clock.at = instant(day, hour);
    await together(
      tasks,
      AT_ONCE,
      (task) => done(task, deps),
      (n) => telling.done(acted + n),
    );
    acted += tasks.length;
  };
  for (const [n, month] of months.entries()) {
    busy.clear();
    await changeTree(world, n, `${month}-03`, deps);
    if (n === 5) await recountWomen(world, `${month}-04`, deps);
    const times = (yearly: number) => Math.max(1, Math.round((yearly * share) / 12 + world.chance.next() - 0.5));
    const day = `${month}-10`;
    const today = todayOf(world, day, busy);
    const events = Object.values(HAPPENINGS).flatMap(([yearly, happening]) =>
      Array.from({ length: times(yearly) }, () => happening(today)).filter((task) => task !== undefined),
    );
    const applicants: Applicant[] = [];
    for (let left = times(APPLICANTS); left > 0; left -= 1) {
      const referrer = world.chance.happens(0.6) ? today.draw(({ state }) => state === 'member') : undefined;
      const { applicant, task } = submitting(world, day, referrer);
      applicants.push(applicant);
      events.push(task);
    }
    await play(events, day, 9);
    await play(
      applicants.map((each) => verifying(world, `${month}-15`, each)),
      `${month}-15`,
      10,
    );
    const joined = applicants.filter(({ ends }) => ends !== 'withdrawn').map((each) => recognising(world, `${month}-20`, each));
    await play(
      joined.map(({ task }) => task),
      `${month}-20`,
      11,
    );
    const mistaken = recognised.filter(() => world.chance.happens(MISTAKES / APPLICANTS));
    const corrections = mistaken.map((her) => unrecognising(world, `${month}-25`, her)).filter((task) => task !== undefined);
    await play(corrections, `${month}-25`, 12);
    world.women.push(...joined.map(({ her }) => her));
    recognised.splice(0, recognised.length, ...joined.map(({ her }) => her));
    const rows = recounts === 'monthly' || n === 11 ? await countAll() : 0;
    say(`${month}: ${acted} actions so far, ${rows} rows recounted`);
  }
  telling.end();
  return acted;
}

async function done({ what, play }: Task, deps: ActionDeps): Promise<void> {
  const result = (await play(deps)) as { done: boolean; why?: string };
  if (!result.done) throw new Error(`the product refuses what the simulation expects: ${what}, ${JSON.stringify(result.why)}`);
}

function todayOf(world: World, day: string, busy: Set<Her>): Today {
  return {
    world,
    day,
    busy,
    draw(fits = () => true) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const her = world.chance.pick(world.women);
        if (busy.has(her) || !fits(her)) continue;
        busy.add(her);
        return her;
      }
      return undefined;
    },
  };
}

/** A commune goes up in another one, two become a new one, and a branch is moved: the simulation's parents follow. */
async function changeTree(world: World, month: number, day: string, deps: ActionDeps): Promise<void> {
  const { tree, parents } = world;
  const open = tree.communes.filter((each) => parents.get(each) === tree.province);
  const below = (commune: string) => tree.branches.filter((each) => parents.get(each) === commune);
  const last = open.slice(-3) as [string, string, string];
  if (month === 3) await carryOut({ action: 'merge', units: [last[2]], into: last[1], on: day }, world, deps, day);
  if (month === 6) {
    const [from, to] = [open[0] as string, open[1] as string];
    const branch = below(from)[0] as string;
    await carryOut({ action: 'move', unit: branch, to }, world, deps, day);
  }
  if (month === 8) {
    const named = {
      code: '49999',
      validFrom: day,
      level: 'commune',
      name: 'Hội LHPN xã Hợp Nhất',
      place: 'xã Hợp Nhất',
    } as const;
    const into = { ...named, parent: tree.province };
    await carryOut({ action: 'merge', units: [last[1], last[2]], into, on: day }, world, deps, day);
  }
}

async function carryOut(order: UnitOrder, world: World, deps: ActionDeps, day: string): Promise<void> {
  const { tree, parents } = world;
  world.clock.at = instant(day);
  const result = await orderUnits(order, { id: `tree/${day}`, actor: { kind: 'operator' } }, deps);
  if (!result.done) throw new Error(`the product refuses to ${order.action}: ${result.why}`);
  if (order.action === 'move') parents.set(order.unit, order.to);
  if (order.action !== 'merge') return;
  const into = typeof order.into === 'string' ? order.into : unitId(order.into.code, order.into.validFrom);
  if (!tree.communes.includes(into)) {
    tree.communes.push(into);
    parents.set(into, tree.province);
  }
  for (const [unit, parent] of [...parents]) {
    // What was merged before stays where it is: a closed child of a closed one.
    if (order.units.includes(parent) && tree.branches.includes(unit)) parents.set(unit, into);
  }
  for (const unit of order.units) parents.set(unit, into);
}

/** In summer each commune counts its women anew, as a list that is imported. */
async function recountWomen(world: World, day: string, deps: ActionDeps): Promise<void> {
  const { tree, parents, present, chance } = world;
  world.clock.at = instant(day);
  const open = tree.communes.filter((each) => parents.get(each) === tree.province);
  // A commune that took another one in counts the women of both.
  const sums = new Map<string, number>();
  for (const [commune, n] of present) {
    const home = communeOf(world, commune);
    sums.set(home, (sums.get(home) ?? 0) + n);
  }
  const told = open.map((commune) => [commune, (sums.get(commune) ?? 0) + chance.below(5)] as const);
  const rows = told.map(([commune, n], row) => ({
    row: row + 2,
    cells: { unitCode: commune.slice(0, commune.indexOf('@')), present: n, asOf: day },
  }));
  const order = { id: `women/${day}`, actor: { kind: 'operator' }, dryRun: false } as const;
  const { problems } = await importWomen({ rows, headings: {} }, order, deps);
  if (problems.length > 0) throw new Error(`the product refuses the numbers of women: ${JSON.stringify(problems[0])}`);
  present.clear();
  for (const [commune, n] of told) present.set(commune, n);
}

/** Recounts every row that is owed, as workers do, the lowest units first; the number of recounts. */
export async function countAll(): Promise<number> {
  let rows = 0;
  for (;;) {
    const dirty = await dirtyCounts(ALL_ROWS);
    if (dirty.length === 0) return rows;
    rows += dirty.length;
    // A longer code lies deeper: what is above is owed again by each of them, and comes once.
    const depth = ({ unit }: { unit: string }) => unit.indexOf('@');
    const deepest = Math.max(...dirty.map(depth));
    const lowest = dirty.filter((row) => depth(row) === deepest);
    rows -= dirty.length - lowest.length;
    await together(lowest, AT_ONCE, ({ unit, period }) => recount(unit, period, async () => {}));
  }
}
