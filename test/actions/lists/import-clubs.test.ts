import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '../../../src/actions/access';
import { importClubs } from '../../../src/actions/lists/import-clubs';
import { enrolMany } from '../../../src/actions/people/enrol';
import { belongNow, type Club, Clubs } from '../../../src/models/clubs';
import { Facts } from '../../../src/models/facts';
import { Imports } from '../../../src/models/imports';
import { nameOf, People, type Person } from '../../../src/models/people';
import { CLUBS, type ClubColumn } from '../../../src/tables/columns';
import { readTable } from '../../../src/tables/read-table';
import type { ImportReport } from '../../../src/tables/report';
import type { Cell, Row, Table } from '../../../src/tables/rows';
import { openModels } from '../../open-models';
import { idOf, makeUnits } from './member-list';

openModels();
const deps = {
  ...{ now: () => Date.parse('2026-11-22T10:00:00+07:00'), timeZone: 'Asia/Ho_Chi_Minh' },
  ...{ tell: async () => {}, ringCount: async () => {} },
};
const operator = { kind: 'operator' } as const;
const HEADINGS = Object.fromEntries(CLUBS.map(({ id, title }) => [id, title]));
type ListRow = Partial<Record<ClubColumn, Cell>>;
let orders = 0;
const take = (rows: readonly ListRow[], more: { dryRun?: boolean; actor?: Actor; id?: string } = {}) => {
  const table: Table<ClubColumn> = {
    ...{ headings: HEADINGS, unknown: [] },
    rows: rows.map((cells, n): Row<ClubColumn> => ({ row: n + 2, cells })),
  } as Table<ClubColumn>;
  return importClubs(table, { id: more.id ?? `o${++orders}`, actor: more.actor ?? operator, dryRun: more.dryRun ?? false }, deps);
};
const told = ({ problems }: ImportReport) =>
  problems.map(({ row, column, reason, hint }) => [row, column, reason, hint].filter(Boolean));
const clubs = async () => {
  const names = new Map((await People.find().lean<Person[]>()).map((who) => [who._id, nameOf(who)]));
  return (await Clubs.find().lean<Club[]>())
    .map((club) => ({
      ...{ name: club.name, unit: club.unit, kind: club.kind, founded: club.foundedOn },
      head: names.get(club.head ?? ''),
      people: belongNow(club)
        .map((id) => names.get(id))
        .sort(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'vi'));
};
const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });
const place = { commune: 'An Bình' };
const [DONG, DOAI] = [
  { ...place, branch: 'thôn Đông' },
  { ...place, branch: 'thôn Đoài' },
];
const LIST: readonly ListRow[] = [
  { club: 'CLB Áo dài', kind: 'áo dài', founded: '8/3/2026', ...DONG, name: 'NGUYỄN THỊ LAN', birth: 1985, role: 'Chủ nhiệm' },
  { club: 'clb áo dài', ...DOAI, name: 'Trần Thị Hoa', birth: '12/3/1990', since: '1/5/2026', role: 'thành viên' },
  { club: 'Tổ truyền thông', kind: 'truyen-thong', ...DONG, name: 'Lê Thị Mai', phone: '0905 000 003', since: 2025 },
  { club: 'CLB Thơ', ...place },
];

beforeAll(async () => {
  await makeUnits(['thôn Đông', 'thôn Đoài']);
  const women = [
    ['Nguyễn Thị Lan', 1985, '00004.1', '0905000001'],
    ['Trần Thị Hoa', 1990, '00004.2', '0905000002'],
    ['Lê Thị Mai', 1970, '00004.1', '0905000003'],
    ['Lê Thị Mai', 1972, '00004.1', '0905000004'],
  ] as const;
  await enrolMany(
    women.map(([name, birthYear, unit, phone], n) => ({
      id: `w${n}`,
      name,
      birthYear,
      phone,
      unit: idOf(unit),
      kind: 'application',
    })),
    { id: 'list', actor: operator, opening: true },
    deps,
  );
});
beforeEach(async () => {
  await Promise.all([Clubs, Imports].map((each) => (each as typeof Clubs).deleteMany({})));
  await Facts.deleteMany({ metric: /^clubs/ });
});

