import { setTimeout as wait } from 'node:timers/promises';
import type { OutboundMessage } from '../../src/channels/channel';
import { OAUTH_TIMEOUT } from '../../src/channels/zalo-oauth';
import { LOCK_TIME, memoryTokens, REFRESH_AFTER, type TokenStore, zaloTokens } from '../../src/channels/zalo-token';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { zaloConfig, zaloOn } from './set-up';

const MESSAGE: OutboundMessage = { sendId: 's', account: '1', user: '111', text: 'Chào chị', buttons: [], kind: 'reply' };

let fake: FakeZalo;
beforeEach(async () => {
  fake = await startFakeZalo();
});
afterEach(() => fake.close());

test('a refused token is refreshed once and the message leaves', async () => {
  const store = memoryTokens(fake.tokens());
  fake.expireToken();
  await zaloOn(fake, {}, store).send(MESSAGE);
  expect(fake.to('111')).toHaveLength(1);
  expect(fake.refreshes()).toBe(1);
  expect(await store.read()).toMatchObject({ ...fake.tokens(), rev: 2 });
});

test('many sends at once, in several processes, use the single-use token once', async () => {
  const store = memoryTokens(fake.tokens());
  fake.expireToken();
  const processes = [zaloOn(fake, {}, store), zaloOn(fake, {}, store), zaloOn(fake, {}, store)];
  await Promise.all(processes.flatMap((channel) => Array.from({ length: 5 }, () => channel.send(MESSAGE))));
  expect(fake.refreshes()).toBe(1);
  expect(fake.to('111')).toHaveLength(15);
});

test('a token that stays refused is not refreshed for ever', async () => {
  await fake.set({ error: '-216' }, /message/);
  await expect(zaloOn(fake).send(MESSAGE)).rejects.toMatchObject({ retry: 'token', platformCode: '-216' });
  expect(fake.refreshes()).toBe(1);
});

test('a refused refresh keeps the stored pair and asks for consent', async () => {
  const store = memoryTokens({ access: 'old', refresh: 'used-up' });
  await expect(zaloOn(fake, {}, store).send(MESSAGE)).rejects.toMatchObject({
    code: 'consentNeeded',
    retry: 'token',
    about: 'account',
    platformCode: '-14014',
  });
  expect(await store.read()).toMatchObject({ access: 'old', refresh: 'used-up', rev: 1, dead: '-14014' });
});

test('a wrong secret and an answer without a token are failures, with HTTP 200 as well', async () => {
  fake.expireToken();
  const wrong = zaloOn(fake, { appSecret: 'other' });
  await expect(wrong.send(MESSAGE)).rejects.toMatchObject({ code: 'badAppSettings', platformCode: '-14004' });
  await fake.set('gateway', /access_token/);
  await expect(zaloOn(fake).send(MESSAGE)).rejects.toMatchObject({ code: 'platformDown', retry: 'later' });
});

test('the tokens of the environment are only to start with', async () => {
  const store = memoryTokens();
  const { access, refresh } = fake.tokens();
  const tokens = zaloTokens(zaloConfig(fake, { accessToken: access, refreshToken: refresh }), store);
  expect(await tokens.current()).toBe(access);
  expect(await store.read()).toMatchObject({ access, refresh, rev: 1 });
  const next = await tokens.renewed(access);
  expect(await tokens.current()).toBe(next);
  await expect(zaloTokens(zaloConfig(fake), memoryTokens()).current()).rejects.toMatchObject({ code: 'tokenMissing' });
});

test('a new pair that cannot be stored is not lost: it is stored before anything else is asked', async () => {
  const inner = memoryTokens(fake.tokens());
  let down = true;
  const store: TokenStore = {
    ...inner,
    save: async (next, rev) => {
      if (down) throw new Error('no database');
      return inner.save(next, rev);
    },
  };
  const first = fake.tokens().access;
  const tokens = zaloTokens(zaloConfig(fake), store);
  await expect(tokens.renewed(first)).rejects.toThrow('no database');
  down = false;
  expect(await tokens.renewed(first)).toBe(fake.tokens().access);
  expect(fake.refreshes()).toBe(1);
  expect(await inner.read()).toMatchObject(fake.tokens());
});

