import { applicationCarrier } from '../../../src/actions/applications/carry';
import { recognise } from '../../../src/actions/applications/recognise';
import { checkCode, codeOf } from '../../../src/actions/applications/refer';
import { submit } from '../../../src/actions/applications/submit';
import { verify } from '../../../src/actions/applications/verify';
import { withdraw } from '../../../src/actions/applications/withdraw';
import { CARRIERS } from '../../../src/actions/carriers';
import type { ActionDeps, Telling } from '../../../src/actions/deps';
import type { ApplicationForm } from '../../../src/engine/types';
import { Applications, application } from '../../../src/models/applications';
import { readCount } from '../../../src/models/counts';
import { bodyOf, DeadLetters, listLetters } from '../../../src/models/dead-letters';
import { Facts } from '../../../src/models/facts';
import { NewsCalls } from '../../../src/models/news-calls';
import { byConversation, giveCode, People, phoneHash, putPerson } from '../../../src/models/people';
import { type Level, putUnit } from '../../../src/models/units';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const operator = { kind: 'operator' } as const;
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = Date.UTC(2026, 10, 22, 3);
let told: Telling[] = [];
const deps: ActionDeps = {
  tell: async (send) => void (told.some((each) => each.id === send.id) || told.push(send)),
  ringCount: climb,
  now: () => now,
  timeZone: 'Asia/Ho_Chi_Minh',
};
let people = 0;
const form = (more: Partial<ApplicationForm> = {}): ApplicationForm => {
  people += 1;
  return { name: `Chị ${people}`, birthYear: 1985, unit: 'b1', phone: `09051${String(people).padStart(5, '0')}`, ...more };
};
const order = (id: string) => ({ id, actor: operator });
const n = async (unit: string) => (await readCount(unit, '2026-11'))?.n ?? {};

let step: () => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  for (const [id, level, parent] of UNITS) {
    const name = level === 'commune' ? 'Hội LHPN xã An Bình' : id;
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name, place: id, aliases: [], parent });
  }
  await putPerson('lan', { name: 'Lan', phone: '0905000000', unit: 'b2', status: 'member', memberSince: 1 });
  spared = atEachStep([Applications.collection, People.collection, Facts.collection, NewsCalls.collection], (waits) =>
    waits ? step() : undefined,
  );
});
beforeEach(() => {
  told = [];
});

test('from a friend’s code to a pair of 1+1, counted once in every unit above', async () => {
  await People.updateOne({ _id: 'lan' }, { conversations: ['lan-chat'] });
  const { code, link } = (await codeOf('lan-chat', 'https://hoi.vn')) ?? { code: '', link: '' };
  expect(link).toBe(`https://hoi.vn/moi/${code}`);
  expect(await checkCode(code.toLowerCase(), 'new-chat')).toEqual({ found: true, name: 'Lan' });
  expect(await checkCode(code, 'lan-chat')).toEqual({ found: false });

  const filed = await submit(form({ referrerCode: code }), { id: 'e1', conversation: 'new-chat' }, deps);
  expect(filed).toEqual({ file: expect.stringMatching(/^26-\d{6}$/), branch: 'b1', duplicate: false, days: 7 });
  expect(await recognise(filed.file, order('x'), deps)).toMatchObject({ done: false, why: 'wrongState' });
  for (const _ of [1, 2]) expect(await verify(filed.file, order('v1'), deps)).toMatchObject({ done: true, state: 'verified' });
  for (const _ of [1, 2])
    expect(await recognise(filed.file, order('r1'), deps)).toMatchObject({ done: true, state: 'recognised' });
  expect(await withdraw(filed.file, { ...order('w1'), reason: 'asked' }, deps)).toMatchObject({
    why: 'wrongState',
    state: 'recognised',
  });

  const filedOnce = { 'applications:submitted': 1, 'applications:verified': 1, 'applications:recognised': 1 };
  const joined = { ...filedOnce, joined: 1, members: 1, 'members:linked': 1, 'lag:events': 1 };
  const pair = { 'pairs:recruit': 1, recruiters: 1 };
  expect(await n('b1')).toEqual(joined);
  expect(await n('b2')).toEqual(pair);
  for (const unit of ['c1', 'p']) expect(await n(unit)).toEqual({ ...joined, ...pair });
  expect(await byConversation({ _id: 'new-chat' })).toMatchObject({ member: true, unit: 'b1' });
  expect(told.map(({ conversation, key, vars }) => [conversation, key, vars])).toEqual([
    ['new-chat', 'application.verified', { file: filed.file, branch: 'b1' }],
    ['new-chat', 'application.recognised', { unit: 'Hội LHPN xã An Bình', day: '22/11/2026', name: 'Chị 1' }],
    ['lan-chat', 'referral.thanks', { name: 'Lan' }],
  ]);
  expect(await application('e1')).toMatchObject({ outbox: [], rev: 3, pair: { active: true, unit: 'b2' } });
  expect(await applicationCarrier.toWake(now + 1e9)).toEqual([]);
});

