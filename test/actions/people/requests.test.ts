import QRCode from 'qrcode';
import type { ActionDeps, CodeOrder, Telling } from '../../../src/actions/deps';
import { appoint } from '../../../src/actions/officers/officers';
import { invitationKit } from '../../../src/actions/people/links';
import { askChange, askLeader, askLink, tryCode } from '../../../src/actions/people/member-requests';
import { branchesFor } from '../../../src/actions/people/request-candidates';
import { CODE_FOR, CODE_TRIES, CODE_WAIT, CODES_A_DAY, LINKS_A_DAY } from '../../../src/actions/people/request-decisions';
import { decideFor, requestsFor } from '../../../src/actions/people/request-desk';
import { confirmRequest, DAY, refuseRequest, requestCarrier } from '../../../src/actions/people/requests';
import type { ChangeForm, LinkForm } from '../../../src/engine/types';
import { Counts } from '../../../src/models/counts';
import { DeadLetters } from '../../../src/models/dead-letters';
import { Facts } from '../../../src/models/facts';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { changeLinkCode, linkCodeIn, linkCodeOf, unitOfLinkCode } from '../../../src/models/link-codes';
import { nameOf, People, person, phoneNumberOf, putPerson } from '../../../src/models/people';
import { type MemberRequest, Requests, requestStore } from '../../../src/models/requests';
import { putUnit } from '../../../src/models/units';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = Date.UTC(2026, 10, 22, 3);
let told: Telling[] = [];
let codes: CodeOrder[] = [];
let step: () => unknown = () => undefined;
const silent: ActionDeps = {
  tell: async (send) => void (told.some((each) => each.id === send.id) || told.push(send)),
  ringCount: climb,
  now: () => now,
  timeZone: 'Asia/Ho_Chi_Minh',
};
const deps: ActionDeps = {
  ...silent,
  sendCode: async (order) => {
    if (!codes.some((each) => each.id === order.id)) codes.push(order);
    return true;
  },
};
const leader = (unit: string) => ({ kind: 'leader', person: `head-${unit}`, unit, post: 'branchLead' }) as const;
let people = 0;
/** A member of the list, with what she tells to be found in it. */
async function member(
  unit = 'b1',
  more: { phone?: string; status?: 'member' | 'left' } = {},
): Promise<LinkForm & { id: string }> {
  people += 1;
  const told = {
    name: `Lê Thị ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[people % 26]}${'abcdefghij'[Math.floor(people / 26)]}`,
    birthYear: 1985,
  };
  const phone = more.phone ?? `09052${String(people).padStart(5, '0')}`;
  const id = `w${people}`;
  await putPerson(id, { ...told, phone, unit, status: more.status ?? 'member', memberSince: 1 });
  return { id, ...told, phone, unit };
}
const asked = ({ id: _, ...form }: LinkForm & { id: string }, chat: string, by = deps, more: Partial<LinkForm> = {}) =>
  askLink({ ...form, ...more }, { id: `${chat}/ask`, conversation: chat }, by);
const requestOf = async (chat: string) => (await Requests.findOne({ conversation: chat }).lean<MemberRequest>()) as MemberRequest;
const linked = async (unit: string) =>
  (await Counts.find({ unit }).lean<{ n: Record<string, number> }[]>()).reduce(
    (sum, { n }) => sum + (n['members:linked'] ?? 0),
    0,
  );
const order = (id: string, unit = 'b1') => ({ id, actor: leader(unit) });

beforeAll(async () => {
  await putTree(UNITS);
  atEachStep([Requests.collection, People.collection, Facts.collection], (waits) => (waits ? step() : undefined));
});
beforeEach(() => {
  told = [];
  codes = [];
  step = () => undefined;
  now += 2 * DAY;
});

