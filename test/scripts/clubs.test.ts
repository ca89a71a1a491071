import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArguments } from '../../scripts/clubs/arguments';
import { seedDemoProvince } from '../../scripts/demo-province';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { giveNumber } from '../../src/models/people';
import { useDatabase } from '../setup/database';

const database = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hoi-clubs-'));
const env = () => ({
  PATH: process.env.PATH,
  DATA_DIR: dataDir,
  MONGODB_URI: database.mongoUri,
  REDIS_URL: database.redisUrl,
});
let connections: Connections;
let number = '';

beforeAll(async () => {
  const config = readConfig(env());
  connections = await connect(config, { log: createLog('silent', 'test') });
  const { members } = await seedDemoProvince(config, []);
  number = await giveNumber(members[0]?.id ?? '');
});
afterAll(async () => {
  await connections.close();
  rmSync(dataDir, { recursive: true });
});

test('a club is founded, joined by a member’s number, and shown', async () => {
  const found = await run(
    'found',
    '--unit',
    '99001',
    '--name',
    'CLB Áo dài',
    '--kind',
    'ao-dai',
    '--id',
    'dai',
    '--on',
    '2026-03-08',
  );
  expect(found).toMatchObject({ code: 0, err: '', out: 'dai\t99001\tao-dai\t0\t2026-03-08\t\tno head\tCLB Áo dài\n' });
  expect(await run('join', 'dai', number, '--by', 'thu')).toMatchObject({ code: 0, err: '' });
  const shown = JSON.parse((await run('show', 'dai', '--json')).out) as object[];
  expect(shown).toMatchObject([
    { id: 'dai', members: 1 },
    { number, role: '' },
  ]);
  expect(await run('join', 'dai', number)).toMatchObject({ code: 1, err: 'it is so already\n' });
});

test.each([
  [['show'], 'clubs -- show ID'],
  [['found', '--unit', 'x'], 'clubs -- found --unit CODE'],
  [['end', 'dai', '--on', '2026-02-30'], 'write the day as'],
  [['list', '--kind', 'x'], 'list takes no --kind'],
  [['found', '--unit', 'x', '--name', 'x', '--id', 'a b'], '--id a b'],
  [['nothing'], 'Usage: npm run clubs -- kinds |'],
  [['list', '--what'], '--what'],
])('a wrong call %j is told in one line', (args, line) => {
  expect(() => readArguments(args)).toThrow(line);
});

/** The command in a process of its own. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const root = path.join(__dirname, '../..');
  const script = [path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(root, 'scripts/clubs.ts')];
  return new Promise((done) => {
    execFile(process.execPath, [...script, ...args], { cwd: root, env: env() }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
