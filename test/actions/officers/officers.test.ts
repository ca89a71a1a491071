import { can } from '../../../src/actions/access';
import { actorOf, actorOfHolder } from '../../../src/actions/actor';
import type { ActionDeps, Telling } from '../../../src/actions/deps';
import type { Appointment } from '../../../src/actions/officers/appointment';
import { audienceByPost, leadersFor, tellLeaders } from '../../../src/actions/officers/leaders';
import {
  absent,
  appoint,
  endPost,
  officerCarrier,
  present,
  renew,
  setSmartphone,
  train,
} from '../../../src/actions/officers/officers';
import { seePhone } from '../../../src/actions/people/see-phone';
import { auditOf } from '../../../src/models/audit';
import { record } from '../../../src/models/consents';
import { Conversations, markGone } from '../../../src/models/conversations';
import { Facts } from '../../../src/models/facts';
import { LeaderChats, tieLeaderChat } from '../../../src/models/leader-chats';
import { Officers, officerStore } from '../../../src/models/officers';
import { People, putPerson } from '../../../src/models/people';
import { type Ring, recount } from '../../../src/programme/recount';
import { resultsOf } from '../../../src/programme/targets';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
  ['g1', 'group', 'b1'],
];
const TODAY = '2026-11-22';
const operator = { kind: 'operator' } as const;
const chair = { kind: 'leader', person: 'chair', post: 'communeChair', unit: 'c1' } as const;
let now = Date.UTC(2026, 10, 22, 3);
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
let step: () => unknown = () => undefined;
let orders = 0;
const by = <A>(actor: A) => {
  orders += 1;
  return { id: `order-${orders}`, actor };
};
const post = (id: string, person: string, unit: string, what: Appointment['post'], more: Partial<Appointment> = {}) =>
  appoint({ id, actor: operator, who: { person }, unit, post: what, from: '2025-09-15', ...more }, deps);

beforeAll(async () => {
  await putTree(UNITS);
  for (const id of ['lan', 'mai', 'hoa', 'chair'])
    await putPerson(id, { name: id, unit: 'b1', status: 'member', memberSince: 1 });
  atEachStep([Officers.collection, Facts.collection], (waits) => (waits ? step() : undefined));
});
afterEach(async () => {
  await Officers.deleteMany({});
});

/** A chat in which somebody acts as a leader. */
async function chat(conversation: string, holder: string, lastHeardAt: number, given = true): Promise<void> {
  const blank = { channel: 'zalo', account: 'oa', user: 'u', rev: 0, timers: [], outbox: [], done: [] };
  await Conversations.create({ _id: conversation, ...blank, lastHeardAt });
  await tieLeaderChat({ _id: conversation, holder, at: now });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'zalo', by: 'tap', event: 'e', at: now, seq: 1 } as const;
  await record({ _id: `${conversation}/c`, conversation, purpose: 'CONG_VIEC', given, ...about });
}

test('a term from appointment to end is counted where and when it was, and stays as history', async () => {
  const order = { id: 'lead', actor: chair, who: { person: 'lan' }, unit: 'b1', post: 'branchLead', from: '2025-09-15' } as const;
  for (const _ of [1, 2]) expect(await appoint(order, deps)).toMatchObject({ done: true, id: 'lead' });
  for (const _ of [1, 2])
    expect(await train('lead', { id: 't', actor: chair, topic: 'it', on: TODAY }, deps)).toMatchObject({ done: true });
  await setSmartphone('lead', { ...by(operator), has: true }, deps);
  await renew('lead', { ...by(operator), to: '2031-12-31' }, deps);
  expect(await post('other', 'mai', 'b1', 'branchLead')).toMatchObject({ done: false, why: 'taken' });
  await endPost('lead', { ...by(operator), on: '2026-11-01', reason: 'moved' }, deps);
  expect(await post('other', 'mai', 'b1', 'branchLead', { from: '2026-11-01' })).toMatchObject({ done: true });
  expect(await train('lead', { ...by(operator), topic: 'law', on: TODAY }, deps)).toMatchObject({ done: false, why: 'ended' });

  const at = async (period: string) => (await resultsOf(['p'], period)).get('p');
  expect(await at('2025-12')).toMatchObject({ 'officers:branchLead': 1 });
  expect(await at('2026-11')).toMatchObject({ 'officers:branchLead': 1, 'officers:trained': 1, 'officers:trained:it': 1 });
  expect((await at('2026-11'))?.['officers:smartphone'] ?? 0).toBe(0);
  expect(await officerStore.load('lead')).toMatchObject({
    endedOn: '2026-11-01',
    outbox: [],
    history: ['appoint', 'train', 'smartphone', 'renew', 'end'].map((action) => ({ action })),
  });
  const audit = (await auditOf(['b1'])).map(({ by: who, action, outcome }) => [who, action, outcome]);
  expect(audit.sort()).toEqual([
    ['communeChair:chair', 'officers:appoint', 'done'],
    ['communeChair:chair', 'officers:train', 'done'],
  ]);
});

