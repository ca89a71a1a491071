import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startRedis } from '../services';
import { endWithUs } from '../services/processes';
import type { LoadResult } from './load';
import { load, portOf, prepare, type Rig, withTown } from './rig';

const WARM = 1_000;
const MEASURED = 15_000;
const PEOPLE = 3_000;

/** How fast webhooks are stored and answered over 64 kept connections, with the worker stopped. */
export function benchAccept(rig: Rig): Promise<LoadResult> {
  return withTown(rig, { without: ['worker'] }, (town) =>
    measured(path.join(town.folder, 'load'), town.zalo.secrets, portOf(town)),
  );
}

/** The same load on a bare server: Express, the same signature check, one BullMQ `add` an event. */
export async function benchBaseline(): Promise<LoadResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'baseline-'));
  const redis = await startRedis({ dir: path.join(folder, 'redis') });
  const secrets = { appId: '1234567890123456789', oaId: '2345678901234567890', oaSecretKey: 'oa-secret' };
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    ...{ PATH, HOME, NODE_ENV: 'test', REDIS_URL: redis.uri },
    ...{ ZALO_APP_ID: secrets.appId, ZALO_OA_SECRET_KEY: secrets.oaSecretKey, ZALO_OA_ID: secrets.oaId },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'baseline.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return await measured(path.join(folder, 'load'), secrets, Number(line.split(' ').at(-1)));
  } finally {
    child.kill('SIGKILL');
    await redis.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measured(file: string, secrets: Parameters<typeof prepare>[1], port: number): Promise<LoadResult> {
  await load(prepare(`${file}-warm`, secrets, WARM, { people: PEOPLE }), port);
  return load(prepare(file, secrets, MEASURED, { people: PEOPLE, from: WARM }), port);
}
