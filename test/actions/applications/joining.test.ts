import { statusOf } from '../../../src/actions/applications/application-status';
import { applicationCarrier } from '../../../src/actions/applications/carry';
import { enterApplication } from '../../../src/actions/applications/enter';
import { recognise } from '../../../src/actions/applications/recognise';
import { submit } from '../../../src/actions/applications/submit';
import { newsCarrier } from '../../../src/actions/applications/unheard-news';
import { verify } from '../../../src/actions/applications/verify';
import { withdraw } from '../../../src/actions/applications/withdraw';
import type { ActionDeps, Telling } from '../../../src/actions/deps';
import { advance, waitingFor } from '../../../src/actions/desk/leader-desk';
import { appoint } from '../../../src/actions/officers/officers';
import type { ApplicationForm } from '../../../src/engine/types';
import { Applications, application } from '../../../src/models/applications';
import { Consents, record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { readCount } from '../../../src/models/counts';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { NewsCalls, newsStore } from '../../../src/models/news-calls';
import { People, person, putPerson } from '../../../src/models/people';
import { queueSend, Sends } from '../../../src/models/sends';
import { type Ring, recount } from '../../../src/programme/recount';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 10, 22, 3);
const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
let now = START;
let told: Telling[] = [];
const deps: ActionDeps = {
  tell: async (send) => void (told.some((each) => each.id === send.id) || told.push(send)),
  ringCount: climb,
  now: () => now,
  timeZone: 'Asia/Ho_Chi_Minh',
};
const operator = { kind: 'operator' } as const;
const lead = { kind: 'leader', person: 'lead', post: 'branchLead', unit: 'b1' } as const;
let women = 0;
const form = (more: Partial<ApplicationForm> = {}): ApplicationForm => {
  women += 1;
  return { name: `Chị số ${women}`, birthYear: 1985, unit: 'b1', phone: `09061${String(women).padStart(5, '0')}`, ...more };
};
const tellings = () => told.map(({ conversation, key }) => `${conversation} ${key}`);

beforeAll(async () => {
  await putTree(UNITS);
  for (const [id, unit, post] of [
    ['lead', 'b1', 'branchLead'],
    ['chair', 'c1', 'communeChair'],
    ['officer', 'p', 'provinceOfficer'],
  ] as const) {
    await putPerson(id, { name: id, unit: 'b1', status: 'member', memberSince: 1 });
    await appoint({ id: `post/${id}`, actor: operator, who: { person: id }, unit, post, from: '2025-09-15' }, deps);
    const blank = { channel: 'zalo', account: 'oa', user: 'u', rev: 0, timers: [], outbox: [], done: [], lastHeardAt: 1 };
    await Conversations.create({ _id: `${id}-chat`, ...blank });
    await tieLeaderChat({ _id: `${id}-chat`, holder: id, at: now });
    const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'zalo', by: 'tap', event: 'e', at: now, seq: 1 } as const;
    await record({ _id: `${id}/c`, conversation: `${id}-chat`, purpose: 'CONG_VIEC', given: true, ...about });
  }
});
beforeEach(() => {
  told = [];
});
afterEach(async () => {
  await Applications.deleteMany({});
  now = START;
});

/** Time passes; two sweeps find what is due. */
async function waits(days: number): Promise<void> {
  now = START + days * DAY;
  for (const _ of [1, 2])
    await Promise.all((await applicationCarrier.toWake(now)).map((id) => applicationCarrier.wake(id, deps)));
}

test('the leader hears of each application, is reminded before its day, and those above hear when it has passed; each once', async () => {
  const { file } = await submit(form(), { id: 'd1', conversation: 'd1' }, deps);
  expect(tellings()).toEqual(['lead-chat leader.application']);
  await waits(4.9);
  expect(told).toHaveLength(1);
  await waits(5);
  await waits(6.9);
  expect(tellings().slice(1)).toEqual(['lead-chat leader.verifyWaits']);
  expect(told[1]?.vars).toEqual({ unit: 'b1', file, days: 2 });
  await waits(7);
  await waits(40);
  expect(tellings().slice(2)).toEqual(['chair-chat leader.applicationLate']);
  expect((await application('d1'))?.dueAt).toBeUndefined();
  const month = (await readCount('b1', '2026-11'))?.n ?? {};
  expect(month['applications:late']).toBe(1);

  told = [];
  const verified = now;
  await verify(file, { id: 'v', actor: lead }, deps);
  expect(tellings()).toEqual(['d1 application.verified', 'chair-chat leader.toRecognise']);
  await waits((verified - START) / DAY + 13);
  await waits((verified - START) / DAY + 15);
  expect(tellings().slice(2)).toEqual(['chair-chat leader.recogniseWaits', 'officer-chat leader.applicationLate']);
  await recognise(file, { id: 'r', actor: operator }, deps);
  await waits(400);
  expect(tellings().slice(4)).toEqual(['d1 application.recognised']);
});

