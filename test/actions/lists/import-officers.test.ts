import { importMembers } from '../../../src/actions/lists/import-members';
import { importOfficers } from '../../../src/actions/lists/import-officers';
import { namedOf, type Officer, Officers } from '../../../src/models/officers';
import { People } from '../../../src/models/people';
import type { OfficerColumn } from '../../../src/tables/columns';
import type { Row } from '../../../src/tables/rows';
import { openModels } from '../../open-models';
import { HEADINGS, idOf, makeUnits } from './member-list';

openModels();
const AT = Date.parse('2026-11-22T10:00:00+07:00');
const deps = { now: () => AT, timeZone: 'Asia/Ho_Chi_Minh', tell: async () => {}, ringCount: async () => {} };
const actor = { kind: 'operator' } as const;
const headings = { name: 'Họ tên', post: 'Chức vụ', unitCode: 'Mã' };
let orders = 0;
const take = (...rows: Row<OfficerColumn>['cells'][]) =>
  importOfficers(
    { headings, rows: rows.map((cells, n) => ({ row: n + 2, cells })) },
    { id: `o${++orders}`, actor, dryRun: false },
    deps,
  );
const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });
const LAN = { name: 'Nguyễn Thị Lan', birth: 1985, phone: '0905123456', post: 'Chi hội trưởng', unitCode: '00004.1' };
const THU = { name: 'TRẦN THỊ THU', phone: '0905123499', post: 'Chủ tịch Hội LHPN xã', commune: 'An Bình', smartphone: 'x' };

beforeAll(async () => {
  await makeUnits(['thôn Đông', 'thôn Đoài']);
  const member = { name: 'Nguyễn Thị Lan', birth: 1985, phone: '0905123456', unitCode: '00004.1' };
  await importMembers({ headings: HEADINGS, rows: [{ row: 2, cells: member }] }, { id: 'm', actor, dryRun: false }, deps);
});

test('officers are taken over, as persons of the register or by name; the same list again changes nothing', async () => {
  expect(await take(LAN, THU)).toEqual(sums(2, 0, 0));
  const [person] = await People.find().lean();
  const posts = await Officers.find().lean<Officer[]>();
  expect(posts).toHaveLength(2);
  const lead = posts.find(({ post }) => post === 'branchLead');
  expect(lead).toMatchObject({ holder: person?._id, unit: idOf('00004.1'), from: '2026-11-22' });
  const chair = posts.find(({ post }) => post === 'communeChair');
  expect(chair).toMatchObject({ unit: idOf('00004'), smartphone: { has: true } });
  expect(chair && namedOf(chair)).toEqual({ name: 'Trần Thị Thu', phone: '0905123499' });
  expect(await take(LAN, THU)).toEqual(sums(0, 0, 2));
  expect(await Officers.countDocuments()).toBe(2);
});

test('term, smartphone and training are brought up to date, each in the history', async () => {
  const told = { ...LAN, until: '31/12/2030', smartphone: 'có', trained: 'CNTT', trainedDay: '1/6/2026' };
  expect(await take(told)).toEqual(sums(0, 1, 0));
  const lead = await Officers.findOne({ post: 'branchLead' }).lean<Officer>();
  expect(lead).toMatchObject({ to: '2030-12-31', smartphone: { has: true }, trainings: [{ topic: 'it', on: '2026-06-01' }] });
  expect(lead?.history.map(({ action }) => action)).toEqual(['appoint', 'renew', 'smartphone', 'train']);
  expect(await take(told)).toEqual(sums(0, 0, 1));
});

test('each wrong row is told, and none is taken over', async () => {
  const before = await Officers.countDocuments();
  const report = await take(
    { ...LAN, post: 'Đội trưởng' },
    { ...LAN, post: 'Chủ tịch' },
    { ...LAN, name: 'Lê Thị Mai', birth: 1970, phone: '0905000111' },
    { name: 'Lê Thị Mai', post: 'Chi hội phó', unitCode: '00004.1' },
    { ...THU, phone: '0905000222', post: 'ủy viên', until: '1/1/2020' },
    { ...THU, phone: '0905000333', post: 'ủy viên', trained: 'bơi', trainedDay: '1/1/2020' },
    { ...THU, phone: '0905000444', post: 'ủy viên' },
    { ...THU, phone: '0905000444', post: 'ủy viên' },
  );
  expect(report.problems.map(({ row, reason }) => [row, reason])).toEqual([
    [2, 'unknownPost'],
    [3, 'postLevel'],
    [4, 'postTaken'],
    [5, 'officerNeedsPhone'],
    [6, 'untilBefore'],
    [7, 'unknownTopic'],
    [9, 'twiceInFile'],
  ]);
  expect(await Officers.countDocuments()).toBe(before);
});
