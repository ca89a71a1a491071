import { setTimeout as pause } from 'node:timers/promises';
import { admit } from '../../../src/actions/applications/admit';
import { unrecognise } from '../../../src/actions/applications/unrecognise';
import type { ActionDeps } from '../../../src/actions/deps';
import { enrolmentCarrier } from '../../../src/actions/people/carry-enrolment';
import { personCarrier } from '../../../src/actions/people/carry-person';
import { type EnrolOrder, enrolMany, type NewMember } from '../../../src/actions/people/enrol';
import {
  bringBack,
  comeBack,
  correct,
  giveCard,
  goAway,
  leave,
  payFee,
  setCore,
  transfer,
} from '../../../src/actions/people/members';
import { Counts, dirtyCounts } from '../../../src/models/counts';
import { DeadLetters } from '../../../src/models/dead-letters';
import { Enrolments } from '../../../src/models/enrolments';
import { Facts } from '../../../src/models/facts';
import { nameOf, People, person, phoneNumberOf } from '../../../src/models/people';
import type { Person } from '../../../src/models/person';
import { recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { random, seedsOf } from '../../seeded';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
  ['b3', 'branch', 'c1'],
];
const BRANCHES = ['b1', 'b2', 'b3'];
const silent = async () => {};
let now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: silent, ringCount: silent, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const operator = { kind: 'operator' } as const;
const order = (id: string, more: { on?: string } = {}) => ({ id, actor: operator, ...more });
const opening: EnrolOrder = { ...order('opening'), opening: true };
const lan: NewMember = {
  id: 'lan',
  name: 'Nguyễn Thị Lan',
  birthYear: 1985,
  phone: '0905123456',
  unit: 'b1',
  kind: 'application',
};
let step: (waits: boolean) => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  await putTree(UNITS);
  spared = atEachStep([People.collection, Facts.collection, Counts.collection], (waits) => step(waits));
});
afterEach(() => {
  step = () => undefined;
});

/** Recounts until nothing is owed, then answers the sums of a unit over all months. */
async function sums(unit: string): Promise<Record<string, number>> {
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const row of dirty) await recount(row.unit, row.period, silent);
  const all: Record<string, number> = {};
  for (const { n } of await Counts.find({ unit }).lean<{ n: Record<string, number> }[]>())
    for (const [metric, value] of Object.entries(n)) all[metric] = (all[metric] ?? 0) + value;
  return all;
}

