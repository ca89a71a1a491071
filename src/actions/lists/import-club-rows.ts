import { type ClubKind, clubKinds } from '../../models/club-kinds';
import { foldName } from '../../models/place-names';
import type { Tree } from '../../models/units';
import { type CellRead, readName, readPhone, readText, textOf } from '../../tables/cells';
import type { ClubColumn } from '../../tables/columns';
import { readBirthYear, readDay } from '../../tables/days';
import { headingKey } from '../../tables/headings';
import type { Problem } from '../../tables/report';
import type { Cell, Row, Table } from '../../tables/rows';
import { words } from '../../words';
import { placeCells } from '../units/plan-marks';
import { checkRow, type RowCheck } from './import-checks';
import { placeFinder } from './import-places';

/** A row of a list of clubs: the club as the row tells of it, and one of those who belong to it if the row names her. */
export interface ClubDraft {
  row: number;
  /** Rows with the same key tell of one club: its name, within a commune or of the province. */
  key: string;
  name: string;
  kind?: string;
  founded?: string;
  /** Id of the unit that the row names: the club's, or hers within it. */
  place: string;
  woman?: { number?: string; name?: string; birthYear?: number; phone?: string };
  since?: string;
  head: boolean;
}

type Check = RowCheck<ClubColumn>;
/** A row as it was read, and where to say what is wrong with it. */
export interface ReadRow {
  draft: ClubDraft;
  check: Check;
}

/** Reads the rows of a list of clubs; `within` is the importer's own unit, `today` YYYY-MM-DD. */
export async function clubDrafts(
  { rows, headings }: Table<ClubColumn>,
  { tree, within, today }: { tree: Tree; within?: string; today: string },
  problems: Problem[],
): Promise<ReadRow[]> {
  const find = placeFinder(tree, within);
  const kinds = await clubKinds();
  return rows.flatMap((row) => {
    const check = checkRow(row, headings, problems);
    const told = { ...clubIn(check, kinds, today), ...belongingIn(row, check, today) };
    const place = find(placeCells(row, check));
    if ('why' in place) {
      check.fault(place.column, place.why, place.hint);
      return [];
    }
    const { name, founded, since } = told;
    if (founded !== undefined && since !== undefined && since < founded) check.fault('since', 'sinceBefore');
    if (!check.clean() || name === undefined) return [];
    const commune = tree.lineage(place.unit._id).find(({ level }) => level === 'commune');
    const key = `${foldName(name)}|${commune?._id ?? place.unit._id}`;
    const draft = { ...told, name, row: row.row, place: place.unit._id, key };
    const given = Object.entries(draft).filter(([, value]) => value !== undefined);
    return [{ draft: Object.fromEntries(given) as unknown as ClubDraft, check }];
  });
}

function clubIn(check: Check, kinds: readonly ClubKind[], today: string) {
  const called = kinds.map(({ _id, name }) => ({ id: _id, name: name ?? words(`clubKind.${_id}`) }));
  const readKind = (cell: Cell): CellRead<string> => {
    const key = headingKey(textOf(cell));
    const known = called.find(({ id, name }) => headingKey(name) === key || headingKey(id) === key);
    return known ? { value: known.id } : { why: 'unknownClubKind', hint: called.map(({ name }) => name).join(', ') };
  };
  return {
    name: check.need('club', readText),
    kind: check.may('kind', readKind),
    founded: dayIn('founded', check, today),
  };
}

function belongingIn({ cells }: Row<ClubColumn>, check: Check, today: string) {
  const family = cells.family === undefined || cells.name === undefined ? undefined : textOf(cells.family);
  const whole = (cell: Cell) => readName(family === undefined ? cell : `${family} ${textOf(cell)}`);
  const woman = {
    number: check.may('number', (cell) => ({ value: textOf(cell).replace(/^HV/i, '') })),
    name: check.may('name', whole),
    birthYear: check.may('birth', (cell) => readBirthYear(cell, today)),
    phone: check.may('phone', readPhone),
  };
  const named = woman.number !== undefined || woman.name !== undefined;
  const told = Object.fromEntries(Object.entries(woman).filter(([, value]) => value !== undefined));
  const head = check.may('role', readRole) ?? false;
  return { ...(named ? { woman: told } : {}), since: dayIn('since', check, today), head: named && head };
}

function dayIn(column: 'founded' | 'since', check: Check, today: string): string | undefined {
  const read = check.may(column, (cell) => readDay(cell, today));
  if (read && read.day > today) check.fault(column, 'dayFuture');
  return read?.day;
}

const HEADS = /^(?:chu nhiem|cn|truong (?:clb|cau lac bo|nhom|to|ban)|(?:to|nhom) truong|doi truong)\b/;
const OTHERS = /^(?:pho |thanh vien|hoi vien|uy vien|thu ky|thu quy|to pho|nhom pho|tv$)/;

/** Whether she leads it. */
function readRole(cell: Cell): CellRead<boolean> {
  const key = headingKey(textOf(cell));
  if (HEADS.test(key)) return { value: true };
  return OTHERS.test(key) ? { value: false } : { why: 'unknownRole' };
}
