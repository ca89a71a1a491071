import { settingOf, tree } from '../models/units';
import { isStock } from './metrics';
import { hideSmall } from './small-cells';
import { resultsOf } from './targets';

/** How the members of a unit changed in a period; those who moved between units are neither new nor gone. */
export interface Changes {
  unit: string;
  code: string;
  name: string;
  /** New members, gross. */
  joined: number;
  returned: number;
  movedIn: number;
  movedOut: number;
  /** Members who left, by reason. */
  left: Record<string, number>;
  /** Gross less all who left. */
  net: number;
  /** Active members at the end. */
  members: number;
  /** Days from an event to its recording, on average; absent where nothing was recorded. */
  lagDays?: number;
}

const LEFT = 'left:';
const GROUP = 'group:';

/** Gross, exits with their reasons and net of a unit and those right below it, in a month, quarter or year (domain §1.2). */
export async function changesOf(unit: string, period: string): Promise<Changes[]> {
  const units = await withChildren(unit);
  const results = await resultsOf(
    units.map(({ _id }) => _id),
    period,
  );
  return units.map(({ _id, code, name }) => ({ unit: _id, code, name, ...changesIn(results.get(_id) ?? {}) }));
}

/** What sums say of changes; pure. */
export function changesIn(sums: Readonly<Record<string, number>>): Omit<Changes, 'unit' | 'code' | 'name'> {
  const of = (metric: string) => sums[metric] ?? 0;
  const left = Object.fromEntries(
    Object.entries(sums)
      .filter(([metric]) => metric.startsWith(LEFT))
      .map(([metric, n]) => [metric.slice(LEFT.length), n]),
  );
  const exits = Object.values(left).reduce((sum, n) => sum + n, 0);
  const events = of('lag:events');
  return {
    joined: of('joined'),
    returned: of('returned'),
    movedIn: of('moved:in'),
    movedOut: of('moved:out'),
    left,
    net: of('joined') - exits,
    members: of('members'),
    ...(events > 0 ? { lagDays: of('lag:days') / events } : {}),
  };
}

/** The members of a group in a unit and in those right below it; null stands for a number that is too small to be shown. */
export interface GroupFigures {
  group: string;
  total: number | null;
  below: { unit: string; code: string; n: number | null }[];
}

/** Members by group at the end of a period, what could tell who hidden by the province's setting (`smallCell`). */
export async function groupsOf(unit: string, period: string, day: string): Promise<GroupFigures[]> {
  const [top, ...below] = await withChildren(unit);
  if (!top) return [];
  const least = await settingOf(unit, 'smallCell', day);
  const results = await resultsOf([top._id, ...below.map(({ _id }) => _id)], period);
  const groups = new Set([...results.values()].flatMap((sums) => Object.keys(sums).filter(isGroupMetric)));
  return [...groups].sort().map((metric) => {
    const n = (id: string) => results.get(id)?.[metric] ?? 0;
    const { total, cells } = hideSmall(n(top._id), new Map(below.map(({ _id }) => [_id, n(_id)])), least);
    const shown = below.map(({ _id, code }) => ({ unit: _id, code, n: cells.get(_id) ?? null }));
    return { group: metric.slice(GROUP.length), total, below: shown };
  });
}

/** Whether a metric tells how many of a group there are: shown by `groupsOf` alone, which hides small numbers. */
export const isGroupMetric = (metric: string): boolean => metric.startsWith(GROUP) && isStock(metric);

async function withChildren(unit: string) {
  const all = await tree();
  const top = all.units.get(unit);
  return top ? [top, ...all.children(unit)] : [];
}
