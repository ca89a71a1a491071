import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { createEnclosures } from '../../src/engine/enclosures';
import { sendReplies } from '../../src/engine/outbound';
import { createLog } from '../../src/log';
import { ChatFiles, insertChatFile } from '../../src/models/chat-files';
import { Conversations, open } from '../../src/models/conversations';
import type { FileType } from '../../src/models/meeting-files';
import { newSend, queueSend, type Send, Sends } from '../../src/models/sends';
import { claimUpload, uploadId } from '../../src/models/uploads';
import { messengerOn, zaloOn } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import type { Sent } from '../fake/platform';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

const HOUR = 3_600_000;
const PEOPLE = 4;
const LINK = 'https://hoi.example.vn/tep/x';
const log = createLog('silent', 'test');
useEngine();
let clock = Date.parse('2026-11-23T09:00:00+07:00');
const now = () => clock;
let zalo: FakeZalo;
let graph: FakeGraph;
let batches = 0;

beforeAll(async () => {
  [zalo, graph] = await Promise.all([
    startFakeZalo({ clock: now, echoes: false }),
    startFakeGraph({ clock: now, echoes: false }),
  ]);
  for (const channel of ['zalo', 'messenger'])
    for (let n = 0; n < PEOPLE; n++) await open(`${channel}${n}`, { channel, account: '1', user: `${channel}-${n}` });
});
beforeEach(async () => {
  await Promise.all([zalo.set('ok'), graph.set('ok')]);
  await Conversations.updateMany({}, { $set: { lastHeardAt: clock } });
});
afterAll(() => Promise.all([zalo.close(), graph.close()]));

/** A process that sends. */
function worker(): SenderDeps {
  const channels = new Map([
    ['zalo', zaloOn(zalo, {}, undefined, now)],
    ['messenger', messengerOn(graph)],
  ]);
  return { channels, timeZone: 'Asia/Ho_Chi_Minh', now, log, enclosures: createEnclosures({ now, log }) };
}

/** A message with a file to everybody, not sent yet. */
async function broadcast(type: FileType, content = 'x'): Promise<string[]> {
  batches += 1;
  const file = `file${batches}`;
  await insertChatFile({ _id: file, by: 'operator', type, name: 'Áp phích', bytes: Buffer.from(content), at: Date.now() });
  const kind = type === 'png' ? ('picture' as const) : ('file' as const);
  const say = { key: 'broadcast.text', vars: { unit: 'Chi hội', text: 'Mời chị xem' } };
  const enclosed = { file, kind, title: 'Áp phích', link: LINK };
  const sends = ['zalo', 'messenger'].flatMap((channel) =>
    Array.from({ length: PEOPLE }, (_, n) =>
      newSend({
        ...{ _id: `b${batches}-${channel}-${n}`, conversation: `${channel}${n}`, channel, reply: false, seq: n },
        say: { ...say, enclosed },
      }),
    ),
  );
  await Sends.collection.insertMany(sends as never);
  return sends.map(({ _id }) => _id);
}

const statesOf = async (ids: string[]) => {
  const sends = await Sends.find({ _id: { $in: ids } }).lean<Send[]>();
  return [...new Set(sends.map(({ state }) => state))].sort();
};
/** What reached people since `do` began: for each message its words, picture or file. */
async function arriving(fake: FakeZalo | FakeGraph, act: () => Promise<unknown>): Promise<(Sent & { what: string })[]> {
  const from = fake.sent.length;
  await act();
  return fake.sent.slice(from).map((each) => ({ ...each, what: each.image ?? each.file ?? each.text }));
}
const texts = (sent: readonly Sent[]) => [...new Set(sent.map(({ text }) => text).filter(Boolean))];
const WORDS = 'Chi hội: Mời chị xem';
const LINKED = `${WORDS}\n• Áp phích – ${LINK}`;

