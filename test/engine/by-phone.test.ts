import type { Channel } from '../../src/channels/channel';
import { createAccept } from '../../src/engine/accept';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { sendReplies } from '../../src/engine/outbound';
import { createPauses } from '../../src/engine/pause';
import { applyReceipts } from '../../src/engine/receipts';
import { createLog } from '../../src/log';
import { record } from '../../src/models/consents';
import { Conversations, open } from '../../src/models/conversations';
import { phoneHash, putPerson, tieConversation } from '../../src/models/people';
import { queueSend, type Send, Sends } from '../../src/models/sends';
import { createSendCode } from '../../workers/send-code';
import { zaloOn } from '../channels/set-up';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { until } from '../until';
import { useEngine } from './engine';

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const NIGHT = Date.parse('2026-11-22T23:00:00+07:00');
const HOUR = 3_600_000;
const log = createLog('silent', 'test');
const engine = useEngine();
let zalo: FakeZalo;
let channel: Channel;
let now = NOON;
let count = 0;

beforeAll(async () => {
  zalo = await startFakeZalo({
    clock: () => now,
    receipts: true,
    zns: { templates: [{ id: '1' }, { id: '2', chat: false }], unreachable: ['84905000000'] },
  });
});
beforeEach(async () => {
  now = NOON;
  await zalo.set('ok');
  channel = zaloOn(zalo, { templates: { LINK_CODE: '1', MEETING: '2' } });
});
afterAll(() => zalo.close());

const deps = (): SenderDeps => ({
  channels: new Map([['zalo', channel]]),
  timeZone: 'Asia/Ho_Chi_Minh',
  now: () => now,
  log,
  pauses: createPauses(log),
});
const sendOf = async (id: string) => (await Sends.findById(id).lean<Send>()) as Send;

function codes() {
  const rung: string[][] = [];
  const ring = (...bell: [string, string]) => void rung.push(bell);
  return { rung, send: createSendCode({ channels: deps().channels, now: () => now, ring }) };
}

test('a code goes to her phone at once, even at night, once for each id, and nowhere in clear', async () => {
  now = NIGHT;
  const { rung, send } = codes();
  const order = { id: `code-${++count}`, phone: '0905123456', code: 'K7M2Q' };
  const to = phoneHash(order.phone);
  expect([await send(order), await send({ ...order, code: 'OTHER' })]).toEqual([true, true]);
  expect(rung).toEqual([
    ['zalo', to],
    ['zalo', to],
  ]);
  await Promise.all([sendReplies(to, deps()), sendReplies(to, deps())]);
  await sendReplies(to, deps());
  const sent = zalo.to('84905123456');
  expect(sent).toMatchObject([{ kind: 'template', text: '{"code":"K7M2Q"}', metadata: order.id }]);
  const stored = await sendOf(order.id);
  expect(stored).toMatchObject({ state: 'sent', cost: 'paid', how: 'phone', platformId: order.id });
  expect(JSON.stringify(stored)).not.toMatch(/K7M2Q|905123456/);
});

test('a code that comes too late, or that no channel can send, is not sent', async () => {
  const order = { id: `code-${++count}`, phone: '0905123457', code: 'A' };
  await codes().send(order);
  now = NOON + HOUR;
  await sendReplies(phoneHash(order.phone), deps());
  expect(await sendOf(order.id)).toMatchObject({ state: 'expired', attempts: 0 });
  channel = zaloOn(zalo);
  expect(await codes().send({ ...order, id: `code-${++count}` })).toBe(false);
});

test('a code whose fate nobody knows is not sent twice; its receipt tells that it came', async () => {
  const accept = createAccept({ spool: engine.connections().spool, bells: engine.connections().bells, log });
  const order = { id: `code-${++count}`, phone: '0905123458', code: 'B' };
  await codes().send(order);
  await zalo.set('lost');
  await sendReplies(phoneHash(order.phone), deps());
  await zalo.set('ok');
  expect(await sendReplies(phoneHash(order.phone), deps())).toBeUndefined();
  expect(await sendOf(order.id)).toMatchObject({ state: 'unknown', attempts: 1 });
  expect(zalo.to('84905123458')).toHaveLength(1);
  const message = { tracking_id: order.id, delivery_time: String(now) };
  const body = { event_name: 'user_received_message', timestamp: String(now), recipient: { id: '84905123458' }, message };
  await accept('zalo', channel.parse({ ...body, sender: { id: zalo.secrets.oaId } }, now), now);
  await until('the receipt is applied', async () => {
    await applyReceipts(Date.now());
    return (await sendOf(order.id)).state === 'sent';
  });
  expect(await sendOf(order.id)).toMatchObject({ deliveredAt: now });
});

