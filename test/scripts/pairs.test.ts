import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemoProvince } from '../../scripts/demo-province';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { useDatabase } from '../setup/database';

const database = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hoi-pairs-'));
const env = () => ({
  PATH: process.env.PATH,
  DATA_DIR: dataDir,
  MONGODB_URI: database.mongoUri,
  REDIS_URL: database.redisUrl,
});
let connections: Connections;
let code: string;

beforeAll(async () => {
  const config = readConfig(env());
  connections = await connect(config, { log: createLog('silent', 'test') });
  code = (await seedDemoProvince(config, [])).members[0]?.code ?? '';
});
afterAll(async () => {
  await connections.close();
  rmSync(dataDir, { recursive: true });
});

test('a pair is added, listed without names, ended and counted', async () => {
  const added = await run('add', 'f', `person:${code}`, '99002-01', '--on', '2026-11-02', '--by', 'thu');
  expect(added).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^P\d\d-\d{6}\tf\trunning\n$/) });
  const no = added.out.split('\t')[0] ?? '';
  const listed = await run('list', '--unit', '99002', '--json');
  expect(JSON.parse(listed.out)).toEqual([
    expect.objectContaining({ no, kind: 'f', helper: expect.stringMatching(/^person in /), helped: '99002-01' }),
  ]);
  expect(await run('end', no, '--result', 'achieved', '--on', '2026-11-20')).toMatchObject({ code: 0 });
  const figures = JSON.parse((await run('figures', '--unit', '99001', '--period', '2026-11', '--json')).out) as object[];
  expect(figures).toContainEqual({ kind: 'f', begun: 1, running: 0, achieved: 1 });
});

test('a kind is added from a file; what is wrong is said in a line', async () => {
  const file = path.join(dataDir, 'kind.json');
  const kind = { id: 'gop-von', name: '1 tổ góp vốn', helper: { who: 'unit', level: 'group' }, helped: { who: 'person' } };
  writeFileSync(file, JSON.stringify(kind));
  expect(await run('kind', file)).toMatchObject({ code: 0, err: '' });
  expect((await run('kinds')).out).toContain('gop-von\tgroup\tperson\topen\t1 tổ góp vốn\n');
  writeFileSync(file, JSON.stringify({ ...kind, id: 'b' }));
  expect(await run('kind', file)).toMatchObject({ code: 2 });
  expect(await run('add', 'b', '99001-01', '99001-02')).toMatchObject({ code: 1, err: expect.stringContaining('no such kind') });
  expect(await run('add', 'a', '99001-01')).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') });
});

/** The command in a process of its own. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const root = path.join(__dirname, '../..');
  const script = [path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(root, 'scripts/pairs.ts')];
  return new Promise((done) => {
    execFile(process.execPath, [...script, ...args], { cwd: root, env: env() }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