test('the code that came to her registered phone ties the chat, counted once per woman, also from a second channel', async () => {
  const lan = await member();
  const before = await linked('c1');
  for (const _ of [1, 2]) expect(await asked(lan, 'zalo-lan')).toEqual({ way: 'code', branch: 'b1', days: 3 });
  expect(codes).toEqual([{ id: expect.any(String), phone: lan.phone, code: expect.stringMatching(/^[1-9]\d{5}$/) }]);
  const code = codes[0]?.code ?? '';
  expect(JSON.stringify(await requestOf('zalo-lan'))).not.toMatch(new RegExp(`${code}|${lan.phone}|${lan.name}`));
  expect((await person(lan.id))?.conversations).toEqual([]);
  for (const _ of [1, 2])
    expect(await tryCode(code, { id: 'zalo-lan/try', conversation: 'zalo-lan' }, deps)).toMatchObject({ result: 'linked' });
  expect(await asked(lan, 'fb-lan')).toMatchObject({ way: 'code' });
  await tryCode(codes[1]?.code ?? '', { id: 'fb-lan/try', conversation: 'fb-lan' }, deps);
  expect((await person(lan.id))?.conversations).toEqual(['zalo-lan', 'fb-lan']);
  expect(await linked('c1')).toBe(before + 1);
  expect(await requestOf('fb-lan')).toMatchObject({ state: 'confirmed', outbox: [] });
});

test.each([
  ['nobody’s number', { phone: '0911999999' }],
  ['her number and another name', { name: 'Trần Thị Khác' }],
  ['her number and another year', { birthYear: 1970 }],
  ['her number in another commune', { unit: 'c2' }],
])('who knows only %s hears exactly what a member hears, and gets no code', async (what, wrong) => {
  const lan = await member();
  const chat = `spy ${what}`;
  const heard = [await asked(lan, `true ${what}`), await asked(lan, chat, deps, wrong)];
  expect(heard.map(({ way }) => way)).toEqual(['code', 'code']);
  expect(codes.map(({ phone }) => phone)).toEqual([lan.phone]);
  // Also how her tries end is the same.
  for (const each of [`true ${what}`, chat]) {
    const results = [];
    for (let n = 0; n <= CODE_TRIES; n += 1)
      results.push((await tryCode('000000', { id: `${each}/${n}`, conversation: each }, deps)).result);
    expect(results).toEqual([...Array(CODE_TRIES - 1).fill('wrong'), 'over', 'over']);
  }
  expect((await requestOf(chat)).state).toBe('open');
  // The right code comes too late after so many tries.
  expect(await tryCode(codes[0]?.code ?? '', { id: 'late', conversation: `true ${what}` }, deps)).toMatchObject({
    result: 'over',
  });
});

test('a code is good for ten minutes and for the chat that asked for it', async () => {
  const lan = await member();
  await asked(lan, 'mine');
  await asked(lan, 'thief');
  const [mine, other] = codes.map(({ code }) => code) as [string, string];
  expect(await tryCode(mine, { id: 't1', conversation: 'thief' }, deps)).toMatchObject({
    result: mine === other ? 'linked' : 'wrong',
  });
  now += CODE_FOR + 1;
  expect(await tryCode(mine, { id: 't2', conversation: 'mine' }, deps)).toMatchObject({ result: 'over' });
  expect(await tryCode(mine, { id: 't3', conversation: 'nobody' }, deps)).toMatchObject({ result: 'over' });
});

test('a chat asks a few times a day, and a phone gets few codes whoever asks', async () => {
  const lan = await member();
  const ways = [];
  for (let n = 0; n <= LINKS_A_DAY; n += 1) {
    ways.push((await askLink({ ...lan }, { id: `often/${n}`, conversation: 'often' }, deps)).way);
    // The one before ends, or the same one would be answered.
    const open = await Requests.findOne({ conversation: 'often', state: 'open' }).lean<MemberRequest>();
    if (open) await refuseRequest(open.no, { id: `often/r${n}`, actor: { kind: 'operator' } }, deps);
  }
  expect(ways).toEqual([...Array(LINKS_A_DAY).fill('code'), 'later']);
  expect(codes).toHaveLength(Math.min(LINKS_A_DAY, CODES_A_DAY));
  expect(await asked(lan, 'another')).toMatchObject({ way: 'code' });
  expect(codes).toHaveLength(CODES_A_DAY);
});

