import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { ended, endWithUs, freePort, isFree, pause, runsWith } from './processes';

const ANSWERS_WITHIN = 60_000;
const ENDS_WITHIN = 10_000;

/** One server process that we started. `pid` changes with a restart, the rest does not. */
export type Server = {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly running: boolean;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and insists after ten seconds. */
  stop(): Promise<void>;
  /** Same folder, same port; resolves when it answers. */
  restart(): Promise<void>;
};

/** How to start one kind of server, and how to tell that it answers. */
export type Recipe = {
  title: string;
  dir: string;
  port?: number | undefined;
  command: string;
  args(port: number): string[];
  uri(port: number): string;
  /** Throws, or answers false, until the server is ready for work. */
  isReady(port: number): Promise<boolean>;
};

/** Starts a server in its folder and waits until it answers. It ends with this process, however this process ends. */
export async function startServer(recipe: Recipe): Promise<Server> {
  mkdirSync(recipe.dir, { recursive: true });
  await isVacated(recipe);
  let { port, child } = await launchOnSomePort(recipe);

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      setTimeout(() => knock(port), 50);
    }
    const insist = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN);
    await ended(child);
    clearTimeout(insist);
  };
  return {
    port,
    uri: recipe.uri(port),
    get pid() {
      return child.pid ?? 0;
    },
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    stop,
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
    async restart() {
      await stop();
      child = await launch(recipe, port);
    },
  };
}

async function launchOnSomePort(recipe: Recipe): Promise<{ port: number; child: ChildProcess }> {
  if (recipe.port !== undefined) return { port: recipe.port, child: await launch(recipe, recipe.port) };
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return { port, child: await launch(recipe, port) };
    } catch (error) {
      // Somebody took the port between our look and the server's start, or the last thread of a killed server holds the folder.
      if (tries === 5 || !/in use|busy|temporarily unavailable/i.test(String(error))) throw error;
      await pause(300);
    }
  }
}

async function launch(recipe: Recipe, port: number): Promise<ChildProcess> {
  const { title, dir } = recipe;
  // A server that was killed a moment ago may still hold it.
  for (let tries = 0; tries < 20 && !(await isFree(port)); tries += 1) await pause(100);
  if (!(await isFree(port)))
    throw new Error(`${title}: port ${port} on 127.0.0.1 is in use. Stop the program that listens there.`);
  const log = path.join(dir, 'server.log');
  const file = openSync(log, 'w');
  const child = spawn(recipe.command, recipe.args(port), { cwd: dir, stdio: ['ignore', file, file] });
  closeSync(file);
  child.unref();
  endWithUs(child);
  const failure = new Promise<Error>((done) => child.once('error', done));
  if (child.pid === undefined)
    throw new Error(`${title} does not start: ${(await failure).message}. Run \`node scripts/setup.mjs\`.`);
  writeFileSync(path.join(dir, 'server.json'), JSON.stringify({ pid: child.pid, port }));

  const until = Date.now() + ANSWERS_WITHIN;
  while (child.exitCode === null && child.signalCode === null && Date.now() < until) {
    if (await recipe.isReady(port).catch(() => false)) return child;
    await pause(30);
  }
  const how = child.exitCode === null && child.signalCode === null ? `does not answer after ${ANSWERS_WITHIN / 1000} s` : 'ended';
  child.kill('SIGKILL');
  await ended(child);
  throw new Error(`${title} ${how}: ${lastWords(log)} (log: ${log})`);
}

/** Waits for a server that an earlier, killed process left in the folder: it is about to end as well. */
async function isVacated({ title, dir }: Recipe): Promise<void> {
  const file = path.join(dir, 'server.json');
  const left = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const pid = Number(/"pid":(\d+)/.exec(left)?.[1] ?? 0);
  if (pid === 0) return;
  // Redis shows its address instead of its arguments.
  const port = /"port":(\d+)/.exec(left)?.[1] ?? '';
  const until = Date.now() + ENDS_WITHIN;
  while (runsWith(pid, dir) || runsWith(pid, `127.0.0.1:${port}`)) {
    if (Date.now() > until)
      throw new Error(`${title}: process ${pid} already works in ${dir}. Stop it (kill ${pid}) and try again.`);
    await pause(100);
  }
}

/** SecantusDB sees that it was asked to end when its next client comes, or after two seconds. */
function knock(port: number): void {
  const socket = net.connect(port, '127.0.0.1', () => socket.destroy());
  // It ended before we knocked.
  socket.on('error', () => socket.destroy());
}

function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.trim());
  // Where nothing can be written there is nothing to read either.
  if (isFull(log)) return 'the disk is full. Free at least 500 MB there, then run the command again';
  return lines.at(-1)?.trim().slice(0, 300) ?? 'it said nothing';
}

/** Whether the disk of a file has less than 10 MB left. */
function isFull(file: string): boolean {
  const { bavail, bsize } = statfsSync(file);
  return bavail * bsize < 10 * 1024 ** 2;
}
