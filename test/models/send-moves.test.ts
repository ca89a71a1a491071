import { cancelChunk, feedChunk, planSends, recallChunk, tallyChunk } from '../../src/models/send-chunks';
import { claimMany, claimReply, move, moveMany } from '../../src/models/send-moves';
import { noteEchoes, noteReceipts } from '../../src/models/send-receipts';
import { type NewSend, overdue, queueSend, type Send, Sends, stuck } from '../../src/models/sends';
import { useEngine } from '../engine/engine';

useEngine();
const NOW = 1_000_000;
const LEASE = 25_000;
const say = { key: 'greeting.welcome' };
let count = 0;

const ask = (changes: Partial<NewSend> = {}): NewSend => {
  count += 1;
  return {
    _id: `s${count}`,
    conversation: `c${count}`,
    channel: 'zalo',
    reply: false,
    seq: count,
    notBefore: NOW,
    say,
    ...changes,
  };
};
const queued = async (...changes: Partial<NewSend>[]): Promise<Send[]> => {
  const asked = changes.map(ask);
  for (const each of asked) await queueSend(each);
  return Promise.all(asked.map(({ _id }) => read(_id)));
};
const read = async (id: string): Promise<Send> =>
  (await Sends.findById(id).lean<Send>()) ?? Promise.reject(new Error(`no send ${id}`));
const ids = (sends: readonly Send[]) => sends.map(({ _id }) => _id);

test('of two workers that claim the same sends each send goes to one', async () => {
  const sends = await queued({}, {}, {}, {});
  const [one, two] = await Promise.all([claimMany(sends, NOW, LEASE), claimMany(sends.slice(1), NOW, LEASE)]);
  expect([...ids(one), ...ids(two)].sort()).toEqual(ids(sends).sort());
  for (const { _id } of sends)
    expect(await read(_id)).toMatchObject({ state: 'sending', attempts: 1, leaseUntil: NOW + LEASE, leftAt: NOW });
});

test('of the replies of a conversation one is under way, also when they are claimed together', async () => {
  const sends = await queued({ conversation: 'lan', reply: true }, { conversation: 'lan', reply: true }, { reply: true });
  const had = await claimMany(sends, NOW, LEASE);
  const underWay = await Promise.all(sends.map(({ _id }) => read(_id)));
  expect(underWay.filter(({ state, conversation }) => state === 'sending' && conversation === 'lan')).toHaveLength(1);
  expect(ids(underWay.filter(({ state }) => state === 'sending')).sort()).toEqual(ids(had).sort());
});

test('of two who ask for the same reply in the same moment one has it', async () => {
  const [send] = (await queued({ reply: true })) as [Send];
  const ask = { send, now: NOW, lease: LEASE };
  expect(await Promise.all([claimReply(ask), claimReply(ask)])).toEqual([true, false]);
});

test('a later claim keeps the time of the first, and a worker that wakes late concludes nothing', async () => {
  const [send] = (await queued({})) as [Send];
  await claimMany([send], NOW, LEASE);
  await move({ id: send._id, from: 'sending', attempts: 1, to: { state: 'queued', notBefore: NOW + 5, failure: 'tooFast' } });
  const again = await read(send._id);
  expect(again).toMatchObject({ state: 'queued', notBefore: NOW + 5, failure: 'tooFast', attempts: 1 });
  expect(again.leaseUntil).toBeUndefined();
  await claimMany([again], NOW + 10, LEASE);
  await move({ id: send._id, from: 'sending', attempts: 1, to: { state: 'failed', failure: 'late' } });
  expect(await read(send._id)).toMatchObject({ state: 'sending', attempts: 2, leftAt: NOW });
});

test('concluded together, each keeps what the platform called it, whatever that looks like', async () => {
  const sends = await queued({}, {}, {});
  await claimMany(sends, NOW, LEASE);
  const names = ['$leaseUntil', 'p2', ''];
  await moveMany(
    sends.map(({ _id }, n) => ({ id: _id, from: 'sending', attempts: 1, to: { state: 'sent', platformId: names[n] ?? '' } })),
  );
  expect((await Promise.all(sends.map(({ _id }) => read(_id)))).map(({ state, platformId }) => [state, platformId])).toEqual(
    names.map((name) => ['sent', name]),
  );
});

test('receipts go forward only, and what belongs to no send is told', async () => {
  const sends = await queued({}, {});
  await Sends.updateOne({ _id: sends[0]?._id ?? '' }, { $set: { platformId: 'm1', seenAt: 50 } });
  await Sends.updateOne({ _id: sends[1]?._id ?? '' }, { $set: { platformId: 'm2', state: 'unknown', failure: 'crash' } });
  expect(await noteEchoes([sends[1]?._id ?? '', sends[0]?._id ?? ''])).toBe(1);
  const known = await noteReceipts([
    { platformId: 'm1', status: 'seen', at: 40 },
    { platformId: 'm2', status: 'seen', at: 60 },
    { platformId: 'm2', status: 'seen', at: 30 },
    { platformId: 'm2', status: 'delivered', at: 20 },
    { platformId: 'm3', status: 'delivered', at: 20 },
  ]);
  expect([...known].sort()).toEqual(['m1', 'm2']);
  expect((await read(sends[0]?._id ?? '')).seenAt).toBe(50);
  const echoed = await read(sends[1]?._id ?? '');
  expect(echoed).toMatchObject({ seenAt: 60, deliveredAt: 20, state: 'sent' });
  expect(echoed.failure).toBeUndefined();
});

test('a chunk is planned once, fed, taken back for a pause and cancelled; the sweep finds what is fed and late', async () => {
  const part = { broadcast: 'b', chunk: 'b/hamlet' };
  const asked = [ask(part), ask(part), ask(part)].map((each) => ({
    ...each,
    ...part,
    person: each._id,
    planned: 'free' as const,
  }));
  await planSends(asked.slice(0, 2));
  await planSends(asked);
  expect(await tallyChunk(part.chunk)).toEqual({ planned: 3 });
  const overdueIds = async (at: number) =>
    ids(await overdue('broadcasts', at, 10_000, 200)).filter((id) => asked.some(({ _id }) => _id === id));
  expect(await overdueIds(NOW * 2)).toEqual([]);
  expect([...(await feedChunk(part.chunk, NOW)).values()].flat().sort()).toEqual(asked.map(({ _id }) => _id).sort());
  expect(await overdueIds(NOW + 9_999)).toEqual([]);
  expect(await overdueIds(NOW + 10_000)).toHaveLength(3);
  expect(await recallChunk(part.chunk)).toBe(3);
  await feedChunk(part.chunk, NOW);
  await claimMany([await read(asked[0]?._id ?? '')], NOW, LEASE);
  expect(await cancelChunk(part.chunk)).toBe(2);
  expect(await tallyChunk(part.chunk)).toEqual({ sending: 1, cancelled: 2 });
  expect(await overdueIds(NOW * 2)).toEqual([]);
  expect(ids(await stuck('broadcasts', NOW + LEASE, 200))).toContain(asked[0]?._id);
});