test('a list founds clubs where all its women are, each is found by name, year or phone, and the same list changes nothing', async () => {
  expect(await take(LIST, { dryRun: true })).toEqual(sums(4, 0, 0));
  expect(await Clubs.countDocuments()).toBe(0);
  expect(await take(LIST)).toEqual(sums(4, 0, 0));
  const now = await clubs();
  expect(now).toEqual([
    {
      ...{ name: 'CLB Áo dài', unit: idOf('00004'), kind: 'ao-dai', founded: '2026-03-08', head: 'Nguyễn Thị Lan' },
      people: ['Nguyễn Thị Lan', 'Trần Thị Hoa'],
    },
    { name: 'CLB Thơ', unit: idOf('00004'), kind: 'khac', founded: '2026-11-22', head: undefined, people: [] },
    {
      ...{ name: 'Tổ truyền thông', unit: idOf('00004.1'), kind: 'truyen-thong', founded: '2025-01-01', head: undefined },
      people: ['Lê Thị Mai'],
    },
  ]);
  const facts = await Facts.countDocuments();
  expect(await take(LIST)).toEqual(sums(0, 0, 4));
  expect([await clubs(), await Facts.countDocuments()]).toEqual([now, facts]);
  const changed = [
    { ...LIST[1], role: 'Chủ nhiệm' },
    { ...LIST[2], kind: 'Mô hình khác' },
    { ...LIST[3], ...DOAI, name: 'trần thị hoa' },
  ];
  expect(await take(changed as ListRow[])).toEqual(sums(1, 2, 0));
  expect((await clubs()).map(({ kind, head, people }) => [kind, head, people.length])).toEqual([
    ['ao-dai', 'Trần Thị Hoa', 2],
    ['khac', undefined, 1],
    ['khac', undefined, 1],
  ]);
});

test('what is wrong is told row by row, and then nothing is written', async () => {
  const report = await take([
    ...LIST,
    { club: 'CLB Thơ', ...DONG, name: 'Lê Thị Mai' },
    { club: 'CLB Thơ', ...DONG, name: 'Phạm Thị Xa' },
    { club: 'CLB Thơ', ...DONG, number: '12345678' },
    { club: 'CLB Áo dài', ...DONG, name: 'Lê Thị Mai', birth: 1970, role: 'chủ nhiệm' },
    { club: 'CLB Áo dài', ...DOAI, name: 'Trần Thị Hoa' },
    { club: 'CLB Cờ', kind: 'đánh cờ', ...DONG, role: 'hậu vệ' },
    { club: 'CLB Cờ', ...DONG, founded: '1/1/2027' },
    { club: 'CLB Cờ', ...DONG, founded: '1/1/2026', since: '31/12/2025' },
    { club: 'CLB Cờ', commune: 'xã Không Có' },
    { club: 'CLB Cờ tỉnh', unitCode: '99', name: 'Nguyễn Thị Lan' },
  ]);
  expect(told(report)).toEqual([
    [6, 'Họ và tên', 'severalMatch'],
    [7, 'Họ và tên', 'clubMember'],
    [8, 'Mã hội viên', 'unknownNumber'],
    [9, 'Chức danh', 'clubTwoHeads', '2'],
    [10, 'twiceInFile', '3'],
    [11, 'Loại hình', 'unknownClubKind', expect.stringContaining('Áo dài')],
    [11, 'Chức danh', 'unknownRole'],
    [12, 'Ngày thành lập', 'dayFuture'],
    [13, 'Ngày tham gia', 'sinceBefore'],
    [14, 'Xã', expect.stringMatching(/unknownUnit|noSuchUnit/)],
    [15, 'Mã hội viên', 'clubNeedsNumber'],
  ]);
  expect(await Clubs.countDocuments()).toBe(0);
});

test('a leader takes over clubs of her own unit; a killed one goes on', async () => {
  const lead = { kind: 'leader', person: 'x', post: 'branchLead', unit: idOf('00004.1') } as const;
  const [mai, lan, hoa] = [LIST[2], LIST[0], LIST[1]].map((row) => ({ club: 'Tổ truyền thông', name: row?.name ?? '' }));
  const here = { unitCode: '00004.1' };
  expect(
    told(
      await take(
        [
          { ...lan, ...here },
          { ...hoa, unitCode: '00004.2' },
        ],
        { actor: lead },
      ),
    ),
  ).toEqual([[3, 'Mã đơn vị', 'noSuchUnit']]);
  const rows = [
    { ...mai, ...here, birth: 1970 },
    { ...lan, ...here },
  ];
  expect(await take(rows.slice(0, 1), { actor: lead })).toEqual(sums(1, 0, 0));
  // Killed before its second row: the club is there by then.
  expect(await take(rows, { actor: lead })).toEqual(sums(1, 0, 1));
  expect((await clubs()).map(({ people }) => people)).toEqual([['Lê Thị Mai', 'Nguyễn Thị Lan']]);
});

test('an Excel-like file with sloppy headings is read', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'clubs-'));
  const file = path.join(folder, 'clb.csv');
  writeFileSync(
    file,
    'TT,Tên CLB,Họ tên hội viên,Năm sinh,Xã/phường,Thôn,Chức vụ\n1,CLB Áo dài,Nguyễn Thị Lan,1985,An Bình,thôn Đông,CN\n',
  );
  const read = await readTable<string>(file, CLUBS, {});
  rmSync(folder, { recursive: true });
  expect('table' in read && read.table.rows[0]?.cells).toMatchObject({ club: 'CLB Áo dài', name: 'Nguyễn Thị Lan', role: 'CN' });
});
