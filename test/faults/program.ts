import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ended, endWithUs, pause } from '../../scripts/services/processes';

const TAIL = 60;
const READY_WITHIN = 60_000;
const ENDS_WITHIN = 10_000;

/** A compiled process of the product that can be killed and started again. */
export interface Program {
  readonly pid: number;
  /** Starts it; resolves when it said that it is ready. One that cannot start (its servers are down) is started again, as a service manager does. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
  /** The last lines that it wrote. */
  tail(): string[];
}

/** How a process is started. */
export interface Recipe {
  name: string;
  file: string;
  env: Record<string, string>;
  /** The `msg` of the log line that says that it is ready. */
  ready: string;
  logFile: string;
  /** Options of Node, before the file. */
  nodeArgs?: string[];
  onLine?(line: string): void;
  /** Called when it ended of its own accord after it was ready: nothing should ever make it. */
  onCrash(tail: string[]): void;
}

/** A process of the product, not started yet. */
export function program(recipe: Recipe): Program {
  let child: ChildProcess | undefined;
  let wanted = false;
  let last: string[] = [];

  const launch = async (): Promise<boolean> => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, ...recipe.env };
    const started = spawn(process.execPath, [...(recipe.nodeArgs ?? []), recipe.file], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    endWithUs(started);
    const ready = new Promise<boolean>((done) => {
      for (const stream of [started.stdout, started.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          last = [...last, line].slice(-TAIL);
          appendFileSync(recipe.logFile, `${line}\n`);
          recipe.onLine?.(line);
          if (line.includes(`"msg":"${recipe.ready}"`)) done(true);
        });
      }
      started.once('exit', () => done(false));
    });
    const isReady = await within(READY_WITHIN, ready);
    if (isReady) {
      started.once('exit', () => {
        if (child === started && wanted) recipe.onCrash(last);
      });
    } else if (started.exitCode === null) started.kill('SIGKILL');
    return isReady;
  };

  return {
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      wanted = true;
      const until = Date.now() + READY_WITHIN;
      while (wanted && !(await launch())) {
        if (Date.now() > until) throw new Error(`${recipe.name} does not start:\n${last.slice(-5).join('\n')}`);
        await pause(300);
      }
    },
    async kill() {
      wanted = false;
      child?.kill('SIGKILL');
      if (child) await ended(child);
    },
    async stop() {
      wanted = false;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await within(
        ENDS_WITHIN,
        gone.then(() => true),
      );
      child.kill('SIGKILL');
      await ended(child);
    },
    tail: () => last,
  };
}

/** What a promise says, or false after some ms. */
async function within(ms: number, work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), ms);
  });
  const result = await Promise.race([work, late]);
  clearTimeout(timer);
  return result;
}
