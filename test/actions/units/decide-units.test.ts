import { decideClose, type Left } from '../../../src/actions/units/decide-close';
import { decideUnits, type NewUnit } from '../../../src/actions/units/decide-units';
import { plant } from '../../../src/models/tree';
import type { UnitChange } from '../../../src/models/tree-document';
import type { Level, Unit } from '../../../src/models/unit';

type UnitOrder = Parameters<typeof decideUnits>[1];

const FROM = '2025-07-01';
const id = (code: string) => `${code}@${FROM}`;
const unit = (level: Level, code: string, place: string, above: string | null, more: Partial<Unit> = {}): Unit => ({
  ...{ _id: id(code), code, validFrom: FROM, level, name: `Hội ${place}`, place, aliases: [] },
  ...{ parent: above === null ? null : id(above), ...more },
});
const closed = { on: '2026-01-01', successors: [id('c1')] };
const ALL = [
  unit('province', 'p', 'tỉnh Sen', null),
  unit('commune', 'c1', 'xã An', 'p', { aliases: [{ name: 'xã Cổ An', in: 'huyện Sen' }] }),
  unit('commune', 'c2', 'xã Bình', 'p', { landmarks: [{ name: 'chợ Bình', kind: 'market' }] }),
  unit('commune', 'c3', 'xã Xưa', 'c1', { closed }),
  unit('branch', 'b1', 'thôn 1', 'c1'),
  unit('branch', 'b2', 'thôn 1', 'c2'),
  unit('branch', 'b3', 'thôn 2', 'c2'),
  unit('group', 'g1', 'tổ 1', 'b1'),
];
const tree = plant(ALL);
const fresh = (code: string, level: Level, parent: string | null, place = `nơi ${code}`): NewUnit => ({
  ...{ code, validFrom: '2026-07-01', level, name: place, place, parent: parent === null ? null : id(parent) },
});
const on = '2026-07-01';

const REFUSED: [string, UnitOrder, string][] = [
  ['a unit that is there', { action: 'add', unit: { ...fresh('b1', 'branch', 'c1'), validFrom: FROM } }, 'exists'],
  ['below nobody', { action: 'add', unit: fresh('b9', 'branch', 'c9') }, 'unknownUnit'],
  ['below a closed unit', { action: 'add', unit: fresh('b9', 'branch', 'c3') }, 'closed'],
  ['a branch below the province', { action: 'add', unit: fresh('b9', 'branch', 'p') }, 'wrongLevel'],
  ['a commune below nothing', { action: 'add', unit: fresh('c9', 'commune', null) }, 'wrongLevel'],
  ['a move to where it is', { action: 'move', unit: id('b1'), to: id('c1') }, 'same'],
  ['a move below itself', { action: 'move', unit: id('c1'), to: id('b1') }, 'cycle'],
  ['a move of a closed unit', { action: 'move', unit: id('c3'), to: id('p') }, 'closed'],
  ['a group into a commune', { action: 'move', unit: id('g1'), to: id('c2') }, 'wrongLevel'],
  ['a merger with itself', { action: 'merge', units: [id('c1')], into: id('c1'), on }, 'same'],
  ['a merger of a parent into its child', { action: 'merge', units: [id('c1')], into: id('b1'), on }, 'cycle'],
  ['a merger of unlike ones', { action: 'merge', units: [id('b3')], into: id('c1'), on }, 'wrongLevel'],
  ['a merger of nothing', { action: 'merge', units: [], into: id('c1'), on }, 'nothingToDo'],
  ['a merger into a closed one', { action: 'merge', units: [id('c2')], into: id('c3'), on }, 'closed'],
  [
    'a split that leaves a branch without a commune',
    {
      ...{ action: 'split', unit: id('c2'), close: true, on },
      into: [
        { unit: fresh('n1', 'commune', 'p'), children: [id('b2')] },
        { unit: fresh('n2', 'commune', 'p'), children: [] },
      ],
    },
    'childrenLeft',
  ],
  [
    'a split that takes a branch of another commune',
    { action: 'split', unit: id('c2'), close: false, on, into: [{ unit: fresh('n1', 'commune', 'p'), children: [id('b1')] }] },
    'unknownUnit',
  ],
  ['a rename to nothing', { action: 'rename', unit: id('b1'), name: ' ', place: 'x' }, 'badValue'],
  ['a rename to the same', { action: 'rename', unit: id('b1'), name: 'Hội thôn 1', place: 'thôn 1' }, 'same'],
  ['an unknown setting', { action: 'set', unit: id('p'), key: 'constructor', value: 1, from: on }, 'badValue'],
  ['a setting that cannot be', { action: 'set', unit: id('p'), key: 'gatheringRed', value: 101, from: on }, 'badValue'],
  [
    'a threshold that a commune sets for itself',
    { action: 'set', unit: id('c1'), key: 'gatheringRed', value: 5, from: on },
    'wrongLevel',
  ],
  ['a trait that ends before it begins', { action: 'trait', unit: id('c1'), trait: 'border', from: on, until: FROM }, 'badValue'],
  ['an alias that is not there', { action: 'alias', unit: id('c1'), alias: { name: 'xã Lạ' }, gone: true }, 'same'],
  ['anything about a closed unit', { action: 'rename', unit: id('c3'), name: 'x', place: 'x' }, 'closed'],
  ['anything about nobody', { action: 'rename', unit: 'x', name: 'x', place: 'x' }, 'unknownUnit'],
];
test.each(REFUSED)('%s is refused', (_, order, refuse) => {
  expect(decideUnits(tree, order)).toEqual({ refuse });
});

