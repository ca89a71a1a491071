import type { Channel } from '../../src/channels/channel';
import { createMessenger } from '../../src/channels/messenger';
import { createZalo } from '../../src/channels/zalo';
import { memoryTokens } from '../../src/channels/zalo-token';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { sendReplies } from '../../src/engine/outbound';
import { createLog } from '../../src/log';
import { Conversations, open } from '../../src/models/conversations';
import { queueSend, type Send, Sends } from '../../src/models/sends';
import { messengerConfig, zaloConfig } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const LIMIT = 20;
const log = createLog('silent', 'test');
useEngine();
let now = NOON;
let count = 0;
const clock = () => now;

describe.each([
  [
    'zalo',
    (options: object) => startFakeZalo(options),
    (fake: FakeZalo | FakeGraph) =>
      createZalo(zaloConfig(fake as FakeZalo), memoryTokens((fake as FakeZalo).tokens()), { now: clock }),
  ],
  [
    'messenger',
    (options: object) => startFakeGraph(options),
    (fake: FakeZalo | FakeGraph) => createMessenger(messengerConfig(fake as FakeGraph), { now: clock }),
  ],
] as const)('%s tells in its headers how near the limit is', (name, start, channelOf) => {
  let fake: FakeZalo | FakeGraph;
  let deps: SenderDeps;
  beforeAll(async () => {
    now = NOON;
    fake = await start({ clock, rate: { calls: LIMIT, ms: 60_000 } });
    const channel: Channel = channelOf(fake);
    deps = { channels: new Map([[name, channel]]), timeZone: 'Asia/Ho_Chi_Minh', now: clock, log };
  });
  afterAll(() => fake.close());

  async function queued(reply: boolean): Promise<Send> {
    const [id, conversation] = [`send-${++count}`, `conversation-${count}`];
    await open(conversation, { channel: name, account: '1', user: `30${count}` });
    await Conversations.updateOne({ _id: conversation }, { $set: { lastHeardAt: now } });
    await queueSend({ _id: id, conversation, channel: name, reply, seq: 1, say: { key: 'common.stale' } });
    if (reply) await sendReplies(conversation, deps);
    else await sendBatch([id], deps);
    return (await Sends.findById(id).lean<Send>()) as Send;
  }

  test('messages of our own accord stop at 80 % of it, replies go on to 95 %, and the platform never has to refuse', async () => {
    const broadcasts: Send[] = [];
    for (let n = 0; n < LIMIT; n++) broadcasts.push(await queued(false));
    expect(broadcasts.filter(({ state }) => state === 'sent')).toHaveLength(LIMIT * 0.8);
    const waiting = broadcasts.slice(LIMIT * 0.8);
    expect(waiting.map(({ state, failure }) => `${state} ${failure}`)).toEqual(waiting.map(() => 'queued nearLimit'));
    const replies: Send[] = [];
    for (let n = 0; n < 4; n++) replies.push(await queued(true));
    expect(replies.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'queued']);
    // It is the sender who held back: the platform took every call that was made.
    expect(fake.sent).toHaveLength(LIMIT * 0.95);
  });

  test('when the minute is over they leave', async () => {
    now += 61_000;
    const left = await Sends.find({ channel: name, state: 'queued' }).lean<Send[]>();
    expect(left).toHaveLength(5);
    for (const { _id, conversation, reply } of left) {
      if (reply) await sendReplies(conversation, deps);
      else await sendBatch([_id], deps);
    }
    expect(await Sends.countDocuments({ channel: name, state: 'sent' })).toBe(LIMIT + 4);
  });
});
