import type { Channel } from '../../src/channels/channel';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { sendReplies } from '../../src/engine/outbound';
import { createPauses } from '../../src/engine/pause';
import { createLog } from '../../src/log';
import * as metrics from '../../src/metrics';
import { record } from '../../src/models/consents';
import { Conversations, open } from '../../src/models/conversations';
import { queueSend, type Send, Sends } from '../../src/models/sends';
import { messengerOn, zaloOn } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

/** What becomes of a message that the platform keeps refusing with a code. */
type Verdict = 'dropped' | 'gone' | 'rests' | 'slower' | 'triedSixTimes' | 'morning' | 'unsure' | 'sentAnyway';

const ZALO: [codes: string, verdict: Verdict][] = [
  ['-216 216 -220 401 -401 -124', 'rests'],
  ['-32', 'slower'],
  ['-200 -9999', 'triedSixTimes'],
  ['-201 -210 -233 -248 -249 -100', 'dropped'],
  ['-211 -235 -240 -204 -205 -209 -212 -219 -221 -223 -224 -242 -320 -321', 'rests'],
  ['-213 -217 -227 -244', 'gone'],
  ['-218 -230 -232', 'dropped'],
  ['-234', 'morning'],
];
const GRAPH: [codes: string, verdict: Verdict][] = [
  ['190 190/458 190/460 190/463', 'rests'],
  ['4 32 613 613/2534040 80001 80006', 'slower'],
  ['10/1893063 10 200 200/2018028 200/2018027 200/2018021 2022 2/2018344', 'rests'],
  ['551 551/1545041 200/1545041 10/2018108 100/2018001 100/33 613/2018338', 'gone'],
  ['100/1893061 100/2018008 100/2018047 100/2018109 100/2018294 100/2018074 100/2018014 100 2018416', 'dropped'],
  ['10/2018278 10/2534022 10/2018065 2018300 2018218 2018247', 'dropped'],
  ['2018321 99999', 'triedSixTimes'],
  ['1 2 1200', 'unsure'],
  ['1/1357046', 'sentAnyway'],
];
const rows = [
  ...ZALO.flatMap(([codes, verdict]) => codes.split(' ').map((code) => ({ channel: 'zalo', code, verdict }))),
  ...GRAPH.flatMap(([codes, verdict]) => codes.split(' ').map((code) => ({ channel: 'messenger', code, verdict }))),
];

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const HOUR = 3_600_000;
const log = createLog('silent', 'test');
useEngine();
let zalo: FakeZalo;
let graph: FakeGraph;
let channels: Map<string, Channel>;
let now = NOON;
let count = 0;

beforeAll(async () => {
  const clock = () => now;
  [zalo, graph] = await Promise.all([startFakeZalo({ clock }), startFakeGraph({ clock })]);
});
beforeEach(() => {
  now = NOON;
  metrics.channelPaused.reset();
  channels = new Map<string, Channel>([zaloOn(zalo), messengerOn(graph)].map((channel) => [channel.name, channel]));
});
afterAll(() => Promise.all([zalo.close(), graph.close()]));

test.each(rows)('$channel answers $code: $verdict', async ({ channel, code, verdict }) => {
  await platform(channel).set({ error: code }, /message/);
  const deps = sender();
  for (const reply of [true, false]) {
    const { conversation, id } = await queued(channel, reply);
    for (let tried = 0; tried < 7; tried++) {
      now = Math.max(now, (await sendOf(id)).notBefore ?? 0);
      if (reply) await sendReplies(conversation, deps);
      else await sendBatch([id], deps);
      if (!['slower', 'triedSixTimes', 'unsure'].includes(verdict)) break;
    }
    const send = await sendOf(id);
    const { goneAt } = (await Conversations.findById(conversation).lean()) ?? {};
    expect({ reply, state: send.state, attempts: send.attempts }).toEqual({ reply, ...expected(verdict, reply) });
    expect(goneAt !== undefined).toBe(verdict === 'gone');
    expect(await paused(channel, reply)).toBe(verdict === 'rests' ? 1 : 0);
    if (verdict === 'morning') expect(send.notBefore).toBe(NOON + HOUR);
    now = NOON;
  }
  await platform(channel).set('ok');
});

test('an account in trouble costs one call, not one for each person, and its messages leave when it is well', async () => {
  await zalo.set({ error: '-224' }, /message/);
  const deps = sender();
  const all = [await queued('zalo', false), await queued('zalo', false), await queued('zalo', false)];
  for (const { id } of all) await sendBatch([id], deps);
  const sends = await Promise.all(all.map(({ id }) => sendOf(id)));
  expect(sends.map(({ state, attempts }) => [state, attempts])).toEqual([
    ['queued', 1],
    ['queued', 0],
    ['queued', 0],
  ]);
  await zalo.set('ok');
  now = NOON + HOUR;
  for (const { id } of all) await sendBatch([id], deps);
  expect(await Promise.all(all.map(async ({ id }) => (await sendOf(id)).state))).toEqual(['sent', 'sent', 'sent']);
  expect(await paused('zalo', false)).toBe(0);
});

