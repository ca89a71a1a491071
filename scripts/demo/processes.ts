import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_WITHIN = 30_000;

/** A process of the product, started from source; ended by pid. */
export interface Running {
  /** The line that it logged when it was up. */
  line: Record<string, unknown>;
  /** SIGKILL, as a machine that fails. */
  kill(): Promise<void>;
  /** SIGTERM, as an operator. */
  stop(): Promise<void>;
}

/** Starts a process and waits until it logs `message`; throws with what it said when it ends before. */
export async function startProcess(file: string, env: NodeJS.ProcessEnv, message: string): Promise<Running> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(String(chunk)));
  // A demo that is killed takes its processes along.
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const line = await firstLine(child, message, errors);
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', takeAlong);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  };
  return { line, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

function firstLine(child: ChildProcess, message: string, errors: string[]): Promise<Record<string, unknown>> {
  return new Promise((done, fail) => {
    const said: string[] = [];
    const timer = setTimeout(() => fail(new Error(`a process did not start within ${START_WITHIN / 1000} s`)), START_WITHIN);
    child.once('exit', () => fail(new Error(`a process ended at its start: ${[...errors, ...said].join('\n').trim()}`)));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      if (Number(line.level) >= 40) said.push(text);
      if (line.msg !== message) return;
      clearTimeout(timer);
      done(line);
    });
  });
}