test('without codes her leader confirms, and only for a woman of her own roll', async () => {
  const lan = await member();
  const beside = await member('b2');
  expect(await asked(lan, 'by-leader', silent)).toEqual({ way: 'leader', branch: 'b1', days: 3 });
  const { no } = await requestOf('by-leader');
  expect(await confirmRequest(no, order('x', 'b2'), silent)).toEqual({ done: false, why: 'unknown' });
  expect(await confirmRequest(no, { ...order('y'), person: beside.id }, silent)).toMatchObject({ why: 'wrongPerson' });
  expect(await confirmRequest(no, { ...order('y'), person: 'nobody' }, silent)).toMatchObject({ why: 'wrongPerson' });
  for (const _ of [1, 2]) expect(await confirmRequest(no, order('ok'), silent)).toMatchObject({ done: true });
  expect((await person(lan.id))?.conversations).toEqual(['by-leader']);
  expect(told.map(({ key, conversation }) => [key, conversation])).toEqual([['request.linked', 'by-leader']]);
  expect(await refuseRequest(no, order('no'), silent)).toMatchObject({ done: false, why: 'decided' });

  await asked(lan, 'unlike', silent, { name: 'Tên Khác' });
  const other = await requestOf('unlike');
  expect(await confirmRequest(other.no, order('z'), silent)).toMatchObject({ why: 'needsPerson' });
  expect(await refuseRequest(other.no, order('z'), silent)).toMatchObject({ done: true });
  expect(told.at(-1)).toMatchObject({ key: 'request.linkRefused', conversation: 'unlike' });
});

test('a chat of another record is not taken over: her leader says that both are one woman, and one record ends', async () => {
  const old = await member('b2');
  await asked(old, 'shared');
  await tryCode(codes[0]?.code ?? '', { id: 's1', conversation: 'shared' }, deps);
  const lan = await member();
  await asked(lan, 'shared', deps);
  expect(codes).toHaveLength(1);
  await askLink({ ...lan }, { id: 'shared/again', conversation: 'shared' }, deps);
  const before = [await linked('b1'), await linked('b2')];
  expect(await tryCode(codes[1]?.code ?? '', { id: 's2', conversation: 'shared' }, deps)).toMatchObject({ result: 'over' });
  expect((await person(old.id))?.conversations).toEqual(['shared']);
  const open = await requestStore.load('shared/again');
  expect(open).toMatchObject({ kind: 'joinRecords', state: 'open', person: lan.id });
  for (const _ of [1, 2]) expect(await confirmRequest(open?.no ?? '', order('join'), deps)).toMatchObject({ done: true });
  expect(await person(lan.id)).toMatchObject({ conversations: ['shared'], status: 'member' });
  const ended = { conversations: [], status: 'left', leftWhy: 'duplicate', mergedInto: lan.id };
  expect(await People.findById(old.id).lean()).toMatchObject(ended);
  expect(await person(old.id)).toMatchObject({ _id: lan.id, merged: [old.id] });
  expect([await linked('b1'), await linked('b2')]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) - 1]);
});

async function tied(chat: string): Promise<string> {
  const lan = await member();
  await asked(lan, chat, silent);
  await confirmRequest((await requestOf(chat)).no, { id: `${chat}/ok`, actor: { kind: 'operator' } }, silent);
  return lan.id;
}
const change = (chat: string, form: ChangeForm, id = `${chat}/${form.kind}`) =>
  askChange(form, { id, conversation: chat }, silent);

test.each<[ChangeForm, object]>([
  [
    { kind: 'move', unit: 'b2' },
    { unit: 'b2', status: 'member' },
  ],
  [{ kind: 'move' }, { status: 'left', leftWhy: 'movedAway' }],
  [{ kind: 'away' }, { away: { since: expect.any(String) } }],
  [
    { kind: 'leave', reason: 'busy' },
    { status: 'left', leftWhy: 'asked' },
  ],
  [{ kind: 'leave' }, { status: 'left', leftWhy: 'asked' }],
  [{ kind: 'correct', birthYear: 1986 }, { birthYear: 1986 }],
])('what a member asks for (%j) is done when her leader confirms, once, and she is told', async (form, after) => {
  const chat = `change ${JSON.stringify(form)}`;
  const id = await tied(chat);
  const { no, again } = await change(chat, form);
  expect(again).toBe(false);
  expect(await change(chat, form, 'second')).toMatchObject({ no, again: true });
  expect(await person(id)).not.toMatchObject(after);
  const results = await Promise.all([1, 2, 3].map((n) => confirmRequest(no, order(`${chat}/${n}`), silent)));
  expect(results.filter((each) => each.done)).toHaveLength(1);
  expect(await person(id)).toMatchObject(after);
  expect(told.filter(({ key }) => key === 'request.done')).toEqual([
    expect.objectContaining({ conversation: chat, vars: { no } }),
  ]);
});