test('what ended before its day reminds nobody', async () => {
  const { file } = await submit(form(), { id: 'e1', conversation: 'e1' }, deps);
  await withdraw(file, { id: 'w', actor: operator, reason: 'unreachable' }, deps);
  await waits(30);
  expect(tellings()).toEqual(['lead-chat leader.application', 'e1 application.unreachable']);
});

test('she asks how far it is in her own chat; in another it does not exist, whatever number is typed', async () => {
  const { file } = await submit(form(), { id: 's1', conversation: 's1' }, deps);
  const shown = { state: 'submitted', file, unit: 'b1', day: '22/11/2026' };
  expect(await statusOf('s1', undefined, deps)).toEqual(shown);
  expect(await statusOf('s1', file, deps)).toEqual(shown);
  await verify(file, { id: 'v', actor: lead }, deps);
  expect(await statusOf('s1', undefined, deps)).toMatchObject({ state: 'verified' });
  for (const [chat, number] of [
    ['other', file],
    ['s1', '26-000000'],
    ['', file],
    ['', undefined],
  ] as const)
    expect(await statusOf(chat, number, deps)).toEqual({ state: 'none' });
});

test('another of her name and year in the unit is flagged and refused nothing', async () => {
  await putPerson('be', {
    name: 'Lê Thị Bé',
    birthYear: 1985,
    phone: '0906999999',
    unit: 'b1',
    status: 'member',
    memberSince: 1,
  });
  await submit(form({ name: 'LE THI BE' }), { id: 'n1', conversation: 'n1' }, deps);
  expect(await application('n1')).toMatchObject({ state: 'submitted', likeness: ['sameName'] });
  await submit(form({ name: 'Trần Thị Tư', unit: 'c1' }), { id: 'n2', conversation: 'n2' }, deps);
  const second = await submit(form({ name: 'tran  thi tu' }), { id: 'n3', conversation: 'n3' }, deps);
  expect(await application('n3')).toMatchObject({ state: 'submitted', likeness: ['sameName'] });
  expect(second.duplicate).toBe(false);
  await submit(form({ name: 'Trần Thị Tư', birthYear: 1986 }), { id: 'n4', conversation: 'n4' }, deps);
  expect((await application('n4'))?.likeness).toBeUndefined();
});

test('of somebody under age nothing is kept, however she comes', async () => {
  const young = form({ birthYear: 2009 });
  expect(await submit(young, { id: 'y1', conversation: 'y1' }, deps)).toMatchObject({ underAge: true });
  const order = { id: 'y2', actor: lead, paper: 'sổ 1' };
  expect(await enterApplication({ ...order, form: young }, deps)).toEqual({ done: false, why: 'underAge' });
  const eighteen = form({ birthYear: 2008 });
  expect(await enterApplication({ ...order, form: eighteen }, deps)).toEqual({ done: false, why: 'askBirthday' });
  expect(await Applications.countDocuments()).toBe(0);
  expect(await Consents.countDocuments({ by: 'paper' })).toBe(0);
  expect(told).toEqual([]);
  expect(await enterApplication({ ...order, form: eighteen, turned18: true }, deps)).toMatchObject({ done: true });
});

test('a leader enters a woman without a smartphone: paper consent, no chat, even no phone, and she becomes a member', async () => {
  const order = { id: 'p1', actor: lead, paper: ' sổ 2026, số 14 ', form: form({ phone: '', groups: ['NONG_NGHIEP', 'BOGUS'] }) };
  for (const _ of [1, 2]) expect(await enterApplication(order, deps)).toMatchObject({ done: true, filed: { duplicate: false } });
  expect(await enterApplication({ ...order, id: 'p2', form: form({ phone: '' }) }, deps)).toMatchObject({
    filed: { duplicate: false },
  });
  const [consent] = await Consents.find({ conversation: 'application/p1' }).lean();
  expect(consent).toMatchObject({
    purpose: 'GIA_NHAP',
    given: true,
    by: 'paper',
    paper: 'sổ 2026, số 14',
    event: 'branchLead:lead',
  });
  const file = (await application('p1'))?.file ?? '';
  await verify(file, { id: 'pv', actor: lead }, deps);
  await recognise(file, { id: 'pr', actor: operator }, deps);
  const her = await person((await application('p1'))?.member ?? '');
  expect(her).toMatchObject({ status: 'member', conversations: [], groups: ['NONG_NGHIEP'] });
  expect(her?.phoneHash).toBeUndefined();
  expect(await People.countDocuments({ conversations: '' })).toBe(0);
  for (const [more, why] of [
    [{ paper: ' ' }, 'noPaper'],
    [{ form: form({ unit: 'nowhere' }) }, 'unknownUnit'],
    [{ actor: { ...lead, unit: 'elsewhere' } }, 'notAllowed'],
  ] as const)
    expect(await enterApplication({ ...order, id: 'p3', ...more }, deps)).toEqual({ done: false, why });
});

