import type { Actor } from '../../../src/actions/access';
import { importMembers } from '../../../src/actions/lists/import-members';
import { exportRow } from '../../../src/actions/lists/member-cells';
import { Facts } from '../../../src/models/facts';
import { Imports, unfinishedImports } from '../../../src/models/imports';
import { birthdayOf, membersBornOn, nameOf, People, type Person, phoneNumberOf } from '../../../src/models/people';
import { freshTree } from '../../../src/models/units';
import type { ImportReport } from '../../../src/tables/report';
import { openModels } from '../../open-models';
import { HEADINGS, idOf, type ListRow, makeUnits } from './member-list';

openModels();
const AT = Date.parse('2026-11-22T10:00:00+07:00');
const deps = { now: () => AT, timeZone: 'Asia/Ho_Chi_Minh', tell: async () => {}, ringCount: async () => {} };
const operator = { kind: 'operator' } as const;
let orders = 0;
const take = (rows: readonly (ListRow & { section?: string })[], more: { dryRun?: boolean; actor?: Actor; id?: string } = {}) =>
  importMembers(
    {
      headings: HEADINGS,
      rows: rows.map(({ section, ...cells }, n) => ({ row: n + 2, cells, ...(section === undefined ? {} : { section }) })),
    },
    { id: more.id ?? `order${++orders}`, actor: more.actor ?? operator, dryRun: more.dryRun ?? false },
    deps,
  );
const told = ({ problems }: ImportReport) => problems.map(({ row, reason, hint }) => [row, reason, ...(hint ? [hint] : [])]);
const all = async () => (await People.find().lean<Person[]>()).sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'vi'));
const place = { commune: 'An Bình', branch: 'thôn Đông' };
const LAN: ListRow = {
  name: 'NGUYỄN THỊ LAN',
  birth: 1985,
  phone: 905123456,
  ...place,
  groups: 'tiểu thương',
  fee: 'x',
  joined: 2010,
};
const HOA: ListRow = { name: 'Trần Thị Hoa', birth: '12/3/1990', unitCode: '00004.1.1' };
const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });

beforeAll(() => makeUnits(['thôn Đông', 'thôn Đoài']));
beforeEach(async () => void (await Promise.all([People.deleteMany(), Facts.deleteMany(), Imports.deleteMany()])));

test('a dry run tells and writes nothing; a run enrols; the same list again changes nothing', async () => {
  expect(await take([LAN, HOA], { dryRun: true })).toEqual(sums(2, 0, 0));
  expect([await People.countDocuments(), await Imports.countDocuments()]).toEqual([0, 0]);
  expect(await take([LAN, HOA])).toEqual(sums(2, 0, 0));
  const [lan, hoa] = await all();
  expect(lan).toMatchObject({
    status: 'member',
    unit: idOf('00004.1'),
    joinedOn: '2010-01-01',
    groups: ['TIEU_THUONG'],
    fees: { 2026: true },
  });
  expect(lan && [nameOf(lan), phoneNumberOf(lan)]).toEqual(['Nguyễn Thị Lan', '0905123456']);
  expect(hoa).toMatchObject({ unit: idOf('00004.1.1'), birthYear: 1990, history: [{ action: 'enrol' }] });
  const facts = await Facts.countDocuments();
  expect(await take([LAN, HOA])).toEqual(sums(0, 0, 2));
  expect(
    await take([
      { ...HOA, unitCode: '00004.1' },
      { ...LAN, name: 'nguyen thi lan' },
    ]),
  ).toEqual(sums(0, 0, 2));
  expect(await Facts.countDocuments()).toBe(facts);
  expect((await all()).map(({ rev }) => rev)).toEqual([1, 1]);
});

test('the day of birth is kept sealed where a list tells it, corrected, never lost by a list with the year alone, and exported', async () => {
  await take([LAN, HOA, { ...LAN, name: 'Lê Thị Tết', phone: '0905123457', birth: '1970-01-01' }]);
  const born = async () => new Map((await all()).map((who) => [nameOf(who), birthdayOf(who)]));
  expect([...(await born()).values()]).toEqual(['01-01', undefined, '03-12']);
  expect(JSON.stringify(await People.find().lean())).not.toMatch(/03-12|12\/3/);
  expect((await membersBornOn(['03-12'])).map(nameOf)).toEqual(['Trần Thị Hoa']);
  expect(await take([{ ...HOA, birth: 1990 }])).toEqual(sums(0, 0, 1));
  expect(await take([{ ...HOA, birth: '29/2/1988', number: (await all())[2]?.number ?? '' }])).toEqual(sums(0, 1, 0));
  expect([await membersBornOn(['03-12']), (await membersBornOn(['02-28', '02-29'])).length]).toEqual([[], 1]);
  const about = { tree: await freshTree(), phones: false, year: 2026, timeZone: 'Asia/Ho_Chi_Minh', referrers: new Map() };
  expect((await all()).map((who) => exportRow(who, about)[2])).toEqual(['01/01/1970', 1985, '29/02/1988']);
});

