import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasEmbedded, openServices, type Services } from '../../scripts/services';
import { runsFolder } from './folder';

declare global {
  /** The services of this Jest run, from its start to its end; Jest offers no other way to hand them on. */
  var jestServices: Services[] | undefined;
}

/** One data folder for each run, so that two runs in one working tree do not meet. */
export const runsDir = runsFolder();

/**
 * Starts the services for the whole run and tells the test files where they are. Each of Jest's workers has its own: the embedded
 * stand-in for MongoDB uses one core, and whoever reads much keeps all others waiting. A failure ends the run.
 */
const start = async ({ maxWorkers }: { maxWorkers: number }): Promise<void> => {
  removeLeftovers();
  const own = Array.from({ length: maxWorkers }, (_, worker) => path.join(runsDir, String(process.pid), String(worker + 1)));
  // The same server for everybody, whether or not the fast one has been built here.
  const engine = hasEmbedded() ? ({ engine: 'embedded' } as const) : {};
  const started = await Promise.allSettled(own.map((dataDir) => openServices({ dataDir, ...engine })));
  const services = started.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
  globalThis.jestServices = services;
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    await Promise.all(services.map((each) => each.close()));
    throw failed.reason;
  }
  process.env.TEST_SERVERS = JSON.stringify(services.map(({ mongoUri, redisUrl }) => ({ mongoUri, redisUrl })));
};

// biome-ignore lint/style/noDefaultExport: Jest calls the default export.
export default start;

function removeLeftovers(): void {
  for (const run of existsSync(runsDir) ? readdirSync(runsDir) : []) {
    if (!isAlive(Number(run))) rmSync(path.join(runsDir, run), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
