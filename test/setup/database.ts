import { createHash } from 'node:crypto';
import path from 'node:path';
import Redis from 'ioredis';
import { mongo } from 'mongoose';

/** Where one test file finds MongoDB and Redis; nobody else writes there while it runs. */
export type TestDatabase = { readonly mongoUri: string; readonly redisUrl: string; clean(): Promise<void> };

/** Gives the test file that calls it, at its top, a database and a Redis of its own: empty at its start, cleared at its end. */
export function useDatabase(): TestDatabase {
  const servers = serversOfWorker();
  const mongoUri = withDatabase(servers.mongoUri, databaseName());
  const redisUrl = withRedisNumber(servers.redisUrl);
  const clean = async () => void (await Promise.all([dropDatabase(mongoUri), flush(redisUrl)]));
  beforeAll(clean);
  afterAll(clean);
  return { mongoUri, redisUrl, clean };
}

const WORKER = Number(process.env.JEST_WORKER_ID ?? 1);

function serversOfWorker(): Pick<TestDatabase, 'mongoUri' | 'redisUrl'> {
  const given = process.env.TEST_SERVERS;
  if (!given)
    throw new Error("TEST_SERVERS is not set: Jest's globalSetup (test/setup/start.ts) sets it. Run the test with Jest.");
  const all = JSON.parse(given);
  return all[(WORKER - 1) % all.length];
}

function databaseName(): string {
  const file = expect.getState().testPath ?? 'unknown';
  const stem = path
    .basename(file, '.test.ts')
    .replaceAll(/[^\w-]/g, '_')
    .slice(0, 40);
  return `test_${stem}_${createHash('sha256').update(`${file} ${process.pid}`).digest('hex').slice(0, 8)}`;
}

function withDatabase(uri: string, name: string): string {
  const changed = new URL(uri);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Redis has 16 databases; the environment may name one for all. Counted from the end: 0 is where people work. */
function withRedisNumber(uri: string): string {
  const changed = new URL(uri);
  changed.pathname = `/${16 - WORKER}`;
  return changed.href;
}

async function dropDatabase(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}

async function flush(uri: string): Promise<void> {
  const redis = new Redis(uri, { maxRetriesPerRequest: 3 });
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
