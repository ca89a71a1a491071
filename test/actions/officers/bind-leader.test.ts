import { actorOf } from '../../../src/actions/actor';
import { submit } from '../../../src/actions/applications/submit';
import type { ActionDeps } from '../../../src/actions/deps';
import { advance, figuresFor, phoneOf, waitingFor } from '../../../src/actions/desk/leader-desk';
import { bindLeader, CODE_FOR, issueCode, unbindLeader } from '../../../src/actions/officers/bind-leader';
import { appoint } from '../../../src/actions/officers/officers';
import { Audit } from '../../../src/models/audit';
import { BindCodes, BindTries, TRIES } from '../../../src/models/bind-codes';
import { LeaderChats } from '../../../src/models/leader-chats';
import { Officers } from '../../../src/models/officers';
import { People, putPerson } from '../../../src/models/people';
import { type Level, putUnit } from '../../../src/models/units';
import { type Ring, recount } from '../../../src/programme/recount';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const TODAY = '2026-11-22';
const START = Date.UTC(2026, 10, 22, 3);
const HOUR = 3600_000;
let now = START;
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const operator = { kind: 'operator' } as const;
let step: () => unknown = () => undefined;
let count = 0;
const next = () => {
  count += 1;
  return `o${count}`;
};
const bind = (code: string, conversation: string, id = next()) => bindLeader(code, { id, conversation }, deps);
const code = async (officer = 'lead') => {
  const issued = await issueCode(officer, { id: next(), actor: operator }, deps);
  return issued.done ? issued.code : '';
};
const other = (right: string) => (right === '000000' ? '000001' : '000000');

beforeAll(async () => {
  for (const [id, level, parent] of UNITS) {
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: `Hội ${id}`, place: id, aliases: [], parent });
  }
  for (const id of ['lan', 'mai']) await putPerson(id, { name: id, unit: 'b1', status: 'member', memberSince: 1 });
  const at = { actor: operator, from: '2025-09-15' } as const;
  await appoint({ ...at, id: 'lead', who: { person: 'lan' }, unit: 'b1', post: 'branchLead' }, deps);
  await appoint({ ...at, id: 'chair', who: { name: 'Hoa', phone: '0905000001' }, unit: 'c1', post: 'communeChair' }, deps);
  await appoint({ ...at, id: 'west', who: { person: 'mai' }, unit: 'b2', post: 'branchLead' }, deps);
  atEachStep([BindCodes.collection, LeaderChats.collection, People.collection], (waits) => (waits ? step() : undefined));
});
afterEach(async () => {
  now = START;
  for (const each of [BindCodes, BindTries, LeaderChats, Audit]) await (each as typeof Audit).deleteMany({});
  await People.updateMany({}, { $set: { conversations: [] } });
});

test('a code ties one chat, once; her chat as a leader is hers as a member; it holds no code and no name in clear', async () => {
  const right = await code();
  expect(right).toMatch(/^\d{6}$/);
  expect(JSON.stringify(await BindCodes.find().lean())).not.toContain(right);
  expect(await actorOf('chat', TODAY)).toBeUndefined();
  for (const _ of [1, 2]) {
    const bound = await bind(right, 'chat', 'e1');
    expect(bound).toEqual({ result: 'bound', office: 'Chi hội trưởng, Hội b1' });
  }
  expect(await actorOf('chat', TODAY)).toEqual({ kind: 'leader', person: 'lan', post: 'branchLead', unit: 'b1' });
  expect((await People.findById('lan').lean())?.conversations).toEqual(['chat']);
  expect(await bind(right, 'another')).toEqual({ result: 'wrong' });
  // A phone and a computer: a second code ties a second chat.
  expect(await bind(await code(), 'second')).toMatchObject({ result: 'bound' });
  expect((await Audit.find().lean()).map(({ action }) => action).sort()).toEqual([
    ...['leader:tied', 'leader:tied', 'officers:bind', 'officers:bind'],
  ]);
  for (const id of ['u1', 'u1']) await unbindLeader({ id, conversation: 'chat' }, deps);
  expect(await actorOf('chat', TODAY)).toBeUndefined();
  // The effect that tied it is carried out once more, late: it ties nothing anew.
  expect(await bind(right, 'chat', 'e1')).toMatchObject({ result: 'bound' });
  expect(await actorOf('chat', TODAY)).toBeUndefined();
});