/** What each changed unit is afterwards, by code. */
function after(order: UnitOrder): Record<string, object> {
  const decision = decideUnits(tree, order);
  if ('refuse' in decision) throw new Error(decision.refuse);
  const result = (change: UnitChange) => ('add' in change ? change.add : { ...tree.units.get(change.unit), ...change.set });
  return Object.fromEntries(decision.changes.map(result).map((each) => [(each as Unit).code, each]));
}

test('merging: branches lie in the successor, which is found by the old names; the merged commune is its closed child', () => {
  const order: UnitOrder = { action: 'merge', units: [id('c1')], into: id('c2'), on };
  expect(after(order)).toMatchObject({
    c1: { parent: id('c2'), closed: { on, successors: [id('c2')] } },
    b1: { parent: id('c2'), aliases: [{ name: 'thôn 1', in: 'xã An' }] },
    c2: {
      aliases: [
        { name: 'xã An', in: 'tỉnh Sen' },
        { name: 'xã Cổ An', in: 'huyện Sen' },
      ],
      parent: id('p'),
    },
  });
  const decision = decideUnits(tree, order);
  expect('moved' in decision && decision.moved).toEqual([
    { unit: id('c1'), from: id('p'), to: id('c2') },
    { unit: id('b1'), from: id('c1'), to: id('c2') },
  ]);
});

test('merging two into a new one', () => {
  const made = fresh('n1', 'commune', 'p', 'xã Mới');
  const result = after({ action: 'merge', units: [id('c1'), id('c2')], into: made, on });
  expect(Object.keys(result).sort()).toEqual(['b1', 'b2', 'b3', 'c1', 'c2', 'n1']);
  expect(result.n1).toMatchObject({
    aliases: [
      { name: 'xã An', in: 'tỉnh Sen' },
      { name: 'xã Cổ An', in: 'huyện Sen' },
      { name: 'xã Bình', in: 'tỉnh Sen' },
    ],
    landmarks: [{ name: 'chợ Bình', kind: 'market' }],
  });
});

test('splitting: the old name lies in both; the old commune closes without one successor', () => {
  const into = [
    { unit: fresh('n1', 'commune', 'p', 'xã Bình Đông'), children: [id('b2')] },
    { unit: fresh('n2', 'commune', 'p', 'xã Bình Tây'), children: [id('b3')] },
  ];
  const both = ['n1@2026-07-01', 'n2@2026-07-01'];
  expect(after({ action: 'split', unit: id('c2'), into, close: true, on })).toMatchObject({
    n1: { aliases: [{ name: 'xã Bình', in: 'tỉnh Sen' }] },
    n2: { aliases: [{ name: 'xã Bình', in: 'tỉnh Sen' }] },
    b2: { parent: both[0] },
    b3: { parent: both[1] },
    c2: { parent: id('p'), closed: { on, successors: both } },
  });
});

