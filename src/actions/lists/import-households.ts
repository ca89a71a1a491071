import { type Household, householdsIn, labelOf } from '../../models/households';
import { foldName } from '../../models/place-names';
import { keyed } from '../../models/secrets';
import { freshTree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { readText, readYesNo, textOf } from '../../tables/cells';
import type { HouseholdColumn } from '../../tables/columns';
import { readDay } from '../../tables/days';
import type { ImportReport, Problem } from '../../tables/report';
import type { Row, Table } from '../../tables/rows';
import { can } from '../access';
import type { Order } from '../act';
import type { ActionDeps } from '../deps';
import type { MemberResult } from '../people/act-on-person';
import { enterHousehold, type HouseholdResult, rateHousehold } from '../people/households';
import { setHousehold } from '../people/members';
import { placeCells } from '../units/plan-marks';
import { type Housemate, housemateFinder, readHousemates } from './household-members';
import { checkRow, type ImportOrder, type RowCheck } from './import-checks';
import { placeFinder } from './import-places';
import { applyPlan } from './import-run';

/** A row as it was read. */
interface HouseholdDraft {
  row: number;
  unit: string;
  label: string;
  code?: string;
  /** Whether it met 5 không, 3 sạch in a year (domain §1.1 M15). */
  judged?: { year: number; met: boolean };
  /** Members who live there, by number or name. */
  members: string[];
}

interface Planned {
  draft: HouseholdDraft;
  was?: Household;
  /** Members whose records do not say yet that they live there. */
  tie: string[];
}

/**
 * Takes over the households of branches with what they met of 5 không, 3 sạch in which year, and with the members who live
 * there: all rows or none. A household is known by its unit and the number of the branch's own list, or else by how it is
 * called; the same list again changes nothing. Whom a list does not name stays where she is.
 */
export async function importHouseholds(
  { rows, headings }: Table<HouseholdColumn>,
  order: ImportOrder,
  deps: ActionDeps,
): Promise<ImportReport> {
  const today = localDay(deps.now(), deps.timeZone);
  const { actor } = order;
  const tree = await freshTree();
  const find = placeFinder(tree, actor.kind === 'leader' ? actor.unit : undefined);
  const problems: Problem[] = [];
  const read: { draft: HouseholdDraft; check: RowCheck<HouseholdColumn> }[] = [];
  const told = new Map<string, number>();
  for (const row of rows) {
    const check = checkRow(row, headings, problems);
    const what = readRow(row, check, today);
    const place = find(placeCells(row, check));
    if ('why' in place) check.fault(place.column, place.why, place.hint);
    else if (place.unit.level !== 'branch' && place.unit.level !== 'group') check.fault('branch', 'wrongLevel');
    else if (!(await can(actor, 'members:households', place.unit._id))) check.fault(undefined, 'notYours');
    else if (check.clean() && what) {
      const draft = { ...what, unit: place.unit._id };
      const key = `${keyOf(draft)}|${draft.judged?.year ?? ''}`;
      const twice = told.get(key);
      if (twice !== undefined) check.fault(undefined, 'householdTwice', String(twice));
      told.set(key, row.row);
      read.push({ draft, check });
    }
  }
  const known = new Map<string, Household[]>();
  for (const each of await householdsIn(read.map(({ draft }) => draft.unit)))
    for (const key of keysOf(each)) known.set(key, [...(known.get(key) ?? []), each]);
  const called = new Map<string, Set<string>>();
  for (const { draft } of read) {
    const name = keyOf({ ...draft, code: undefined });
    called.set(name, (called.get(name) ?? new Set()).add(keyOf(draft)));
  }
  const mates = await housemateFinder(
    read.map(({ draft }) => draft),
    tree,
  );
  const livesAt = new Map<string, HouseholdDraft>();
  const may = new Map<string, boolean>();
  const mateIn = async (draft: HouseholdDraft, told: string, check: RowCheck<HouseholdColumn>): Promise<Housemate[]> => {
    const mate = mates(draft.unit, told);
    if ('why' in mate) {
      check.fault('members', mate.why, told);
      return [];
    }
    if (!may.has(mate.unit)) may.set(mate.unit, await can(actor, 'members:change', mate.unit));
    if (!may.get(mate.unit)) check.fault('members', 'notYours');
    const other = livesAt.get(mate._id) ?? draft;
    if (keyOf(other) !== keyOf(draft)) check.fault('members', 'housemateTwice', String(other.row));
    livesAt.set(mate._id, other);
    return [mate];
  };
  const planned: Planned[] = [];
  for (const { draft, check } of read) {
    const name = keyOf({ ...draft, code: undefined });
    // A list that gives numbers for the first time: the one household of this name is meant, unless the list has several.
    const unnumbered = called.get(name)?.size === 1 ? known.get(name)?.filter(({ code }) => code === undefined) : undefined;
    const [was, other] = known.get(keyOf(draft)) ?? unnumbered ?? [];
    if (other) check.fault('label', 'householdSeveral');
    const tie: string[] = [];
    for (const told of draft.members)
      for (const { _id, household } of await mateIn(draft, told, check)) if (!was || household !== was._id) tie.push(_id);
    planned.push({ draft, tie, ...(was ? { was } : {}) });
  }
  const first = new Map(planned.map(({ draft }) => [keyOf(draft), draft.row] as const).reverse());
  const isNew = ({ draft, was }: Planned) => !was && first.get(keyOf(draft)) === draft.row;
  const isSame = ({ draft: { judged }, was, tie }: Planned) =>
    was !== undefined && tie.length === 0 && (!judged || was.fiveThree[judged.year] === judged.met);
  const plan = {
    add: planned.filter(isNew),
    change: planned.filter((each) => !isNew(each) && !isSame(each)),
    unchanged: planned.filter(isSame).length,
    problems,
  };
  return applyPlan('households', plan, order, (chunk, id) => write(chunk, { id, actor }, deps), deps);
}

function readRow(row: Row<HouseholdColumn>, check: RowCheck<HouseholdColumn>, today: string) {
  const label = check.need('label', readText);
  const code = check.may('code', (cell) => ({ value: textOf(cell) }));
  const met = check.may('met', readYesNo);
  const year = met === undefined ? undefined : check.need('year', (cell) => readDay(cell, today));
  if (year && year.exact !== 'year') check.fault('year', 'notAYear');
  else if (year && year.day > today) check.fault('year', 'yearFuture');
  const members = check.may('members', readHousemates) ?? [];
  if (label === undefined) return undefined;
  return {
    ...{ row: row.row, label, members },
    ...(code === undefined ? {} : { code }),
    ...(met === undefined || !year ? {} : { judged: { year: Number(year.day.slice(0, 4)), met } }),
  };
}

/** What tells a household from the others of its unit. */
const keyOf = ({ unit, code, label }: { unit: string; code?: string | undefined; label: string }): string =>
  code === undefined ? `${unit}|${foldName(label)}` : `${unit}|#${code}`;

/** A household is found by its number and, while a list gives none, by how it is called. */
const keysOf = (each: Household): string[] => {
  const { unit, code } = each;
  const label = labelOf(each);
  return [keyOf({ unit, label }), ...(code === undefined ? [] : [keyOf({ unit, label, code })])];
};

async function write(rows: readonly Planned[], { id, actor }: Order, deps: ActionDeps): Promise<void> {
  const sure = (row: number, result: { done: boolean } | HouseholdResult | MemberResult) => {
    if (!result.done && !('why' in result && result.why === 'noChange'))
      throw new Error(
        `row ${row} was refused: somebody else changed this household or a member meanwhile, import the list again`,
      );
  };
  for (const { draft, was, tie } of rows) {
    const { row, unit, label, code, judged } = draft;
    const own = was?._id ?? keyed('household', id, keyOf(draft));
    const about = { unit, label, ...(code === undefined ? {} : { code }) };
    if (!was) sure(row, await enterHousehold(about, { id: own, actor }, deps));
    if (judged) sure(row, await rateHousehold(own, judged.year, judged.met, { id: `${id}/${row}`, actor }, deps));
    for (const who of tie) sure(row, await setHousehold(who, own, { id: `${id}/${row}`, actor }, deps));
  }
}