test('a second woman in the same year is a second pair of the same recruiter', async () => {
  const code = await giveCode('lan');
  const before = await n('b2');
  const { file } = await submit(form({ referrerCode: code }), { id: 'e2', conversation: 'second' }, deps);
  await verify(file, order('v'), deps);
  await recognise(file, order('r'), deps);
  expect(await n('b2')).toEqual({ ...before, 'pairs:recruit': 2, recruiters: 1 });
});

test('one phone has one application that counts, however many come at once; a family phone is for the branch to judge', async () => {
  const same = form();
  const answers = await Promise.all(
    [1, 2, 3].map((k) => submit({ ...same, name: `Tên ${k}` }, { id: `d${k}`, conversation: `d${k}` }, deps)),
  );
  expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(2);
  expect(new Set(answers.map(({ file }) => file)).size).toBe(3);
  const other = answers.find(({ duplicate }) => duplicate)?.file ?? '';
  expect(await verify(other, order('v'), deps)).toMatchObject({ done: true, state: 'verified' });
});

test('who files again from her own chat gets her own number; a stranger never gets it', async () => {
  const mine = form();
  const first = await submit(mine, { id: 'own1', conversation: 'own' }, deps);
  expect(await submit(mine, { id: 'own2', conversation: 'own' }, deps)).toMatchObject({ file: first.file, duplicate: true });
  expect((await submit(mine, { id: 'own3', conversation: 'stranger' }, deps)).file).not.toBe(first.file);
  expect(await submit(mine, { id: 'own1', conversation: 'own' }, deps)).toEqual(first);
});

test('a withdrawn application frees its phone', async () => {
  const mine = form();
  const { file } = await submit(mine, { id: 'w1', conversation: 'w' }, deps);
  expect(await withdraw(file, { ...order('w'), reason: 'asked' }, deps)).toMatchObject({ done: true, state: 'withdrawn' });
  expect((await submit(mine, { id: 'w2', conversation: 'w' }, deps)).duplicate).toBe(false);
  // What is over keeps its turn: a unique value that is taken out again is not free on every server.
  const slots = await Promise.all(['w1', 'w2'].map(async (id) => (await application(id))?.slot));
  const key = phoneHash(mine.phone);
  expect(slots).toEqual([`${key}#1`, `${key}#2`]);
});

test('whoever named only her commune is placed by the one who verifies', async () => {
  const { file } = await submit(form({ unit: 'c1' }), { id: 'place', conversation: 'place' }, deps);
  expect(await verify(file, order('v1'), deps)).toMatchObject({ done: false, why: 'needsBranch' });
  expect(await verify(file, { ...order('v2'), branch: 'c1' }, deps)).toMatchObject({ done: false, why: 'needsBranch' });
  expect(await verify(file, { ...order('v3'), branch: 'b2' }, deps)).toMatchObject({ done: true });
  expect((await application('place'))?.unit).toBe('b2');
});

