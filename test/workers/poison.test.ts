import { execFile } from 'node:child_process';
import path from 'node:path';
import { ATTEMPTS } from '../../src/engine/carry';
import { takeTurns } from '../../src/engine/turn';
import { stateOf } from '../../src/models/conversations';
import { DeadLetters } from '../../src/models/dead-letters';
import { Events } from '../../src/models/events';
import { Notes } from '../../src/models/notes';
import { Sends } from '../../src/models/sends';
import { root } from '../faults/compiled';
import { useWorkshop } from './workshop';

const workshop = useWorkshop();
beforeEach(() => Promise.all([DeadLetters.deleteMany({}), Sends.deleteMany({})]));

/** A worker that stumbles over a text that holds BAD. */
function stumbling() {
  const { turns } = workshop().worker();
  const understand: typeof turns.book.understand = (input) => {
    if (input.text.includes('BAD')) throw new Error('this word is too much');
    return turns.book.understand(input);
  };
  return { ...turns, book: { ...turns.book, understand } };
}

/** A command of the project in a process of its own, on the servers of this test. */
function run(file: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { mongoUri, redisUrl, dataDir } = workshop().config;
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, MONGODB_URI: mongoUri, REDIS_URL: redisUrl, DATA_DIR: dataDir };
  const argv = ['--import', 'tsx', path.join(root, file), ...args];
  return new Promise((done) => {
    execFile(process.execPath, argv, { cwd: root, env }, (error, out, err) => {
      done({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

/** What the sweep does: rings again for what is still there, until nothing is. */
async function sweeps(user: string, deps = stumbling()): Promise<number> {
  const { id } = workshop();
  for (let times = 1; times < 10; times += 1) {
    const failed = await takeTurns(id(user), deps, times > 1).catch(() => 'failed');
    if (failed !== 'failed') return times;
  }
  return 10;
}

test('a play that throws is tried three times, then put aside with an apology, and the next message is played', async () => {
  const { hears, pending, keys, conversation } = workshop();
  const bad = await hears('a', { text: 'BAD' }, 1_000);
  await hears('a', { text: 'menu' }, 2_000);
  expect(await sweeps('a')).toBe(ATTEMPTS);
  expect(await pending('a')).toBe(0);
  const [letter, ...more] = await DeadLetters.find({}).lean();
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ _id: bad, kind: 'event', reason: 'this word is too much' });
  expect(letter?.body).not.toContain('BAD');
  expect(await keys('a')).toEqual(['common.apology', 'menu.ask']);
  expect((await conversation('a'))?.done).toHaveLength(2);
});

test('the flow in which it happened is cleared', async () => {
  const { hears, id, conversation, keys } = workshop();
  await hears('b', { text: 'khảo sát' }, 1_000);
  await takeTurns(id('b'), stumbling());
  const before = await conversation('b');
  expect(before && stateOf(before)?.playing).toHaveLength(1);
  await hears('b', { text: 'BAD' }, 2_000);
  await sweeps('b');
  const after = await conversation('b');
  expect(after && stateOf(after)).toEqual({ greeted: true, playing: [] });
  expect(after?.timers).toEqual([]);
  expect((await keys('b')).at(-1)).toBe('common.apology');
});

test('a play that ends the process is counted as well', async () => {
  const { hears, id, keys } = workshop();
  const event = await hears('c', { text: 'ENDS' }, 1_000);
  const worker = () => run('test/workers/ending-worker.ts', id('c'));
  for (let tries = 1; tries <= ATTEMPTS; tries += 1) {
    expect((await worker()).code).toBe(70);
    expect((await Events.findById(event).lean())?.attempts).toBe(tries);
  }
  expect(await worker()).toMatchObject({ code: 0, err: '' });
  expect(await DeadLetters.find({}).lean()).toMatchObject([{ _id: event, kind: 'event' }]);
  expect(await keys('c')).toEqual(['common.apology']);
}, 180_000);

test('an effect that fails by its own fault is put aside after three tries; the others are carried out', async () => {
  const { worker, hears, id, keys, conversation } = workshop();
  const { turns } = worker();
  let tries = 0;
  const keepNote = async () => {
    tries += 1;
    throw new Error('there is no such drawer');
  };
  for (const [index, text] of ['góp ý', 'mong có đèn đường'].entries()) await hears('d', { text }, 1_000 + index);
  const stumbling = { ...turns, handlers: { ...turns.handlers, keepNote } };
  for (let sweep = 0; sweep < 3; sweep += 1) await takeTurns(id('d'), stumbling);
  expect(tries).toBe(ATTEMPTS);
  expect((await conversation('d'))?.outbox).toEqual([]);
  expect(await DeadLetters.find({}).lean()).toMatchObject([{ kind: 'effect', reason: 'there is no such drawer' }]);
  expect(await keys('d')).toEqual(['greeting.welcome', 'greeting.safety', 'wish.ask', 'wish.kept']);
});

test.each([
  ['MongoDB', Object.assign(new Error('connection 3 to 127.0.0.1 closed'), { name: 'MongoNetworkError' })],
  ['a primary that steps down', Object.assign(new Error('not primary'), { name: 'MongoServerError', code: 10107 })],
  ['Redis', new Error('Connection is closed.')],
  ['the network', Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' })],
])('an outage of %s makes no dead letters, however long it lasts', async (_, outage) => {
  const { worker, hears, id, conversation, pending } = workshop();
  const { turns } = worker();
  const user = `outage-${_}`;
  const out = async () => Promise.reject(outage);
  const event = await hears(user, { text: 'góp ý' }, 1_000);
  for (let day = 0; day < 2 * ATTEMPTS; day += 1)
    await expect(takeTurns(id(user), { ...turns, known: out }, true)).rejects.toBe(outage);
  expect((await Events.findById(event).lean())?.attempts).toBe(0);
  const handlers = { ...turns.handlers, say: out };
  for (let day = 0; day < 2 * ATTEMPTS; day += 1)
    await expect(takeTurns(id(user), { ...turns, handlers }, true)).rejects.toBe(outage);
  expect((await conversation(user))?.outbox.every((effect) => !effect.attempts)).toBe(true);
  await takeTurns(id(user), turns);
  expect([await pending(user), await DeadLetters.countDocuments({}), await Sends.countDocuments({})]).toEqual([0, 0, 3]);
});

test('npm run dead lists what was put aside and replays it once the fault is mended', async () => {
  const { worker, hears, id, keys } = workshop();
  const { turns } = worker();
  const event = await hears('e', { text: 'BAD menu' }, 1_000);
  await sweeps('e');
  const keepNote = async () => {
    throw new Error('there is no such drawer');
  };
  for (const [index, text] of ['góp ý', 'mong có lớp may'].entries()) await hears('f', { text }, 1_000 + index);
  for (let sweep = 0; sweep < 3; sweep += 1) await takeTurns(id('f'), { ...turns, handlers: { ...turns.handlers, keepNote } });

  const listed = await run('scripts/dead.ts', 'list');
  expect([listed.code, listed.out.trim().split('\n').length]).toEqual([0, 2]);
  expect(listed.out).toContain(event);
  expect(listed.out).not.toMatch(/BAD|lớp may/);
  expect(await run('scripts/dead.ts', 'replay')).toMatchObject({ code: 0, out: '2 replayed\n' });
  for (const user of ['e', 'f']) await takeTurns(id(user), turns, true);
  expect(await keys('e')).toEqual(['common.apology', 'menu.unclear', 'menu.ask']);
  expect(await Notes.countDocuments({ conversation: id('f'), kind: 'wish' })).toBe(1);
  // What was replayed is not replayed again unless it is asked for by its id.
  expect((await run('scripts/dead.ts', 'replay')).out).toBe('0 replayed\n');
  expect((await run('scripts/dead.ts', 'replay', 'nobody')).code).toBe(1);
}, 180_000);
