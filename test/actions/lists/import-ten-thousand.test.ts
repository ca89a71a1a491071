import path from 'node:path';
import { stream } from 'exceljs';
import { owedCounts } from '../../../scripts/import/owed-counts';
import type { ImportOrder } from '../../../src/actions/lists/import-checks';
import { importMembers } from '../../../src/actions/lists/import-members';
import { Facts } from '../../../src/models/facts';
import { Imports } from '../../../src/models/imports';
import { People } from '../../../src/models/people';
import { verifyCounts } from '../../../src/programme/verify';
import { MEMBERS, type MemberColumn } from '../../../src/tables/columns';
import { readTable } from '../../../src/tables/read-table';
import type { Problem } from '../../../src/tables/report';
import { openModels } from '../../open-models';
import { temporaryFolder } from '../../scripts/processes';
import { random, seedsOf } from '../../seeded';
import { COLUMNS, goodRow, HEADINGS, idOf, type ListRow, makeUnits } from './member-list';

openModels();
const folder = temporaryFolder();
const ROWS = 10_000;
const BAD = 500;
/** Titles and headings above the first row. */
const ABOVE = 4;
const BRANCHES = Array.from({ length: 20 }, (_, n) => `thôn ${n + 1}`);
const AT = Date.parse('2026-11-22T10:00:00+07:00');
const { ring: ringCount, settle } = owedCounts();
const deps = { now: () => AT, timeZone: 'Asia/Ho_Chi_Minh', tell: async () => {}, ringCount };
const order: ImportOrder = { id: 'ten-thousand', actor: { kind: 'operator' }, dryRun: false };

/** Kinds of mistakes: what is typed, in which column it is told, and why. */
const MISTAKES: readonly [cells: ListRow, column: MemberColumn, reason: string][] = [
  [{ name: '' }, 'name', 'missing'],
  [{ name: 'Lan' }, 'name', 'nameShort'],
  [{ name: 'Nguyễn Thị Lan 85' }, 'name', 'nameDigits'],
  [{ name: 'Nguyễn Thị <Lan>' }, 'name', 'nameSigns'],
  [{ birth: '' }, 'birth', 'missing'],
  [{ birth: 'không rõ' }, 'birth', 'birthWrong'],
  [{ birth: '31/02/1980' }, 'birth', 'noSuchDay'],
  [{ birth: 2012 }, 'birth', 'underAge'],
  [{ birth: '41 tuổi' }, 'birth', 'birthUnclear'],
  [{ phone: '090512345' }, 'phone', 'phoneShort'],
  [{ phone: '090512345678' }, 'phone', 'phoneLong'],
  [{ phone: '0405123456' }, 'phone', 'phoneWrong'],
  [{ phone: '0905123456, 0912345678' }, 'phone', 'phoneTwo'],
  [{ phone: '0905123456 (chồng)' }, 'phone', 'phoneRelative'],
  [{ branch: 'xóm Mới' }, 'branch', 'noSuchUnit'],
  [{ commune: 'xã An Bìn' }, 'commune', 'unknownUnit'],
  [{ unitCode: '4711' }, 'unitCode', 'noSuchUnit'],
  [{ unitCode: '00004' }, 'unitCode', 'wrongLevel'],
  [{ joined: 'lâu rồi' }, 'joined', 'notADay'],
  [{ joined: '1/1/2027' }, 'joined', 'dayFuture'],
  [{ joined: 1941 }, 'joined', 'dayOrder'],
  [{ kind: 'danh dự' }, 'kind', 'honorary'],
  [{ kind: 'vip' }, 'kind', 'unknownKind'],
  [{ core: 'có lẽ' }, 'core', 'notYesNo'],
  [{ groups: 'phi công' }, 'groups', 'unknownGroup'],
  [{ fee: '50 nghìn' }, 'fee', 'notYesNo'],
  [{ status: 'sao Hỏa' }, 'status', 'unknownStatus'],
  [{ status: 'đã ra khỏi Hội' }, 'status', 'leftNeedsReason'],
  [{ status: 'đã ra khỏi Hội', reason: 'vì sao' }, 'reason', 'unknownReason'],
];

test.each(seedsOf('IMPORT_SEED', []))(
  '10.000 rows, 500 of them wrong (seed %d): each is named, nothing is half imported, and a second run changes nothing',
  async (seed) => {
    const next = random(seed);
    await makeUnits(BRANCHES);
    const right = Array.from({ length: ROWS }, (_, n) => goodRow(n, BRANCHES[n % BRANCHES.length] ?? '', next));
    const rows = [...right];
    const wanted: Pick<Problem, 'row' | 'column' | 'reason'>[] = [];
    const places = new Set<number>();
    while (places.size < BAD) places.add(Math.floor(next() * ROWS));
    for (const [n, place] of [...places].sort((a, b) => a - b).entries()) {
      const [cells, column, reason] = MISTAKES[n % MISTAKES.length] as (typeof MISTAKES)[number];
      rows[place] = { ...right[place], ...cells };
      wanted.push({ row: place + 1 + ABOVE, column: HEADINGS[column] ?? '', reason });
    }

    const wrong = await take(await excel('wrong.xlsx', rows));
    expect(wrong.problems.map(({ row, column, reason }) => ({ row, column, reason }))).toEqual(wanted);
    expect(wrong).toMatchObject({ added: 0, changed: 0, unchanged: 0 });
    expect([await People.countDocuments(), await Facts.countDocuments(), await Imports.countDocuments()]).toEqual([0, 0, 0]);

    const file = await excel('right.xlsx', right);
    expect(await take(file)).toEqual({ added: ROWS, changed: 0, unchanged: 0, problems: [] });
    const written = [await People.countDocuments({ status: 'member' }), await Facts.countDocuments(), await newest()];
    expect(written[0]).toBe(ROWS);
    await settle();
    expect(await verifyCounts({ unit: idOf('99') })).toMatchObject({ differences: [], dirty: [], strangers: [] });

    expect(await take(file)).toEqual({ added: 0, changed: 0, unchanged: ROWS, problems: [] });
    expect([await People.countDocuments({ status: 'member' }), await Facts.countDocuments(), await newest()]).toEqual(written);
  },
  600_000,
);

async function take(file: string) {
  const read = await readTable(file, MEMBERS);
  if ('problems' in read) throw new Error(read.problems[0]?.reason);
  return importMembers(read.table, order, deps);
}

/** How often people were written: the sum of their revisions. */
async function newest(): Promise<number> {
  const [sum] = await People.aggregate<{ n: number }>([{ $group: { _id: null, n: { $sum: '$rev' } } }]);
  return sum?.n ?? 0;
}

async function excel(name: string, rows: readonly ListRow[]): Promise<string> {
  const file = path.join(folder, name);
  const book = new stream.xlsx.WorkbookWriter({ filename: file });
  const sheet = book.addWorksheet('DS hội viên');
  sheet.addRow(['HỘI LHPN XÃ AN BÌNH']).commit();
  sheet.addRow(['DANH SÁCH HỘI VIÊN']).commit();
  sheet.addRow([]).commit();
  sheet.addRow(['STT', ...COLUMNS.map((column) => HEADINGS[column])]).commit();
  for (const [n, row] of rows.entries()) sheet.addRow([n + 1, ...COLUMNS.map((column) => row[column] ?? null)]).commit();
  await book.commit();
  return file;
}
