import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The working tree. */
export const root = path.resolve(__dirname, '..', '..');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder that is gone after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoi-'));
  folders.push(folder);
  return folder;
}

/** Whether a process lives. One that has ended and waits for its parent to notice does not. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // Its other threads may still hold ports and files when the first one has ended.
    return !/^State:\s+Z/m.test(status) || !/^Threads:\s+[01]$/m.test(status);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'ENOENT') return false;
    throw error;
  }
}

/** Resolves when none of the processes lives any more, and fails with their numbers after ten seconds. */
export async function allGone(pids: number[]): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (!pids.some(lives)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`still alive after 10 s: ${pids.filter(lives).join(', ')}`);
}

/** A command of the project in a process of its own, with its first line of output. */
export async function startUser(dataDir: string): Promise<{ child: ChildProcess; mongoUri: string; redisUrl: string }> {
  const { MONGODB_URI: _m, REDIS_URL: _r, ...env } = process.env;
  const args = ['--import', 'tsx', path.join(__dirname, 'user.ts'), dataDir];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  for await (const part of child.stdout) {
    said += part;
    if (said.includes('\n')) return { child, ...JSON.parse(said) };
  }
  throw new Error(`The command ended: ${said}`);
}
