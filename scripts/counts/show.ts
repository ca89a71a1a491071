import type { Unit } from '../../src/models/units';
import { type Changes, changesOf, groupsOf, isGroupMetric } from '../../src/programme/changes';
import { monthsOf } from '../../src/programme/periods';
import { gatheringOf, numberText, percentText, type Ratio } from '../../src/programme/ratio';
import { pairTable, tableLines } from '../../src/programme/table';
import { resultsOf } from '../../src/programme/targets';
import { words } from '../../src/words';

/** What `counts show` can show beside the 1+1 table. */
export const PARTS = ['ratio', 'changes', 'groups'] as const;
export type Part = (typeof PARTS)[number];

/** What is shown: a value for programs, lines for people. */
export interface Shown {
  json: unknown;
  lines: string[];
}

/** The 1+1 table of a unit, or a part beside it; `today` is a local day, YYYY-MM-DD. Throws where there is nothing of the kind. */
export async function shown(unit: Unit, period: string, part: Part | undefined, today: string): Promise<Shown> {
  switch (part) {
    case 'ratio':
      return ratios(unit, period, today);
    case 'changes':
      return changes(unit, period);
    case 'groups':
      return groups(unit, period, today);
    case undefined:
      return pairs(unit, period);
    default:
      return part satisfies never;
  }
}

async function pairs(unit: Unit, period: string): Promise<Shown> {
  const rows = await pairTable(unit._id, period);
  const results = await resultsOf(
    rows.map((row) => row.unit),
    period,
  );
  // Groups are shown where small numbers are hidden, and nowhere else.
  const open = (id: string) => Object.fromEntries(Object.entries(results.get(id) ?? {}).filter(([name]) => !isGroupMetric(name)));
  const lines = monthsOf(period)
    ? [`${unit.name}, ${period}`, '', ...tableLines(rows)]
    : Object.entries(open(unit._id)).map(([metric, n]) => `${metric}\t${n}`);
  return { json: { unit: unit.code, period, rows: rows.map((row) => ({ ...row, n: open(row.unit) })) }, lines };
}

async function ratios(unit: Unit, period: string, today: string): Promise<Shown> {
  const found = await gatheringOf(unit._id, period, today);
  if (found.communes.length === 0) throw new Error(`${unit.code} has no gathering ratio: women are counted by commune`);
  const { on, denominator, communes, total, lacking } = found;
  const cells = [
    ['Commune', 'Members', 'Women', 'Counted on', 'Ratio', ''],
    ...communes.map(({ name, ratio }) => [name, ...ratioCells(ratio)]),
    ...(total ? [['All that have a ratio', ...ratioCells(total)]] : []),
  ];
  return {
    json: { unit: unit.code, period, ...found },
    lines: [
      `${unit.name}, ${on}: members without those who work away, of women of 18 and more ${denominator === 'all' ? 'who are registered' : 'who are present'}`,
      '',
      ...columns(cells),
      '',
      `${lacking} of ${communes.length} communes have no ratio`,
    ],
  };
}

function ratioCells(ratio: Ratio): string[] {
  const members = numberText(ratio.members);
  if (!ratio.known) return [members, '', ratio.asOf ?? '', words('gathering.lacking'), ratio.why];
  const { women, asOf, light } = ratio;
  return [members, numberText(women), asOf, percentText(ratio.members, women), light];
}

async function changes(unit: Unit, period: string): Promise<Shown> {
  const rows = await changesOf(unit._id, period);
  const cells = [
    ['Unit', 'Joined', 'Left', 'Net', 'Returned', 'Moved in', 'Moved out', 'Members', 'Lag, days', 'Reasons'],
    ...rows.map((row) => [row.name, ...changeCells(row)]),
  ];
  return { json: { unit: unit.code, period, rows }, lines: [`${unit.name}, ${period}`, '', ...columns(cells)] };
}

function changeCells({ joined, net, returned, movedIn, movedOut, members, lagDays, left }: Changes): string[] {
  const reasons = Object.entries(left).map(([reason, n]) => `${reason} ${n}`);
  const numbers = [joined, joined - net, net, returned, movedIn, movedOut, members].map(String);
  return [...numbers, lagDays === undefined ? '' : lagDays.toFixed(1), reasons.join(', ')];
}

async function groups(unit: Unit, period: string, today: string): Promise<Shown> {
  const rows = await groupsOf(unit._id, period, today);
  const [first] = rows;
  const few = (n: number | null) => (n === null ? '–' : String(n));
  const cells = [
    ['Group', unit.code, ...(first?.below ?? []).map(({ code }) => code)],
    ...rows.map(({ group, total, below }) => [group, few(total), ...below.map(({ n }) => few(n))]),
  ];
  return {
    json: { unit: unit.code, period, rows },
    lines: [`${unit.name}, ${period} (–: too few to be shown)`, '', ...columns(cells)],
  };
}

/** Cells under each other: the first column to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (text: string) => [...text.normalize('NFC')].length;
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => width(row[place] ?? ''))));
  const cell = (text: string, place: number) => {
    const space = ' '.repeat((widths[place] ?? 0) - width(text));
    return place === 0 || /^\p{L}/u.test(text) ? text + space : space + text;
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}