test('what is told of one unit', () => {
  expect(after({ action: 'rename', unit: id('c1'), name: 'Hội An Phú', place: 'xã An Phú' }).c1).toMatchObject({
    ...{ name: 'Hội An Phú', place: 'xã An Phú' },
    aliases: [{ name: 'xã Cổ An', in: 'huyện Sen' }, { name: 'xã An' }],
  });
  expect(after({ action: 'trait', unit: id('c1'), trait: 'border', from: FROM }).c1).toMatchObject({
    traits: [{ trait: 'border', from: FROM }],
  });
  expect(after({ action: 'rate', unit: id('b1'), rating: { year: 2026, strength: 'weak' } }).b1).toMatchObject({
    ratings: [{ year: 2026, strength: 'weak' }],
  });
  expect(after({ action: 'set', unit: id('c1'), key: 'verifyDays', value: 5, from: on }).c1).toMatchObject({
    settings: [{ key: 'verifyDays', value: 5, from: on }],
  });
  expect(after({ action: 'contact', unit: id('b1'), hotlines: '113' }).b1).toMatchObject({ hotlines: '113' });
  expect(
    after({ action: 'landmark', unit: id('c2'), landmark: { name: 'chợ Bình', kind: 'market' }, gone: true }).c2,
  ).toMatchObject({ landmarks: [] });
});

test('a change tells what stood there before', () => {
  const decision = decideUnits(tree, { action: 'move', unit: id('b1'), to: id('c2') });
  expect(decision).toEqual({
    changes: [
      {
        unit: id('b1'),
        set: { parent: id('c2'), aliases: [{ name: 'thôn 1', in: 'xã An' }] },
        was: { parent: id('c1'), aliases: [] },
      },
    ],
    moved: [{ unit: id('b1'), from: id('c1'), to: id('c2') }],
  });
});

const EMPTY: Left = {
  ...{ members: 0, applications: 0, requests: 0, households: 0, calls: 0, branchRequests: 0 },
  ...{ meetings: 0, drafts: 0, series: 0, broadcasts: 0, clubs: 0, pairs: 0 },
};
const TODAY = '2026-07-01';
const closing = (code: string, left: Partial<Left> = {}, more: { up?: true; on?: string } = {}) =>
  decideClose(tree, { action: 'close', unit: id(code), on, ...more }, { ...EMPTY, ...left }, TODAY);

test.each([
  ['nobody', closing('x'), 'unknownUnit'],
  ['one that is closed', closing('c3'), 'closed'],
  ['the province', closing('p'), 'wrongLevel'],
  ['a commune whose women the province would get', closing('c2', {}, { up: true }), 'wrongLevel'],
  ['one with units below it', closing('b1'), 'childrenLeft'],
  ['a day to come', closing('b2', {}, { on: '2026-07-02' }), 'future'],
  ['one with members', closing('b2', { members: 1 }), 'notEmpty'],
  ['one with an application', closing('b2', { applications: 1 }), 'notEmpty'],
  ['one with a meeting to come, also upwards', closing('b2', { meetings: 1 }, { up: true }), 'notEmpty'],
  ['one with a woman to phone', closing('b2', { calls: 1 }), 'notEmpty'],
  ['one with a meeting that was prepared, also upwards', closing('b2', { drafts: 1 }, { up: true }), 'notEmpty'],
  ['one with a message under way, also upwards', closing('b2', { broadcasts: 1 }, { up: true }), 'notEmpty'],
  ['one with a club, also upwards', closing('b2', { clubs: 1 }, { up: true }), 'notEmpty'],
  ['one with a series, also upwards', closing('b2', { series: 1 }, { up: true }), 'notEmpty'],
  ['one in a pair of 1+1, also upwards', closing('b2', { pairs: 1 }, { up: true }), 'notEmpty'],
])('closing %s is refused', (_, decision, refuse) => {
  expect(decision).toEqual({ refuse });
});

test('closing: it stays below its commune, without a successor; upwards it may have women', () => {
  const decision = {
    changes: [{ unit: id('b2'), set: { closed: { on, successors: [] } }, was: {} }],
    moved: [],
  };
  expect(closing('b2')).toEqual(decision);
  const waiting = { members: 40, applications: 2, requests: 1, households: 30, calls: 3 };
  expect(closing('b2', waiting, { up: true })).toEqual(decision);
  expect(closing('g1', waiting, { up: true })).not.toHaveProperty('refuse');
});