test('a right name and phone are stored sealed; what cannot be recorded any more is told', async () => {
  const id = await tied('right');
  const name = await change('right', { kind: 'correct', name: 'Nguyễn Thị Lành' }, 'n');
  await confirmRequest(name.no, order('n-ok'), silent);
  const phone = await change('right', { kind: 'correct', phone: '0909000111' }, 'p');
  await confirmRequest(phone.no, order('p-ok'), silent);
  const stored = await person(id);
  expect(stored && [nameOf(stored), phoneNumberOf(stored)]).toEqual(['Nguyễn Thị Lành', '0909000111']);
  const [leave, move] = [await change('right', { kind: 'leave' }), await change('right', { kind: 'move', unit: 'b2' })];
  await confirmRequest(leave.no, order('l-ok'), silent);
  // She has left: there is nothing to move, and her leader's roll has her no more.
  expect(await confirmRequest(move.no, order('m-ok'), silent)).toMatchObject({ done: false, why: 'wrongPerson' });
  expect(await askChange({ kind: 'away' }, { id: 'stranger', conversation: 'nobody' }, silent)).toMatchObject({ no: '' });
});

test('nobody decides: reminded, then the commune’s; who typed no code is her leader’s after half an hour', async () => {
  const lan = await member();
  await asked(lan, 'waits');
  const { _id: id } = await requestOf('waits');
  const wake = async (after: number) => {
    now += after;
    for (const each of await requestCarrier.toWake(now)) await requestCarrier.wake(each, deps);
    const { unit, history, code } = await requestOf('waits');
    return [unit, history.at(-1)?.action, code !== undefined];
  };
  expect(await wake(CODE_WAIT - 1)).toEqual(['b1', 'ask', true]);
  expect(await wake(2)).toEqual(['b1', 'askLeader', false]);
  expect(await wake(3 * DAY)).toEqual(['b1', 'remind', false]);
  expect(await wake(3 * DAY)).toEqual(['c1', 'climb', false]);
  expect(await wake(3 * DAY)).toEqual(['c1', 'remind', false]);
  const { no } = await requestOf('waits');
  expect(await confirmRequest(no, order('too-late'), deps)).toMatchObject({ why: 'unknown' });
  const chair = { kind: 'leader', person: 'chair', unit: 'c1', post: 'communeChair' } as const;
  expect(await confirmRequest(no, { id: 'chair', actor: chair }, deps)).toMatchObject({ done: true, id });
});

test('she asks for her leader herself', async () => {
  const lan = await member();
  await asked(lan, 'impatient');
  for (const _ of [1, 2])
    expect(await askLeader({ id: 'i', conversation: 'impatient' }, deps)).toEqual({ result: 'over', branch: 'b1', days: 3 });
  expect((await requestOf('impatient')).history.map(({ action }) => action)).toEqual(['ask', 'askLeader']);
  expect(await tryCode(codes[0]?.code ?? '', { id: 'i2', conversation: 'impatient' }, deps)).toMatchObject({ result: 'over' });
});

