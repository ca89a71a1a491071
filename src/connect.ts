import Redis from 'ioredis';
import mongoose from 'mongoose';
import { Gauge } from 'prom-client';
import type { Channel } from './channels/channel';
import { createMessenger } from './channels/messenger';
import { createZalo } from './channels/zalo';
import type { TokenAlarm } from './channels/zalo-token';
import type { Config } from './config';
import { createSpool, type Spool } from './engine/spool';
import { encryptionKeys } from './keys';
import type { Log } from './log';
import { registry } from './metrics';
import { hashKey } from './models/keys';
import { useKeys } from './models/secrets';
import { createOneTime, type OneTime } from './one-time';
import { type Bells, createBells } from './queues';
import { createTokenStore } from './token-store';

/** Name of this product's keys on a Redis that it may share. */
const PREFIX = 'hoi';
const WITHIN = 5_000;
/** Connections of a process when MONGODB_URI does not say `maxPoolSize`. */
const MONGO_CONNECTIONS = 24;
/** Part of them that a worker has: webhooks come first at the database; more work takes more workers. */
const WORKER_SHARE = 8;

const consentNeeded = new Gauge({
  name: 'zalo_consent_needed',
  help: '1 while the tokens of the OA cannot be refreshed and a person must give consent anew',
  registers: [registry],
  // Of all processes the one that knows of trouble counts, not their sum.
  aggregator: 'max',
});

/** What a process is connected to. */
export interface Connections {
  channels: ReadonlyMap<string, Channel>;
  redis: Redis;
  bells: Bells;
  spool: Spool;
  oneTime: OneTime;
  /** A connection for BullMQ's workers, which wait for Redis as long as it takes. */
  workerRedis(): Redis;
  prefix: string;
  close(): Promise<void>;
}

/** Connects to MongoDB and Redis and to the platforms that are configured; throws with the address's variable and the remedy. */
export async function connect(
  config: Config,
  options: { log: Log; channels?: ReadonlyMap<string, Channel>; worker?: true },
): Promise<Connections> {
  const { mongoUri, redisUrl } = config;
  if (!mongoUri || !redisUrl)
    throw new Error('MONGODB_URI and REDIS_URL: set both, or start through an npm command that brings its own');
  const allowed = connectionsIn(mongoUri);
  await openMongo(mongoUri, options.worker ? Math.max(1, Math.floor(allowed / WORKER_SHARE)) : allowed);
  const keys = encryptionKeys(config);
  useKeys(keys, await hashKey(keys));
  const redis = new Redis(redisUrl, {
    maxRetriesPerRequest: 1,
    commandTimeout: WITHIN,
    enableOfflineQueue: false,
    lazyConnect: true,
  });
  const log = options.log;
  redis.on('error', (err) => log.debug({ err }, 'Redis'));
  await redis.connect().catch((cause: unknown) => {
    throw new Error('REDIS_URL: Redis does not answer; start it or correct the address', { cause });
  });
  const oneTime = createOneTime(redis, PREFIX);
  const channels = options.channels ?? createChannels(config, { oneTime, log, redis });
  const bells = createBells(redis, [...channels.keys()], PREFIX);
  const workers: Redis[] = [];
  return {
    channels,
    redis,
    bells,
    spool: createSpool(redis, PREFIX),
    oneTime,
    prefix: PREFIX,
    workerRedis() {
      const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
      connection.on('error', (err) => log.debug({ err }, 'Redis'));
      workers.push(connection);
      return connection;
    },
    async close() {
      await bells.close();
      for (const connection of [redis, ...workers]) connection.disconnect();
      await mongoose.disconnect();
    },
  };
}

/** The platforms that have their variables. */
function createChannels(
  config: Config,
  { oneTime, log, redis }: { oneTime: OneTime; log: Log; redis: Redis },
): ReadonlyMap<string, Channel> {
  const channels: Channel[] = [];
  if (config.zalo) {
    const consent = { oneTime, publicBaseUrl: config.publicBaseUrl };
    channels.push(createZalo(config.zalo, createTokenStore(config.zalo.oaId, redis, PREFIX), { consent, alarm: alarmOf(log) }));
  }
  if (config.messenger) channels.push(createMessenger(config.messenger));
  return new Map(channels.map((channel) => [channel.name, channel]));
}

function connectionsIn(uri: string): number {
  return Number(/[?&]maxPoolSize=(\d+)/.exec(uri)?.[1] ?? MONGO_CONNECTIONS);
}

async function openMongo(uri: string, maxPoolSize: number): Promise<void> {
  mongoose.set('bufferCommands', false);
  try {
    await mongoose.connect(uri, {
      // Acknowledged means on disk: without the journal the embedded server loses writes at SIGKILL.
      writeConcern: { w: 'majority', journal: true },
      maxPoolSize,
      serverSelectionTimeoutMS: WITHIN,
      socketTimeoutMS: 30_000,
      autoIndex: false,
    });
    for (const each of Object.values(mongoose.models)) await each.createIndexes();
  } catch (cause) {
    throw new Error('MONGODB_URI: MongoDB does not answer; start it or correct the address', { cause });
  }
}

/** Says once what is wrong, and shows it for as long as it lasts. */
function alarmOf(log: Log): TokenAlarm {
  let last: string | undefined;
  return (code) => {
    consentNeeded.set(code === undefined ? 0 : 1);
    if (code !== undefined && code !== last)
      log.error({ code }, 'Zalo: a person must give consent anew: npm run setup-channels -- --consent');
    else if (code === undefined && last !== undefined) log.info('Zalo: the tokens are good again');
    last = code;
  };
}
