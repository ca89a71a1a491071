import { importWomen } from '../../../src/actions/lists/import-women';
import { Imports } from '../../../src/models/imports';
import { type Level, putUnit } from '../../../src/models/units';
import { WomenFigures, womenAt } from '../../../src/models/women';
import type { WomenColumn } from '../../../src/tables/columns';
import type { Row } from '../../../src/tables/rows';
import { openModels } from '../../open-models';

openModels();
const AT = Date.parse('2026-11-22T10:00:00+07:00');
const deps = { now: () => AT, timeZone: 'Asia/Ho_Chi_Minh' };
const operator = { kind: 'operator' } as const;
const headings = { commune: 'Xã', present: 'Có mặt', total: 'Tổng số', asOf: 'Ngày' };
const UNITS: readonly [string, Level, string, string | null][] = [
  ['99', 'province', 'tỉnh Sen', null],
  ['00004', 'commune', 'xã Tân Thành', '99'],
  ['00005', 'commune', 'xã Tân Thạnh', '99'],
  ['00006', 'commune', 'phường Hòa Mai', '99'],
];
const id = (code: string) => `${code}@2025-07-01`;
let line = 1;
const row = (cells: Row<WomenColumn>['cells']): Row<WomenColumn> => ({ row: ++line, cells });
const take = (rows: Row<WomenColumn>[], order: string, dryRun = false) =>
  importWomen({ rows, headings }, { id: order, actor: operator, dryRun }, deps);

beforeAll(async () => {
  for (const [code, level, place, above] of UNITS) {
    const named = { name: `Hội LHPN ${place}`, place, aliases: code === '00006' ? [{ name: 'thị trấn Mai Lĩnh' }] : [] };
    await putUnit({ _id: id(code), code, validFrom: '2025-07-01', level, parent: above && id(above), ...named });
  }
});
beforeEach(() => {
  line = 1;
});

const GOOD = [
  row({ commune: 'Tân Thành', present: 1000, total: '1.200', asOf: '30/6/2026' }),
  row({ unitCode: '5', present: '900', asOf: '2026-06-30' }),
  row({ commune: 'tt. Mai Lĩnh', present: 800, total: 800, asOf: '30/6/2026' }),
];

test('a dry run writes nothing; a run writes once; the same again changes nothing; a correction keeps what was told before', async () => {
  const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });
  expect(await take(GOOD, 'dry', true)).toEqual(sums(3, 0, 0));
  expect([await WomenFigures.countDocuments(), await Imports.countDocuments()]).toEqual([0, 0]);
  expect(await take(GOOD, 'one')).toEqual(sums(3, 0, 0));
  expect(await take(GOOD, 'one')).toEqual(sums(0, 0, 3));
  const corrected = [...GOOD.slice(0, 2), row({ unitCode: '00006', present: 790, asOf: '30/6/2026' })];
  expect(await take(corrected, 'two')).toEqual(sums(0, 1, 2));
  const newest = await womenAt([id('00004'), id('00006')], '2026-11-22');
  expect(newest.get(id('00004'))).toMatchObject({ present: 1000, total: 1200, rev: 1 });
  expect(newest.get(id('00006'))).toMatchObject({
    present: 790,
    rev: 2,
    history: [{ total: 800 }, { id: 'two.1', by: 'operator' }],
  });
  expect(newest.get(id('00006'))).not.toHaveProperty('total');
  expect(await womenAt([id('00004')], '2026-06-29')).toEqual(new Map());
  expect(await Imports.findById('one').lean()).toMatchObject({ kind: 'women', state: 'done', run: 2, by: 'operator' });
});

test('one wrong row and nothing is written; each is told by row, column and reason', async () => {
  const before = await WomenFigures.countDocuments();
  const told = await take(
    [
      row({ commune: 'xã Tân Thàn', present: 1, asOf: '1/7/2026' }),
      row({ commune: 'xã Ở Đâu', present: 1, asOf: '1/7/2026' }),
      row({ commune: 'tan thanh', present: 1, asOf: '1/7/2026' }),
      row({ present: 1, asOf: '1/7/2026' }),
      row({ commune: 'Hòa Mai', present: 12.5, asOf: '31/2/2026' }),
      row({ commune: 'Hòa Mai', present: 10, total: 9, asOf: '1/1/2027' }),
      row({ unitCode: '99', present: 1, asOf: '1/7/2026' }),
      row({ unitCode: '4711', present: 1, asOf: '1/7/2026' }),
      row({ commune: 'Hòa Mai', present: 1, asOf: '1/7/2026' }),
      row({ commune: 'Hòa Mai', present: 2, asOf: '1/7/2026' }),
    ],
    'bad',
  );
  const short = told.problems.map((each) => [each.row, each.column, each.reason, ...(each.hint ? [each.hint] : [])]);
  expect(short).toEqual([
    [2, 'Xã', 'unknownUnit', expect.stringContaining('xã Tân Thành')],
    [3, 'Xã', 'noSuchUnit'],
    [4, 'Xã', 'unitTwice', 'xã Tân Thành (tỉnh Sen), xã Tân Thạnh (tỉnh Sen)'],
    [5, 'Xã', 'missing'],
    [6, 'Có mặt', 'notWhole'],
    [6, 'Ngày', 'noSuchDay'],
    [7, 'Ngày', 'dayFuture'],
    [7, 'Có mặt', 'presentOverTotal'],
    [8, 'unitCode', 'notCommune'],
    [9, 'unitCode', 'noSuchUnit'],
    [11, undefined, 'twiceInFile', '10'],
  ]);
  expect(await WomenFigures.countDocuments()).toBe(before);
  expect(told).toMatchObject({ added: 0, changed: 0, unchanged: 0 });
});

test('a commune tells of itself alone', async () => {
  const actor = { kind: 'leader', person: 'p1', post: 'communeChair', unit: id('00004') } as const;
  const order = { id: 'chair', actor, dryRun: true };
  const other = await importWomen({ rows: [row({ commune: 'Hòa Mai', present: 1, asOf: '1/7/2026' })], headings }, order, deps);
  expect(other.problems).toMatchObject([{ row: 2, reason: 'noSuchUnit' }]);
  const own = await importWomen({ rows: [row({ commune: 'Tân Thành', present: 1, asOf: '1/7/2026' })], headings }, order, deps);
  expect(own).toMatchObject({ added: 1, problems: [] });
});
