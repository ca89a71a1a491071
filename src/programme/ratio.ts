import { DateTime } from 'luxon';
import { settingIn } from '../models/settings';
import type { Tree } from '../models/tree';
import { isOpen, type Unit } from '../models/unit';
import { tree } from '../models/units';
import { type Women, womenOf } from '../models/women';
import { daysBetween } from './days';
import { monthsOf } from './periods';
import { resultsOf } from './targets';

/** Below the floor of alarm, below the aim, or at least the aim (domain §1.2; the figures are settings). */
export type Light = 'red' | 'amber' | 'green';

/** Why there is no ratio: no number of women, none of all who are registered, or one that is too old. */
export type Lack = 'noFigure' | 'noTotal' | 'stale';

/** Members without those who work away, over women of 18 and more; `asOf` is the oldest day on which they were counted. */
export type Ratio =
  | { known: true; members: number; women: number; asOf: string; light: Light }
  | { known: false; members: number; why: Lack; asOf?: string };

/** The gathering ratio of a commune. */
export interface CommuneRatio {
  unit: string;
  code: string;
  name: string;
  ratio: Ratio;
}

/** The gathering ratios of the communes of a unit, and of them together. */
export interface Gathering {
  /** The day for which they hold, YYYY-MM-DD. */
  on: string;
  denominator: 'present' | 'all';
  communes: CommuneRatio[];
  /** Over the communes that have a ratio; absent while none has. */
  total?: Extract<Ratio, { known: true }>;
  /** Communes that are in no total because they have none. */
  lacking: number;
}

/** What a ratio is judged by. */
export interface Marks {
  red: number;
  amber: number;
  denominator: 'present' | 'all';
  staleDays: number;
}

/**
 * The gathering ratio of each territorial commune of a unit at the end of a month, quarter or year, but not after `today`
 * (domain §1.2): honorary members are in a register of their own, members who work away are in neither side. No commune for
 * a branch or group, whose women nobody counts. Throws on a period that is none.
 */
export async function gatheringOf(unit: string, period: string, today: string): Promise<Gathering> {
  const end = monthsOf(period)?.at(-1);
  if (end === undefined) throw new Error(`a gathering ratio has a month, quarter or year, not ${period}`);
  const last = DateTime.fromISO(`${end}-01`).endOf('month').toISODate() ?? today;
  const on = last < today ? last : today;
  const all = await tree();
  const marks = marksFor(all.lineage(unit), on);
  const units = all.subtree(unit).filter((each) => each.level === 'commune');
  const communes = units.filter((each) => isOpen(each) && (each.shape ?? 'territorial') === 'territorial');
  const ids = communes.map((each) => each._id);
  const [results, figures] = [await resultsOf(ids, period), newestOf(await womenOf(units.map(({ _id }) => _id)), on)];
  const rows = communes.map((each): CommuneRatio => {
    const { members = 0, 'members:away': away = 0 } = results.get(each._id) ?? {};
    const ratio = ratioOf(members - away, womenOfCommune(each, all, figures), marks, on);
    return { unit: each._id, code: each.code, name: each.name, ratio };
  });
  return { on, denominator: marks.denominator, communes: rows, ...together(rows, marks) };
}

/** A commune's ratio, or why there is none; pure. */
export function ratioOf(
  members: number,
  women: Pick<Women, 'present' | 'total' | 'asOf'> | undefined,
  marks: Marks,
  on: string,
): Ratio {
  if (!women) return { known: false, members, why: 'noFigure' };
  const { asOf } = women;
  if (daysBetween(asOf, on) > marks.staleDays) return { known: false, members, why: 'stale', asOf };
  const counted = marks.denominator === 'all' ? women.total : women.present;
  if (counted === undefined) return { known: false, members, why: 'noTotal', asOf };
  if (counted <= 0) return { known: false, members, why: 'noFigure', asOf };
  return { known: true, members, women: counted, asOf, light: lightOf(members, counted, marks) };
}

/** Judged by the exact share, not by the rounded one. */
export function lightOf(members: number, women: number, { red, amber }: Pick<Marks, 'red' | 'amber'>): Light {
  if (members * 100 < red * women) return 'red';
  return members * 100 < amber * women ? 'amber' : 'green';
}

/**
 * The women of a commune as they were counted last. A commune that others were merged into since is the sum of what was
 * counted in each of them, as old as the oldest figure; undefined while one of them has none.
 */
export function womenOfCommune(
  commune: Unit,
  all: Pick<Tree, 'children'>,
  figures: ReadonlyMap<string, Pick<Women, 'present' | 'total' | 'asOf'>>,
): Pick<Women, 'present' | 'total' | 'asOf'> | undefined {
  const own = figures.get(commune._id);
  const merged = all.children(commune._id).filter(({ closed, level }) => closed !== undefined && level === 'commune');
  const since = merged.filter(({ closed }) => own === undefined || own.asOf < (closed?.on ?? ''));
  if (since.length === 0) return own;
  // One that was made by the merger has no women of its own from before.
  const made = since.every(({ closed }) => commune.validFrom >= (closed?.on ?? ''));
  const parts = [...(made && !own ? [] : [own]), ...since.map((each) => womenOfCommune(each, all, figures))];
  return parts.reduce((sum, each) => {
    if (!sum || !each) return undefined;
    const total = sum.total === undefined || each.total === undefined ? {} : { total: sum.total + each.total };
    return { present: sum.present + each.present, asOf: oldest([sum.asOf, each.asOf]), ...total };
  });
}

/** A share as Vietnamese readers have it, `84,3 %`. */
export function percentText(part: number, whole: number): string {
  return `${(Math.round((part * 1000) / whole) / 10).toFixed(1).replace('.', ',')} %`;
}

/** A whole number as Vietnamese readers have it, `161.360`. */
export const numberText = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, '.');

function marksFor(line: readonly Unit[], day: string): Marks {
  return {
    red: settingIn(line, 'gatheringRed', day),
    amber: settingIn(line, 'gatheringAmber', day),
    denominator: settingIn(line, 'gatheringDenominator', day),
    staleDays: settingIn(line, 'gatheringStaleDays', day),
  };
}

function newestOf(figures: readonly Women[], day: string): Map<string, Women> {
  const newest = new Map<string, Women>();
  for (const each of figures) {
    const other = newest.get(each.unit);
    if (each.asOf <= day && (!other || other.asOf < each.asOf)) newest.set(each.unit, each);
  }
  return newest;
}

function together(rows: readonly CommuneRatio[], marks: Marks): Pick<Gathering, 'total' | 'lacking'> {
  const known = rows.map(({ ratio }) => ratio).filter((ratio) => ratio.known);
  const lacking = rows.length - known.length;
  if (known.length === 0) return { lacking };
  const [members, women] = [known.reduce((sum, each) => sum + each.members, 0), known.reduce((sum, each) => sum + each.women, 0)];
  const asOf = oldest(known.map((each) => each.asOf));
  return { total: { known: true, members, women, asOf, light: lightOf(members, women, marks) }, lacking };
}

const oldest = (days: readonly string[]): string => [...days].sort()[0] ?? '';