test('killed at any step from the first question to the move, she is linked once and moved once', async () => {
  let steps = Number.POSITIVE_INFINITY;
  let done = 0;
  const before = [await linked('b1'), await linked('b2')];
  for (let at = 0; at < steps; at += 4) {
    const lan = await member();
    const chat = `kill-${at}`;
    codes = [];
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at + 1) throw new Killed();
    };
    const whole = async () => {
      await asked(lan, chat);
      await tryCode(codes[0]?.code ?? '', { id: `${chat}/try`, conversation: chat }, deps);
      const { no } = await change(chat, { kind: 'move', unit: 'b2' });
      await confirmRequest(no, order(`${chat}/ok`), deps);
    };
    while (!(await lives(whole)));
    step = () => undefined;
    if (taken <= at) steps = at;
    now += 60_000;
    for (const id of await requestCarrier.toWake(now)) await requestCarrier.wake(id, deps);
    expect(await person(lan.id)).toMatchObject({ unit: 'b2', conversations: [chat], linked: true });
    expect(codes).toHaveLength(1);
    done += 1;
  }
  expect(done).toBeGreaterThan(5);
  expect([await linked('b1'), await linked('b2')]).toEqual([before[0], (before[1] ?? 0) + done]);
  expect([...new Set((await DeadLetters.find().lean()).map((each) => each.reason))]).toEqual([]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [] });
});

test('a leader decides in her own chat, as far as her unit goes, and nobody else sees anything', async () => {
  await Requests.deleteMany({});
  const [lan, beside] = [await member(), await member('b2')];
  await asked(lan, 'desk-lan', silent);
  await asked(beside, 'desk-beside', silent);
  await appoint(
    { id: 'desk', actor: { kind: 'operator' }, who: { person: lan.id }, unit: 'b1', post: 'branchLead', from: '2025-09-15' },
    silent,
  );
  await tieLeaderChat({ _id: 'desk-chat', holder: lan.id, at: now });
  const from = (id: string, conversation = 'desk-chat') => ({ id, conversation });
  const { no } = await requestOf('desk-lan');
  const text = `${lan.name}, 1985: nối với sổ hội viên`;
  expect(await requestsFor(from('l1'), silent)).toEqual({ items: [{ no, text }], more: 0 });
  expect(await requestsFor(from('l2', 'stranger'), silent)).toEqual({ items: [], more: 0 });
  const other = (await requestOf('desk-beside')).no;
  expect(await decideFor({ no: other, decision: 'confirm' }, from('d1'), silent)).toEqual({ result: 'unknown' });
  expect(await decideFor({ no, decision: 'confirm' }, from('d2', 'stranger'), silent)).toEqual({ result: 'notAllowed' });
  for (const _ of [1, 2]) expect(await decideFor({ no, decision: 'confirm' }, from('d3'), silent)).toEqual({ result: 'done' });
  expect(await decideFor({ no, decision: 'refuse' }, from('d4'), silent)).toEqual({ result: 'decided' });
  expect((await person(lan.id))?.conversations).toEqual(['desk-lan']);
});

test('a record that the chat alone did not find is picked by the leader, or the commune is asked; no phone number is shown', async () => {
  await Requests.deleteMany({});
  const [be, twin] = [await member(), await member()];
  await People.updateOne({ _id: twin.id }, { $set: { name: (await person(be.id))?.name, birthYear: 1958 } });
  for (const chat of ['pick-1', 'pick-2']) await asked({ ...be, phone: '0905999999' }, chat, silent);
  const from = (id: string) => ({ id, conversation: 'desk-chat' });
  const [one, two] = [await requestOf('pick-1'), await requestOf('pick-2')];
  const answer = await decideFor({ no: one.no, decision: 'confirm' }, from('p1'), silent);
  expect(answer).toEqual({
    result: 'needsPerson',
    candidates: [
      { id: be.id, label: `${be.name}, 1985, b1` },
      { id: twin.id, label: `${be.name}, 1958, b1` },
    ],
  });
  expect(await decideFor({ no: one.no, decision: 'confirm', pick: twin.id }, from('p2'), silent)).toEqual({ result: 'done' });
  expect((await person(twin.id))?.conversations).toEqual(['pick-1']);
  for (const _ of [1, 2])
    expect(await decideFor({ no: two.no, decision: 'pass' }, from('p3'), silent)).toEqual({ result: 'done' });
  expect(await requestOf('pick-2')).toMatchObject({ state: 'open', unit: 'c1', history: [{}, { action: 'pass', to: 'c1' }] });
});

