import type { Tree } from '../../models/tree';
import type { UnitChange } from '../../models/tree-document';
import type { Unit } from '../../models/unit';
import { readText } from '../../tables/cells';
import type { PlaceColumn, RatingColumn, TraitColumn } from '../../tables/columns';
import { readDay } from '../../tables/days';
import type { Problem } from '../../tables/report';
import type { Row, Table } from '../../tables/rows';
import { checkRow, type RowCheck } from '../lists/import-checks';
import { type PlaceCells, placeFinder } from '../lists/import-places';
import { changed, withRating, withTrait } from './decide-units';
import { readCompletion, readStrength, readTrait } from './unit-cells';

/** With what a list is compared: the day, YYYY-MM-DD, and the importer's own unit, below which alone she may judge. */
export interface MarkContext {
  today: string;
  within?: string;
}

/** What a list of marks of units comes to; sums in rows. */
export interface MarksPlan {
  changes: UnitChange[];
  added: number;
  changed: number;
  unchanged: number;
  problems: Problem[];
}

type Marks = Pick<Unit, 'ratings' | 'traits'>;
/** What a row says of a unit: the key that only one row may tell, and its marks afterwards. */
interface Mark {
  key: string;
  /** Whether the unit had a mark of this key before. */
  was: boolean;
  now: Marks;
}

/** Compares a list of yearly ratings with the tree; pure. A rating of a year that is there is corrected, a blank cell says nothing. */
export const planRatings = (tree: Tree, table: Table<RatingColumn>, context: MarkContext): MarksPlan =>
  planMarks(tree, table, context, (unit, check): Mark | undefined => {
    const year = check.need('year', (cell) => readDay(cell, context.today));
    const strength = check.may('strength', readStrength);
    const completion = check.may('completion', readCompletion);
    if (year && year.exact !== 'year') check.fault('year', 'notAYear');
    else if (year && year.day > context.today) check.fault('year', 'yearFuture');
    if (!year || !check.clean()) return undefined;
    const told = {
      year: Number(year.day.slice(0, 4)),
      ...(strength === undefined ? {} : { strength }),
      ...(completion === undefined ? {} : { completion }),
    };
    const was = unit.ratings?.some((each) => each.year === told.year) ?? false;
    const blank = strength === undefined && completion === undefined;
    return { key: String(told.year), was, now: blank ? {} : { ratings: withRating(unit, told) } };
  });

/** Compares a list of dated traits with the tree; pure. A trait that is there from the same day gets another end, or none. */
export const planTraits = (tree: Tree, table: Table<TraitColumn>, context: MarkContext): MarksPlan =>
  planMarks(tree, table, context, (unit, check): Mark | undefined => {
    const trait = check.need('trait', readTrait);
    const from = check.need('from', (cell) => readDay(cell, context.today))?.day;
    const until = check.may('until', (cell) => readDay(cell, context.today))?.day;
    if (from !== undefined && until !== undefined && until <= from) check.fault('until', 'untilBefore');
    if (trait === undefined || from === undefined || !check.clean()) return undefined;
    const was = unit.traits?.some((each) => each.trait === trait && each.from === from) ?? false;
    const now = { traits: withTrait(unit, { trait, from, ...(until === undefined ? {} : { until }) }) };
    return { key: `${trait}|${from}`, was, now };
  });

function planMarks<C extends string>(
  tree: Tree,
  { rows, headings }: Table<C | PlaceColumn>,
  { within }: MarkContext,
  read: (unit: Unit, check: RowCheck<C | PlaceColumn>) => Mark | undefined,
): MarksPlan {
  const problems: Problem[] = [];
  const find = placeFinder(tree, within);
  const drafts = new Map<string, Marks>();
  const told = new Map<string, number>();
  const sums = { added: 0, changed: 0, unchanged: 0 };
  for (const row of rows) {
    const check = checkRow(row, headings, problems);
    const place = find(placeCells(row, check));
    if ('why' in place) {
      check.fault(place.column, place.why, place.hint);
      continue;
    }
    if (place.unit._id === within) check.fault(undefined, 'notYours');
    const unit = { ...place.unit, ...drafts.get(place.unit._id) };
    const mark = read(unit, check);
    if (!mark) continue;
    const key = `${unit._id}|${mark.key}`;
    const twice = told.get(key);
    if (twice !== undefined) check.fault(undefined, 'twiceInFile', String(twice));
    told.set(key, row.row);
    const same = Object.entries(mark.now).every(([field, value]) => sameMarks(unit[field as keyof Marks], value));
    sums[same ? 'unchanged' : mark.was ? 'changed' : 'added'] += 1;
    if (!same) drafts.set(unit._id, mark.now);
  }
  const changes = [...drafts].flatMap(([id, marks]) => {
    const was = tree.units.get(id);
    return was ? [changed(was, marks)] : [];
  });
  return { changes, ...sums, problems };
}

/** The cells of a row by which it names a unit. */
export function placeCells<C extends string>(
  { cells, section }: Row<C | PlaceColumn>,
  check: RowCheck<C | PlaceColumn>,
): PlaceCells {
  const told = (['unitCode', 'commune', 'branch', 'group'] as const).flatMap((column) => {
    const text = check.may(column, readText) ?? (column === 'branch' && cells.unitCode === undefined ? section : undefined);
    return text === undefined ? [] : [[column, text] as const];
  });
  return Object.fromEntries(told);
}

/** Whether two lists hold the same marks, in whatever order. */
function sameMarks(one: readonly object[] = [], other: readonly object[] = []): boolean {
  const texts = (list: readonly object[]) => list.map((each) => JSON.stringify(Object.entries(each).sort())).sort();
  return JSON.stringify(texts(one)) === JSON.stringify(texts(other));
}
