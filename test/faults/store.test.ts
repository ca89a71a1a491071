import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Redis from 'ioredis';
import { mongo } from 'mongoose';
import { hasEmbedded, startMongo, startRedis } from '../../scripts/services';
import { pause } from '../../scripts/services/processes';
import { createSpool } from '../../src/engine/spool';
import type { StoredEvent } from '../../src/models/events';
import { random, seedsOf } from '../seeded';

// The control of the fault tests: when the stores forget what they acknowledged, nothing above them can be right.
const WRITERS = 6;
const KILLS = 3;
const [seed = 1] = seedsOf('FAULTS_SEED', []);
const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Writes numbered things from several writers until told to stop; answers the numbers that were acknowledged. */
function writing(write: (id: string) => Promise<unknown>): { stop(): Promise<string[]>; count(): number } {
  const acknowledged: string[] = [];
  let on = true;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; on; n += 1) {
      const id = `${Date.now()}-${writer}-${n}`;
      await write(id).then(
        () => acknowledged.push(id),
        () => pause(20),
      );
    }
  });
  return {
    count: () => acknowledged.length,
    async stop() {
      on = false;
      await Promise.all(writers);
      return acknowledged;
    },
  };
}

async function killDuring(server: { kill(): Promise<void>; restart(): Promise<void> }, count: () => number, next: () => number) {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = count();
    const until = Date.now() + 20_000;
    while (count() < before + 20 + next() * 60 && Date.now() < until) await pause(5);
    await server.kill();
    await server.restart();
  }
}

test(`what MongoDB acknowledged is there after SIGKILL (seed ${seed})`, async () => {
  const server = await startMongo({ dir: path.join(folder, 'mongo'), ...(hasEmbedded() ? { engine: 'embedded' as const } : {}) });
  const client = new mongo.MongoClient(server.uri, { serverSelectionTimeoutMS: 2_000, retryWrites: false });
  try {
    const things = client.db().collection<{ _id: string; n: number }>('things');
    // Inserts and guarded updates, the two kinds of write that the engine lives on.
    const work = writing(async (id) => {
      await things.insertOne({ _id: id, n: 0 });
      const { matchedCount } = await things.updateOne({ _id: id, n: 0 }, { $set: { n: 1 } });
      if (matchedCount !== 1) throw new Error('a guarded update met nothing');
    });
    await killDuring(server, work.count, random(seed));
    const acknowledged = await work.stop();
    const stored = new Set((await things.find({ n: 1 }).toArray()).map((each) => each._id));
    expect(acknowledged.length).toBeGreaterThan(KILLS * 20);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  } finally {
    await client.close();
    await server.stop();
  }
}, 120_000);

test(`what the spool acknowledged is in Redis after SIGKILL (seed ${seed})`, async () => {
  const server = await startRedis({ dir: path.join(folder, 'redis') });
  const redis = new Redis(server.uri, { maxRetriesPerRequest: 1, commandTimeout: 2_000, enableOfflineQueue: false });
  redis.on('error', () => {});
  try {
    const spool = createSpool(redis, 'store');
    const work = writing((_id) => spool.keep([{ _id } as StoredEvent]));
    await killDuring(server, work.count, random(seed));
    const acknowledged = await work.stop();
    const stored = new Set((await redis.lrange('store:spool', 0, -1)).map((each) => (JSON.parse(each) as StoredEvent)._id));
    expect(acknowledged.length).toBeGreaterThan(KILLS * 20);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  } finally {
    redis.disconnect();
    await server.stop();
  }
}, 120_000);
