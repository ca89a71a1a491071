import { type Group, isGroup, isSensitiveGroup } from '../../models/groups';
import type { LeaveReason, Membership } from '../../models/person';
import type { Tree } from '../../models/units';
import { type CellRead, readName, readPhone, readText, readYesNo, textOf } from '../../tables/cells';
import type { MemberColumn } from '../../tables/columns';
import { readBirth, readDay } from '../../tables/days';
import { groupTitle, readGroups } from '../../tables/groups';
import { headingKey } from '../../tables/headings';
import type { Problem } from '../../tables/report';
import type { Cell, Row, Table } from '../../tables/rows';
import { checkRow, type RowCheck } from './import-checks';
import { type PlaceCells, placeFinder } from './import-places';

/** A member as a list tells of her; what the list does not say is absent and stays as it is. */
export interface MemberDraft {
  row: number;
  name: string;
  birthYear: number;
  /** Month and day, `03-12`. */
  birthday?: string;
  phone?: string;
  number?: string;
  /** Id of her branch or group, and of the branch. */
  unit: string;
  branch: string;
  kind?: Membership;
  joined?: { day: string; exact: 'day' | 'month' | 'year' };
  away?: boolean;
  core?: boolean;
  card?: { number: string; on: string };
  fee?: { year: number; paid: boolean };
  groups?: Group[];
  status?: 'member' | 'left';
  left?: { reason: LeaveReason; on: string };
}

/** What rows are read against. */
export interface MemberContext {
  tree: Tree;
  /** The importer's own unit; absent for the operator. */
  within?: string;
  /** Local day, YYYY-MM-DD. */
  today: string;
}

type Check = RowCheck<MemberColumn>;

/** Reads the rows of a list of members; what is wrong with them goes into `problems`, what somebody should know into `notes`. */
export function memberDrafts(
  { rows, headings }: Table<MemberColumn>,
  { tree, within, today }: MemberContext,
  problems: Problem[],
  notes: Problem[],
): MemberDraft[] {
  const find = placeFinder(tree, within);
  const feeYear = Number(/(?:19|20)\d\d/.exec(headings.fee ?? '')?.[0] ?? today.slice(0, 4));
  return rows.flatMap((row) => {
    const check = checkRow(row, headings, problems);
    const note = (reason: string, hint: string) =>
      notes.push({ row: row.row, column: headings.groups ?? 'groups', reason, hint });
    const told = { ...who(row, check, today), ...membership(check, today), ...standing(check, today, feeYear, note) };
    const unit = unitOf(row, check, find, tree);
    const { name, birthYear, joined } = told;
    if (joined && birthYear !== undefined && Number(joined.day.slice(0, 4)) < birthYear + 18) check.fault('joined', 'dayOrder');
    if (!check.clean() || name === undefined || birthYear === undefined || unit === undefined) return [];
    return [given({ ...told, row: row.row, name, birthYear, ...unit })];
  });
}

function who({ cells }: Row<MemberColumn>, check: Check, today: string) {
  const family = check.may('family', (cell): CellRead<string> => ({ value: textOf(cell) }));
  const whole = (cell: Cell) => readName(family === undefined ? cell : `${family} ${textOf(cell)}`);
  if (family !== undefined && cells.name === undefined) check.fault('family', 'familyAlone');
  const name = family !== undefined && cells.name === undefined ? undefined : check.need('name', whole);
  const born = check.need('birth', (cell) => readBirth(cell, today));
  return {
    name,
    birthYear: born?.year,
    birthday: born?.birthday,
    phone: isNothing(cells.phone) ? undefined : check.may('phone', readPhone),
    number: check.may('number', readNumber),
  };
}

/** "Không có", a dash: people write that there is none. */
const isNothing = (cell: Cell | undefined) =>
  cell !== undefined && /^(?:khong(?: co)?|ko|chua(?: co)?|0|)$/.test(headingKey(textOf(cell)));

/** Eight digits are a number of ours; a list's own numbering means nothing here. */
const readNumber = (cell: Cell): CellRead<string | undefined> => {
  const text = textOf(cell).replace(/^HV/i, '');
  return { value: /^[1-9]\d{7}$/.test(text) ? text : undefined };
};

function unitOf({ cells, section }: Row<MemberColumn>, check: Check, find: ReturnType<typeof placeFinder>, tree: Tree) {
  const read = (column: MemberColumn) => check.may(column, readText);
  const branch = read('branch') ?? (cells.unitCode === undefined && cells.group === undefined ? section : undefined);
  const asked = { unitCode: read('unitCode'), commune: read('commune'), branch, group: read('group') };
  const place = find(Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== undefined)) as PlaceCells);
  if ('why' in place) {
    check.fault(place.column, place.why, place.hint);
    return undefined;
  }
  const home = tree.lineage(place.unit._id).find(({ level }) => level === 'branch');
  if (!home) {
    check.fault(cells.unitCode === undefined ? (cells.branch === undefined ? 'commune' : 'branch') : 'unitCode', 'wrongLevel');
    return undefined;
  }
  return { unit: place.unit._id, branch: home._id };
}

