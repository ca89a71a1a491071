import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import net from 'node:net';

/** Resolves after `ms`. */
export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Resolves when the process has ended, at once if it has already. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.ref();
  return new Promise((done) => child.once('exit', () => done()));
}

/** Whether the process lives and was started with `mark` in its command line: a pid alone may be somebody else's by now. */
export function runsWith(pid: number, mark: string): boolean {
  return commandLine(pid).includes(mark);
}

/**
 * Ends `child` when we end, kill -9 included. A shell of its own reads a pipe that only we hold open: it ends when we do.
 * (Linux could do without the shell, by a death signal; macOS cannot, and one way is easier to trust than two.)
 */
export function endWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const script =
    'cat >/dev/null; kill -TERM "$1"; n=0; while kill -0 "$1" && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; kill -KILL "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(pid)], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  (guard.stdin as Socket).unref();
  child.once('exit', () => {
    // The guard must not outlive the server: its number may then be another program's.
    if (guard.pid !== undefined && guard.exitCode === null && guard.signalCode === null) process.kill(-guard.pid, 'SIGKILL');
  });
}

/** A port on 127.0.0.1 that nobody uses. Below the system's own range, from which clients that reconnect draw theirs. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 11_000 + Math.floor(Math.random() * 9_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port on 127.0.0.1 between 11000 and 20000. Stop a program that listens there and try again.');
}

/** Whether a server could listen on the port of 127.0.0.1 now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = net.createServer();
    probe.once('error', () => done(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => done(true)));
  });
}

function commandLine(pid: number): string {
  if (process.platform !== 'linux') {
    try {
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch {
      // ps answers with an error when there is no such process.
      return '';
    }
  }
  const file = `/proc/${pid}/cmdline`;
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
  } catch {
    // It ended between the two calls.
    return '';
  }
}
