import type { Unit } from '../../src/models/unit';
import { type Level, putUnit } from '../../src/models/units';
import { tellWomen } from '../../src/models/women';
import { changesIn, groupsOf } from '../../src/programme/changes';
import { gatheringOf, lightOf, type Marks, numberText, percentText, ratioOf, womenOfCommune } from '../../src/programme/ratio';
import { addFact, type Ring, recount } from '../../src/programme/recount';
import { openModels } from '../open-models';

openModels();

const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const MARKS: Marks = { red: 60, amber: 65, denominator: 'present', staleDays: 365 };
const unit = (_id: string, level: Level, parent: string | null, more: Partial<Unit> = {}): Unit => ({
  ...{ _id, code: _id, validFrom: '2025-07-01', level, name: _id, place: _id, aliases: [], parent },
  ...more,
});
const UNITS: Unit[] = [
  unit('p', 'province', null, { settings: [{ key: 'smallCell', from: '2025-01-01', value: 5 }] }),
  ...['c1', 'c2', 'c3'].map((id) => unit(id, 'commune', 'p')),
  unit('forces', 'commune', 'p', { shape: 'forces' }),
  unit('gone', 'commune', 'c2', { closed: { on: '2026-05-01', successors: ['c2'] } }),
  ...['b1', 'b2', 'b3'].map((id) => unit(id, 'branch', 'c1')),
];
const FACTS: readonly [unit: string, period: string, metric: string, n: number][] = [
  ['b1', '2025-12', 'members', 100_000],
  ['b2', '2025-12', 'members', 30_400],
  ['b2', '2025-12', 'members:away', 400],
  ['b2', '2026-10', 'members', 500],
  ['c2', '2025-12', 'members', 20_000],
  ['gone', '2025-12', 'members', 11_360],
  ['c3', '2025-12', 'members', 77],
  ['forces', '2025-12', 'members', 900],
  ['b1', '2025-12', 'group:TIEU_THUONG', 40],
  ['b2', '2025-12', 'group:TIEU_THUONG', 3],
  ['b3', '2025-12', 'group:TIEU_THUONG', 20],
];
const WOMEN: readonly [unit: string, asOf: string, present: number, total?: number][] = [
  ['c1', '2026-01-10', 140_000, 150_000],
  ['c1', '2026-06-30', 153_123, 160_000],
  ['c2', '2026-01-10', 25_000],
  ['gone', '2026-02-01', 13_200],
];

beforeAll(async () => {
  for (const each of UNITS) await putUnit(each);
  for (const [n, [where, period, metric, count]] of FACTS.entries())
    await addFact({ _id: String(n), unit: where, period, metric, n: count }, climb);
  for (const [where, asOf, present, total] of WOMEN)
    await tellWomen({ unit: where, asOf, present, ...(total ? { total } : {}) }, undefined, { id: 'w', at: 1, by: 'test' });
});

test('161.360 members of 191.323 women are 84,3 %, with the oldest day, over the communes that have figures', async () => {
  const before = await gatheringOf('p', '2026-09', '2026-11-22');
  expect(before).toMatchObject({ on: '2026-09-30', denominator: 'present', lacking: 1 });
  expect(before.communes.map(({ unit: id, ratio }) => [id, ratio])).toEqual([
    ['c1', { known: true, members: 130_000, women: 153_123, asOf: '2026-06-30', light: 'green' }],
    // Its own women and those of the commune that was merged into it since they were counted.
    ['c2', { known: true, members: 31_360, women: 38_200, asOf: '2026-01-10', light: 'green' }],
    ['c3', { known: false, members: 77, why: 'noFigure' }],
  ]);
  const { total } = before;
  expect(total).toEqual({ known: true, members: 161_360, women: 191_323, asOf: '2026-01-10', light: 'green' });
  expect(`${numberText(161_360)} / ${numberText(191_323)}: ${percentText(161_360, 191_323)}`).toBe('161.360 / 191.323: 84,3 %');
  expect(percentText(total?.members ?? 0, total?.women ?? 1)).toBe('84,3 %');
});

test('a ratio holds at the end of its period but not after today, by the figure that was known then', async () => {
  const october = await gatheringOf('c1', '2026', '2026-11-22');
  expect(october.on).toBe('2026-11-22');
  expect(october.communes).toMatchObject([{ ratio: { members: 130_500, women: 153_123 } }]);
  expect((await gatheringOf('c1', '2026-01', '2026-11-22')).communes).toMatchObject([
    { ratio: { asOf: '2026-01-10', women: 140_000 } },
  ]);
  expect((await gatheringOf('c1', '2025-12', '2026-11-22')).communes).toMatchObject([
    { ratio: { known: false, why: 'noFigure' } },
  ]);
  expect((await gatheringOf('p', '2027-Q4', '2027-12-31')).lacking).toBe(3);
  expect((await gatheringOf('b1', '2026', '2026-11-22')).communes).toEqual([]);
  await expect(gatheringOf('p', 'survey:x', '2026-11-22')).rejects.toThrow('month, quarter or year');
});

