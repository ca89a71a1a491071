import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasEmbedded, openServices, type Services } from '../../scripts/services';
import { runsFolder } from './folder';

declare global {
  /** The services of this Jest run, from its start to its end; Jest offers no other way to hand them on. */
  var jestServices: Services | undefined;
}

/** One data folder for each run, so that two runs in one working tree do not meet. */
export const runsDir = runsFolder();

/** Starts the services once for the whole run and tells the test files where they are. A failure ends the run. */
const start = async (): Promise<void> => {
  removeLeftovers();
  const services = await openServices({
    dataDir: path.join(runsDir, String(process.pid)),
    // The same server for everybody, whether or not the fast one has been built here.
    ...(hasEmbedded() ? { engine: 'embedded' as const } : {}),
  });
  globalThis.jestServices = services;
  process.env.TEST_MONGODB_URI = services.mongoUri;
  process.env.TEST_REDIS_URL = services.redisUrl;
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
