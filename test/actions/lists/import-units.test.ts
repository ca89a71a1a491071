import path from 'node:path';
import type { ActionDeps } from '../../../src/actions/deps';
import { exportMarks } from '../../../src/actions/lists/export-marks';
import type { ImportOrder } from '../../../src/actions/lists/import-checks';
import { importRatings } from '../../../src/actions/lists/import-marks';
import { importUnits } from '../../../src/actions/lists/import-units';
import { treeCarrier } from '../../../src/actions/units/carry-tree';
import { planUnits } from '../../../src/actions/units/plan-units';
import type { UnitColumn } from '../../../src/actions/units/unit-rows';
import { Counts } from '../../../src/models/counts';
import { findPlaces } from '../../../src/models/places';
import { plant } from '../../../src/models/tree';
import { Trees } from '../../../src/models/tree-document';
import { CHUNK } from '../../../src/models/tree-plans';
import type { Unit } from '../../../src/models/unit';
import { freshTree, putUnit, Units, unitByCode, unitWithHistory } from '../../../src/models/units';
import { addFact, type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import type { RatingColumn } from '../../../src/tables/columns';
import columns from '../../../src/tables/columns/units.json';
import { readTable } from '../../../src/tables/read-table';
import type { Cell, Column, Row, Table } from '../../../src/tables/rows';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const order = (id: string, more: Partial<ImportOrder> = {}): ImportOrder => ({
  id,
  actor: { kind: 'operator' },
  dryRun: false,
  ...more,
});
const none = { added: 0, changed: 0, unchanged: 0, problems: [] };

async function list(name: string): Promise<Table<UnitColumn>> {
  const read = await readTable(path.join(__dirname, '..', '..', 'tables', name), columns as Column<UnitColumn>[]);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.table;
}
const table = (...cells: Row<UnitColumn>['cells'][]): Table<UnitColumn> => ({
  rows: cells.map((each, n) => ({ row: n + 2, cells: each })),
  headings: {},
});

beforeEach(async () => {
  for (const each of [Units, Trees, Counts]) await (each as typeof Units).deleteMany({});
});

test('the made-up list: tried, taken over, taken over again without any change', async () => {
  const units = await list('units.csv');
  expect(await importUnits(units, order('dry', { dryRun: true }), deps)).toEqual({ ...none, added: 7 });
  expect(await Units.countDocuments()).toBe(0);
  expect(await importUnits(units, order('u1'), deps)).toEqual({ ...none, added: 7 });
  expect(await unitByCode('00004')).toMatchObject({
    ...{ _id: '00004@2025-07-01', level: 'commune', name: 'Hội LHPN xã An Bình', place: 'xã An Bình', parent: '99@2025-07-01' },
    ...{ phone: '02323861234', landmarks: [{ name: 'chợ An Bình', kind: 'market' }] },
    traits: [{ trait: 'border', from: '2026-11-22' }],
  });
  expect(await unitByCode('00010')).toMatchObject({ shape: 'forces', level: 'commune' });
  expect(await unitByCode('00004-01')).toMatchObject({ level: 'branch', name: 'Chi hội thôn Đông' });
  expect(await unitByCode('00007-cho-mai')).toMatchObject({ level: 'branch', shape: 'market', place: 'chợ Mai' });
  for (const id of ['u1', 'u2']) expect(await importUnits(units, order(id), deps)).toEqual({ ...none, unchanged: 7 });
  expect((await unitWithHistory('00004@2025-07-01'))?.history).toHaveLength(1);
});

test('ratings are taken over once, by who is above; what is exported is read back without any change', async () => {
  await importUnits(await list('units.csv'), order('u'), deps);
  const rated: Table<RatingColumn> = {
    rows: [
      { row: 2, cells: { unitCode: '00004-01', year: 2026, strength: 'khá' } },
      { row: 3, cells: { unitCode: '00004', year: 2026, completion: 'hoàn thành tốt' } },
    ],
    headings: {},
  };
  const chair = { kind: 'leader', person: 'x', post: 'communeChair', unit: '00004@2025-07-01' } as const;
  expect(await importRatings(rated, order('r0', { actor: chair }), deps)).toMatchObject({
    problems: [{ row: 3, reason: 'notYours' }],
  });
  expect(await importRatings(rated, order('dry', { dryRun: true }), deps)).toEqual({ ...none, added: 2 });
  expect((await unitByCode('00004'))?.ratings).toBeUndefined();
  expect(await importRatings(rated, order('r1'), deps)).toEqual({ ...none, added: 2 });
  expect(await importRatings(rated, order('r1'), deps)).toEqual({ ...none, unchanged: 2 });
  expect((await unitWithHistory('00004@2025-07-01'))?.history).toHaveLength(2);
  const read: Row<RatingColumn>[] = [];
  const ids = ['unitCode', 'commune', 'branch', 'group', 'year', 'strength', 'completion'] as const;
  const sink = {
    begin: async (titles: readonly string[]) => expect(titles).toContain('Xếp loại'),
    add: async (cells: readonly (Cell | undefined)[]) => {
      const told = cells.flatMap((cell, place) => (cell === undefined ? [] : [[ids[place], cell]]));
      read.push({ row: read.length + 2, cells: Object.fromEntries(told) });
    },
    end: async () => {},
  };
  const top = '99@2025-07-01';
  expect(await exportMarks(top, { kind: 'ratings', year: 2026 }, { kind: 'operator' }, sink)).toEqual({ done: true, rows: 6 });
  expect(await exportMarks(top, { kind: 'ratings', year: 2026 }, chair, sink)).toMatchObject({ why: 'notAllowed' });
  expect(await importRatings({ rows: read, headings: {} }, order('r3'), deps)).toEqual({ ...none, unchanged: 6 });
});

test('old names, one of which lies in two communes today', async () => {
  await importUnits(await list('units.csv'), order('u'), deps);
  const names = await list('old-names.csv');
  expect(await importUnits(names, order('n1'), deps)).toEqual({ ...none, added: 3 });
  expect(await importUnits(names, order('n2'), deps)).toEqual({ ...none, unchanged: 3 });
  const labels = async (text: string) => (await findPlaces(text, 'commune')).places.map(({ label }) => label);
  expect(await labels('binh trung')).toEqual(['phường Hòa Mai', 'xã An Bình']);
  expect(await labels('mai lĩnh')).toEqual(['phường Hòa Mai']);
});

test('a list with new names and another commune renames and moves, and the counts follow', async () => {
  await importUnits(await list('units.csv'), order('u'), deps);
  await addFact({ _id: 'f', metric: 'joined', unit: '00004-01@2025-07-01', period: '2026-11', n: 5 }, climb);
  const changes = table(
    { unitCode: '00004-01', name: 'Thôn Đông', parentCode: '00007' },
    { unitCode: 4, name: 'Xã An Phú', parentCode: 99 },
  );
  expect(await importUnits(changes, order('m'), deps)).toEqual({ ...none, changed: 2 });
  expect(await unitByCode('00004')).toMatchObject({ place: 'xã An Phú', aliases: [{ name: 'xã An Bình' }] });
  expect(await unitByCode('00004-01')).toMatchObject({
    parent: '00007@2025-07-01',
    aliases: [{ name: 'thôn Đông', in: 'xã An Bình' }],
  });
  expect((await Counts.findById('00007@2025-07-01|2026-11').lean())?.n).toEqual({ joined: 5 });
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});

const FROM = '2025-07-01';
const unit = (level: Unit['level'], code: string, place: string, parent: string | null, more: Partial<Unit> = {}): Unit => ({
  ...{ _id: `${code}@${FROM}`, code, validFrom: FROM, level, name: place, place, aliases: [], ...more },
  parent: parent === null ? null : `${parent}@${FROM}`,
});
const small = plant([
  unit('province', '99', 'tỉnh Sen', null),
  unit('commune', '00004', 'xã An Bình', '99'),
  unit('commune', '00005', 'xã Cũ', '00004', { closed: { on: '2026-01-01', successors: ['00004@2025-07-01'] } }),
  unit('branch', '00004-01', 'thôn 1', '00004'),
]);
const faults: [string, Row<UnitColumn>['cells'][], object[]][] = [
  ['neither code nor name', [{ parentCode: '99' }], [{ row: 2, column: 'name', reason: 'missing' }]],
  [
    'a level that is none',
    [{ unitCode: '00009', name: 'Xã A', level: 'huyện', parentCode: '99' }],
    [{ row: 2, column: 'level', reason: 'unknownLevel', value: 'huyện' }],
  ],
  [
    'a shape that is none',
    [{ unitCode: '00009', name: 'Xã A', shape: 'x', parentCode: '99' }],
    [{ row: 2, column: 'shape', reason: 'unknownShape', value: 'x' }],
  ],
  [
    'a trait that is none',
    [{ unitCode: '00004', name: 'Xã An Bình', traits: 'đẹp' }],
    [{ row: 2, column: 'traits', reason: 'unknownTrait', hint: 'đẹp', value: 'đẹp' }],
  ],
  [
    'a parent that is nowhere',
    [{ unitCode: '00009', name: 'Xã A', parentCode: '98' }],
    [{ row: 2, column: 'parentCode', reason: 'noSuchUnit', value: '98' }],
  ],
  [
    'a parent of the wrong level',
    [{ unitCode: '9', name: 'Tổ 9', level: 'tổ', parentCode: '99' }],
    [{ row: 2, column: 'level', reason: 'unitLevel', value: 'tổ' }],
  ],
  ['no parent', [{ unitCode: '00009', name: 'Xã A', level: 'xã' }], [{ row: 2, column: 'parent', reason: 'missing' }]],
  ['a commune without a code', [{ name: 'Xã A', parentCode: '99' }], [{ row: 2, column: 'unitCode', reason: 'missing' }]],
  [
    'the same unit twice',
    [
      { unitCode: '00004', name: 'Xã A' },
      { unitCode: '00004', name: 'Xã B' },
    ],
    [{ row: 3, reason: 'twiceInFile', hint: '2' }],
  ],
  [
    'a code in use',
    [{ unitCode: '00004', name: 'Xã B', validFrom: '1/1/2027' }],
    [{ row: 2, column: 'unitCode', reason: 'codeInUse', hint: 'xã An Bình', value: '00004' }],
  ],
  [
    'a closed unit',
    [{ unitCode: '00005', name: 'Xã Cũ', parentCode: '99', validFrom: '1/7/2025' }],
    [{ row: 2, column: 'unitCode', reason: 'unitClosed', value: '00005' }],
  ],
  [
    'an old name of nobody',
    [{ unitCode: '00099', oldName: 'Xã X' }],
    [{ row: 2, column: 'unitCode', reason: 'noSuchUnit', value: '00099' }],
  ],
  [
    'a day that is none',
    [{ unitCode: '00009', name: 'Xã A', parentCode: '99', validFrom: '31/2/2026' }],
    [{ row: 2, column: 'validFrom', reason: 'noSuchDay', value: '31/2/2026' }],
  ],
  [
    'a phone that is none',
    [{ unitCode: '00004', name: 'Xã An Bình', phone: '12' }],
    [{ row: 2, column: 'phone', reason: 'phoneWrong', value: '12' }],
  ],
];
test.each(faults)('%s is told with row, column and reason', (_, cells, problems) => {
  expect(planUnits(small, table(...cells), { today: '2026-11-22' })).toMatchObject({ problems });
});

test('a chair takes over lists of what lies below her alone', () => {
  const plan = (within: string, ...cells: Row<UnitColumn>['cells'][]) =>
    planUnits(small, table(...cells), { today: '2026-11-22', within });
  expect(plan('00004@2025-07-01', { name: 'Thôn 2', parentCode: '00004' })).toMatchObject({ added: 1, problems: [] });
  expect(plan('00004@2025-07-01', { unitCode: '00004', name: 'Xã Khác' })).toMatchObject({ problems: [{ reason: 'notYours' }] });
  expect(plan('00009@2025-07-01', { name: 'Thôn 2', parentCode: '00004' })).toMatchObject({ problems: [{ reason: 'notYours' }] });
});

test('children may stand before their parents; reused codes are new units once the old meaning is closed', async () => {
  const rows = table(
    { unitCode: '1', name: 'Thôn 1', parentCode: '00012', level: 'chi hội' },
    { unitCode: '12', name: 'Xã Mười Hai', parentCode: '99' },
  );
  expect(planUnits(small, rows, { today: '2026-11-22' })).toMatchObject({
    added: 2,
    changes: [{ add: { code: '00012' } }, { add: { code: '00012-1' } }],
  });
  const reused = table({ unitCode: '00005', name: 'Xã Mới', parentCode: '99', validFrom: '2027-01-01' });
  expect(planUnits(small, reused, { today: '2026-11-22' })).toMatchObject({
    added: 1,
    changes: [{ add: { _id: '00005@2027-01-01' } }],
  });
});

test('a long list is one decision: whoever is killed in it leaves nothing, or all of it to the sweep', async () => {
  await putUnit(unit('province', '99', 'tỉnh Sen', null));
  const long = table(
    ...Array.from({ length: CHUNK + 30 }, (_, n) => ({ unitCode: String(n + 1), name: `Xã Số ${n + 1}`, parentCode: '99' })),
  );
  let taken = 0;
  let dies = 0;
  atEachStep([Trees.collection, Units.collection], (waits) => {
    taken += waits ? 1 : 0;
    if (waits && taken === dies) throw Object.assign(new Killed(), { name: 'MongoNetworkError' });
  });
  const seen = new Set<number>();
  const told: number[] = [];
  for (dies = 1; dies < 60; dies += 5) {
    taken = 0;
    const lived = await lives(() => importUnits(long, order(`k${dies}`, { progress: (done) => told.push(done) }), deps));
    dies += lived ? 1000 : 0;
    taken = 1e6;
    const before = (await freshTree()).units.size;
    const decided = ((await Trees.findById('tree').lean())?.history ?? []).length > 0;
    for (const wake of await treeCarrier.toWake(now + 3600_000)) await treeCarrier.wake(wake, deps);
    const after = (await freshTree()).units.size;
    expect(after).toBe(decided ? CHUNK + 31 : 1);
    seen.add(before);
    if (decided && !lived) {
      await Units.deleteMany({ level: 'commune' });
      await Trees.updateOne({ _id: 'tree' }, { $set: { history: [] }, $inc: { rev: 1 } });
    }
  }
  expect(seen).toContain(1);
  expect(seen).toContain(CHUNK + 31);
  expect(told.slice(-2)).toEqual([CHUNK, CHUNK + 30]);
  expect(await importUnits(long, order('again'), deps)).toMatchObject({
    unchanged: CHUNK + 30,
  });
});
