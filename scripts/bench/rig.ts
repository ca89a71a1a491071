import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { signZalo, type ZaloSecrets } from '../../test/fake/sign';
import { seedProvince } from '../../test/faults/province';
import { startTown, type Town, type TownOptions } from '../../test/faults/town';
import type { Engine } from '../services';
import { mongoProgram } from '../services/programs';
import type { LoadResult } from './load';

/** Connections of the load. */
export const CONNECTIONS = 64;

/** What all benchmarks share. */
export interface Rig {
  engine: Engine;
  files: { web: string; worker: string };
  say(line: string): void;
}

/** The engines that there are on this machine. */
export function engines(): Engine[] {
  try {
    mongoProgram({ engine: 'fast' });
    return ['embedded', 'fast'];
  } catch {
    // Nobody ran `npm run db:build` here.
    return ['embedded'];
  }
}

/** Runs something with a town of its own, and ends it. */
export async function withTown<T>(rig: Rig, options: TownOptions, use: (town: Town) => Promise<T>): Promise<T> {
  const { engine, files } = rig;
  // Receipts are events too, but not the ones that are measured.
  const town = await startTown({ engine, files, platform: { receipts: false, echoes: false }, ...options });
  try {
    await seedProvince();
    return await use(town);
  } finally {
    await town.close();
  }
}

/** Signed webhooks of people who each say one thing, every one with an id of its own; written to a file beforehand. */
export function prepare(
  file: string,
  secrets: ZaloSecrets,
  count: number,
  options: { people: number; text?: string; from?: number },
): string {
  const { people, text = 'menu', from = 0 } = options;
  const lines = Array.from({ length: count }, (_, index) => {
    const timestamp = String(Date.now() + index);
    const raw = JSON.stringify({
      app_id: secrets.appId,
      user_id_by_app: '8123456789',
      event_name: 'user_send_text',
      timestamp,
      sender: { id: String(5_000_000_000_000_000n + BigInt(index % people)) },
      recipient: { id: secrets.oaId },
      message: { text, msg_id: `bench-${from + index}` },
    });
    return JSON.stringify({ path: '/webhooks/zalo', raw, headers: signZalo(raw, timestamp, secrets) });
  });
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Sends a prepared file from a process of its own; `rate` 0 sends as fast as answers come. */
export async function load(file: string, port: number, rate = 0, connections = CONNECTIONS): Promise<LoadResult> {
  const argv = ['--import', 'tsx', path.join(__dirname, 'load.ts'), file, String(port), String(connections), String(rate)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as LoadResult;
}

/** Resident memory of a process now and at its most, MB; undefined where the system does not tell. */
export function memoryOf(pid: number): { now: number; most: number } | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const status = readFileSync(file, 'utf8');
  const read = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: read('VmRSS'), most: read('VmHWM') };
}

/** Seconds of a core that a process has used so far: what it needs, however busy the machine is; 0 where the system does not tell. */
export function cpuOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // Behind the name, which may hold anything: user and system time are the 12th and 13th of what follows, in hundredths.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The port of a town's web side. */
export const portOf = (town: Town): number => Number(new URL(town.hook('zalo')).port);
