import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type Program, redisProgram } from './programs';
import { type Server, startServer } from './server';

/** Starts a Redis (or Valkey) server on `dir`; what it acknowledged survives the death of its process. */
export async function startRedis(options: { dir: string; port?: number; program?: Program }): Promise<Server> {
  const { command } = options.program ?? redisProgram();
  const dir = path.resolve(options.dir);
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  return startServer({
    title: 'Redis',
    dir,
    port: options.port,
    command,
    args: (port) => [
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', data, '--daemonize', 'no', '--databases', '16'],
      // Queues must never lose a job for want of memory, nor for a restart.
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
    ],
    uri: (port) => `redis://127.0.0.1:${port}/0`,
    isReady: answersPong,
  });
}

function answersPong(port: number): Promise<boolean> {
  return new Promise((done, fail) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('PING\r\n')).setTimeout(1_000);
    socket.once('data', (answer) => {
      socket.destroy();
      // While it reads its file it answers -LOADING.
      done(answer.toString().startsWith('+PONG'));
    });
    socket.once('timeout', () => socket.destroy(new Error('Redis does not answer')));
    socket.once('error', fail);
  });
}