test.each([
  ['a branch leader in a commune', { unit: 'c1', post: 'branchLead' }, 'wrongPost'],
  ['a unit that does not exist', { unit: 'nowhere', post: 'branchLead' }, 'unknownUnit'],
  ['nobody', { who: { person: 'nobody' } }, 'unknownPerson'],
  ['a term that ends before it begins', { to: '2024-01-01' }, 'wrongDay'],
] satisfies [string, Partial<Appointment>, string][])('%s is not appointed', async (_, more, why) => {
  expect(await post('x', 'lan', 'b1', 'branchLead', more)).toMatchObject({ done: false, why });
  expect(await Officers.countDocuments({})).toBe(0);
});

test('nobody appoints herself or above herself; who tries is in the audit', async () => {
  const own = { ...by(chair), who: { person: 'lan' }, unit: 'c1', post: 'communeDeputy', from: TODAY } as const;
  expect(await appoint(own, deps)).toMatchObject({ done: false, why: 'notAllowed' });
  await post('lead', 'lan', 'b1', 'branchLead');
  const stranger = { kind: 'leader', person: 'x', post: 'branchLead', unit: 'b2' } as const;
  expect(await endPost('lead', { ...by(stranger), on: TODAY, reason: 'moved' }, deps)).toEqual({ done: false, why: 'unknown' });
  const herself = { ...stranger, unit: 'b1' };
  const refused = await endPost('lead', { ...by(herself), on: TODAY, reason: 'moved' }, deps);
  expect(refused).toMatchObject({ done: false, why: 'notAllowed' });
  const found = await auditOf(['b1', 'c1']);
  expect(
    found
      .filter(({ outcome }) => outcome === 'refused')
      .map(({ by: who, action }) => [who, action])
      .sort(),
  ).toEqual([
    ['branchLead:x', 'officers:end'],
    ['communeChair:chair', 'officers:appoint'],
  ]);
});

test('five at once appoint one leader', async () => {
  const results = await Promise.all([1, 2, 3, 4, 5].map((n) => post(`race-${n}`, 'lan', 'b2', 'branchLead')));
  expect(results.filter(({ done }) => done)).toHaveLength(1);
  expect(await Officers.countDocuments({ unit: 'b2' })).toBe(1);
});

test('a deputy acts while her leader is away, and no longer when she is back', async () => {
  await post('lead', 'lan', 'b1', 'branchLead');
  await post('deputy', 'mai', 'b1', 'branchDeputy');
  const may = async () => {
    const mai = await actorOfHolder('mai', TODAY);
    return mai !== undefined && (await can(mai, 'applications:verify', 'b1'));
  };
  expect(await may()).toBe(false);
  await absent('lead', { ...by(operator), from: '2026-11-20', to: '2026-11-22' }, deps);
  expect(await may()).toBe(true);
  expect(await actorOfHolder('mai', '2026-11-23')).not.toHaveProperty('standsIn');
  await present('lead', by(operator), deps);
  expect(await may()).toBe(false);
});