test('two processes at once hand a picture in once for each channel, and everybody sees it once', async () => {
  const ids = await broadcast('png');
  const half = (of: number) => ids.filter((_, n) => n % 2 === of);
  const onGraph = await arriving(graph, async () => {
    await Promise.all([sendBatch(half(0), worker()), sendBatch(half(1), worker())]);
    // Who did not hand it in looks again.
    clock += 3_000;
    await sendBatch(ids, worker());
  });
  expect(await statesOf(ids)).toEqual(['sent']);
  expect([zalo.handed.length, graph.handed.length]).toEqual([1, 1]);
  expect(zalo.handed[0]).toMatchObject({ name: 'Áp phích.png', bytes: Buffer.from('x') });
  const picture = `attachment:${zalo.handed[0]?.ref}`;
  expect(zalo.sent.map(({ user, text, image }) => [user, text, image]).sort()).toEqual(
    Array.from({ length: PEOPLE }, (_, n) => [`zalo-${n}`, WORDS, picture]),
  );
  expect(onGraph.filter(({ image }) => image)).toHaveLength(PEOPLE);
  expect(texts(onGraph)).toEqual([WORDS]);
  expect(onGraph).toHaveLength(2 * PEOPLE);

  // Five days later it is still there, on the eighth it is handed in anew.
  for (const [days, handed] of [
    [5, 1],
    [3, 2],
  ] as const) {
    clock += days * 24 * HOUR;
    await Conversations.updateMany({}, { $set: { lastHeardAt: clock } });
    await ChatFiles.updateMany({}, { $set: { expireAt: new Date(Date.now() + HOUR) } });
    const sent = await arriving(zalo, () => resend(ids[0] ?? ''));
    expect(sent.map(({ text }) => text)).toEqual([WORDS]);
    expect([zalo.handed.length, sent[0]?.image]).toEqual([handed, `attachment:${zalo.handed.at(-1)?.ref}`]);
  }
});

/** The same message once more to one person. */
async function resend(id: string): Promise<void> {
  await Sends.updateOne({ _id: id }, { $set: { state: 'queued', notBefore: 0 } });
  await sendBatch([id], worker());
}

test('what a platform does not take goes by its address, and is not tried for each person', async () => {
  const ids = await broadcast('xlsx');
  const [onZalo, onGraph] = [zalo.handed.length, graph.handed.length];
  const sent = await arriving(zalo, () => sendBatch(ids, worker()));
  expect(sent.map(({ text }) => text)).toEqual(Array.from({ length: PEOPLE }, () => LINKED));
  expect([zalo.handed.length - onZalo, graph.handed.length - onGraph]).toEqual([0, 1]);
  expect(graph.sent.at(-1)?.text).toBe(WORDS);
});

test('while a file cannot be handed in the message waits, and after three tries leaves with its address', async () => {
  const ids = (await broadcast('pdf')).slice(0, PEOPLE);
  await zalo.set('gateway', /upload/);
  const sent = await arriving(zalo, async () => {
    for (let tries = 1; tries <= 3; tries += 1) {
      await sendBatch(ids, worker());
      expect(await statesOf(ids)).toEqual(['queued']);
      clock += 11_000;
    }
    await sendBatch(ids, worker());
  });
  expect(texts(sent)).toEqual([LINKED]);
  expect(await statesOf(ids)).toEqual(['sent']);
});

test('a name that the platform does not know any more costs one message its picture, and the next has it again', async () => {
  const ids = await broadcast('png', 'y');
  await sendBatch(ids.slice(0, 1), worker());
  zalo.handed.splice(0);
  const sent = await arriving(zalo, async () => {
    for (const id of ids.slice(1, 3)) await sendBatch([id], worker());
  });
  expect(sent.map(({ text }) => text)).toEqual([LINKED, WORDS]);
  expect(sent[1]?.image).toBe(`attachment:${zalo.handed[0]?.ref}`);
});

test('a process that dies while it hands a file in holds the message up for no longer than its lease', async () => {
  const ids = (await broadcast('png', 'z')).slice(0, PEOPLE);
  await claimUpload(uploadId(`file${batches}`, 'zalo'), clock, 40_000);
  await sendBatch(ids, worker());
  expect(await statesOf(ids)).toEqual(['queued']);
  clock += 41_000;
  const sent = await arriving(zalo, () => sendBatch(ids, worker()));
  expect(sent.map(({ text, image }) => [text, Boolean(image)])).toEqual(ids.map(() => [WORDS, true]));
});

test('where each request costs, a file goes by its address; a reply waits for nothing', async () => {
  const [paid = ''] = await broadcast('pdf', 'w');
  await Conversations.updateOne({ _id: 'zalo0' }, { $set: { lastHeardAt: clock - 50 * HOUR } });
  expect(texts(await arriving(zalo, () => sendBatch([paid], worker())))).toEqual([LINKED]);

  const { enclosures } = worker();
  await claimUpload(uploadId(`file${batches}`, 'zalo'), clock, 40_000);
  const body = { key: 'broadcast.text', vars: { unit: 'Chi hội', text: 'Mời chị xem' } };
  const enclosed = { file: `file${batches}`, kind: 'file' as const, title: 'Áp phích', link: LINK };
  const say = { ...body, enclosed };
  await queueSend({ _id: 'reply', conversation: 'zalo1', channel: 'zalo', reply: true, seq: 1, notBefore: clock, say });
  const sent = await arriving(zalo, () => sendReplies('zalo1', { ...worker(), ...(enclosures ? { enclosures } : {}) }));
  expect(texts(sent)).toEqual([LINKED]);
});
