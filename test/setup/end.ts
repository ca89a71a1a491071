import { rmSync } from 'node:fs';
import path from 'node:path';
import { runsDir } from './start';

/** Ends the services of the run, waits until their processes are gone, and removes their files. */
const end = async (): Promise<void> => {
  await Promise.all((globalThis.jestServices ?? []).map((each) => each.close()));
  rmSync(path.join(runsDir, String(process.pid)), { recursive: true, force: true });
};

// biome-ignore lint/style/noDefaultExport: Jest calls the default export.
export default end;
