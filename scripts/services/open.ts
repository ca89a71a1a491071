import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findKeeper, type Line, type Reply, type Request } from './meeting';
import { pause } from './processes';
import { type Engine, givenUris, mongoProgram, redisProgram, root } from './programs';

/** Where MongoDB and Redis answer. `close` ends what only this command used; a command that just ends does the same. */
export type Services = { mongoUri: string; redisUrl: string; close(): Promise<void> };

const KEEPER_WITHIN = 20_000;

/** MongoDB and Redis: those that the environment names, else those that run on `dataDir`, else started there. */
export async function openServices(options: {
  dataDir: string;
  onProgress?(line: string): void;
  engine?: Engine;
}): Promise<Services> {
  const given = givenUris();
  if (given.mongoUri && given.redisUrl) return { mongoUri: given.mongoUri, redisUrl: given.redisUrl, close: async () => {} };
  const dataDir = path.resolve(root, options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const want = {
    ...(given.mongoUri ? {} : { mongo: mongoProgram({ engine: options.engine, dataDir }) }),
    ...(given.redisUrl ? {} : { redis: redisProgram() }),
  };
  for (let tries = 0; tries < 3; tries += 1) {
    const keeper = (await findKeeper(dataDir)) ?? (await launchKeeper(dataDir));
    keeper.say({ want });
    const ready = await hearReady(keeper, options.onProgress);
    if (ready) {
      const { mongoUri = given.mongoUri, redisUrl = given.redisUrl } = ready;
      if (!mongoUri || !redisUrl) throw new Error('The keeper of the services gave no address. Stop it and try again.');
      // Held open for as long as we live, but not what keeps us alive.
      keeper.socket.unref();
      return { mongoUri, redisUrl, close: () => takeLeave(keeper) };
    }
    // It was about to end when we came.
    await pause(500);
  }
  throw new Error(`The services on ${dataDir} keep ending while they start. See ${path.join(dataDir, 'keeper.log')}.`);
}

async function hearReady(keeper: Line<Request, Reply>, onProgress?: (line: string) => void) {
  for (;;) {
    const reply = await keeper.hear();
    if (!reply) return undefined;
    if ('progress' in reply) onProgress?.(reply.progress);
    if ('ready' in reply) return reply.ready;
    if ('failed' in reply) {
      await takeLeave(keeper);
      throw new Error(reply.failed);
    }
  }
}

/** Resolves when the keeper has let us go: at once while others need it, else when its servers have ended. */
function takeLeave(keeper: Line<Request, Reply>): Promise<void> {
  if (keeper.socket.destroyed) return Promise.resolve();
  keeper.socket.ref();
  return new Promise((done) => {
    keeper.socket.once('close', () => done());
    keeper.say({ leave: true });
  });
}

async function launchKeeper(dataDir: string) {
  const log = path.join(dataDir, 'keeper.log');
  const file = openSync(log, 'w');
  // Of its own, so that a Ctrl-C in the terminal of one command does not take the servers from the others.
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'keeper.ts'), dataDir], {
    cwd: root,
    detached: true,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  child.unref();
  const until = Date.now() + KEEPER_WITHIN;
  while (Date.now() < until && !child.exitCode) {
    const keeper = await findKeeper(dataDir);
    if (keeper) return keeper;
    await pause(50);
  }
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.trim());
  throw new Error(`The keeper of the services does not start: ${lines.at(-1) ?? 'it said nothing'} (log: ${log})`);
}