test('a list enters the books once, however often it is killed and read again', async () => {
  const list: NewMember[] = Array.from({ length: 12 }, (_, n) => ({
    ...{ id: `n${n}`, name: `Chị ${n}`, birthYear: 1960 + n, phone: `090511${String(n % 10).padStart(4, '0')}`, kind: 'byRight' },
    ...{ unit: BRANCHES[n % 2] as string, groups: n % 3 === 0 ? ['CAO_TUOI'] : [], fees: n < 4 ? [2026] : [] },
  }));
  const young: NewMember = { ...lan, id: 'young', birthYear: 2010 };
  const nowhere: NewMember = { ...lan, id: 'nowhere', unit: 'nowhere' };
  let steps = Number.POSITIVE_INFINITY;
  for (let at = 0; at < steps; at += 1) {
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    if (await lives(() => enrolMany([...list, young, nowhere], opening, deps))) steps = at;
    expect(at).toBeLessThan(60);
  }
  step = () => undefined;
  const again = await enrolMany([...list].reverse(), opening, deps);
  expect(again).toEqual({ enrolled: 12, already: [], refused: [], sharedPhones: expect.any(Array) });
  expect(again.sharedPhones.sort()).toEqual(['n0', 'n1', 'n10', 'n11']);
  const other = await enrolMany([...list, young, nowhere], { ...opening, id: 'other' }, deps);
  expect(other).toMatchObject({
    enrolled: 0,
    refused: [
      { id: 'young', why: 'underAge' },
      { id: 'nowhere', why: 'noUnit' },
    ],
  });
  expect(other.already).toHaveLength(12);
  expect(await sums('p')).toEqual({ members: 12, 'members:byRight': 12, 'group:CAO_TUOI': 4, 'fees:2026': 4 });
  expect(await Enrolments.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
  expect(new Set((await People.find({}).lean<Person[]>()).map((each) => each.number)).size).toBe(12);
  expect(await enrolmentCarrier.toWake(now + 1e9)).toEqual([]);
});

test('who is enrolled by right has joined; an order again is the same one, and her own stays hers after she has gone', async () => {
  await enrolMany([lan], { ...order('by-right'), opening: false }, deps);
  expect(await sums('b1')).toMatchObject({ joined: 1, 'lag:events': 1 });
  const moved = await transfer('lan', 'b3', order('t1', { on: '2026-11-20' }), deps);
  expect(moved).toMatchObject({ done: false, why: 'tooEarly' });
  for (const _ of [1, 2]) expect(await transfer('lan', 'b3', order('t2'), deps)).toMatchObject({ done: true });
  const leader = { kind: 'leader', person: 'x', unit: 'b3', post: 'branchLead' } as const;
  for (const _ of [1, 2]) expect(await transfer('lan', 'b1', { id: 't3', actor: leader }, deps)).toMatchObject({ done: true });
  expect(await leave('lan', 'asked', { id: 'l1', actor: leader }, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await transfer('lan', 'nowhere', order('t4'), deps)).toMatchObject({ why: 'noUnit' });
  expect(await transfer('lan', 'p', order('t5'), deps)).toMatchObject({ why: 'noUnit' });
  expect(await goAway('lan', order('a0', { on: '2026-12-01' }), deps)).toMatchObject({ why: 'future' });
  expect(await goAway('lan', order('a0', { on: '2026-02-30' }), deps)).toMatchObject({ why: 'badDay' });
  for (const act of [goAway, comeBack]) expect(await act('lan', order(act.name), deps)).toMatchObject({ done: true });
  expect((await person('lan'))?.history.map(({ action, by, on }) => [action, by, on])).toEqual([
    ['enrol', 'operator', '2026-11-22'],
    ['transfer', 'operator', '2026-11-22'],
    ['transfer', 'branchLead:x', '2026-11-22'],
    ['goAway', 'operator', '2026-11-22'],
    ['comeBack', 'operator', '2026-11-22'],
  ]);
});

test('what is corrected is sealed, and the history holds no name and no number', async () => {
  await correct('lan', { name: 'Nguyễn Thị Lành', phone: '0905110000' }, order('fix'), deps);
  const her = (await person('lan')) as Person;
  expect([nameOf(her), phoneNumberOf(her)]).toEqual(['Nguyễn Thị Lành', '0905110000']);
  expect(her.history.at(-1)).toMatchObject({ fields: ['name', 'phone'], flag: 'sharedPhone' });
  expect(JSON.stringify(her)).not.toMatch(/Lành|0905110000/);
  expect(await correct('lan', { birthYear: 2012 }, order('young'), deps)).toMatchObject({ why: 'underAge' });
  for (const _ of [1, 2]) await giveCard('lan', '0042', order('card'), deps);
  await payFee('lan', 2026, order('fee'), deps);
  await setCore('lan', true, order('core'), deps);
  expect(await person('lan')).toMatchObject({ card: { number: '0042' }, fees: { 2026: true }, core: true });
});

const WOMEN = 6;
const WORKERS = 4;
const ORDERS = 80;
const CRASHES = 0.03;
/** Share of the steps after which others get their turn, for at most so many ms. */
const PAUSES = { share: 0.1, most: 20 };

/** What a woman's history says of her, told without her record: the last word on where she counts. */
function ledger(her: Person): { unit: string; member: boolean; flows: string[] } {
  let [unit, member] = ['', false];
  const flows: string[] = [];
  let counted: { unit: string } | undefined;
  for (const { action, to, from, why } of her.history) {
    if (action === 'admit' && !member) {
      [unit, member] = [to ?? '', true];
      counted = { unit };
      flows.push(`+joined@${unit}`);
    } else if (action === 'transfer') {
      flows.push(`+moved:out@${from}`, `+moved:in@${to}`);
      unit = to ?? '';
    } else if (action === 'leave') {
      member = false;
      flows.push(`+left:${why}@${from}`);
    } else if (action === 'return') {
      member = true;
      flows.push(`+returned@${to}`);
    } else if (action === 'unrecognise') {
      member = false;
      flows.push(`-joined@${counted?.unit}`);
    }
  }
  return { unit, member, flows };
}

test.each(seedsOf('MEMBERS_SEED', []))(
  'recognised, withdrawn, transferred, gone and back at random by several at once, killed at any await, MEMBERS_SEED=%i',
  async (seed) => {
    const before = { all: await sums('p'), branches: await Promise.all(BRANCHES.map(sums)) };
    const next = random(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
    const referrer: NewMember = { ...lan, id: 'ref', phone: '0905999999', unit: 'b1' };
    await enrolMany([referrer], { ...opening, id: 'ref' }, deps);
    let deaths = 0;
    step = (waits) => {
      if (next() < CRASHES) {
        deaths += 1;
        throw new Killed();
      }
      return waits && next() < PAUSES.share ? pause(next() * PAUSES.most) : undefined;
    };
    const doOne = (n: number): (() => Promise<unknown>) => {
      const her = `w${Math.floor(next() * WOMEN)}`;
      const id = `o${n}`;
      const [unit, by] = [pick(BRANCHES), { at: now, by: 'operator' }];
      const application = `${her}/a${pick([1, 2])}`;
      return pick([
        () => admit(her, { ...by, application, name: her, birthYear: 1980, unit, pair: { referrer: 'ref', unit: 'b1' } }, deps),
        () => unrecognise(her, application, { ...by, why: 'mistaken' }, deps),
        () => transfer(her, unit, order(id), deps),
        () => leave(her, 'asked', order(id), deps),
        () => bringBack(her, order(id), deps),
      ]);
    };
    const orders = Array.from({ length: ORDERS }, (_, n) => doOne(n));
    const work = async () => {
      for (let run = orders.pop(); run; run = orders.pop()) {
        const told = run;
        while (!(await lives(told)));
        // Told a second time by somebody who did not hear the answer.
        if (next() < 0.3) while (!(await lives(told)));
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    step = () => undefined;
    now += 60_000;
    for (const id of await personCarrier.toWake(now, 1_000)) await personCarrier.wake(id, deps);
    const women = await spared(() => People.find({ _id: /^w/ }).lean<Person[]>().exec());
    const expected: Record<string, number> = {};
    for (const her of women) {
      const { unit, member, flows } = ledger(her);
      expect([her._id, her.unit, her.status === 'member']).toEqual([her._id, unit, member]);
      for (const flow of [...flows, ...(member ? [`+members@${unit}`] : [])]) {
        expected[flow.slice(1)] = (expected[flow.slice(1)] ?? 0) + (flow.startsWith('+') ? 1 : -1);
      }
      expect(new Set(her.history.map(({ id, action }) => `${action} ${id}`)).size).toBe(her.history.length);
    }
    const pairs = women.filter((each) => each.pair).length;
    const after = { all: await sums('p'), branches: await Promise.all(BRANCHES.map(sums)) };
    const more = (metric: string) => (after.all[metric] ?? 0) - (before.all[metric] ?? 0);
    expect([more('pairs:recruit'), more('recruiters'), (await person('ref'))?.brought?.['2026']?.n ?? 0]).toEqual([
      pairs,
      pairs > 0 ? 1 : 0,
      pairs,
    ]);
    for (const [place, unit] of BRANCHES.entries()) {
      for (const metric of ['joined', 'members', 'moved:in', 'moved:out', 'left:asked', 'returned']) {
        const grown = (after.branches[place]?.[metric] ?? 0) - (before.branches[place]?.[metric] ?? 0);
        const opened = metric === 'members' && unit === 'b1' ? 1 : 0;
        expect([metric, unit, grown - opened]).toEqual([metric, unit, expected[`${metric}@${unit}`] ?? 0]);
      }
    }
    expect(deaths).toBeGreaterThan(5);
    expect(await DeadLetters.countDocuments({})).toBe(0);
    expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
  },
  240_000,
);
