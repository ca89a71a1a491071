import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/config';
import { connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { registry } from '../../src/metrics';
import { readPair } from '../../src/models/tokens';
import { environmentOf } from '../fake/environment';
import { startFakeGraph } from '../fake/graph';
import { startFakeZalo } from '../fake/zalo';
import { useDatabase } from '../setup/database';

const database = useDatabase();

test('without a pair the metric calls for a person; with one it is quiet, and the database holds no token in clear', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'alarm-'));
  const [zalo, graph] = await Promise.all([startFakeZalo(), startFakeGraph()]);
  const { ZALO_ACCESS_TOKEN, ZALO_REFRESH_TOKEN, ...rest } = environmentOf(zalo, graph);
  const env = { ...rest, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl, DATA_DIR: dataDir };
  const log = createLog('silent', 'test');
  const without = await connect(readConfig(env), { log });
  const found: number[] = [];
  try {
    await expect(without.channels.get('zalo')?.tend?.(Date.now())).rejects.toMatchObject({ code: 'tokenMissing' });
    found.push(await gauge());
  } finally {
    await without.close();
  }
  const started = await connect(readConfig({ ...env, ZALO_ACCESS_TOKEN, ZALO_REFRESH_TOKEN }), { log });
  try {
    await started.channels.get('zalo')?.tend?.(Date.now());
    found.push(await gauge());
    expect(found).toEqual([1, 0]);
    expect(await readPair(zalo.secrets.oaId)).toMatchObject({ ...zalo.tokens(), rev: 1 });
  } finally {
    await started.close();
    await Promise.all([zalo.close(), graph.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function gauge(): Promise<number> {
  const metric = await registry.getSingleMetric('zalo_consent_needed')?.get();
  return metric?.values[0]?.value ?? Number.NaN;
}