test.each([
  ['zalo', '-230', { templates: { MEETING: '4711' } }, 8 * 24],
  ['messenger', '10/2018278', { templates: { MEETING: 'meeting_reminder' } }, 25],
] as const)('%s: what the closed window refuses goes out once by template', async (name, code, changes, hours) => {
  const channel = name === 'zalo' ? zaloOn(zalo, changes) : messengerOn(graph, changes);
  const deps = { ...sender(), channels: new Map([[name, channel]]) };
  // The window that we reckon is open, the platform's is not.
  await platform(name).set({ error: code, times: 1 }, /message/);
  const refused = await queued(name, false);
  await sendBatch([refused.id], deps);
  expect(await sendOf(refused.id)).toMatchObject({ state: 'queued', failure: 'windowClosed' });
  await sendBatch([refused.id], deps);
  expect(await sendOf(refused.id)).toMatchObject({ state: 'sent', attempts: 2 });
  // We know by ourselves.
  const late = await queued(name, false, NOON - hours * HOUR);
  await sendBatch([late.id], deps);
  expect(await sendOf(late.id)).toMatchObject({ state: 'sent', attempts: 1 });
  expect(platform(name).to(late.user)).toMatchObject([{ kind: 'template' }]);
  // The template is refused as well: that is the end.
  await platform(name).set({ error: code }, /message/);
  const never = await queued(name, false, NOON - hours * HOUR);
  for (let tried = 0; tried < 3; tried++) await sendBatch([never.id], deps);
  expect(await sendOf(never.id)).toMatchObject({ attempts: 1, failure: 'windowClosed' });
  await platform(name).set('ok');
  const answer = await queued(name, true, NOON - hours * HOUR);
  await sendReplies(answer.conversation, deps);
  expect(await sendOf(answer.id)).toMatchObject({ state: 'held', failure: 'windowClosed', attempts: 0 });
});

const platform = (channel: string) => (channel === 'zalo' ? zalo : graph);
const sender = (): SenderDeps => ({ channels, timeZone: 'Asia/Ho_Chi_Minh', now: () => now, log, pauses: createPauses(log) });

function expected(verdict: Verdict, reply: boolean): { state: Send['state']; attempts: number } {
  switch (verdict) {
    case 'dropped':
    case 'gone':
      return { state: 'failed', attempts: 1 };
    case 'rests':
    case 'morning':
      return { state: 'queued', attempts: 1 };
    case 'slower':
      return { state: 'queued', attempts: 7 };
    case 'triedSixTimes':
      return { state: 'failed', attempts: 6 };
    case 'unsure':
      return reply ? { state: 'queued', attempts: 7 } : { state: 'unknown', attempts: 1 };
    case 'sentAnyway':
      return { state: reply ? 'failed' : 'unknown', attempts: 1 };
    default:
      return verdict satisfies never;
  }
}

async function queued(channel: string, reply: boolean, lastHeardAt = NOON - HOUR) {
  const user = `10${++count}`;
  const conversation = `conversation-${count}`;
  await open(conversation, { channel, account: '1', user });
  await Conversations.updateOne({ _id: conversation }, { $set: { lastHeardAt } });
  platform(channel).heard(user, lastHeardAt);
  const consent = {
    purpose: 'NHAC_LICH',
    given: true,
    text: 't',
    textHash: 'h',
    locale: 'vi',
    by: 'tap',
    at: 1,
    seq: 1,
  } as const;
  await record({ ...consent, _id: `consent-${count}`, conversation, channel, event: 'e' });
  const id = `send-${count}`;
  const vars = { branch: 'Chi hội 1', topic: 'Họp', day: '22/11', time: '19:00', place: 'Nhà văn hóa' };
  await queueSend({
    _id: id,
    conversation,
    channel,
    reply,
    seq: 1,
    ...(reply ? {} : { purpose: 'NHAC_LICH' as const }),
    say: { key: 'meeting.invite', vars },
  });
  return { conversation, id, user };
}

async function sendOf(id: string): Promise<Send> {
  const send = await Sends.findById(id).lean<Send>();
  if (!send) throw new Error(`no send ${id}`);
  return send;
}

async function paused(channel: string, reply: boolean): Promise<number> {
  const { values } = await metrics.channelPaused.get();
  const kind = reply ? 'replies' : 'broadcasts';
  return values.find(({ labels }) => labels.channel === channel && labels.kind === kind)?.value ?? 0;
}