test('who is told of something in a branch', async () => {
  const told = async (matter: 'application' | 'help' = 'application', unit = 'g1') =>
    (await leadersFor(unit, matter, TODAY)).map(({ conversation }) => conversation).sort();
  await post('lead', 'lan', 'b1', 'branchLead');
  await post('deputy', 'mai', 'b1', 'branchDeputy');
  await post('chair', 'chair', 'c1', 'communeChair');
  await appoint(
    { ...by(operator), who: { name: 'Hạnh', phone: '0905000001' }, unit: 'p', post: 'provinceOfficer', from: TODAY },
    deps,
  );
  expect(await told()).toEqual([]);
  await chat('chair-chat', 'chair', 1);
  expect(await told()).toEqual(['chair-chat']);
  await chat('mai-chat', 'mai', 1);
  expect(await told()).toEqual(['mai-chat']);
  await chat('lan-old', 'lan', 1);
  await chat('lan-new', 'lan', 2);
  await chat('lan-unasked', 'lan', 3, false);
  expect(await told()).toEqual(['lan-new']);
  await markGone('lan-new', now);
  expect(await told()).toEqual(['lan-old']);
  await absent('lead', { ...by(operator), from: TODAY }, deps);
  expect(await told()).toEqual(['mai-chat']);
  expect(await told('application', 'c1')).toEqual(['chair-chat']);
  await endPost('chair', { ...by(operator), on: TODAY, reason: 'resigned' }, deps);
  // A province's officers are told of calls for help alone.
  const officer = (await Officers.findOne({ unit: 'p' }).lean())?.holder ?? '';
  await chat('province-chat', officer, 1);
  expect(await told('application', 'b2')).toEqual([]);
  expect(await told('help', 'b2')).toEqual(['province-chat']);
  const all = await audienceByPost('p', ['branchLead', 'branchDeputy'], TODAY);
  expect(all.map(({ post: held, conversations }) => [held, conversations.length]).sort()).toEqual([
    ['branchDeputy', 1],
    ['branchLead', 3],
  ]);
});

test('what leaders are told names the unit and nobody, once for an order', async () => {
  const sent: Telling[] = [];
  const telling = { ...deps, tell: async (send: Telling) => void sent.push(send) };
  await post('deputies-1', 'mai', 'c1', 'communeDeputy');
  await post('deputies-2', 'hoa', 'c1', 'communeDeputy');
  await chat('hoa-chat', 'hoa', 1);
  for (const _ of [1, 2]) await tellLeaders({ id: 'e1', unit: 'b1', matter: 'help' }, telling);
  const { key, vars, purpose } = { key: 'leader.help', vars: { unit: 'b1' }, purpose: 'CONG_VIEC' };
  const once = [
    { id: 'e1/mai', conversation: 'mai-chat', key, vars, purpose },
    { id: 'e1/hoa', conversation: 'hoa-chat', key, vars, purpose },
  ];
  expect(sent).toEqual([...once, ...once]);
});

test('a chat is a leader’s by its tie alone, and one chat is one person with all her posts', async () => {
  await post('lead', 'lan', 'b1', 'branchLead');
  await appoint(
    { ...by(operator), who: { name: 'Lan', phone: '0905000002' }, unit: 'c1', post: 'committeeMember', from: TODAY },
    deps,
  );
  const named = (await Officers.findOne({ unit: 'c1' }).lean())?.holder ?? '';
  await People.updateOne({ _id: 'lan' }, { conversations: ['one-chat'] });
  expect(await actorOf('one-chat', TODAY)).toBeUndefined();
  await tieLeaderChat({ _id: 'one-chat', holder: named, at: now });
  expect(await actorOf('one-chat', TODAY)).toEqual({
    ...{ kind: 'leader', person: named, post: 'branchLead', unit: 'b1' },
    also: [{ post: 'committeeMember', unit: 'c1' }],
  });
  await Officers.updateMany({}, { $set: { endedOn: TODAY } });
  expect(await actorOf('one-chat', TODAY)).toBeUndefined();
});

