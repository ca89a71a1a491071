import type { Channel } from '../../src/channels/channel';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { createLog } from '../../src/log';
import { CAP_WINDOW } from '../../src/models/caps';
import { Conversations, open } from '../../src/models/conversations';
import { type How, newSend, type Send, Sends } from '../../src/models/sends';
import { zaloOn } from '../channels/set-up';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const HOUR = 3_600_000;
const MOST = 2;
useEngine();
let zalo: FakeZalo;
let now = NOON;
let count = 0;

beforeAll(async () => {
  zalo = await startFakeZalo({ echoes: false, clock: () => now });
});
beforeEach(async () => {
  now = NOON;
  await zalo.set('ok');
});
afterAll(() => zalo.close());

function deps(perDay = MOST): SenderDeps {
  const channels = new Map<string, Channel>([['zalo', zaloOn(zalo, { templates: { MEETING: '4711' } })]]);
  return { channels, timeZone: 'Asia/Ho_Chi_Minh', now: () => now, log: createLog('silent', 'test'), perDay: async () => perDay };
}

/** Somebody of the register with a chat, who wrote so many hours ago. */
async function somebody(hoursAgo = 1): Promise<string> {
  const person = `p${++count}`;
  await open(`chat-${person}`, { channel: 'zalo', account: zalo.secrets.oaId, user: `90${count}` });
  const lastHeardAt = NOON - hoursAgo * HOUR;
  await Conversations.updateOne({ _id: `chat-${person}` }, { $set: { lastHeardAt } });
  zalo.heard(`90${count}`, lastHeardAt);
  return person;
}

const VARS = { branch: 'Chi hội 1', topic: 'Họp', day: '22/11', time: '19h', place: 'nhà văn hóa' };

/** A message to her of a broadcast of its own. */
async function message(person: string, more: { notAfter?: number; planned?: How } = {}): Promise<string> {
  const _id = `b${++count}/${person}`;
  const say = { key: 'meeting.invite', vars: VARS };
  const to = { conversation: `chat-${person}`, channel: 'zalo', reply: false, seq: 0, person };
  await Sends.collection.insertOne(newSend({ _id, ...to, say, ...more }) as never);
  return _id;
}

const read = async (id: string) => (await Sends.findById(id).lean<Send>()) as Send;
const send = async (person: string, more: { notAfter?: number; planned?: How } = {}): Promise<Send> => {
  const id = await message(person, more);
  await sendBatch([id], deps());
  return read(id);
};

describe('the cap of 24 hours', () => {
  test('whoever has had her share waits until the oldest of it ends, and then gets what waited', async () => {
    const lan = await somebody();
    expect(await send(lan)).toMatchObject({ state: 'sent' });
    now += HOUR;
    expect(await send(lan)).toMatchObject({ state: 'sent' });
    now += HOUR;
    const third = await send(lan);
    expect(third).toMatchObject({ state: 'queued', failure: 'dayFull', notBefore: NOON + CAP_WINDOW, attempts: 0 });
    // Too early it is not even asked about; somebody else has a share of her own.
    now = NOON + CAP_WINDOW - 1;
    await sendBatch([third._id], deps());
    expect(await read(third._id)).toMatchObject({ state: 'queued', failure: 'dayFull' });
    expect(await send(await somebody())).toMatchObject({ state: 'sent' });
    now = NOON + CAP_WINDOW;
    await sendBatch([third._id], deps());
    expect(await read(third._id)).toMatchObject({ state: 'sent' });
    expect(zalo.to(`90${lan.slice(1)}`)).toHaveLength(3);
  });

  test('several in one batch: she gets as many as she has room for', async () => {
    const hoa = await somebody();
    const ids = [await message(hoa), await message(hoa), await message(hoa)];
    await sendBatch(ids, deps());
    const states = (await Promise.all(ids.map(read))).map(({ state }) => state).sort();
    expect(states).toEqual(['queued', 'sent', 'sent']);
  });

  test('what the platform refused gives its room back; what may have left keeps it', async () => {
    const mai = await somebody();
    await zalo.set({ error: '-201', times: 1 }, /message/);
    expect(await send(mai)).toMatchObject({ state: 'failed', failure: 'badParameter' });
    await zalo.set('gateway', /message/);
    expect(await send(mai)).toMatchObject({ state: 'unknown', failure: 'platformDown' });
    await zalo.set('ok');
    expect(await send(mai)).toMatchObject({ state: 'sent' });
    expect(await send(mai)).toMatchObject({ state: 'queued', failure: 'dayFull' });
  });

  test('what would be too late then expires now', async () => {
    const cuc = await somebody();
    for (let n = 0; n < MOST; n += 1) await send(cuc);
    expect(await send(cuc, { notAfter: NOON + CAP_WINDOW - 1 })).toMatchObject({ state: 'expired', failure: 'dayFull' });
    expect(await send(cuc, { notAfter: NOON + CAP_WINDOW })).toMatchObject({ state: 'queued', failure: 'dayFull' });
  });
});

test.each<[planned: How, hoursAgo: number, becomes: Partial<Send>]>([
  ['free', 1, { state: 'sent', cost: 'free' }],
  ['free', 50, { state: 'held', failure: 'overPlan', attempts: 0 }],
  ['free', 200, { state: 'held', failure: 'overPlan', attempts: 0 }],
  ['paid', 1, { state: 'sent', cost: 'free' }],
  ['paid', 50, { state: 'sent', cost: 'paid' }],
  ['paid', 200, { state: 'held', failure: 'overPlan', attempts: 0 }],
  ['template', 1, { state: 'sent', cost: 'free' }],
  ['template', 50, { state: 'sent', cost: 'paid' }],
  ['template', 200, { state: 'sent', how: 'template' }],
])(
  'what was planned %s and leaves %i hours after she wrote never costs more than was approved',
  async (planned, hours, becomes) => {
    const before = zalo.sent.length;
    expect(await send(await somebody(hours), { planned })).toMatchObject(becomes);
    expect(zalo.sent.length - before).toBe(becomes.state === 'sent' ? 1 : 0);
  },
);
