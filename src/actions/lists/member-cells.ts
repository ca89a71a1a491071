import { birthdayOf, nameOf, type Person, phoneNumberOf } from '../../models/people';
import type { Tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { MEMBERS, type MemberColumn } from '../../tables/columns';
import { groupTitle } from '../../tables/groups';
import type { Cell } from '../../tables/rows';
import { words } from '../../words';

/** What an export needs besides the person: the units, whether phones are shown, and whom a referrer's id stands for. */
export interface RowContext {
  tree: Tree;
  phones: boolean;
  /** The year whose fee is told. */
  year: number;
  timeZone: string;
  referrers: ReadonlyMap<string, Person>;
}

/** The columns that the national software may want (domain §2.5), as they are called in imports: an export can be read again. */
const ORDER = [
  'number',
  'name',
  'birth',
  'province',
  'commune',
  'branch',
  'group',
  'unitCode',
  'phone',
  'joined',
  'kind',
  'core',
  'groups',
  'away',
  'cardNumber',
  'cardDay',
  'fee',
  'status',
  'reason',
  'changed',
  'referrer',
] as const satisfies readonly MemberColumn[];
type ExportColumn = (typeof ORDER)[number];

/** The headings of an export; the fee's names its year. */
export function exportHeadings(year: number): string[] {
  return ORDER.map((id) => {
    const title = MEMBERS.find((column) => column.id === id)?.title ?? id;
    return id === 'fee' ? `${title} ${year}` : title;
  });
}

/** A person as a row of the export, in the order of the headings. */
export function exportRow(who: Person, context: RowContext): (Cell | undefined)[] {
  const cells = cellsOf(who, context);
  return ORDER.map((id) => cells[id]);
}

function cellsOf(
  who: Person,
  { tree, phones, year, timeZone, referrers }: RowContext,
): Partial<Record<ExportColumn, Cell | undefined>> {
  const line = tree.lineage(who.unit);
  const place = (level: string) => line.find((unit) => unit.level === level)?.place;
  const referrer = who.pair && referrers.get(who.pair.referrer);
  const yes = words('tables.cells.yes');
  return {
    number: who.number,
    name: nameOf(who),
    birth: bornOn(who),
    province: place('province'),
    commune: place('commune'),
    branch: place('branch'),
    group: place('group'),
    unitCode: tree.units.get(who.unit)?.code,
    phone: phones ? phoneNumberOf(who) : undefined,
    joined: who.joinedOn && written(who.joinedOn),
    kind: who.kind && words(`tables.cells.${who.kind}`),
    core: who.core ? yes : undefined,
    groups: who.groups?.map(groupTitle).join('; ') || undefined,
    away: who.away ? yes : undefined,
    cardNumber: who.card?.number,
    cardDay: who.card && written(who.card.on),
    fee: who.fees?.[year] ? yes : undefined,
    status: words(`tables.cells.${who.status === 'left' ? 'left' : who.away ? 'away' : 'member'}`),
    reason: who.leftWhy && words(`tables.cells.${who.leftWhy}`),
    changed: changedOn(who, timeZone),
    referrer: referrer && [referrer.number, nameOf(referrer)].filter(Boolean).join(' '),
  };
}

/** The whole day of birth as far as it is known, else the year. */
function bornOn(who: Person): Cell | undefined {
  const day = birthdayOf(who);
  return day === undefined || who.birthYear === undefined ? who.birthYear : written(`${who.birthYear}-${day}`);
}

/** The day on which her membership changed last: when she left, else when something about it was recorded. */
function changedOn({ status, leftAt, changedOn: on }: Person, timeZone: string): string | undefined {
  const day = status === 'left' && leftAt !== undefined ? localDay(leftAt, timeZone) : on;
  return day && written(day);
}

/** `2026-11-22` as people write it. */
const written = (day: string) => day.split('-').reverse().join('/');
