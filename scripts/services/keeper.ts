// The process that owns the servers of one DATA_DIR. Commands hold a connection to it; when the last one is gone, killed
// or not, it stops the servers and ends. Started by open.ts: node --import tsx keeper.ts DATA_DIR
import net from 'node:net';
import path from 'node:path';
import { findKeeper, inLines, type Line, places, type Reply, type Request } from './meeting';
import { startMongo } from './mongo';
import type { Program } from './programs';
import { startRedis } from './redis';
import type { Server } from './server';

/** A command that was killed is often started again at once. */
const LINGER = 1_000;
const FIRST_USER_WITHIN = 10_000;

const dataDir = path.resolve(process.argv[2] ?? '.data');
const users = new Set<net.Socket>();
const servers = new Map<string, Promise<Server>>();
let leaving: NodeJS.Timeout | undefined;
let closed = false;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});

async function main(): Promise<void> {
  for (const port of places(dataDir)) {
    if (await listens(port)) {
      leaveAfter(FIRST_USER_WITHIN);
      process.on('SIGTERM', () => void leave());
      process.on('SIGINT', () => void leave());
      return;
    }
    const other = await findKeeper(dataDir);
    if (other) {
      // Two commands started at the same moment; the other one's keeper was quicker and serves both.
      other.socket.destroy();
      return;
    }
  }
  throw new Error(
    `Ports ${places(dataDir).join(', ')} on 127.0.0.1 are all in use. Stop a program that listens there and try again.`,
  );
}

function listens(port: number): Promise<boolean> {
  const server = net.createServer((socket) => void serve(inLines<Reply, Request>(socket)));
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(false) : fail(error)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => done(true));
  });
}

async function serve(line: Line<Reply, Request>): Promise<void> {
  line.say({ keeper: dataDir, pid: process.pid });
  for (;;) {
    const request = await line.hear();
    // The end of the connection is how a killed command takes its leave.
    if (!request || 'leave' in request) break;
    // Whoever comes now learns from the end of the connection that he has to start a keeper of his own.
    if (closed) continue;
    users.add(line.socket);
    clearTimeout(leaving);
    await provide(request.want, line);
  }
  if (!users.delete(line.socket) || users.size > 0) line.socket.end();
  else if (line.socket.destroyed) leaveAfter(LINGER);
  else await leave();
}

async function provide(want: { mongo?: Program; redis?: Program }, line: Line<Reply, Request>): Promise<void> {
  const { mongo, redis } = want;
  try {
    const [mongoUri, redisUrl] = await Promise.all([
      mongo && running(mongo, line, (dir) => startMongo({ dir, program: mongo })),
      redis && running(redis, line, (dir) => startRedis({ dir, program: redis })),
    ]);
    line.say({ ready: { ...(mongoUri ? { mongoUri } : {}), ...(redisUrl ? { redisUrl } : {}) } });
  } catch (error) {
    line.say({ failed: error instanceof Error ? error.message : String(error) });
  }
}

/** The URI of a server that answers: started for the first who wants it, and again when it has died since. */
async function running(program: Program, line: Line<Reply, Request>, start: (dir: string) => Promise<Server>): Promise<string> {
  const { kind } = program;
  const known = servers.get(kind);
  if (known) {
    const server = await known;
    if (!server.running) await server.restart();
    return server.uri;
  }
  line.say({ progress: `starting ${kind} …` });
  const starting = start(path.join(dataDir, kind));
  servers.set(kind, starting);
  // The next one who asks may have more luck.
  starting.catch(() => servers.delete(kind));
  return (await starting).uri;
}

function leaveAfter(delay: number): void {
  clearTimeout(leaving);
  leaving = setTimeout(() => void leave(), delay);
}

async function leave(): Promise<never> {
  closed = true;
  const started = await Promise.allSettled(servers.values());
  await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
  // Ending closes the connections, which is how a command that takes its leave knows that all is gone.
  process.exit(0);
}