test('a wrong, an old and a replaced code tie nothing', async () => {
  const first = await code();
  expect(await bind(other(first), 'chat')).toEqual({ result: 'wrong' });
  const second = await code();
  if (first !== second) expect(await bind(first, 'chat')).toEqual({ result: 'wrong' });
  now += CODE_FOR;
  expect(await bind(second, 'chat')).toEqual({ result: 'wrong' });
  now -= 1;
  expect(await bind(second, 'chat')).toMatchObject({ result: 'bound' });
});

test('after five tries in an hour not even the right code is looked at; the next hour it is', async () => {
  const right = await code();
  for (let n = 0; n < TRIES.chat; n += 1) expect(await bind(other(right), 'guesser')).toEqual({ result: 'wrong' });
  expect(await bind(right, 'guesser')).toEqual({ result: 'later' });
  expect(await bind(right, 'honest')).toMatchObject({ result: 'bound' });
  now += HOUR;
  expect(await bind(await code('west'), 'guesser')).toMatchObject({ result: 'bound' });
});

test('too many wrong tries of all chats together close the door for an hour', async () => {
  const right = await code();
  await bind(other(right), 'first');
  const everybody = await BindTries.find().lean();
  // One try of the chat, and one among those of everybody.
  expect(everybody.map(({ ids }) => ids.length)).toEqual([1, 1]);
  const ids = Array.from({ length: TRIES.all }, (_, n) => `x${n}`);
  await BindTries.updateMany({}, { $set: { ids } });
  expect(await bind(right, 'honest')).toEqual({ result: 'later' });
  now += HOUR;
  expect(await bind(right, 'honest')).toMatchObject({ result: 'bound' });
});

test('two chats at once with one code: one is tied', async () => {
  for (let round = 0; round < 5; round += 1) {
    const right = await code();
    const results = await Promise.all(['one', 'two'].map((chat) => bind(right, `${chat}-${round}`)));
    expect(results.map(({ result }) => result).sort()).toEqual(['bound', 'wrong']);
    expect(await LeaderChats.countDocuments({ _id: { $in: [`one-${round}`, `two-${round}`] } })).toBe(1);
  }
});

test('a chat of another officer, or of another member, is left alone, and its code stays good', async () => {
  const right = await code();
  expect(await bind(await code('west'), 'mais-chat')).toMatchObject({ result: 'bound' });
  expect(await bind(right, 'mais-chat')).toEqual({ result: 'taken' });
  await People.updateOne({ _id: 'mai' }, { $addToSet: { conversations: 'mais-other' } });
  expect(await bind(right, 'mais-other')).toEqual({ result: 'taken' });
  // An officer who is only named may be the member whose chat it is: one chat is one person.
  expect(await bind(await code('chair'), 'mais-other')).toEqual({ result: 'bound', office: 'Chủ tịch, Hội c1' });
  expect(await actorOf('mais-other', TODAY)).toMatchObject({ post: 'communeChair', also: [{ post: 'branchLead', unit: 'b2' }] });
  expect(await bind(right, 'chat')).toMatchObject({ result: 'bound' });
});

test('codes are given for those below, not for oneself, and not for a post that has ended', async () => {
  const ask = (officer: string, actor: object) => issueCode(officer, { id: next(), actor: actor as never }, deps);
  const chair = { kind: 'leader', person: 'x', post: 'communeChair', unit: 'c1' };
  expect(await ask('lead', chair)).toMatchObject({ done: true, until: now + CODE_FOR });
  expect(await ask('chair', chair)).toEqual({ done: false, why: 'notAllowed' });
  expect(await ask('lead', { ...chair, post: 'branchLead', unit: 'b1' })).toEqual({ done: false, why: 'notAllowed' });
  expect(await ask('lead', { ...chair, post: 'branchLead', unit: 'b2' })).toEqual({ done: false, why: 'unknown' });
  const right = await code('west');
  await Officers.updateOne({ _id: 'west' }, { endedOn: TODAY });
  expect(await ask('west', chair)).toEqual({ done: false, why: 'ended' });
  expect(await bind(right, 'late')).toEqual({ result: 'wrong' });
  await Officers.updateOne({ _id: 'west' }, { $unset: { endedOn: 1 } });
});

