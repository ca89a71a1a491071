import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Events } from '../../src/models/events';
import { signMessenger, signZalo } from '../fake/sign';
import { useDatabase } from '../setup/database';
import { startTown, type Town } from './town';

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'bad-input-'));
let town: Town;
beforeAll(async () => {
  town = await startTown({ ...servers, dataDir }, { work: false });
});
afterAll(async () => {
  await town.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => Events.deleteMany({}));

const post = (channel: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${town.web.port}/webhooks/${channel}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const zalo = (body: object) => {
  const raw = JSON.stringify({ timestamp: '1785672000000', ...body });
  return post('zalo', raw, signZalo(raw, '1785672000000', town.zalo.secrets));
};
const messenger = (raw: string) => post('messenger', raw, signMessenger(raw, town.graph.secrets));
const says = (text: string, id = 'm1', user = '9007199254740993123') => ({
  event_name: 'user_send_text',
  sender: { id: user },
  recipient: { id: town.zalo.secrets.oaId },
  message: { text, msg_id: id },
});
const stored = () => Events.countDocuments({});

test('a body that is not JSON', async () => {
  expect((await post('zalo', '{"a":', { 'x-zevent-signature': 'mac=00' })).status).toBe(400);
  expect((await messenger('{"a":')).status).toBe(400);
  expect(await stored()).toBe(0);
});

test('a body over 1 MB', async () => {
  expect((await post('zalo', Buffer.alloc(2_000_000, 'x'))).status).toBe(413);
  expect((await post('messenger', Buffer.alloc(2_000_000, 'x'))).status).toBe(413);
});

test('a wrong, a missing and a malformed signature', async () => {
  const raw = JSON.stringify(says('chào'));
  for (const headers of [{}, { 'x-zevent-signature': `mac=${'0'.repeat(64)}` }, { 'x-zevent-signature': 'mac=zz' }] as Record<
    string,
    string
  >[]) {
    expect((await post('zalo', raw, headers)).status).toBe(401);
  }
  for (const headers of [{}, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, { 'x-hub-signature': 'sha1=00' }] as Record<
    string,
    string
  >[]) {
    expect((await post('messenger', '{"object":"page","entry":[]}', headers)).status).toBe(401);
  }
  expect(await stored()).toBe(0);
});

test('the unsigned probe, the handshake and its wrong token', async () => {
  expect((await post('zalo', '{}')).status).toBe(200);
  const ask = (token: string) =>
    fetch(
      `http://127.0.0.1:${town.web.port}/webhooks/messenger?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=11587`,
    );
  const right = await ask('verify-token');
  expect([right.status, await right.text()]).toEqual([200, '11587']);
  expect((await ask('guess')).status).toBe(403);
});

test('empty batches and unknown events are answered and not stored', async () => {
  const answer = await messenger('{"object":"page","entry":[]}');
  expect([answer.status, await answer.text()]).toEqual([200, 'EVENT_RECEIVED']);
  expect((await messenger('{"object":"page","entry":[{"id":"1","messaging":[{"speech":{}}]}]}')).status).toBe(200);
  expect((await zalo({ event_name: 'made_up', sender: { id: '1' } })).status).toBe(200);
  expect((await zalo({ event_name: 'user_send_text', sender: null, recipient: 7, message: [] })).status).toBe(200);
  expect(await stored()).toBe(0);
});

test('ids above 2^53 that differ in the last digit are two people', async () => {
  expect((await zalo(says('chào', 'a', '9007199254740993001'))).status).toBe(200);
  expect((await zalo(says('chào', 'b', '9007199254740993002'))).status).toBe(200);
  const events = await Events.find({}).lean();
  expect(new Set(events.map((event) => event.conversation)).size).toBe(2);
});

test('100 kB, NUL and lone surrogates are stored', async () => {
  expect((await zalo(says('ă'.repeat(50_000), 'a'))).status).toBe(200);
  expect((await zalo(says('a\u0000b', 'b'))).status).toBe(200);
  const page = town.graph.secrets.pageId;
  const item = `{"sender":{"id":"5"},"recipient":{"id":"${page}"},"timestamp":1,"message":{"mid":"m","text":"\\ud800 x \\u0000"}}`;
  expect((await messenger(`{"object":"page","entry":[{"id":"${page}","messaging":[${item}]}]}`)).status).toBe(200);
  expect(await stored()).toBe(3);
});

test('every event of a batch is stored, the same one twice is stored once', async () => {
  const page = town.graph.secrets.pageId;
  const item = (mid: string) => ({ sender: { id: '5' }, recipient: { id: page }, timestamp: 1, message: { mid, text: mid } });
  const entry = (...mids: string[]) => ({ id: page, time: 1, messaging: mids.map(item) });
  const raw = JSON.stringify({ object: 'page', entry: [entry('m1', 'm2'), entry('m2', 'm3')] });
  expect((await messenger(raw)).status).toBe(200);
  expect((await messenger(raw)).status).toBe(200);
  expect(await stored()).toBe(3);
});

test('health, readiness and metrics answer; metrics refuse who comes through a proxy', async () => {
  const get = (route: string, headers = {}) => fetch(`http://127.0.0.1:${town.web.port}${route}`, { headers });
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(200);
  expect((await get('/metrics', { 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
  const metrics = await (await get('/metrics')).text();
  for (const name of [
    'events_accepted_total',
    'events_duplicate_total',
    'turn_seconds',
    'queue_depth',
    'sends_total',
    'spool_size',
    'count_drift',
  ]) {
    expect(metrics).toContain(name);
  }
});
