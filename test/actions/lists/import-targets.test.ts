import { importTargets } from '../../../src/actions/lists/import-targets';
import { Targets } from '../../../src/models/targets';
import { goalsOf } from '../../../src/programme/targets';
import type { TargetColumn } from '../../../src/tables/columns';
import type { Row } from '../../../src/tables/rows';
import { openModels } from '../../open-models';
import { idOf, makeUnits } from './member-list';

openModels();
const deps = { now: () => Date.parse('2026-11-22T10:00:00+07:00'), timeZone: 'Asia/Ho_Chi_Minh' };
const headings = { unit: 'Đơn vị', metric: 'Chỉ tiêu', period: 'Năm', value: 'Giao' };
let orders = 0;
const take = (...rows: Row<TargetColumn>['cells'][]) =>
  importTargets(
    { headings, rows: rows.map((cells, n) => ({ row: n + 2, cells })) },
    { id: `t${++orders}`, actor: { kind: 'operator' }, dryRun: false },
    deps,
  );
const NEW = { metric: 'Phát triển hội viên', period: 2026 };
const PLAN = [
  { ...NEW, unitCode: '99', value: '5.500' },
  { ...NEW, unit: 'xã An Bình', value: '3%', base: 8000, baseDay: '1/1/2026' },
  { metric: '1+1', period: 'quý 4/2026', unit: 'thôn Đoài', value: 6 },
  {
    metric: 'số buổi sinh hoạt',
    period: 'tháng 11/2026',
    unitCode: '99',
    kind: 'mỗi đơn vị ít nhất',
    value: 2,
    level: 'chi hội',
  },
  { metric: 'Hội viên danh dự', period: 2026, unitCode: '99', kind: 'tỷ lệ đơn vị', value: 60 },
];

beforeAll(() => makeUnits(['thôn Đông', 'thôn Đoài']));

test('targets of four kinds are taken over, and asked as numbers; the same list again changes nothing', async () => {
  expect(await take(...PLAN)).toEqual({ added: 5, changed: 0, unchanged: 0, problems: [] });
  expect(await take(...PLAN)).toEqual({ added: 0, changed: 0, unchanged: 5, problems: [] });
  const goal = async (code: string, metric: Parameters<typeof goalsOf>[1], period: string) =>
    (await goalsOf([idOf(code)], metric, period)).get(idOf(code));
  expect(await goal('99', 'joined', '2026')).toBe(5500);
  expect(await goal('00004', 'joined', '2026')).toBe(240);
  expect(await goal('00004.2', 'pairs:recruit', '2026-Q4')).toBe(6);
  // Two meetings in each of three branches; 60 % of two communes.
  expect(await goal('99', 'meetings:held', '2026-11')).toBe(6);
  expect(await goal('99', 'honorary', '2026')).toBe(2);
  expect(await take({ ...NEW, unitCode: '99', value: 6000 })).toMatchObject({ changed: 1 });
  expect(await goal('99', 'joined', '2026')).toBe(6000);
});

test('each wrong row is told, and none is taken over', async () => {
  const before = await Targets.countDocuments();
  const report = await take(
    { ...NEW, unit: 'xã Xa', value: 1 },
    { ...NEW, unitCode: '99', metric: 'hội viên mơi', value: 'nhiều' },
    { ...NEW, unitCode: '99', period: 'sang năm', value: 1 },
    { ...NEW, unitCode: '99', value: '3%' },
    { ...NEW, unitCode: '99', value: 300, kind: 'tỷ lệ đơn vị' },
    { ...NEW, unitCode: '99', value: 3, kind: 'tùy' },
    { ...NEW, unitCode: '00005', value: 3 },
    { ...NEW, unitCode: '00005', value: 4 },
  );
  expect(report.problems.map(({ row, reason }) => [row, reason])).toEqual([
    [2, 'noSuchUnit'],
    [3, 'notWhole'],
    [4, 'unknownPeriod'],
    [5, 'baseMissing'],
    [6, 'over100'],
    [7, 'unknownGoal'],
    [9, 'twiceInFile'],
  ]);
  expect(await Targets.countDocuments()).toBe(before);
});
