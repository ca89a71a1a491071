import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import Redis from 'ioredis';
import { mongo } from 'mongoose';
import { startMongo, startRedis } from '../../scripts/services';
import { allGone, lives, temporaryFolder } from './processes';

test('MongoDB killed and started again has every write that it acknowledged', async () => {
  const server = await startMongo({ dir: temporaryFolder() });
  const client = new mongo.MongoClient(server.uri, { serverSelectionTimeoutMS: 2_000 });
  const units = client.db().collection<{ _id: number }>('units');
  let acknowledged = 0;
  let killed: Promise<void> | undefined;
  const writing = (async () => {
    for (;;) {
      await units.insertOne({ _id: acknowledged + 1 });
      acknowledged += 1;
      if (acknowledged === 50) killed = server.kill();
    }
  })();
  const before = server.pid;
  await expect(writing).rejects.toThrow();
  await killed;
  expect(lives(before)).toBe(false);

  await server.restart();
  expect(server.pid).not.toBe(before);
  expect(await units.countDocuments({ _id: { $lte: acknowledged } })).toBe(acknowledged);
  await client.close();
  await server.stop();
  await allGone([server.pid]);
});

test('Redis killed and started again has every write that it acknowledged, and refuses rather than forgets', async () => {
  const server = await startRedis({ dir: temporaryFolder() });
  const redis = new Redis(server.uri);
  for (let n = 0; n < 200; n += 1) await redis.rpush('spool', String(n));
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  await server.kill();
  await server.restart();
  expect(await redis.llen('spool')).toBe(200);
  redis.disconnect();
  await server.stop();
});

test('a port that is taken is named', async () => {
  const stranger = net.createServer();
  const port = await new Promise<number>((done) => {
    stranger.listen(0, '127.0.0.1', () => done((stranger.address() as net.AddressInfo).port));
  });
  await expect(startRedis({ dir: temporaryFolder(), port })).rejects.toThrow(`Redis: port ${port} on 127.0.0.1 is in use`);
  stranger.close();
});

test('a number left by a server of long ago, which is another program by now, does no harm', async () => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'server.json'), JSON.stringify({ pid: process.pid, port: 11_000 }));
  const server = await startRedis({ dir });
  expect(lives(process.pid)).toBe(true);
  await server.stop();
});

test('a server that does not start is quoted', async () => {
  const dir = temporaryFolder();
  mkdirSync(path.join(dir, 'data', 'appendonlydir'), { recursive: true });
  writeFileSync(path.join(dir, 'data', 'appendonlydir', 'appendonly.aof.manifest'), 'not a manifest\n');
  await expect(startRedis({ dir })).rejects.toThrow(/^Redis ended: .+ \(log: .+server\.log\)$/);
});