test.each<[string, number, Parameters<typeof ratioOf>[1], Partial<Marks>, unknown]>([
  ['none told', 5, undefined, {}, { known: false, members: 5, why: 'noFigure' }],
  ['nobody there', 5, { present: 0, asOf: '2026-01-01' }, {}, { known: false, why: 'noFigure' }],
  ['as old as may be', 65, { present: 100, asOf: '2025-11-22' }, {}, { known: true, light: 'green' }],
  ['a day too old', 65, { present: 100, asOf: '2025-11-21' }, {}, { known: false, why: 'stale', asOf: '2025-11-21' }],
  [
    'all who are registered',
    60,
    { present: 90, total: 100, asOf: '2026-01-01' },
    { denominator: 'all' },
    { women: 100, light: 'amber' },
  ],
  ['all, and nobody told', 60, { present: 90, asOf: '2026-01-01' }, { denominator: 'all' }, { known: false, why: 'noTotal' }],
])('%s', (_, members, women, marks, expected) => {
  expect(ratioOf(members, women, { ...MARKS, ...marks }, '2026-11-22')).toMatchObject(expected as object);
});

test.each([
  [599, 1000, 'red', '59,9 %'],
  [600, 1000, 'amber', '60,0 %'],
  [5_999, 10_000, 'red', '60,0 %'],
  [649, 1000, 'amber', '64,9 %'],
  [650, 1000, 'green', '65,0 %'],
  [1, 3, 'red', '33,3 %'],
  [1015, 1000, 'green', '101,5 %'],
])('%i of %i women are %s: %s', (members, women, light, text) => {
  expect([lightOf(members, women, MARKS), percentText(members, women)]).toEqual([light, text]);
});

test('women of merged communes: the new count replaces the parts, a part without a figure leaves no sum', () => {
  const closed = { on: '2026-05-01', successors: ['new'] };
  const parts = [unit('a', 'commune', 'new', { closed }), unit('b', 'commune', 'new', { closed })];
  const all = { children: (id: string) => (id === 'new' || id === 'old' ? parts : []) };
  const [a, b] = [
    { present: 10, total: 12, asOf: '2026-02-01' },
    { present: 20, total: 25, asOf: '2026-01-01' },
  ] as const;
  const made = unit('new', 'commune', 'p', { validFrom: '2026-05-01' });
  const of = (commune: Unit, figures: Record<string, { present: number; total?: number; asOf: string }>) =>
    womenOfCommune(commune, all, new Map(Object.entries(figures)));
  expect(of(made, { a, b })).toEqual({ present: 30, total: 37, asOf: '2026-01-01' });
  expect(of(made, { a })).toBeUndefined();
  expect(of(made, { a, b, new: { present: 40, asOf: '2026-06-01' } })).toEqual({ present: 40, asOf: '2026-06-01' });
  // One that was there before has women of its own, who must have been counted.
  const there = unit('old', 'commune', 'p');
  expect(of(there, { a, b })).toBeUndefined();
  expect(of(there, { a, b, old: { present: 5, asOf: '2026-03-01' } })).toEqual({ present: 35, asOf: '2026-01-01' });
});

test('net is gross less exits; a lag is an average, none where nothing was recorded', () => {
  const sums = { joined: 10, 'left:asked': 3, 'left:movedAway': 2, 'moved:in': 4, members: 9, 'lag:days': 7, 'lag:events': 2 };
  expect(changesIn(sums)).toEqual({
    ...{ joined: 10, returned: 0, movedIn: 4, movedOut: 0, left: { asked: 3, movedAway: 2 }, net: 5, members: 9, lagDays: 3.5 },
  });
  expect(changesIn({})).not.toHaveProperty('lagDays');
});

test('groups of fewer than five are hidden, and what would tell them', async () => {
  expect(await groupsOf('c1', '2026-10', '2026-11-22')).toEqual([
    {
      ...{ group: 'TIEU_THUONG', total: 63 },
      below: [
        { unit: 'b1', code: 'b1', n: 40 },
        { unit: 'b2', code: 'b2', n: null },
        { unit: 'b3', code: 'b3', n: null },
      ],
    },
  ]);
});