test('a move to a commune without a branch: let go by her leader, placed by that commune’s chair', async () => {
  const lan = await member();
  await People.updateOne({ _id: lan.id }, { $set: { conversations: ['move-lan'] } });
  await putUnit({
    _id: 'b3',
    code: 'b3',
    validFrom: '2025-07-01',
    level: 'branch',
    name: 'b3',
    place: 'thôn 3',
    aliases: [],
    parent: 'c2',
  });
  const { no } = await askChange({ kind: 'move', unit: 'c2' }, { id: 'mv', conversation: 'move-lan' }, silent);
  const chair = (unit: string) => ({ kind: 'leader', person: `chair-${unit}`, unit, post: 'communeChair' }) as const;
  expect(await confirmRequest(no, { id: 'mv1', actor: chair('c2') }, silent)).toMatchObject({ why: 'unknown' });
  expect(await confirmRequest(no, order('mv2'), silent)).toMatchObject({ done: true, entry: { outcome: 'open', to: 'c2' } });
  expect((await person(lan.id))?.unit).toBe('b1');
  expect(told.at(-1)).toMatchObject({ key: 'request.letGo', conversation: 'move-lan', vars: { unit: 'c2' } });
  expect(await confirmRequest(no, { id: 'mv3', actor: chair('c1') }, silent)).toMatchObject({ why: 'unknown' });
  expect(await confirmRequest(no, { id: 'mv4', actor: chair('c2') }, silent)).toMatchObject({ why: 'needsUnit' });
  expect(await confirmRequest(no, { id: 'mv5', actor: chair('c2'), branch: 'b2' }, silent)).toMatchObject({ why: 'needsUnit' });
  expect(await branchesFor((await requestOf('move-lan')) as MemberRequest)).toEqual([{ id: 'b3', label: 'thôn 3' }]);
  const give = () => confirmRequest(no, { id: 'mv6', actor: chair('c2'), branch: 'b3' }, silent);
  for (const _ of [1, 2]) expect(await give()).toMatchObject({ done: true, entry: { outcome: 'confirmed' } });
  expect(await person(lan.id)).toMatchObject({ unit: 'b3', history: [{ action: 'transfer', from: 'b1', to: 'b3' }] });
  expect(told.at(-1)).toMatchObject({ key: 'request.done', conversation: 'move-lan' });
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [] });
});

test('a branch has a link with its QR, the same one until it is changed; then the old one leads nowhere', async () => {
  const draw = (address: string) => QRCode.toString(address, { type: 'svg' });
  const entrances = [{ channel: 'one', link: (ref: string) => `https://one.example/?ref=${ref}`, draw }];
  const operator = { kind: 'operator' } as const;
  const kit = await invitationKit('b1', leader('b1'), entrances);
  if (typeof kit === 'string') throw new Error(kit);
  expect(kit).toEqual(await invitationKit('b1', operator, entrances));
  expect(kit.links).toEqual([
    { channel: 'one', link: `https://one.example/?ref=${kit.code}`, qr: expect.stringMatching(/^<svg/) },
  ]);
  expect(kit.text).toContain(kit.code);
  const code = linkCodeIn(kit.code) ?? '';
  for (const typed of [kit.code, kit.code.toLowerCase(), kit.code.replace('_', ' ')]) expect(linkCodeIn(typed)).toBe(code);
  for (const typed of ['chị ơi', 'chi hoi', '123456', 'chi_AEIOUY', `xin ${kit.code}`]) expect(linkCodeIn(typed)).toBeUndefined();
  expect(await unitOfLinkCode(code)).toBe('b1');
  const renewed = await invitationKit('b1', leader('b1'), entrances, { renew: true });
  expect(renewed).not.toEqual(kit);
  expect(await unitOfLinkCode(code)).toBeUndefined();
  expect(await invitationKit('b1', leader('b2'), entrances)).toBe('notAllowed');
  expect(await invitationKit('c1', operator, entrances)).toBe('unknownUnit');
  const deputy = { ...leader('b1'), post: 'branchDeputy' } as const;
  expect(await invitationKit('b1', deputy, entrances, { renew: true })).toBe('notAllowed');
  const given = await Promise.all([1, 2, 3].map(() => changeLinkCode('b2')));
  const live = await linkCodeOf('b2');
  expect(given).toContain(live);
  for (const each of given) expect(await unitOfLinkCode(each)).toBe(each === live ? 'b2' : undefined);
});
