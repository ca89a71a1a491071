import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Engine, mongoProgram, type Program } from './programs';
import { type Server, startServer } from './server';

/** Database that a URI of ours names; tests put their own in its place. */
const DATABASE = 'hoi';
// Acknowledged means on disk.
const OPTIONS = 'directConnection=true&w=majority&journal=true';
/** SecantusDB does one thing at a time: more connections make it slower, and what waits behind them as well. */
const CONNECTIONS: Record<Program['kind'], number> = { mongod: 24, 'secantusd-rs': 24, secantusdb: 8, redis: 0 };

/** Starts MongoDB or a stand-in on `dir`; what it acknowledged to clients of its URI survives the death of its process. */
export async function startMongo(options: { dir: string; port?: number; engine?: Engine; program?: Program }): Promise<Server> {
  const program = options.program ?? mongoProgram({ engine: options.engine });
  const dir = path.resolve(options.dir);
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  return startServer({
    title: program.kind === 'mongod' ? 'MongoDB' : `MongoDB (${program.kind})`,
    dir,
    port: options.port,
    command: program.command,
    args: (port) => [...program.first, ...FLAGS[program.kind](port, data)],
    uri: (port) => `mongodb://127.0.0.1:${port}/${DATABASE}?${OPTIONS}&maxPoolSize=${CONNECTIONS[program.kind]}`,
    isReady: (port) => (program.kind === 'mongod' ? isPrimary(port) : answersPing(port)),
  });
}

const FLAGS: Record<Program['kind'], (port: number, data: string) => string[]> = {
  mongod: (port, data) => ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data, '--replSet', 'rs0'],
  'secantusd-rs': (port, data) => [...secantus(port, data), '--log-file-max', '128MB', '--cache-size', '1G'],
  // Nobody listens to changes: without the log of them a write costs a third less.
  secantusdb: (port, data) => [...secantus(port, data), '--standalone', '--log-level', 'WARNING'],
  redis: () => [],
};

// Without --sync-on-commit both lose acknowledged writes when they are killed, journal=true or not.
const secantus = (port: number, data: string) => [
  ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', data, '--sync-on-commit'],
];

async function answersPing(port: number): Promise<boolean> {
  return withAdmin(port, async (admin) => (await admin.command({ ping: 1 })).ok === 1);
}

/** A replica set of one node, made at the first start, and told its new port at later ones. */
async function isPrimary(port: number): Promise<boolean> {
  return withAdmin(port, async (admin) => {
    const host = `127.0.0.1:${port}`;
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary && hello.me === host) return true;
    const stored = await admin.command({ replSetGetConfig: 1 }).catch((error: { codeName?: string }) => {
      if (error.codeName === 'NotYetInitialized') return undefined;
      throw error;
    });
    const member = { _id: 0, host };
    if (!stored) await admin.command({ replSetInitiate: { _id: 'rs0', members: [member] } });
    else if (stored.config.members[0].host !== host) {
      const config = { ...stored.config, version: stored.config.version + 1, members: [{ ...stored.config.members[0], host }] };
      await admin.command({ replSetReconfig: config, force: true });
    }
    return false;
  });
}

async function withAdmin<T>(port: number, work: (admin: import('mongoose').mongo.Db) => Promise<T>): Promise<T> {
  // Loaded late: it takes a second, in which the server starts.
  const { mongo } = await import('mongoose');
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 500 });
  try {
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}
