import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import { createApp } from '../../src/app';
import { createZalo } from '../../src/channels/zalo';
import { consentLink } from '../../src/channels/zalo-consent';
import { memoryTokens } from '../../src/channels/zalo-token';
import { createLog } from '../../src/log';
import { useEngine } from '../engine/engine';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { zaloConfig } from './set-up';

const engine = useEngine();
let fake: FakeZalo;
let server: Server;
let base: string;
let store = memoryTokens();
const alarms: (string | undefined)[] = [];

beforeAll(async () => {
  fake = await startFakeZalo();
});
beforeEach(async () => {
  store = memoryTokens({ access: 'old', refresh: 'used-up' });
  server = await web();
});
afterEach(() => server.close());
afterAll(() => fake.close());

test('an operator link leads to the consent page, the answer is stored, and both are good once', async () => {
  const link = await consentLink(deps());
  const start = await get(link);
  expect(start.status).toBe(302);
  const page = new URL(start.headers.get('location') ?? '');
  expect(page.pathname).toBe('/v4/oa/permission');
  expect(page.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  expect(page.searchParams.get('redirect_uri')).toBe(`${base}/zalo/oauth/callback`);
  const agreed = await get(page.href);
  const back = agreed.headers.get('location') ?? '';
  const done = await get(back);
  expect([done.status, done.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await store.read()).toMatchObject({ ...fake.tokens(), rev: 2 });
  expect(alarms.at(-1)).toBeUndefined();
  const again = [await get(link), await get(back)];
  expect(again.map(({ status }) => status)).toEqual([403, 403]);
  for (const each of again) expect(await each.text()).toContain('npm run setup-channels -- --consent');
});

test.each([
  ['a start without a key', '/zalo/oauth/start', 403],
  ['a start with a guessed key', '/zalo/oauth/start?key=aaaa', 403],
  ['a start with a list of keys', '/zalo/oauth/start?key=a&key=b', 403],
  ['an answer without a state', '/zalo/oauth/callback?code=x', 403],
  ['an answer with a guessed state', '/zalo/oauth/callback?code=x&state=aaaa', 403],
])('%s is refused', async (_name, path, status) => {
  expect((await get(base + path)).status).toBe(status);
  expect(await store.read()).toMatchObject({ access: 'old' });
});

test.each([
  ['no consent', () => '', 400],
  ['consent for another OA', () => 'code=x&oa_id=99', 409],
  ['a code that Zalo does not know', () => `code=x&oa_id=${fake.secrets.oaId}`, 502],
])('%s leaves the pair as it was', async (_name, query, status) => {
  const page = new URL((await get(await consentLink(deps()))).headers.get('location') ?? '');
  const answer = await get(`${base}/zalo/oauth/callback?state=${page.searchParams.get('state')}&${query()}`);
  expect(answer.status).toBe(status);
  expect(await store.read()).toMatchObject({ access: 'old', refresh: 'used-up', rev: 1 });
});

const deps = () => ({ oneTime: engine.connections().oneTime, publicBaseUrl: base });
const get = (url: string) => fetch(url, { redirect: 'manual' });

/** The web side with the Zalo channel on it; its address is known before its pages are made. */
async function web(): Promise<Server> {
  // A port that is free: somebody must say the address before the pages are made.
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  base = `http://127.0.0.1:${port}`;
  const alarm = (code: string | undefined) => void alarms.push(code);
  const listening = createApp({
    channels: new Map([['zalo', createZalo(zaloConfig(fake), store, { alarm, consent: deps() })]]),
    accept: async () => undefined,
    keepUnsigned: async () => undefined,
    notReady: async () => [],
    figures: async () => '',
    pages: {
      invitation: async () => undefined,
      door: async () => undefined,
      calendar: async () => undefined,
      file: async () => undefined,
      keeper: async () => ({ name: '', phone: '' }),
      timeZone: 'UTC',
      chats: () => [],
      count: async () => 0,
    },
    console: Router(),
    trustProxy: 0,
    log: createLog('silent', 'test'),
  }).listen(port);
  await once(listening, 'listening');
  return listening;
}