const KINDS: Readonly<Record<string, Membership>> = {
  'chinh thuc': 'application',
  'hoi vien': 'application',
  'hoi vien chinh thuc': 'application',
  'duong nhien': 'byRight',
  'hoi vien duong nhien': 'byRight',
};

function membership(check: Check, today: string) {
  const joined = check.may('joined', (cell) => readDay(cell, today));
  if (joined && joined.day > today) check.fault('joined', 'dayFuture');
  const kind = check.may('kind', (cell): CellRead<Membership> => {
    const key = headingKey(textOf(cell));
    const known = KINDS[key];
    if (known) return { value: known };
    return { why: key.includes('danh du') ? 'honorary' : 'unknownKind' };
  });
  const cardNumber = check.may('cardNumber', readText);
  const cardDay = check.may('cardDay', (cell) => readDay(cell, today));
  const hasCard = cardNumber !== undefined && !isNothing(cardNumber);
  if (cardDay && cardDay.day > today) check.fault('cardDay', 'dayFuture');
  return { joined, kind, card: hasCard ? { number: cardNumber, on: cardDay?.day ?? today } : undefined };
}

const STATES: Readonly<Record<string, 'member' | 'left' | 'away'>> = {
  'dang sinh hoat': 'member',
  'sinh hoat': 'member',
  'dang tham gia': 'member',
  'binh thuong': 'member',
  'di lam an xa': 'away',
  'di lam xa': 'away',
  'lam an xa': 'away',
  'da ra khoi hoi': 'left',
  'ra khoi hoi': 'left',
  'thoi sinh hoat': 'left',
  'da nghi': 'left',
  'nghi sinh hoat': 'left',
};
/** Reasons that are statuses as well: "đã chuyển đi". */
const REASONS: readonly (readonly [RegExp, LeaveReason])[] = [
  [/chuyen (?:di|noi|sinh hoat|ho khau)|lay chong xa/, 'movedAway'],
  [/(?:tu )?xin (?:ra|nghi|thoi)|tu nguyen/, 'asked'],
  [/qua doi|chet|mat$|tu tran/, 'died'],
  [/xoa ten|khai tru/, 'struckOff'],
  [/trung/, 'duplicate'],
  [/^khac$|ly do khac/, 'other'],
];
const reasonIn = (text: string) => REASONS.find(([pattern]) => pattern.test(headingKey(text)))?.[1];

function standing(check: Check, today: string, year: number, note: (reason: string, hint: string) => void) {
  const groups = check.may('groups', readGroups);
  const state = check.may('status', (cell): CellRead<'member' | 'left' | 'away'> => {
    const known = STATES[headingKey(textOf(cell))] ?? (reasonIn(textOf(cell)) ? 'left' : undefined);
    return known ? { value: known } : { why: 'unknownStatus' };
  });
  const status = check.may('status', (cell): CellRead<LeaveReason | undefined> => ({ value: reasonIn(textOf(cell)) }));
  const reason =
    check.may('reason', (cell): CellRead<LeaveReason> => {
      const known = reasonIn(textOf(cell));
      return known ? { value: known } : { why: 'unknownReason' };
    }) ?? status;
  const changed = check.may('changed', (cell) => readDay(cell, today));
  if (changed && changed.day > today) check.fault('changed', 'dayFuture');
  if (state === 'left' && reason === undefined && check.clean()) check.fault('status', 'leftNeedsReason');
  for (const code of groups ?? []) if (isSensitiveGroup(code)) note('sensitiveGroup', groupTitle(code));
  const away = check.may('away', readYesNo) ?? (state === 'away' || groups?.includes('DI_LAM_XA') ? true : state && false);
  const fee = check.may('fee', readYesNo);
  return {
    groups: groups?.filter(isGroup),
    away,
    core: check.may('core', readYesNo),
    fee: fee === undefined ? undefined : { year, paid: fee },
    status: state === undefined ? undefined : state === 'left' ? ('left' as const) : ('member' as const),
    left: state === 'left' && reason !== undefined ? { reason, on: changed?.day ?? today } : undefined,
  };
}

/** Without the fields that the list does not tell. */
function given(draft: { [K in keyof MemberDraft]: MemberDraft[K] | undefined }): MemberDraft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as unknown as MemberDraft;
}
