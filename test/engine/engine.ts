import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Channel } from '../../src/channels/channel';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { useDatabase } from '../setup/database';

/** Connects the test file that calls it, at its top, to a database and a Redis of its own. */
export function useEngine(channels: ReadonlyMap<string, Channel> = new Map()): { connections(): Connections } {
  const { mongoUri, redisUrl } = useDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'engine-'));
  let open: Connections | undefined;
  beforeAll(async () => {
    const config = readConfig({ MONGODB_URI: mongoUri, REDIS_URL: redisUrl, DATA_DIR: dataDir });
    open = await connect(config, { log: createLog('silent', 'test'), channels });
  });
  afterAll(async () => {
    await open?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    connections() {
      if (!open) throw new Error('useEngine connects before the first test: ask inside one');
      return open;
    },
  };
}
