import { createAccept, NothingStored } from '../../src/engine/accept';
import { createSpool, type Spool } from '../../src/engine/spool';
import type { InboundEvent } from '../../src/engine/types';
import { createLog } from '../../src/log';
import { Events, pendingOf } from '../../src/models/events';
import type { Bells } from '../../src/queues';
import { useEngine } from './engine';

const { connections } = useEngine();
const log = createLog('silent', 'test');
const rung: string[] = [];
const bells = { turns: async (ids: readonly string[]) => void rung.push(...ids) } as Bells;
const text = (id: string, user = 'u1', said = 'xin chào'): InboundEvent => ({
  type: 'text',
  text: said,
  user,
  account: 'oa',
  id,
  at: 1,
});
// A slow disk is not what these tests are about.
const accept = () => createAccept({ spool: connections().spool, bells, log, mongoWithin: 30_000 });

afterEach(() => jest.restoreAllMocks());

beforeEach(async () => {
  rung.length = 0;
  await Events.deleteMany({});
});

test('events that arrive together are stored in one insert and ring once for each conversation', async () => {
  const insert = jest.spyOn(Events.collection, 'insertMany');
  const take = accept();
  await take('zalo', [text('m0')], 1);
  insert.mockClear();
  await Promise.all(Array.from({ length: 30 }, (_, n) => take('zalo', [text(`m${n + 1}`, `u${n % 3}`)], 1)));
  expect(insert.mock.calls.length).toBeLessThanOrEqual(3);
  expect(await Events.countDocuments({})).toBe(31);
  expect(new Set(rung).size).toBe(3);
  insert.mockRestore();
});

test('a second delivery is stored once and answered only when the first is durable', async () => {
  const take = accept();
  await Promise.all([take('zalo', [text('m1')], 1), take('zalo', [text('m1')], 2), take('zalo', [text('m1'), text('m1')], 3)]);
  await take('zalo', [text('m1')], 4);
  expect(await Events.countDocuments({})).toBe(1);
  expect(rung).toHaveLength(1);
});

test('what is ignored is not stored, receipts ring nobody', async () => {
  const receipt: InboundEvent = { type: 'receipt', status: 'seen', ids: ['x'], user: 'u', account: 'oa', id: 'r1', at: 1 };
  await accept()('zalo', [{ type: 'ignored', user: '', account: 'oa', id: 'i', at: 1 }, receipt], 1);
  expect(await Events.countDocuments({})).toBe(1);
  expect(rung).toHaveLength(0);
});

test('texts with NUL, lone surrogates and 100 kB come out as they went in, and are not readable in the database', async () => {
  const said = `\u0000\ud800${'â'.repeat(100_000)}`;
  await accept()('zalo', [text('m9', 'u9', said)], 1);
  const [stored] = await Events.find({}).lean();
  expect(stored?.body).not.toContain('â');
  const [pending] = await pendingOf(stored?.conversation ?? '');
  expect(pending?._id).toBe(stored?._id);
});

test('when MongoDB does not answer events go to the spool, and come back in order of nothing lost', async () => {
  const insert = jest.spyOn(Events.collection, 'insertMany').mockRejectedValue(new Error('down'));
  const take = accept();
  await Promise.all([take('zalo', [text('m1')], 1), take('zalo', [text('m2')], 1)]);
  await take('zalo', [text('m3')], 1);
  // The breaker is open: MongoDB is not asked again.
  expect(insert.mock.calls.length).toBeLessThanOrEqual(2);
  insert.mockRestore();
  const { spool } = connections();
  expect(await spool.size()).toBe(3);
  expect(await spool.drain()).toHaveLength(1);
  expect(await spool.size()).toBe(0);
  expect(await Events.countDocuments({ pending: true })).toBe(3);
});

test('receipts that went to the spool come back without a bell: nobody takes them for a conversation', async () => {
  const insert = jest.spyOn(Events.collection, 'insertMany').mockRejectedValue(new Error('down'));
  const receipt: InboundEvent = { type: 'receipt', status: 'seen', ids: ['x'], user: 'u', account: 'oa', id: 'r9', at: 1 };
  await accept()('zalo', [receipt, text('m9')], 1);
  insert.mockRestore();
  expect(await connections().spool.drain()).toHaveLength(1);
  expect(await Events.countDocuments({ pending: true })).toBe(2);
});

test('an event that was being moved when the process died is moved again', async () => {
  const insert = jest.spyOn(Events.collection, 'insertMany').mockRejectedValue(new Error('down'));
  await accept()('zalo', [text('m1')], 1);
  const drained = createSpool(connections().redis, connections().prefix);
  await expect(drained.drain()).rejects.toThrow('down');
  insert.mockRestore();
  expect(await drained.size()).toBe(1);
  await drained.drain();
  expect(await Events.countDocuments({})).toBe(1);
});

test('when nothing can be stored the request fails, and the next delivery is stored', async () => {
  const insert = jest.spyOn(Events.collection, 'insertMany').mockRejectedValueOnce(new Error('down'));
  const broken: Spool = { ...connections().spool, keep: async () => Promise.reject(new Error('down too')) };
  const take = createAccept({ spool: broken, bells, log });
  await expect(take('zalo', [text('m1')], 1)).rejects.toThrow(NothingStored);
  insert.mockRestore();
  await accept()('zalo', [text('m1')], 1);
  expect(await Events.countDocuments({})).toBe(1);
});