test('what a list says otherwise is changed, each in her history', async () => {
  await take([LAN, HOA]);
  const [lan, hoa] = await all();
  const report = await take([
    { ...LAN, phone: '0912345678', groups: 'nông dân', core: 'x', fee: 'chưa', branch: 'thôn Đoài', status: 'đi làm ăn xa' },
    { ...HOA, number: hoa?.number ?? '', name: 'Trần Thị Hòa', birth: 1991, cardNumber: 'T-7', cardDay: '1/6/2020' },
  ]);
  // Another branch and another phone: nothing ties that row to her, so it would be somebody new.
  expect(report).toMatchObject({ added: 1, changed: 1 });
  await People.deleteOne({ _id: { $nin: [lan?._id ?? '', hoa?._id ?? ''] } });
  const moved = { ...LAN, groups: 'nông dân', core: 'x', fee: 'chưa', branch: 'thôn Đoài', status: 'đi làm ăn xa' };
  expect(await take([moved])).toEqual(sums(0, 1, 0));
  expect(await take([{ ...moved, phone: '0912345678' }])).toEqual(sums(0, 1, 0));
  const [lanNow, hoaNow] = await all();
  expect(lanNow).toMatchObject({ _id: lan?._id, unit: idOf('00004.2'), groups: ['NONG_NGHIEP'], core: true, fees: {}, away: {} });
  expect(lanNow && phoneNumberOf(lanNow)).toBe('0912345678');
  expect(lanNow?.history.map(({ action }) => action)).toEqual([
    'enrol',
    'transfer',
    'goAway',
    'setCore',
    'setGroups',
    'payFee',
    'correct',
  ]);
  expect(hoaNow).toMatchObject({ _id: hoa?._id, birthYear: 1991, card: { number: 'T-7', on: '2026-11-22' } });
  expect(hoaNow && nameOf(hoaNow)).toBe('Trần Thị Hòa');
  expect(await take([{ ...moved, phone: '0912345678' }])).toEqual(sums(0, 0, 1));
});

test('who left is not brought back by a list that does not say so; who is not known and left is passed over', async () => {
  await take([LAN]);
  expect(await take([{ ...LAN, status: 'đã chuyển đi', changed: '1/11/2026' }])).toEqual(sums(0, 1, 0));
  expect((await all())[0]).toMatchObject({ status: 'left', leftWhy: 'movedAway' });
  expect(await take([LAN])).toEqual(sums(0, 0, 1));
  expect(await take([{ ...LAN, status: 'đang sinh hoạt' }])).toEqual(sums(0, 1, 0));
  expect((await all())[0]).toMatchObject({ status: 'member' });
  const unknown = await take([{ ...HOA, status: 'đã ra khỏi Hội', reason: 'qua đời' }]);
  expect(unknown).toEqual({ ...sums(0, 0, 1), notes: [{ row: 2, reason: 'leftUnknown' }] });
});

test('two women of one name and year are told apart by phone, and a row that could be either is refused', async () => {
  const other = { ...LAN, phone: '0905999888' };
  expect(await take([LAN, other])).toEqual(sums(2, 0, 0));
  expect(await take([other, LAN])).toEqual(sums(0, 0, 2));
  expect(await take([LAN, { ...other, phone: '0905999777' }])).toEqual(sums(0, 1, 1));
  const { phone: _, ...without } = LAN;
  expect(told(await take([without]))).toEqual([[2, 'severalMatch']]);
  expect(told(await take([LAN, LAN]))).toEqual([[3, 'twiceInFile', '2']]);
  expect(told(await take([HOA, HOA]))).toEqual([[3, 'twiceInFile', '2']]);
  expect(told(await take([{ ...LAN, number: '12345678' }]))).toEqual([[2, 'unknownNumber']]);
});

test('a branch may stand in the line above, sensitive groups are not taken over, units are suggested', async () => {
  const { branch: _, ...noBranch } = LAN;
  const report = await take([{ ...noBranch, section: 'Chi hội thôn Đoài', groups: 'tiểu thương, công giáo' }]);
  expect(report).toMatchObject({ added: 1, notes: [{ row: 2, reason: 'sensitiveGroup', hint: 'Phụ nữ tôn giáo' }] });
  expect((await all())[0]).toMatchObject({ unit: idOf('00004.2'), groups: ['TIEU_THUONG'] });
  const { commune: __, ...noCommune } = LAN;
  expect(told(await take([noCommune, { ...LAN, branch: 'thôn Đôngg' }, { name: 'Lê Thị Mai', birth: 1970 }]))).toEqual([
    [2, 'unitTwice', 'thôn Đông (xã An Bình), thôn Đông (xã Hòa Mai)'],
    [3, 'unknownUnit', expect.stringContaining('thôn Đông')],
    [4, 'missing'],
  ]);
});

test('a commune’s chair takes over her own members alone', async () => {
  await take([LAN]);
  const chair = (code: string) => ({ kind: 'leader', person: 'p1', post: 'communeChair', unit: idOf(code) }) as const;
  const { commune: _, ...here } = LAN;
  expect(await take([here], { actor: chair('00004') })).toEqual(sums(0, 0, 1));
  expect(told(await take([{ ...LAN, commune: 'An Bình' }], { actor: chair('00005') }))).toEqual([[2, 'noSuchUnit']]);
  expect(told(await take([here], { actor: chair('00005') }))).toEqual([[2, 'movesNotYours']]);
});

test('an import that breaks off in the middle says so, and the same list finishes it', async () => {
  const rows = Array.from({ length: 700 }, (_, n) => ({ ...LAN, name: 'Lê Thị Mai', phone: 905_100_000 + n }));
  const table = { headings: HEADINGS, rows: rows.map((cells, n) => ({ row: n + 2, cells })) };
  const order = { id: 'broken', actor: operator, dryRun: false };
  const killed = () => {
    throw new Error('killed');
  };
  await expect(importMembers(table, { ...order, progress: killed }, deps)).rejects.toThrow('killed');
  expect(await unfinishedImports()).toMatchObject([{ _id: 'broken', total: 700, written: 500, state: 'applying' }]);
  const rest = await importMembers(table, order, deps);
  expect(rest).toEqual(sums(200, 0, 500));
  expect(await unfinishedImports()).toEqual([]);
  expect(await People.countDocuments({ status: 'member' })).toBe(700);
  expect(await importMembers(table, order, deps)).toEqual(sums(0, 0, 700));
});
