import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { mongo } from 'mongoose';
import { findKeeper, places } from '../../scripts/services/meeting';
import { allGone, lives, startUser, temporaryFolder } from './processes';

// Five starts of both servers; more than enough for a busy machine.
jest.setTimeout(120_000);

const dataDir = temporaryFolder();
const users: ChildProcess[] = [];
const stranger = net.createServer((socket) => socket.end('220 some other service\r\n'));

// A test that fails must not leave its commands, and with them the servers, behind.
afterAll(() => {
  for (const user of users) user.kill('SIGKILL');
  stranger.close();
});

async function useServices() {
  const user = await startUser(dataDir);
  users.push(user.child);
  return user;
}

/** The keeper of the folder and the servers that it started. */
async function processesOf(folder: string): Promise<{ keeper: number; servers: number[] }> {
  const keeper = await findKeeper(folder);
  keeper?.socket.destroy();
  const kinds = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const servers = kinds.map(({ name }) => JSON.parse(readFileSync(path.join(folder, name, 'server.json'), 'utf8')).pid as number);
  return { keeper: keeper?.pid ?? 0, servers };
}

async function inUnits<T>(mongoUri: string, work: (units: mongo.Collection) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(mongoUri);
  try {
    return await work(client.db().collection('units'));
  } finally {
    await client.close();
  }
}

test('commands share the services of a folder; when the last one has gone they end, and the data stays', async () => {
  // At the same moment, so that both look for a keeper and find none.
  const [first, second] = await Promise.all([useServices(), useServices()]);
  expect(second.mongoUri).toBe(first.mongoUri);
  expect(second.redisUrl).toBe(first.redisUrl);
  const { keeper, servers } = await processesOf(dataDir);
  expect(servers).toHaveLength(2);
  await inUnits(first.mongoUri, (units) => units.insertOne({ code: 'stays' }));

  first.child.stdin?.end();
  await once(first.child, 'exit');
  expect(servers.every(lives)).toBe(true);

  second.child.stdin?.end();
  await once(second.child, 'exit');
  // close() has waited for it: nothing is left when the command ends.
  await allGone([keeper, ...servers]);

  const third = await useServices();
  expect(await inUnits(third.mongoUri, (units) => units.countDocuments({ code: 'stays' }))).toBe(1);
  const again = await processesOf(dataDir);
  third.child.kill('SIGKILL');
  await allGone([again.keeper, ...again.servers]);
});

test('a killed keeper takes its servers with it, and the next command starts anew, beside a stranger on its port', async () => {
  const orphan = await useServices();
  const { keeper, servers } = await processesOf(dataDir);
  await inUnits(orphan.mongoUri, (units) => units.insertOne({ code: 'kept' }));
  process.kill(keeper, 'SIGKILL');
  await allGone([keeper]);
  stranger.listen(places(dataDir)[0], '127.0.0.1');
  await once(stranger, 'listening');
  // At once, while the old servers may still be ending in the same folders.
  const next = await useServices();
  await allGone([keeper, ...servers]);
  expect(await inUnits(next.mongoUri, (units) => units.countDocuments({ code: 'kept' }))).toBe(1);
  const left = await processesOf(dataDir);
  orphan.child.kill('SIGKILL');
  next.child.kill('SIGKILL');
  await allGone([left.keeper, ...left.servers]);
});