test('killed at any step of binding, the same effect again ties once and says the same', async () => {
  let steps = Number.POSITIVE_INFINITY;
  for (let at = 0; at < steps; at += 1) {
    const right = await code();
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    const whole = async () => expect(await bind(right, `kill-${at}`, `kill-${at}`)).toMatchObject({ result: 'bound' });
    while (!(await lives(whole)));
    step = () => undefined;
    if (taken <= at) steps = at;
    expect(await LeaderChats.findById(`kill-${at}`).lean()).toMatchObject({ holder: 'lan' });
    expect((await BindCodes.findOne({ usedBy: `kill-${at}` }).lean())?.tied).toBe(true);
  }
  expect(steps).toBeGreaterThan(5);
  expect(await Audit.countDocuments({ action: 'leader:tied' })).toBe(steps + 1);
});

describe('at the desk', () => {
  const form = (phone: string, unit: string) => ({ name: 'Lê Thị Bé', birthYear: 1985, unit, phone });
  const from = (conversation: string, id = next()) => ({ id, conversation });
  let east: string;
  let west: string;
  beforeAll(async () => {
    east = (await submit(form('0905111111', 'b1'), from('bes-chat', 'f1'), deps)).file;
    west = (await submit(form('0905222222', 'b2'), from('cucs-chat', 'f2'), deps)).file;
  });
  beforeEach(async () => {
    await bind(await code('lead'), 'lan-chat');
    await bind(await code('chair'), 'chair-chat');
    await Audit.deleteMany({});
  });

  test('a leader sees, calls and verifies the applicants of her own branch; each step is in the audit, without a name', async () => {
    const item = { file: east, act: 'verify', name: 'Lê Thị Bé', birthYear: 1985, place: 'b1' };
    expect(await waitingFor(from('lan-chat'), deps)).toEqual({ items: [item], more: 0 });
    expect(await phoneOf(east, from('lan-chat'), deps)).toEqual({ phone: '0905111111' });
    for (const _ of [1, 2]) expect(await advance(east, 'verify', from('lan-chat', 'v1'), deps)).toEqual({ result: 'done' });
    expect(await advance(east, 'recognise', from('lan-chat'), deps)).toEqual({ result: 'notAllowed' });
    expect(await waitingFor(from('lan-chat'), deps)).toEqual({ items: [], more: 0 });
    const listed = (await waitingFor(from('chair-chat'), deps)).items.map(({ file, act }) => [file, act]);
    expect(listed.sort()).toEqual(
      [
        [east, 'recognise'],
        [west, 'verify'],
      ].sort(),
    );
    expect(await advance(east, 'recognise', from('chair-chat'), deps)).toEqual({ result: 'done' });
    const audit = await Audit.find().lean();
    expect(audit.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      'applications:recognise done',
      'applications:recognise refused',
      ...['applications:see done', 'applications:see done', 'applications:see done'],
      'applications:verify done',
      'phones:see done',
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/Bé|0905/);
    expect(await figuresFor(from('lan-chat'), deps)).toMatchObject({
      found: true,
      unit: 'Hội b1',
      joined: '1',
      members: 1,
      submitted: 1,
    });
  });

  test('a payload of another branch’s application opens nothing, and a stranger’s chat nothing at all', async () => {
    expect(await phoneOf(west, from('lan-chat'), deps)).toEqual({});
    expect(await advance(west, 'verify', from('lan-chat'), deps)).toEqual({ result: 'unknown' });
    for (const chat of ['bes-chat', 'nobody']) {
      expect(await waitingFor(from(chat), deps)).toEqual({ items: [], more: 0 });
      expect(await phoneOf(west, from(chat), deps)).toEqual({});
      expect(await advance(west, 'verify', from(chat), deps)).toEqual({ result: 'notAllowed' });
      expect(await figuresFor(from(chat), deps)).toEqual({ found: false });
    }
  });
});
