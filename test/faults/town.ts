import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scripts } from '../../package.json';
import { type Engine, type Server, startMongo, startRedis } from '../../scripts/services';
import { freePort } from '../../scripts/services/processes';
import { type Config, readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { environmentOf } from '../fake/environment';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import type { FakeOptions } from '../fake/platform';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { compile } from './compiled';
import { type Program, program } from './program';

/** The limits of the heap with which the product is started: those of `npm start`. */
const HEAP = scripts.start.split(' ').filter((word) => word.startsWith('--'));

/** What can be killed. */
export const VICTIMS = ['web', 'worker', 'redis', 'mongo'] as const;
export type Victim = (typeof VICTIMS)[number];

/** The product as it runs in production: compiled processes and servers of their own, and fake platforms in this process. */
export interface Town {
  readonly zalo: FakeZalo;
  readonly graph: FakeGraph;
  /** This process's own connections, for seeding and checking, and what it was configured with. */
  readonly connections: Connections;
  readonly config: Config;
  readonly web: Program;
  readonly worker: Program;
  readonly mongo: Server;
  readonly redis: Server;
  readonly folder: string;
  hook(channel: string): string;
  kill(victim: Victim): Promise<void>;
  revive(victim: Victim): Promise<void>;
  /** What must never happen and did: a process of the product that ended by itself. */
  crashes(): string[];
  /** Times (ms) at which the web side told that events go to the spool. */
  spooledAt(): readonly number[];
  /** Ends everything; the folder stays when `keep` is set. */
  close(keep?: boolean): Promise<void>;
}

/** What a town is started with. */
export interface TownOptions {
  engine?: Engine;
  platform?: FakeOptions;
  /** Leaves a process out until it is revived. */
  without?: readonly Victim[];
  nodeArgs?: string[];
  /** More variables for the processes of the product. */
  env?: Record<string, string>;
  /** The product's two files, when they are compiled already. */
  files?: { web: string; worker: string };
  say?(line: string): void;
}

/** Starts a town in a new folder. */
export async function startTown(options: TownOptions = {}): Promise<Town> {
  const say = options.say ?? (() => {});
  const folder = mkdtempSync(path.join(tmpdir(), 'town-'));
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (keep = false) => {
    for (const end of closing.reverse()) await end().catch((error: unknown) => say(`did not end cleanly: ${String(error)}`));
    closing.length = 0;
    if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await build();
  } catch (error) {
    await close();
    throw error;
  }

  async function build(): Promise<Town> {
    say('compiling, starting MongoDB and Redis …');
    const { engine } = options;
    const [files, mongo, redis] = await Promise.all([
      options.files ?? compile(path.join(folder, 'dist')),
      startMongo({ dir: path.join(folder, 'mongo'), ...(engine ? { engine } : {}) }),
      startRedis({ dir: path.join(folder, 'redis') }),
    ]);
    closing.push(
      () => mongo.stop(),
      () => redis.stop(),
    );
    const zalo = await startFakeZalo({ receipts: true, ...options.platform });
    const graph = await startFakeGraph({ receipts: true, ...options.platform });
    closing.push(
      () => zalo.close(),
      () => graph.close(),
    );
    const port = await freePort();
    const data = path.join(folder, 'data');
    mkdirSync(data);
    const env = {
      MONGODB_URI: mongo.uri,
      REDIS_URL: redis.uri,
      DATA_DIR: data,
      PORT: String(port),
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
      FIELD_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      SESSION_SECRET: randomBytes(32).toString('base64'),
      ...environmentOf(zalo, graph),
      ...options.env,
    };
    const config = readConfig(env);
    const connections = await connect(config, { log: createLog('silent', 'test') });
    closing.push(() => connections.close());
    const crashes: string[] = [];
    const spooled: number[] = [];
    const make = (name: 'web' | 'worker', file: string, ready: string) =>
      program({
        name,
        file,
        env,
        ready,
        logFile: path.join(folder, `${name}.log`),
        nodeArgs: options.nodeArgs ?? HEAP,
        onLine: (line) => {
          if (line.includes('they go to the spool')) spooled.push(Date.now());
        },
        onCrash: (tail) => crashes.push(`${name} ended by itself: ${tail.slice(-8).join(' ¶ ')}`),
      });
    const web = make('web', files.web, 'listening');
    const worker = make('worker', files.worker, 'working');
    const hook = (channel: string) => `http://127.0.0.1:${port}/webhooks/${channel}`;
    zalo.pointTo(hook('zalo'));
    graph.pointTo(hook('messenger'));
    closing.push(
      () => web.stop(),
      () => worker.stop(),
    );
    const parts = { web, worker, mongo, redis };
    const town: Town = {
      ...parts,
      zalo,
      graph,
      connections,
      config,
      folder,
      hook,
      kill: (victim) => parts[victim].kill(),
      revive: (victim) => (victim === 'web' || victim === 'worker' ? parts[victim].start() : parts[victim].restart()),
      crashes: () => crashes,
      spooledAt: () => spooled,
      close,
    };
    say('starting the processes of the product …');
    const { without = [] } = options;
    await Promise.all([without.includes('web') || web.start(), without.includes('worker') || worker.start()]);
    return town;
  }
}
