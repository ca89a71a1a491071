import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import path from 'node:path';
import { installDir } from '../../scripts/services';

const MEMORY = '/dev/shm';
const ENOUGH = 4 * 1024 ** 3;

/**
 * Where servers of tests keep their files: in memory where the system has room for it, since they write every change to disk.
 * A killed process loses nothing there either. One folder for each working tree.
 */
export function runsFolder(): string {
  const name = createHash('sha256').update(installDir()).digest('hex').slice(0, 8);
  return hasRoom() ? path.join(MEMORY, `hoi-test-${name}`) : path.join(installDir(), 'test');
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH;
  } catch {
    // Not on this system.
    return false;
  }
}