test('a number that takes no templates ends its send and nothing else', async () => {
  const order = { id: `code-${++count}`, phone: '0905000000', code: 'C' };
  await codes().send(order);
  await sendReplies(phoneHash(order.phone), deps());
  expect(await sendOf(order.id)).toMatchObject({ state: 'failed', failure: 'cannotReceive' });
});

test.each([
  ['-108 -114 -118 -119 -139 -140 -141 -1441 -1471 -1472', 'failed', 1],
  ['-117 -131 -1121 -1122 -1124 -146', 'failed', 1],
  ['-115 -135 -136 -137 -144 -124', 'queued', 1],
  ['-133', 'queued', 1],
  ['-147 -9999', 'failed', 6],
] as const)('the host of phone numbers keeps answering %s: %s', async (all, state, attempts) => {
  for (const code of all.split(' ')) {
    now = NOON;
    const id = `code-${++count}`;
    const phone = `09051${String(count).padStart(5, '0')}`;
    await queueSend({
      _id: id,
      conversation: phoneHash(phone),
      channel: 'zalo',
      reply: true,
      how: 'phone',
      seq: 1,
      say: { key: 'link.code', vars: { code: 'E' }, phone },
    });
    await zalo.set({ error: code }, /^\/message\/template$/);
    const sender = deps();
    for (let tried = 0; tried < attempts; tried++) {
      await sendReplies(phoneHash(phone), sender);
      now = Math.max(now, (await sendOf(id)).notBefore ?? 0);
    }
    expect({ code, ...(await sendOf(id)) }).toMatchObject({ code, state, attempts });
    // An account that cannot send to phones can still answer in chats.
    const rests = state === 'queued' && code !== '-133';
    expect(sender.pauses?.until('zalo', 'phones', NOON) !== undefined).toBe(rests);
    expect(sender.pauses?.until('zalo', 'replies', NOON)).toBeUndefined();
  }
});

test('a worker that died with a code in hand leaves it unknown, not sent again', async () => {
  const order = { id: `code-${++count}`, phone: '0905123459', code: 'D' };
  await codes().send(order);
  await Sends.updateOne({ _id: order.id }, { $set: { state: 'sending', leaseUntil: now - 1, attempts: 1 } });
  await sendReplies(phoneHash(order.phone), deps());
  expect(await sendOf(order.id)).toMatchObject({ state: 'unknown', failure: 'crash', platformId: order.id });
  expect(zalo.to('84905123459')).toEqual([]);
});

test.each([
  ['her number is known', '0905123460', { state: 'sent', how: 'phone', cost: 'paid', attempts: 2 }, 1],
  ['no number is known', undefined, { state: 'failed', failure: 'templateNotForUsers', attempts: 1 }, 0],
])('a reminder whose template cannot go to the chat goes to her phone where %s', async (_, phone, expected, arrived) => {
  const id = `reminder-${++count}`;
  const conversation = `conversation-${count}`;
  await open(conversation, { channel: 'zalo', account: '1', user: `20${count}` });
  await Conversations.updateOne({ _id: conversation }, { $set: { lastHeardAt: NOON - 8 * 24 * HOUR } });
  await putPerson(`person-${count}`, { name: 'Lan', unit: 'u', status: 'member', ...(phone ? { phone } : {}) });
  await tieConversation(`person-${count}`, conversation);
  await record({
    _id: `consent-${count}`,
    conversation,
    purpose: 'NHAC_LICH',
    given: true,
    text: 't',
    textHash: 'h',
    locale: 'vi',
    channel: 'zalo',
    by: 'tap',
    event: 'e',
    at: 1,
    seq: 1,
  });
  const vars = { branch: 'Chi hội 1', topic: 'Họp', day: '22/11', time: '19h', place: 'Nhà văn hóa' };
  const say = { key: 'meeting.reminderDay', vars };
  await queueSend({ _id: id, conversation, channel: 'zalo', reply: false, seq: 1, purpose: 'NHAC_LICH', say });
  for (let tried = 0; tried < 3; tried++) await sendBatch([id], deps());
  expect(await sendOf(id)).toMatchObject(expected);
  expect(zalo.sent.filter(({ metadata }) => metadata === id)).toHaveLength(arrived);
  expect((await Conversations.findById(conversation).lean())?.goneAt).toBeUndefined();
});