test('news for a woman without a chat is a call of her leader’s, until somebody notes that she was told', async () => {
  const filed = await enterApplication({ id: 'nc', actor: lead, paper: 'sổ 7', form: form() }, deps);
  const file = filed.done ? filed.filed.file : '';
  told = [];
  await verify(file, { id: 'nc/v', actor: lead }, deps);
  expect(tellings()).toEqual(expect.arrayContaining(['lead-chat leader.toCall', 'chair-chat leader.toRecognise']));
  expect(tellings().filter((each) => each.startsWith(' '))).toEqual([]);
  const from = (id: string, conversation = 'lead-chat') => ({ id, conversation });
  const calls = async () => (await waitingFor(from(`nc/${now}`), deps)).items.filter(({ act }) => act === 'call');
  await recognise(file, { id: 'nc/r', actor: operator }, deps);
  const news = expect.stringContaining(file === '' ? '?' : 'công nhận');
  expect(await calls()).toMatchObject([{ file, act: 'call', news }]);
  expect(JSON.stringify(await NewsCalls.find().lean())).not.toContain('Chị số');
  expect(await advance(file, 'call', from('nc/x', 'nobody'), deps)).toEqual({ result: 'notAllowed' });
  expect(await advance(file, 'call', from('nc/1'), deps)).toEqual({ result: 'done' });
  expect(await advance(file, 'call', from('nc/2'), deps)).toEqual({ result: 'wrongState' });
  expect(await calls()).toEqual([]);
});

test('a message that did not leave is a call of her leader’s; while any is open she is reminded once a week for all of them', async () => {
  await NewsCalls.deleteMany({});
  const passes = async (ms: number) => {
    now += ms;
    told = [];
    for (const id of await newsStore.toWake(now)) await newsCarrier.wake(id, deps);
    return tellings();
  };
  const files: string[] = [];
  for (const chat of ['u1', 'u2', 'u3']) {
    const { file } = await submit(form(), { id: chat, conversation: chat }, deps);
    files.push(file);
    told = [];
    await verify(file, { id: `${chat}/v`, actor: lead }, deps);
    const [her] = told.filter(({ conversation }) => conversation === chat);
    const say = { key: her?.key ?? '', vars: {} };
    await queueSend({ _id: her?.id ?? '', conversation: chat, channel: 'zalo', reply: false, seq: 0, notBefore: now, say });
  }
  expect(await passes(DAY / 24)).toEqual([]);
  await Sends.updateOne({ conversation: 'u1' }, { state: 'sent' });
  await Sends.updateOne({ conversation: 'u2' }, { state: 'held', failure: 'windowClosed' });
  await Sends.updateOne({ conversation: 'u3' }, { state: 'failed', failure: 'blocked' });
  expect(await passes(DAY / 4)).toEqual(['lead-chat leader.toCallUnheard', 'lead-chat leader.toCallUnheard']);
  const calls = async () =>
    (await waitingFor({ id: `u/${now}`, conversation: 'lead-chat' }, deps)).items.filter(({ act }) => act === 'call');
  expect((await calls()).map(({ file }) => file).sort()).toEqual(files.slice(1).sort());
  expect(await passes(6 * DAY)).toEqual([]);
  // Both are due in the same turn, and are one message.
  await passes(2 * DAY);
  expect(new Map(told.map(({ id, vars }) => [id, vars]))).toEqual(
    new Map([[expect.stringMatching(/^calls\/b1\//), { unit: 'b1', n: 2 }]]),
  );
  for (const file of files.slice(1)) await advance(file, 'call', { id: `u/${file}`, conversation: 'lead-chat' }, deps);
  expect(await passes(8 * DAY)).toEqual([]);
  expect(await newsStore.toWake(now + 365 * DAY)).toEqual([]);
});
