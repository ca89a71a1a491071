import { submit } from '../../../src/actions/applications/submit';
import { verify } from '../../../src/actions/applications/verify';
import type { ActionDeps, Telling } from '../../../src/actions/deps';
import { callMeeting, cancelMeeting } from '../../../src/actions/meetings/meetings';
import { appoint } from '../../../src/actions/officers/officers';
import { treeCarrier } from '../../../src/actions/units/carry-tree';
import type { NewUnit, UnitOrder } from '../../../src/actions/units/decide-units';
import { orderUnits } from '../../../src/actions/units/units';
import { application } from '../../../src/models/applications';
import { record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { Counts, dirtyCounts, readCount } from '../../../src/models/counts';
import { Facts } from '../../../src/models/facts';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { Officers, officersOf } from '../../../src/models/officers';
import { People, putPerson } from '../../../src/models/people';
import { TREE, Trees, treeStore } from '../../../src/models/tree-document';
import { freshTree, homeOf, type Level, putUnit, tree, Units, unitAt, unitWithHistory } from '../../../src/models/units';
import { addFact, type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['c3', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c2'],
  ['b3', 'branch', 'c2'],
  ['g1', 'group', 'b1'],
];
const operator = { kind: 'operator' } as const;
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const silent: ActionDeps = { ...deps, ringCount: async () => {} };
const order = (id: string) => ({ id, actor: operator });
const joined = async (unit: string, period = '2026-11') => (await readCount(unit, period))?.n.joined ?? 0;
let facts = 0;
async function fact(unit: string, n = 1, ring: Ring = climb, period = '2026-11'): Promise<void> {
  facts += 1;
  await addFact({ _id: `f${facts}`, metric: 'joined', unit, period, n }, ring);
}
const right = { differences: [], dirty: [], strangers: [] };

let step: () => unknown = () => undefined;
let spared: Spared;
beforeAll(() => {
  spared = atEachStep([Trees.collection, Units.collection, Facts.collection, Counts.collection, Officers.collection], (waits) =>
    waits ? step() : undefined,
  );
});
beforeEach(async () => {
  for (const each of [Units, Trees, Facts, Counts, Officers, People]) await (each as typeof Units).deleteMany({});
  for (const [id, level, parent] of UNITS)
    await putUnit({
      _id: id,
      code: id,
      validFrom: '2025-07-01',
      level,
      name: `Hội ${id}`,
      place: `xã ${id}`,
      aliases: [],
      parent,
    });
});

test('a branch moves: the sums of every period follow it, up to where the two ways meet', async () => {
  await fact('b1', 3);
  await fact('b1', 4, climb, '2025-12');
  await fact('g1', 2);
  await fact('b2', 10);
  for (const _ of [1, 2]) {
    expect(await orderUnits({ action: 'move', unit: 'b1', to: 'c2' }, order('o1'), deps)).toEqual({ done: true, units: ['b1'] });
  }
  expect([await joined('c1'), await joined('c2'), await joined('p')]).toEqual([0, 15, 15]);
  expect([await joined('c1', '2025-12'), await joined('c2', '2025-12')]).toEqual([0, 4]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject(right);
  const moved = await unitWithHistory('b1');
  expect(moved?.history).toEqual([{ id: 'o1', at: now, action: 'move', by: 'operator', was: { parent: 'c1', aliases: [] } }]);
  expect((await tree()).lineage('g1').map((each) => each._id)).toEqual(['g1', 'b1', 'c2', 'p']);
});

test('communes merge: women, rights and sums are the successor’s, without a person being touched', async () => {
  await fact('b1', 3);
  await fact('c1', 2);
  await fact('b2', 5);
  const what: UnitOrder = { action: 'merge', units: ['c1', 'c2'], into: made('n1', 'commune', 'p'), on: '2026-07-01' };
  expect(await orderUnits(what, order('m1'), deps)).toMatchObject({ done: true });
  const n1 = 'n1@2026-07-01';
  expect([await joined(n1), await joined('p'), await joined('c1')]).toEqual([10, 10, 2]);
  expect((await unitAt('b1', 'commune'))?._id).toBe(n1);
  expect((await homeOf('c1'))?._id).toBe(n1);
  expect(
    (await tree())
      .subtree(n1)
      .map((each) => each._id)
      .sort(),
  ).toEqual(['b1', 'b2', 'b3', 'c1', 'c2', 'g1', n1]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject(right);
  expect(await orderUnits({ action: 'rename', unit: 'c1', name: 'x', place: 'x' }, order('m2'), deps)).toMatchObject({
    why: 'closed',
  });
});

test('a leader shapes what lies below her alone, and learns nothing of what does not', async () => {
  const chair = (id: string, unit: string) => ({
    id,
    actor: { kind: 'leader', person: 'x', unit, post: 'communeChair' } as const,
  });
  const rename = (unit: string): UnitOrder => ({ action: 'rename', unit, name: 'Chi hội Mới', place: 'thôn Mới' });
  expect(await orderUnits(rename('b1'), chair('r1', 'c1'), deps)).toEqual({ done: true, units: ['b1'] });
  expect(await orderUnits(rename('c1'), chair('r2', 'c1'), deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await orderUnits(rename('b2'), chair('r3', 'c1'), deps)).toEqual({ done: false, why: 'unknown' });
  expect(await orderUnits({ action: 'move', unit: 'b1', to: 'c2' }, chair('r4', 'c1'), deps)).toEqual({
    done: false,
    why: 'notAllowed',
  });
  expect(
    await orderUnits({ action: 'merge', units: ['b2'], into: 'b1', on: '2026-07-01' }, chair('r5', 'c2'), deps),
  ).toMatchObject({ why: 'notAllowed' });
  expect(await orderUnits({ action: 'add', unit: made('b9', 'branch', 'c1') }, chair('r6', 'c1'), deps)).toMatchObject({
    done: true,
  });
  expect(
    await orderUnits({ action: 'set', unit: 'c1', key: 'verifyDays', value: 3, from: '2026-01-01' }, chair('r7', 'c1'), deps),
  ).toMatchObject({ done: true });
});

test('a branch closes: what is there stops it or goes to the commune, its posts end, and every count stays', async () => {
  await fact('b2', 5);
  await putPerson('lan', { name: 'Lan', unit: 'b2', status: 'member', memberSince: 1 });
  const post = { who: { person: 'lan' }, unit: 'b2', post: 'branchLead', from: '2026-01-01' } as const;
  await appoint({ ...order('a1'), ...post }, deps);
  const close: UnitOrder = { action: 'close', unit: 'b2', on: '2026-11-22' };
  expect(await orderUnits(close, order('e1'), deps)).toMatchObject({
    done: false,
    why: 'notEmpty',
    left: { members: 1, pairs: 0 },
  });
  expect(await orderUnits({ ...close, unit: 'c2', up: true }, order('e2'), deps)).toMatchObject({ why: 'wrongLevel' });
  const beside = { id: 'e3', actor: { kind: 'leader', person: 'x', unit: 'c1', post: 'communeChair' } as const };
  expect(await orderUnits({ ...close, up: true }, beside, deps)).toMatchObject({ why: 'unknown' });
  for (const _ of [1, 2])
    expect(await orderUnits({ ...close, up: true }, order('e4'), deps)).toEqual({ done: true, units: ['b2'] });
  expect((await homeOf('b2'))?._id).toBe('c2');
  expect(await officersOf(['b2'])).toMatchObject([
    { endedOn: '2026-11-22', history: [{}, { action: 'end', reason: 'unitClosed' }] },
  ]);
  expect([await joined('b2'), await joined('c2'), (await readCount('c2', '2026-11'))?.n['officers:branchLead']]).toEqual([
    5, 5, -1,
  ]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject(right);
  expect((await unitWithHistory('b2'))?.history).toMatchObject([{ action: 'close', was: {} }]);
});

test('a prepared meeting stops a closing; an application that waits becomes the commune’s, which is told', async () => {
  const told: Telling[] = [];
  const telling: ActionDeps = {
    ...silent,
    tell: async (send) => void (told.some(({ id }) => id === send.id) || told.push(send)),
  };
  const chair = { who: { name: 'Bà Sáu', phone: '0905777777' }, unit: 'c2', post: 'communeChair', from: '2026-01-01' } as const;
  await appoint({ ...order('chair'), ...chair }, silent);
  const holder = (await officersOf(['c2']))[0]?.holder ?? '';
  const blank = { channel: 'home', account: 'oa', user: 'u', rev: 0, timers: [], outbox: [], done: [], lastHeardAt: now };
  await Conversations.create({ _id: 'chair-chat', ...blank });
  await tieLeaderChat({ _id: 'chair-chat', holder, at: now });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: now, seq: 1 } as const;
  await record({ _id: 'chair/c', conversation: 'chair-chat', purpose: 'CONG_VIEC', given: true, ...about });
  const meeting = { unit: 'b3', topic: '8/3', place: 'nhà văn hóa', startsAt: now + 7 * 24 * 3600_000, draft: true } as const;
  await callMeeting(order('draft'), meeting, silent);
  const form = { name: 'Chị Chín', birthYear: 1985, unit: 'b3', phone: '0905888888' };
  await submit(form, { id: 'waits', conversation: 'waits' }, silent);
  const close: UnitOrder = { action: 'close', unit: 'b3', on: '2026-11-22', up: true };
  expect(await orderUnits(close, order('w1'), telling)).toMatchObject({ why: 'notEmpty', left: { drafts: 1, applications: 1 } });
  await cancelMeeting('draft', order('w2'), silent);
  for (const _ of [1, 2]) expect(await orderUnits(close, order('w3'), telling)).toEqual({ done: true, units: ['b3'] });
  expect(told.map(({ conversation, key, vars }) => [conversation, key, vars])).toEqual([
    ['chair-chat', 'leader.closedWaiting', { unit: 'Hội b3', n: 1 }],
  ]);
  // She belongs to a branch that is there: the commune says which.
  const { file = '' } = (await application('waits')) ?? {};
  expect(await verify(file, order('w4'), silent)).toMatchObject({ done: false, why: 'needsBranch' });
  expect(await verify(file, { ...order('w5'), branch: 'b2' }, silent)).toMatchObject({ done: true });
});

test('a closing that died at whatever step ends its posts once', async () => {
  let [steps, done] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < steps; at += 3) {
    const unit = `e${at}`;
    await putUnit({
      _id: unit,
      code: unit,
      validFrom: '2025-07-01',
      level: 'branch',
      name: unit,
      place: unit,
      aliases: [],
      parent: 'c3',
    });
    const post = { who: { name: 'Hoa', phone: `09051234${at}` }, unit, post: 'branchLead', from: '2026-01-01' } as const;
    await appoint({ ...order(`a${unit}`), ...post }, silent);
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    const close = () => orderUnits({ action: 'close', unit, on: '2026-11-22' }, order(`c${unit}`), silent);
    while (!(await lives(close))) step = () => undefined;
    step = () => undefined;
    if (taken <= at) steps = at;
    done += 1;
    expect(await officersOf([unit])).toMatchObject([{ endedOn: '2026-11-22', outbox: [], history: [{}, { action: 'end' }] }]);
  }
  expect(done).toBeGreaterThan(4);
  const ended = await Facts.find({ metric: 'officers:branchLead', n: -1 }).lean<{ unit: string }[]>();
  expect(ended.map(({ unit }) => unit).sort()).toEqual(Array.from({ length: done }, (_, n) => `e${3 * n}`).sort());
});

test('moves that would close a circle together: one of them is refused', async () => {
  // Branches below branches exist only as merged ones, so a circle takes two mergers.
  const merge = (unit: string, into: string, id: string) =>
    orderUnits({ action: 'merge', units: [unit], into, on: '2026-07-01' }, order(id), deps);
  const results = await Promise.all([merge('c1', 'c2', 'x1'), merge('c2', 'c3', 'x2'), merge('c3', 'c1', 'x3')]);
  expect(results.filter((each) => !each.done).length).toBeGreaterThan(0);
  const now = await freshTree();
  for (const each of now.units.keys()) expect(now.lineage(each).at(-1)?._id).toBe('p');
  expect(await verifyCounts({ patience: 0 })).toMatchObject(right);
});

test('a merger that died before it was carried out stands: one against it is refused, at whatever step it died', async () => {
  const merge = (unit: string, into: string, id: string) =>
    orderUnits({ action: 'merge', units: [unit], into, on: '2026-07-01' }, order(id), silent);
  let steps = Number.POSITIVE_INFINITY;
  let committed = 0;
  for (let at = 0; at < steps; at += 1) {
    const [one, other] = [`k${at}`, `l${at}`];
    for (const [id, place] of [one, other].map((each) => [each, `xã ${each}`] as const))
      await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level: 'commune', name: id, place, aliases: [], parent: 'p' });
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw Object.assign(new Killed(), { name: 'MongoNetworkError' });
    };
    await lives(() => merge(one, other, `one${at}`));
    step = () => undefined;
    if (taken <= at) steps = at;
    const decided = ((await treeStore.load(TREE))?.history ?? []).some(({ id }) => id === `one${at}`);
    if (decided) committed += 1;
    expect(await merge(other, one, `other${at}`)).toMatchObject(decided ? { done: false, why: 'closed' } : { done: true });
    const now = await freshTree();
    for (const each of [one, other]) expect(now.lineage(each).at(-1)?._id).toBe('p');
  }
  expect(committed).toBeGreaterThan(2);
});

test('five orders at once are all done, one after the other', async () => {
  const rate = (n: number) =>
    orderUnits({ action: 'rate', unit: 'b1', rating: { year: 2020 + n, strength: 'fair' } }, order(`y${n}`), deps);
  expect((await Promise.all([1, 2, 3, 4, 5].map(rate))).map((each) => each.done)).toEqual([true, true, true, true, true]);
  const rated = await unitWithHistory('b1');
  expect(rated?.ratings?.map(({ year }) => year).sort()).toEqual([2021, 2022, 2023, 2024, 2025]);
  expect(rated?.history).toHaveLength(5);
});

const WORK: Record<string, (n: number) => UnitOrder> = {
  'a move': (n) => ({ action: 'move', unit: 'b1', to: n % 2 === 0 ? 'c2' : 'c1' }),
  'a merger': (n) => ({ action: 'merge', units: [`m${n}`], into: 'c2', on: '2026-07-01' }),
};
const MISHAPS: Record<string, (n: number) => Promise<void>> = {
  'it dies': async () => {
    // As an outage, or the carrier would take it for the effect's own fault and go on.
    throw Object.assign(new Killed(), { name: 'MongoNetworkError' });
  },
  'a fact is told and counted': () => spared(() => fact('b1', 1)),
  'another order is done': (n) =>
    spared(
      async () =>
        void (await orderUnits({ action: 'move', unit: 'b3', to: n % 2 === 0 ? 'c3' : 'c2' }, order(`between${n}`), silent)),
    ),
};
const cases = Object.keys(WORK).flatMap((work) => Object.keys(MISHAPS).map((mishap) => [work, mishap] as const));

test.each(cases)('%s: at whatever step %s, it is done once and every count is right', async (work, mishap) => {
  await fact('b1', 100);
  await fact('b2', 7);
  let steps = Number.POSITIVE_INFINITY;
  let done = 0;
  for (let at = 0; at < steps; at += 2) {
    now += 60_000;
    if (work === 'a merger') {
      await spared(() =>
        putUnit({
          _id: `m${done}`,
          code: `m${done}`,
          validFrom: '2025-07-01',
          level: 'commune',
          name: 'm',
          place: `xã m${done}`,
          aliases: [],
          parent: 'p',
        }),
      );
      await spared(() => fact(`m${done}`, 1, silent.ringCount));
    }
    const what = WORK[work]?.(done) as UnitOrder;
    let taken = 0;
    step = () => {
      taken += 1;
      return taken === at + 1 ? MISHAPS[mishap]?.(at) : undefined;
    };
    let killed = false;
    while (!(await lives(() => orderUnits(what, order(`${at}`), silent)))) killed = true;
    if (mishap === 'it dies') expect(killed).toBe(taken > at);
    step = () => undefined;
    if (taken <= at) steps = at;
    for (const wake of await treeCarrier.toWake(now + 60_000)) await treeCarrier.wake(wake, silent);
    done += 1;
  }
  expect(done).toBeGreaterThan(5);
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const row of dirty) await recount(row.unit, row.period, silent.ringCount);
  expect(await verifyCounts({ patience: 0 })).toMatchObject(right);
  const document = await treeStore.load(TREE);
  expect(document?.outbox).toEqual([]);
  const own = (document?.history ?? []).filter(({ id }) => !id.startsWith('between'));
  expect(own.map(({ id }) => id)).toEqual(Array.from({ length: done }, (_, n) => String(2 * n)));
  // What the document tells, its units tell.
  const told = (await Units.find().lean()).flatMap((unit) => unit.history ?? []);
  expect(new Set(told.map(({ id }) => id))).toEqual(new Set((document?.history ?? []).map(({ id }) => id)));
});

function made(code: string, level: Level, parent: string): NewUnit {
  return { code, validFrom: '2026-07-01', level, name: `Hội ${code}`, place: `xã ${code}`, parent };
}