test('each look at a phone number is in the audit, and no number is', async () => {
  await putPerson('cuc', { name: 'Cúc', phone: '0905333333', unit: 'b2', status: 'member', memberSince: 1 });
  const west = { kind: 'leader', person: 'x', post: 'branchLead', unit: 'b2' } as const;
  expect(await seePhone('cuc', { id: 'look-1', actor: west }, deps)).toBe('0905333333');
  expect(await seePhone('cuc', { id: 'look-2', actor: { ...west, unit: 'b1' } }, deps)).toBeUndefined();
  expect(await seePhone('cuc', { id: 'look-3', actor: { ...west, post: 'provinceOfficer', unit: 'p' } }, deps)).toBeUndefined();
  expect(await seePhone('nobody', { id: 'look-4', actor: west }, deps)).toBeUndefined();
  const looks = (await auditOf(['b2'])).filter(({ action }) => action === 'phones:see');
  expect(looks.map(({ by: who, about, outcome }) => [who, about, outcome]).sort()).toEqual([
    ['branchLead:x', undefined, 'refused'],
    ['branchLead:x', 'cuc', 'done'],
    ['provinceOfficer:x', undefined, 'refused'],
  ]);
  expect(JSON.stringify(looks)).not.toContain('0905');
});

test('killed at any step of appointing and ending, once through is once counted', async () => {
  const before = (await resultsOf(['p'], '2026-11')).get('p')?.['officers:groupLead'] ?? 0;
  let steps = Number.POSITIVE_INFINITY;
  let done = 0;
  for (let at = 0; at < steps; at += 2) {
    now += 60_000;
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    const id = `kill-${at}`;
    const whole = async () => {
      expect(await post(id, 'hoa', 'g1', 'groupLead', { smartphone: true })).toMatchObject({ done: true });
      const order = { id: `${id}/end`, actor: operator, on: '2026-11-20', reason: 'termOver' } as const;
      expect(await endPost(id, order, deps)).toMatchObject({ done: true });
    };
    while (!(await lives(whole)));
    step = () => undefined;
    if (taken <= at) steps = at;
    for (const wake of await officerStore.toWake(now + 60_000)) await officerCarrier.wake(wake, deps);
    expect((await officerStore.load(id))?.history.map(({ action }) => action)).toEqual(['appoint', 'end']);
    done += 1;
  }
  expect(done).toBeGreaterThan(5);
  const began = (await resultsOf(['p'], '2025-09')).get('p');
  expect(began).toMatchObject({ 'officers:groupLead': done });
  expect((await resultsOf(['p'], '2026-11')).get('p')?.['officers:groupLead'] ?? 0).toBe(before);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});

test('a chat that the platform has closed is passed over: for another of hers, a deputy, the commune; at last it is told all the same', async () => {
  await LeaderChats.deleteMany({});
  await post('lead', 'lan', 'b1', 'branchLead');
  await post('deputy', 'mai', 'b1', 'branchDeputy');
  await post('chair', 'chair', 'c1', 'communeChair');
  for (const [name, holder] of [
    ['lan-1', 'lan'],
    ['lan-2', 'lan'],
    ['mai-1', 'mai'],
    ['chair-1', 'chair'],
  ] as const)
    await chat(name, holder, name === 'lan-2' ? now - 1 : now - 2);
  const closed = new Set<string>();
  const told = async () =>
    (await leadersFor('g1', 'application', TODAY, ({ _id }) => !closed.has(_id))).map(({ conversation }) => conversation).sort();
  for (const name of ['lan-2', 'lan-1', 'mai-1', 'chair-1']) {
    expect(await told()).toEqual([name]);
    closed.add(name);
  }
  expect(await told()).toEqual(['lan-2']);

  // The same, asked of the channel's window and templates as a send is.
  const sent: Telling[] = [];
  const reaching: NonNullable<ActionDeps['reaching']> = {
    timeZone: deps.timeZone,
    window: (_, heard) => (heard === now - 1 ? { state: 'template', reason: 'windowClosed' } : { state: 'free', until: now + 1 }),
    template: () => false,
    price: async () => 0,
  };
  await tellLeaders(
    { id: 'e2', unit: 'b1', matter: 'application' },
    { ...deps, reaching, tell: async (each) => void sent.push(each) },
  );
  expect(sent.map(({ conversation }) => conversation)).toEqual(['lan-1']);
});
