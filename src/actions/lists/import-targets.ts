import type { Goal, Target } from '../../models/targets';
import { putTarget, targetsIn } from '../../models/targets';
import { freshTree, type Level } from '../../models/units';
import { METRICS, type MetricName } from '../../programme/metrics';
import { localDay, monthsOf } from '../../programme/periods';
import { type CellRead, readCount, readText, textOf } from '../../tables/cells';
import type { TargetColumn } from '../../tables/columns';
import { readDay } from '../../tables/days';
import { headingKey } from '../../tables/headings';
import metricList from '../../tables/metrics.json';
import { nearest } from '../../tables/places';
import type { ImportReport, Problem } from '../../tables/report';
import type { Cell, Table } from '../../tables/rows';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import { checkRow, type ImportOrder, type RowCheck } from './import-checks';
import { placeFinder } from './import-places';
import { applyPlan } from './import-run';

type Told = Omit<Target, '_id'>;

const METRIC_BY_WORDING = new Map(
  [
    ...metricList.flatMap(({ id, title, also }) => [title, ...also].map((each) => [each, id])),
    ...Object.keys(METRICS).map((id) => [id, id]),
  ].map(([wording, id]) => [headingKey(wording ?? ''), id as MetricName]),
);
const KINDS: Readonly<Record<string, Goal['kind']>> = {
  'so luong': 'absolute',
  'tuyet doi': 'absolute',
  'phan tram': 'percent',
  'ty le phan tram': 'percent',
  'ty le don vi': 'share',
  'phan tram don vi': 'share',
  'moi don vi it nhat': 'each',
  'it nhat moi don vi': 'each',
};
const LEVELS: Readonly<Record<string, Level>> = {
  xa: 'commune',
  phuong: 'commune',
  'co so': 'commune',
  'chi hoi': 'branch',
  to: 'group',
};

/** Takes over targets: absolute, percent of a frozen base, share of units, or at least so many in each (domain §1.2); all rows or none. */
export async function importTargets(
  { rows, headings }: Table<TargetColumn>,
  order: ImportOrder,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ImportReport> {
  const { actor } = order;
  const find = placeFinder(await freshTree(), actor.kind === 'leader' ? actor.unit : undefined);
  const today = localDay(deps.now(), deps.timeZone);
  const problems: Problem[] = [];
  const told = new Map<string, Told & { row: number }>();
  for (const row of rows) {
    const check = checkRow(row, headings, problems);
    const metric = check.need('metric', readMetric);
    const period = check.need('period', readPeriod);
    const goal = goalOf(check, today);
    const unitCode = check.may('unitCode', readText);
    const name = check.may('unit', readText);
    const byName = (column: 'commune' | 'branch') => find(name === undefined ? {} : { [column]: name });
    const commune = unitCode === undefined ? byName('commune') : find({ unitCode });
    const branch = unitCode === undefined && 'why' in commune ? byName('branch') : commune;
    const place = 'unit' in branch ? branch : commune;
    if ('why' in place) check.fault(unitCode === undefined ? 'unit' : 'unitCode', place.why, place.hint);
    else if (!(await can(actor, 'targets:set', place.unit._id))) check.fault('unit', 'notYours');
    else if (check.clean() && metric && period && goal) {
      const key = `${place.unit._id}|${period}|${metric}`;
      const twice = told.get(key);
      if (twice) check.fault(undefined, 'twiceInFile', String(twice.row));
      told.set(key, { row: row.row, unit: place.unit._id, period, metric, goal });
    }
  }
  const known = new Map((await targetsIn([...told.values()].map(({ unit }) => unit))).map((each) => [each._id, each]));
  const same = ([id, { goal }]: [string, Told]) => JSON.stringify(known.get(id)?.goal) === JSON.stringify(goal);
  const entries = [...told];
  const plan = {
    add: entries.filter(([id]) => !known.has(id)).map(([, each]) => each),
    change: entries.filter((entry) => known.has(entry[0]) && !same(entry)).map(([, each]) => each),
    unchanged: entries.filter(same).length,
    problems,
  };
  const write = async (chunk: readonly (Told & { row: number })[]) => {
    for (const { row: _, ...target } of chunk) await putTarget(target);
  };
  return applyPlan('targets', plan, order, write, deps);
}

function readMetric(cell: Cell): CellRead<MetricName> {
  const text = textOf(cell);
  const metric = METRIC_BY_WORDING.get(headingKey(text));
  if (metric) return { value: metric };
  const titles = metricList.map(({ title }) => title);
  const near = nearest(text, titles);
  return { why: 'unknownMetric', hint: (near.length > 0 ? near : titles).join(', ') };
}

/** 2026, quý 4/2026, tháng 11/2026, and as they are stored. */
function readPeriod(cell: Cell): CellRead<string> {
  const text = textOf(cell).replace(/^năm\s+/i, '');
  const [, kind, n = '', year] = /^(quý|tháng)\s*(\d{1,2})\s*(?:[/-]|năm)\s*(\d{4})$/iu.exec(text) ?? [];
  const period = kind === undefined ? text : kind.toLowerCase() === 'quý' ? `${year}-Q${n}` : `${year}-${n.padStart(2, '0')}`;
  return monthsOf(period) ? { value: period } : { why: 'unknownPeriod' };
}

function goalOf(check: RowCheck<TargetColumn>, today: string): Goal | undefined {
  const asPercent = { told: false };
  const value = check.need('value', (cell) => {
    const text = textOf(cell);
    asPercent.told = text.endsWith('%');
    return readCount(asPercent.told ? text.replace(/\s*%$/, '') : cell);
  });
  const kind =
    check.may('kind', (cell): CellRead<Goal['kind']> => {
      const known = KINDS[headingKey(textOf(cell))];
      return known ? { value: known } : { why: 'unknownGoal' };
    }) ?? (asPercent.told ? 'percent' : 'absolute');
  const base = check.may('base', readCount);
  const asOf = check.may('baseDay', (cell) => readDay(cell, today))?.day;
  const level =
    check.may('level', (cell): CellRead<Level> => {
      const known = LEVELS[headingKey(textOf(cell))];
      return known ? { value: known } : { why: 'unknownLevel' };
    }) ?? 'commune';
  if (value === undefined) return undefined;
  if ((kind === 'percent' || kind === 'share') && (value < 1 || value > 100)) check.fault('value', 'over100');
  switch (kind) {
    case 'absolute':
      return { kind, value };
    case 'percent':
      if (base === undefined || asOf === undefined) {
        check.fault('base', 'baseMissing');
        return undefined;
      }
      return { kind, value, base: { n: base, asOf } };
    case 'share':
    case 'each':
      return { kind, value, level };
    default:
      return kind satisfies never;
  }
}