test('a leader of another branch does not learn that a file exists; her own cannot recognise', async () => {
  const { file } = await submit(form(), { id: 'rights', conversation: 'rights' }, deps);
  const leader = (unit: string) => ({ id: unit, actor: { kind: 'leader', post: 'branchLead', person: 'x', unit } as const });
  expect(await verify(file, leader('b2'), deps)).toEqual({ done: false, why: 'unknown' });
  expect(await verify('26-999999', leader('b1'), deps)).toEqual({ done: false, why: 'unknown' });
  expect(await verify(file, leader('b1'), deps)).toMatchObject({ done: true });
  expect(await recognise(file, leader('b1'), deps)).toMatchObject({ done: false, why: 'notAllowed' });
});

test('five leaders at once recognise once', async () => {
  const { file } = await submit(form(), { id: 'race', conversation: 'race' }, deps);
  await verify(file, order('v'), deps);
  const results = await Promise.all([1, 2, 3, 4, 5].map((k) => recognise(file, order(`r${k}`), deps)));
  expect(results.filter((each) => each.done)).toHaveLength(1);
  expect((await application('race'))?.history.map(({ action }) => action)).toEqual(['submit', 'verify', 'recognise']);
});

test('killed at any step from submit to recognise, once through is once counted', async () => {
  const code = await giveCode('lan');
  let steps = Number.POSITIVE_INFINITY;
  const [b1, b2] = [await n('b1'), await n('b2')];
  let done = 0;
  for (let at = 0; at < steps; at += 3) {
    now += 60_000;
    const of = form({ referrerCode: code });
    const id = `kill-${at}`;
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    const whole = async () => {
      const { file } = await submit(of, { id, conversation: id }, deps);
      await verify(file, order(`${id}/v`), deps);
      await recognise(file, order(`${id}/r`), deps);
    };
    // An outage keeps an effect in the outbox; the same orders go on where it stopped.
    while (!(await lives(whole)));
    step = () => undefined;
    if (taken <= at) steps = at;
    for (const { toWake, wake } of CARRIERS) for (const each of await toWake(now + 60_000)) await wake(each, deps);
    done += 1;
  }
  expect(done).toBeGreaterThan(5);
  // Each message that tells her is looked after, once.
  const news = told.filter(({ key, id }) => key.startsWith('application.') && id.startsWith('kill-'));
  expect(await NewsCalls.countDocuments({ _id: { $in: news.map(({ id }) => id) }, state: 'told' })).toBe(2 * done);
  expect((await n('b1')).joined).toBe((b1.joined ?? 0) + done);
  expect((await n('b2'))['pairs:recruit']).toBe((b2['pairs:recruit'] ?? 0) + done);
  expect(await DeadLetters.countDocuments({})).toBe(0);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});

test('killed between the recognition and her record: whoever comes with her phone then is no second woman', async () => {
  const mine = form();
  const { file } = await submit(mine, { id: 'half', conversation: 'half' }, deps);
  await verify(file, order('half/v'), deps);
  step = async () => {
    if ((await spared(() => application('half')))?.state === 'recognised') throw new Killed();
  };
  expect(await lives(() => recognise(file, order('half/r'), deps))).toBe(false);
  step = () => undefined;
  expect(await People.countDocuments({ phoneHash: phoneHash(mine.phone) })).toBe(0);
  expect(await submit(mine, { id: 'again', conversation: 'again' }, deps)).toMatchObject({ duplicate: true });
  await recognise(file, order('half/r'), deps);
  expect(await People.countDocuments({ phoneHash: phoneHash(mine.phone) })).toBe(1);
});

test('an effect that keeps failing is put aside with its reason, holds nobody up, and can be put back', async () => {
  const broken: ActionDeps = { ...deps, tell: async () => Promise.reject(new Error('the text has no words')) };
  const filed = await submit(form(), { id: 'aside', conversation: 'aside-chat' }, broken);
  await verify(filed.file, order('aside-v'), broken);
  for (const _ of [1, 2, 3]) await applicationCarrier.carry('aside', broken);
  expect((await application('aside'))?.outbox).toEqual([]);
  const [letter] = (await listLetters()).filter((each) => each.aggregate?.id === 'aside');
  expect(letter).toMatchObject({ kind: 'effect', reason: 'the text has no words' });
  if (!letter) return;
  await applicationCarrier.reopen('aside', bodyOf(letter), now);
  await applicationCarrier.carry('aside', deps);
  expect(told.map((each) => each.key)).toContain('application.verified');
});
