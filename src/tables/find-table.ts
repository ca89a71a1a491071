import { type Finder, finderOf, type Headings, headingKey, headingsIn, joined } from './headings';
import type { Cell, Column, Row, SheetRow, Table } from './rows';

/** Rows among which the headings are looked for: letterheads and titles stand above them. */
const SEARCHED = 40;
/** As many rows as a list may have: a province's members with room to spare. */
export const MOST_ROWS = 250_000;

/** What a sheet holds: a list, nothing that looks like one, or one without columns that it must have. */
export type Found<C extends string> =
  | { table: Table<C> & { unknown: readonly string[] } }
  | { why: 'noHeadings' }
  | { why: 'columnsMissing'; missing: readonly string[] }
  | { why: 'tooManyRows' };

/** Finds the list in a sheet: its headings below titles, its rows without numbering, sums and signatures. */
export async function findTable<C extends string>(
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  columns: readonly Column<C>[],
): Promise<Found<C>> {
  const find = finderOf(columns);
  const head: SheetRow[] = [];
  const body: Row<C>[] = [];
  let reader: ((row: SheetRow) => Row<C> | undefined) | undefined;
  let headings: Headings<C> | undefined;
  const begin = (): boolean => {
    const chosen = chooseHeadings(head, find);
    if (!chosen) return false;
    headings = chosen.headings;
    reader = readerOf(chosen.headings, columns);
    for (const row of head.filter((each) => each.row > chosen.lastRow)) keep(row);
    return true;
  };
  const keep = (row: SheetRow) => {
    const read = reader?.(row);
    if (read) body.push(read);
  };
  for await (const row of rows) {
    if (body.length > MOST_ROWS) return { why: 'tooManyRows' };
    if (reader) keep(row);
    else if (row.cells.some((cell) => cell !== undefined)) head.push(row);
    if (!reader && head.length === SEARCHED && !begin()) return { why: 'noHeadings' };
  }
  if (!reader) begin();
  if (!headings) return { why: 'noHeadings' };
  const { titles, unknown } = headings;
  const missing = columns.filter(({ id, required }) => required && titles[id] === undefined).map(({ title }) => title);
  if (missing.length > 0) return { why: 'columnsMissing', missing };
  return { table: { rows: body, headings: titles, unknown } };
}

/** The row with most headings; a second line of headings below it is read with it. */
function chooseHeadings<C extends string>(rows: readonly SheetRow[], find: Finder<C>) {
  const read = rows.map((row, place) => ({ place, lastRow: row.row, headings: headingsIn(row.cells, find) }));
  const best = read.reduce<(typeof read)[number] | undefined>(
    (found, each) => (each.headings.at.size > (found?.headings.at.size ?? 0) ? each : found),
    undefined,
  );
  if (!best || best.headings.at.size < 2) return undefined;
  const [above, below] = [rows[best.place], rows[best.place + 1]];
  if (!above || !below || !isSecondLine(below, best.headings, find)) return best;
  const both = headingsIn(joined(above.cells, below.cells), find);
  return both.at.size < best.headings.at.size ? { ...best, lastRow: below.row } : { lastRow: below.row, headings: both };
}

/** Nam | Nữ below Năm sinh: texts only, and nothing in the columns that are known already. */
function isSecondLine<C extends string>(row: SheetRow, { at }: Headings<C>, find: Finder<C>): boolean {
  const texts = row.cells.flatMap((cell, place) => (cell === undefined ? [] : [{ cell, place }]));
  const isOne = ({ cell }: { cell: Cell }) =>
    typeof cell === 'string' && (/^(?:nam|nu)$/.test(headingKey(cell)) || find(cell) !== undefined);
  return texts.length > 0 && texts.some(isOne) && texts.filter(({ place }) => at.has(place)).every(isOne);
}

const NUMBERING = /^\(?(?:\d{1,2}|[A-Da-d])\)?$/;
const ORDINAL = /^(?:[IVXLC]+|[A-Z]|\d{1,3})[.)]?$/;
const SECTION = /^(?:[ivxlc]+\s|[a-h]\s|\d+\s)?(?:chi hoi|chi|to|thon|khu pho|ap|xom|ban|buon|to dan pho|xa|phuong|hoi lhpn)\s/;
const CLOSING =
  /^(?:tong cong|tong so|tong|cong|nguoi lap|lap bieu|xac nhan|tm |t m |chu tich|thu truong|chi hoi truong$|noi nhan|ghi chu|danh sach (?:nay )?co)|\bngay \d* ?thang \d*/;

/** Reads the rows below the headings, one after the other. */
function readerOf<C extends string>({ at }: Headings<C>, columns: readonly Column<C>[]) {
  const required = columns.filter((column) => column.required).map(({ id }) => id);
  let section: string | undefined;
  let first = true;
  let closed = false;
  return (row: SheetRow): Row<C> | undefined => {
    const filled = row.cells.flatMap((cell, place) => (cell === undefined ? [] : [{ cell, id: at.get(place) }]));
    if (filled.length === 0) return undefined;
    if (first && filled.length > 2 && filled.every(({ cell }) => NUMBERING.test(String(cell)))) return undefined;
    first = false;
    const known = filled.filter(({ id }) => id !== undefined);
    const line = filled.find(
      ({ cell, id }) => (id === undefined || id === required[0]) && SECTION.test(headingKey(String(cell))),
    );
    const others = filled.filter((each) => each !== line);
    if (line && others.length < 2 && others.every(({ cell }) => ORDINAL.test(String(cell)))) {
      section = String(line.cell).replace(/^(?:[IVXLC]+|[A-H]|\d+)[.)]?\s+/, '');
      return undefined;
    }
    if (known.length < 3 && filled.some(({ cell }) => CLOSING.test(headingKey(String(cell))))) closed = true;
    if (known.length < (closed ? 3 : 1)) return undefined;
    const cells = Object.fromEntries(known.map(({ id, cell }) => [id, cell])) as Partial<Record<C, Cell>>;
    // A number or a name of a place alone is a line of the sheet's furniture, unless it stands where a list must have something.
    if (known.length === 1 && !required.some((id) => cells[id] !== undefined) && filled.length === 1) return undefined;
    return { row: row.row, cells, ...(section === undefined ? {} : { section }) };
  };
}