test('whoever comes second uses the pair of the first', async () => {
  const store = memoryTokens(fake.tokens());
  const release = await store.lock(LOCK_TIME);
  const tokens = zaloTokens(zaloConfig(fake), store);
  const waiting = tokens.renewed(fake.tokens().access);
  await wait(50);
  await store.save({ access: 'newer', refresh: 'r' }, 1);
  await release?.();
  expect(await waiting).toBe('newer');
  expect(fake.refreshes()).toBe(0);
});

test('the lock outlasts the call, and a pair is stored only over the one it came from', async () => {
  expect(LOCK_TIME).toBeGreaterThan(OAUTH_TIMEOUT);
  const store = memoryTokens({ access: 'a', refresh: 'r' });
  expect(await store.save({ access: 'b', refresh: 's' }, 0)).toBe(false);
  expect(await store.save({ access: 'b', refresh: 's' }, 1)).toBe(true);
  expect(await store.save({ access: 'c', refresh: 't' }, 1)).toBe(false);
});

test('a pair is refreshed ahead of time, and looked at once a minute at most', async () => {
  const store = memoryTokens(fake.tokens());
  const tokens = zaloTokens(zaloConfig(fake), store);
  const stored = Date.now();
  await tokens.tend(stored + REFRESH_AFTER - 60_000);
  expect(fake.refreshes()).toBe(0);
  await tokens.tend(stored + REFRESH_AFTER - 1);
  expect(fake.refreshes()).toBe(0);
  await tokens.tend(stored + REFRESH_AFTER + 60_000);
  expect(fake.refreshes()).toBe(1);
  expect(await store.read()).toMatchObject({ ...fake.tokens(), rev: 2 });
  expect(await tokens.current()).toBe(fake.tokens().access);
});

test('a dead pair raises the alarm, is not asked for again, and gives way to new tokens of the environment', async () => {
  const store = memoryTokens({ access: 'old', refresh: 'used-up' });
  const alarms: (string | undefined)[] = [];
  const alarm = (code: string | undefined) => void alarms.push(code);
  const first = zaloTokens(zaloConfig(fake), store, { alarm });
  await expect(first.renewed('old')).rejects.toMatchObject({ code: 'consentNeeded' });
  await expect(first.renewed('old')).rejects.toMatchObject({ code: 'consentNeeded' });
  expect(fake.refreshes()).toBe(1);
  expect(await first.current()).toBe('old');
  await first.tend(Date.now() + 120_000);
  expect(new Set(alarms)).toEqual(new Set(['consentNeeded']));
  const { access, refresh } = fake.tokens();
  const restarted = zaloTokens(zaloConfig(fake, { accessToken: access, refreshToken: refresh }), store, { alarm });
  await restarted.tend(Date.now() + 240_000);
  expect(alarms.at(-1)).toBeUndefined();
  expect(await store.read()).toMatchObject({ access, refresh, rev: 2 });
});

test('tokens of the environment that were used up are tried once', async () => {
  const store = memoryTokens();
  const tokens = zaloTokens(zaloConfig(fake, { accessToken: 'old', refreshToken: 'used-up' }), store);
  await expect(tokens.renewed('old')).rejects.toMatchObject({ code: 'consentNeeded' });
  await expect(tokens.renewed('old')).rejects.toMatchObject({ code: 'consentNeeded' });
  expect(fake.refreshes()).toBe(1);
  await tokens.adopt(fake.tokens());
  expect(await store.read()).toMatchObject({ ...fake.tokens(), rev: 2 });
});

test('no pair at all raises the alarm', async () => {
  const alarms: (string | undefined)[] = [];
  const tokens = zaloTokens(zaloConfig(fake), memoryTokens(), { alarm: (code) => void alarms.push(code) });
  await expect(tokens.tend(Date.now())).rejects.toMatchObject({ code: 'tokenMissing' });
  expect(alarms).toEqual(['tokenMissing']);
});

test('a send does not wait for a slow refresh longer than its lease allows, and the message surely has not left', async () => {
  await fake.set({ slow: 4_500 }, /access_token/);
  const store = memoryTokens(fake.tokens());
  fake.expireToken();
  const channel = zaloOn(fake, {}, store);
  await expect(channel.send(MESSAGE)).rejects.toMatchObject({ code: 'tokenBusy', retry: 'later', unsure: false });
  await wait(800);
  await channel.send(MESSAGE);
  expect(fake.refreshes()).toBe(1);
});
