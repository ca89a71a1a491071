import type { ActionDeps } from '../../src/actions/deps';
import { type Difference, verifyCounts } from '../../src/programme/verify';
import { compareAll, compareRatios } from './compare';
import { type LoadOptions, loadProvince } from './load';
import type { World } from './world';
import { liveYear } from './year';

/** How a simulation is run. */
export interface SimulateOptions extends LoadOptions {
  /** Only loaded, or lived through as well. */
  lives: boolean;
  recounts: 'monthly' | 'atTheEnd';
}

/** What came of it; without faults when every number is what the simulation's own books say. */
export interface Simulated {
  world: World;
  members: number;
  actions: number;
  rows: number;
  numbers: number;
  faults: string[];
  seconds: { load: number; year: number; compare: number; verify: number };
  ratioAtFirst: string;
  ratio: string;
}

/** Loads a province, lets it live for a year, and compares every count with the simulation's own books and with the facts. */
export async function simulate(options: SimulateOptions, given: Omit<ActionDeps, 'now'>): Promise<Simulated> {
  const { say, lives, year: of, recounts } = options;
  const since = stopwatch();
  const { world, deps } = await loadProvince(options, given);
  const members = world.women.length;
  const first = await compareRatios(world, `${of - 1}-12`);
  say(`loaded; members over women: ${first.total}`);
  const load = since();
  const actions = lives ? await liveYear(world, deps, say, recounts) : 0;
  const year = since();
  const { rows, numbers, differences } = await compareAll(world);
  const last = await compareRatios(world, `${of}-12`);
  const compare = since();
  const verdict = await verifyCounts();
  const verify = since();
  const faults = [
    ...[...first.faults, ...last.faults].map((fault) => `ratio: ${fault}`),
    ...differences.map((each) => `books: ${told(each)}`),
    ...verdict.differences.map((each) => `verify: ${told(each)}`),
    ...verdict.dirty.map(({ unit, period }) => `still owes a recount: ${unit} ${period}`),
    ...verdict.strangers.map((unit) => `facts name an unknown unit: ${unit}`),
  ];
  const seconds = { load, year, compare, verify };
  return { world, members, actions, rows, numbers, faults, seconds, ratioAtFirst: first.total, ratio: last.total };
}

const told = ({ unit, period, metric, stored, recounted }: Difference): string =>
  `${unit} ${period} ${metric}: ${stored} is counted, ${recounted} is right`;

function stopwatch(): () => number {
  let at = performance.now();
  return () => {
    const now = performance.now();
    const seconds = Math.round((now - at) / 100) / 10;
    at = now;
    return seconds;
  };
}
