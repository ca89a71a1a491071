import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeadLetters } from '../../src/models/dead-letters';
import { unseal } from '../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../src/models/sends';
import type { Mode } from '../fake/server';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from './town';

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'platform-down-'));
/** The database serves other test files at the same time. */
const PATIENCE = 150_000;
const REPLIES = ['greeting.welcome', 'greeting.safety', 'menu.ask'];
let town: Town;
let people = 0;
beforeAll(async () => {
  town = await startTown({ ...servers, dataDir });
  await seedProvince();
});
afterAll(async () => {
  await town.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all([town.zalo.set('ok'), town.graph.set('ok')]);
  await Sends.deleteMany({});
});

const someone = () => String(6_000_000_000_000_000n + BigInt(++people));
const replies = async (): Promise<Send[]> => (await Sends.find({}).lean<Send[]>()).sort((a, b) => a.seq - b.seq);
const states = async () => (await replies()).map(({ state, failure }) => (failure ? `${state} ${failure}` : state));
/** Waits until every reply has come to its end, and answers the ends. */
async function ends(count: number, ms = PATIENCE): Promise<string[]> {
  const over = (state: string) => !['queued', 'sending'].includes(state);
  await until(
    `${count} replies have ended`,
    async () => (await replies()).filter((send) => over(send.state)).length === count,
    ms,
  );
  return states();
}

test.each<Mode>(['dead', 'refused', 'busy', 'gateway', 'lost'])(
  'while the platform is %s webhooks are answered; when it is back all replies go out in order',
  async (mode) => {
    await Promise.all([town.zalo.set(mode), town.graph.set(mode)]);
    const users = [someone(), someone(), someone(), someone()];
    const statuses = await Promise.all(users.map((user, n) => (n % 2 ? town.onZalo(user) : town.onMessenger(user)).says('alo')));
    expect(statuses).toEqual([200, 200, 200, 200]);
    await until(
      'each conversation has tried',
      async () => (await Sends.countDocuments({ attempts: { $gt: 0 } })) >= users.length,
      PATIENCE,
    );
    await Promise.all([town.zalo.set('ok'), town.graph.set('ok')]);
    expect(new Set(await ends(users.length * REPLIES.length))).toEqual(new Set(['sent']));
    for (const user of users) {
      const heard = [...town.zalo.to(user), ...town.graph.to(user)];
      const own = (await replies()).filter((send) => heard.some((sent) => sent.id === send.platformId));
      expect(own.map((send) => unseal<SendBody>(send.body).key)).toEqual(REPLIES);
      const places = own.map((send) => heard.findIndex((sent) => sent.id === send.platformId));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      // What did the work and lost the answer is sent again; nothing else is.
      if (mode !== 'lost') expect(heard).toHaveLength(REPLIES.length);
    }
    expect(await DeadLetters.countDocuments({})).toBe(0);
  },
  2 * PATIENCE,
);

test('a call that hangs is given up and made again', async () => {
  await town.zalo.set('hang');
  const user = someone();
  expect(await town.onZalo(user).says('alo')).toBe(200);
  await until('the call was made', () => town.zalo.to(user).length === 1);
  await town.zalo.set('ok');
  expect(await ends(REPLIES.length)).toEqual(['sent', 'sent', 'sent']);
  expect(town.zalo.to(user).map((sent) => sent.text.slice(0, 20))).toHaveLength(REPLIES.length + 1);
});

test('what may never be sent has failed with its reason, and the next one is tried', async () => {
  await town.zalo.set({ error: '-201', times: 1 });
  await town.onZalo(someone()).says('alo');
  expect(await ends(REPLIES.length)).toEqual(['failed badParameter', 'sent', 'sent']);
});

test('somebody who has blocked us is not written to again until she writes', async () => {
  await town.zalo.set({ error: '-217', times: 1 });
  const user = someone();
  await town.onZalo(user).says('alo');
  expect(await ends(REPLIES.length)).toEqual(['failed blockedByPerson', 'held gone', 'held gone']);
  await town.onZalo(user).says('menu');
  expect((await ends(REPLIES.length + 1)).at(-1)).toBe('sent');
});

test('refused for now, it is sent later; the ones behind it wait', async () => {
  await town.zalo.set({ error: '-200', times: 2 });
  const user = someone();
  await town.onZalo(user).says('alo');
  await ends(REPLIES.length);
  expect((await replies()).map(({ state, attempts }) => [state, attempts])).toEqual([
    ['sent', 3],
    ['sent', 1],
    ['sent', 1],
  ]);
  expect(town.zalo.to(user).map((sent) => sent.id)).toEqual((await replies()).map((send) => send.platformId));
});

test('too fast for the platform, it is sent more slowly', async () => {
  await town.graph.set({ error: '4', times: 2 });
  await town.onMessenger(someone()).says('alo');
  expect((await ends(REPLIES.length)).map((end) => end.split(' ')[0])).toEqual(['sent', 'sent', 'sent']);
});

test('a token that has expired is renewed, and nothing is lost', async () => {
  town.zalo.expireToken();
  const before = town.zalo.refreshes();
  const users = Array.from({ length: 5 }, someone);
  await Promise.all(users.map((user) => town.onZalo(user).says('alo')));
  expect(new Set(await ends(users.length * REPLIES.length))).toEqual(new Set(['sent']));
  expect(town.zalo.refreshes()).toBe(before + 1);
});
