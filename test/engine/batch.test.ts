import type { Channel } from '../../src/channels/channel';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { sendReplies } from '../../src/engine/outbound';
import { createPace, windowOf } from '../../src/engine/pace';
import { createPauses } from '../../src/engine/pause';
import { createLog } from '../../src/log';
import { record } from '../../src/models/consents';
import { Conversations, open } from '../../src/models/conversations';
import { newSend, type Send, Sends } from '../../src/models/sends';
import { zaloOn } from '../channels/set-up';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { until } from '../until';
import { useEngine } from './engine';

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const PEOPLE = 12;
const engine = useEngine();
const log = createLog('silent', 'test');
let zalo: FakeZalo;
let batches = 0;

beforeAll(async () => {
  zalo = await startFakeZalo({ echoes: false });
  for (let n = 0; n < PEOPLE; n++) {
    await open(`c${n}`, { channel: 'zalo', account: zalo.secrets.oaId, user: userOf(n) });
    await agrees(n, true, 1);
  }
  await Conversations.updateMany({}, { $set: { lastHeardAt: NOON } });
});
beforeEach(() => zalo.set('ok'));
afterAll(() => zalo.close());

const userOf = (n: number) => `9${n}`;
const agrees = (n: number, given: boolean, seq: number) =>
  record({
    ...{ _id: `k${n}-${seq}`, conversation: `c${n}`, purpose: 'NHAC_LICH', given, text: 't', textHash: 'h', locale: 'vi' },
    ...{ channel: 'zalo', by: 'tap', event: 'e', at: seq, seq },
  });

/** A process that sends; `limit` calls a second for all of them. */
function worker(limit?: number, now: () => number = () => NOON): SenderDeps {
  const { redis, prefix } = engine.connections();
  const channels = new Map<string, Channel>([['zalo', zaloOn(zalo)]]);
  const pace = limit === undefined ? {} : { pace: createPace(redis, new Map([['zalo', limit]]), `${prefix}:${batches}`) };
  return { channels, timeZone: 'Asia/Ho_Chi_Minh', now, log, pauses: createPauses(log), ...pace };
}

/** Broadcast sends, one for each person, `rounds` times. */
async function broadcast(rounds = 1): Promise<string[]> {
  batches += 1;
  const sends = Array.from({ length: rounds * PEOPLE }, (_, n) =>
    newSend({
      ...{ _id: `b${batches}-${n}`, conversation: `c${n % PEOPLE}`, channel: 'zalo', reply: false, seq: n },
      ...{ purpose: 'NHAC_LICH', say: { key: 'greeting.welcome', vars: { commune: 'Ân Thi' } } },
    }),
  );
  await Sends.collection.insertMany(sends as never);
  return sends.map(({ _id }) => _id);
}
const read = async (ids: readonly string[]) => Sends.find({ _id: { $in: ids } }).lean<Send[]>();
const states = async (ids: readonly string[]) => {
  const found = (await read(ids)).map(({ state, failure }) => (failure ? `${state} ${failure}` : state));
  return Object.fromEntries([...new Set(found)].map((one) => [one, found.filter((each) => each === one).length]));
};

test('a batch that two processes hold leaves once, each person gets her own', async () => {
  const ids = await broadcast();
  const before = zalo.sent.length;
  await Promise.all([sendBatch(ids, worker()), sendBatch([...ids].reverse(), worker())]);
  expect(await states(ids)).toEqual({ sent: PEOPLE });
  const left = zalo.sent.slice(before);
  expect(left.map(({ user }) => user).sort()).toEqual(Array.from({ length: PEOPLE }, (_, n) => userOf(n)).sort());
  for (const send of await read(ids)) expect(left.find(({ id }) => id === send.platformId)?.user).toBe(`9${send.seq}`);
});

test('what a killed process had under way becomes unknown, and does not leave a second time', async () => {
  const ids = await broadcast();
  const [first = '', ...rest] = ids;
  await Sends.updateOne(
    { _id: first },
    { $set: { state: 'sending', attempts: 1, leaseUntil: NOON + 25_000, leftAt: NOON }, $unset: { notBefore: 1 } },
  );
  const before = zalo.sent.length;
  await sendBatch(ids, worker());
  expect(await states(ids)).toEqual({ sending: 1, sent: rest.length });
  await sendBatch(
    ids,
    worker(undefined, () => NOON + 25_000),
  );
  expect(await states(ids)).toEqual({ 'unknown crash': 1, sent: rest.length });
  expect(zalo.sent.length - before).toBe(rest.length);
});

test('those who stop while their messages wait for their turn get nothing', async () => {
  const ids = await broadcast();
  const before = zalo.sent.length;
  const sending = sendBatch(ids, worker(1));
  await until('one has left', () => zalo.sent.length > before);
  for (let n = 0; n < PEOPLE; n++) await agrees(n, false, 2);
  await sending;
  const { sent = 0, 'held noConsent': held = 0 } = await states(ids);
  expect(sent + held).toBe(PEOPLE);
  // The policy's word is two seconds old at most, and one leaves each second.
  expect(held).toBeGreaterThan(PEOPLE / 2);
  expect(zalo.sent.length - before).toBe(sent);
  for (let n = 0; n < PEOPLE; n++) await agrees(n, true, 3);
});

test('after a rest of the account one message goes to see, and the others wait for what it finds', async () => {
  const ids = await broadcast();
  let now = NOON;
  const deps = worker(undefined, () => now);
  await zalo.set({ error: '-224' }, /message/);
  await sendBatch(ids.slice(0, 1), deps);
  now += 3_600_000;
  await sendBatch(ids.slice(1), deps);
  const tried = (await read(ids)).map(({ attempts }) => attempts);
  expect(tried.filter((attempts) => attempts > 0)).toHaveLength(2);
  await zalo.set('ok');
  now += 3_600_000;
  await sendBatch(ids, deps);
  expect(await states(ids)).toEqual({ sent: PEOPLE });
});

test('a reply passes the broadcast that is before it, and together they stay below the limit', async () => {
  const limit = 20;
  const ids = await broadcast(4);
  const before = zalo.sent.length;
  const deps = worker(limit);
  const sending = Promise.all([sendBatch(ids.slice(0, 24), deps), sendBatch(ids.slice(24), deps)]);
  await until('the broadcast has begun', () => zalo.sent.length > before);
  const reply = newSend({
    ...{ _id: `r${batches}`, conversation: 'c3', channel: 'zalo', reply: true, seq: 1, say: { key: 'greeting.safety' } },
  });
  await Sends.collection.insertOne(reply as never);
  await sendReplies('c3', deps);
  const behind = ids.length - (await Sends.countDocuments({ _id: { $in: ids }, state: 'sent' }));
  expect(behind).toBeGreaterThan(ids.length / 4);
  await sending;
  const times = zalo.sent.slice(before).map(({ at }) => at);
  expect(times).toHaveLength(ids.length + 1);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  // What is in the first window at once comes on top of what flows.
  expect(ids.length - windowOf(limit).all).toBeLessThanOrEqual(1.1 * limit * seconds);
});
