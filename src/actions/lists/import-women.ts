import { freshTree } from '../../models/units';
import { tellWomen, type Women, type WomenTold, womenOf } from '../../models/women';
import { localDay } from '../../programme/periods';
import { readCount, readText } from '../../tables/cells';
import type { WomenColumn } from '../../tables/columns';
import { readDay } from '../../tables/days';
import type { ImportReport, Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { can, nameOfActor } from '../access';
import type { ActionDeps } from '../deps';
import { checkRow, type ImportOrder } from './import-checks';
import { placeFinder } from './import-places';
import { applyPlan } from './import-run';

interface Planned {
  told: WomenTold;
  was: Women | undefined;
}

/** Takes over how many women each commune has (domain §1.2): all rows or none. A figure of the same day is corrected. */
export async function importWomen(
  { rows, headings }: Table<WomenColumn>,
  order: ImportOrder,
  deps: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<ImportReport> {
  const today = localDay(deps.now(), deps.timeZone);
  const { actor } = order;
  const find = placeFinder(await freshTree(), actor.kind === 'leader' ? actor.unit : undefined);
  const problems: Problem[] = [];
  const told = new Map<string, WomenTold & { row: number }>();
  for (const row of rows) {
    const check = checkRow(row, headings, problems);
    const unitCode = check.may('unitCode', readText);
    const commune = check.may('commune', readText);
    const present = check.need('present', readCount);
    const total = check.may('total', readCount);
    const asOf = check.need('asOf', (cell) => readDay(cell, today))?.day;
    if (asOf !== undefined && asOf > today) check.fault('asOf', 'dayFuture');
    if (present !== undefined && total !== undefined && present > total) check.fault('present', 'presentOverTotal');
    const place = find({ ...(unitCode === undefined ? {} : { unitCode }), ...(commune === undefined ? {} : { commune }) });
    if ('why' in place) check.fault(place.column === 'unitCode' ? 'unitCode' : 'commune', place.why, place.hint);
    else if (place.unit.level !== 'commune') check.fault(unitCode === undefined ? 'commune' : 'unitCode', 'notCommune');
    else if (!(await can(actor, 'women:tell', place.unit._id))) check.fault('commune', 'notYours');
    else if (check.clean() && present !== undefined && asOf !== undefined) {
      const key = `${place.unit._id}|${asOf}`;
      const twice = told.get(key);
      if (twice) check.fault(undefined, 'twiceInFile', String(twice.row));
      told.set(key, { row: row.row, unit: place.unit._id, asOf, present, ...(total === undefined ? {} : { total }) });
    }
  }
  const known = new Map((await womenOf([...told.values()].map(({ unit }) => unit))).map((each) => [each._id, each]));
  const planned = [...told].map(([id, { row: _, ...each }]): Planned => ({ told: each, was: known.get(id) }));
  const plan = {
    add: planned.filter(({ was }) => was === undefined),
    change: planned.filter(({ told: now, was }) => was && (was.present !== now.present || was.total !== now.total)),
    unchanged: planned.filter(({ told: now, was }) => was?.present === now.present && was.total === now.total).length,
    problems,
  };
  const entry = { at: deps.now(), by: nameOfActor(actor) };
  return applyPlan('women', plan, order, (chunk, id) => writeWomen(chunk, { ...entry, id }), deps);
}

async function writeWomen(rows: readonly Planned[], entry: { id: string; at: number; by: string }): Promise<void> {
  for (const { told, was } of rows) {
    if (!(await tellWomen(told, was, entry)))
      throw new Error('somebody else changed a figure of this list meanwhile: import the list again');
  }
}
