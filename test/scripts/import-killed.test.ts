import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CARRIERS } from '../../src/actions/carriers';
import type { ActionDeps } from '../../src/actions/deps';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { Facts } from '../../src/models/facts';
import { unfinishedImports } from '../../src/models/imports';
import { People } from '../../src/models/people';
import { type Level, putUnit } from '../../src/models/units';
import { type Ring, recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { useDatabase } from '../setup/database';
import { root, temporaryFolder } from './processes';

const ROWS = 700;
const database = useDatabase();
const folder = temporaryFolder();
const id = (code: string) => `${code}@2025-07-01`;
const env = () => ({
  PATH: process.env.PATH,
  DATA_DIR: folder,
  MONGODB_URI: database.mongoUri,
  REDIS_URL: database.redisUrl,
});
let connections: Connections;

beforeAll(async () => {
  connections = await connect(readConfig(env()), { log: createLog('silent', 'test') });
  const units: readonly [string, Level, string, string | null][] = [
    ['99', 'province', 'tỉnh Sen', null],
    ['00004', 'commune', 'xã An Bình', '99'],
    ['00004.1', 'branch', 'thôn Đông', '00004'],
  ];
  for (const [code, level, place, above] of units) {
    const parent = above && id(above);
    await putUnit({ _id: id(code), code, validFrom: '2025-07-01', level, name: `Hội ${place}`, place, aliases: [], parent });
  }
});
afterAll(() => connections.close());

test('an import that is killed after its first chunk goes on when it is run again: nobody twice, nobody left out', async () => {
  const file = path.join(folder, 'members.csv');
  const lines = Array.from({ length: ROWS }, (_, n) => `Nguyễn Thị Lan;${1950 + (n % 50)};09${String(10_000_000 + n)};00004.1`);
  writeFileSync(file, `Họ và tên;Năm sinh;SĐT;Mã đơn vị\n${lines.join('\n')}\n`);
  expect(await run(file, 'kill')).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await unfinishedImports()).toMatchObject([{ total: ROWS, written: 500 }]);
  expect(await People.countDocuments()).toBeLessThan(ROWS);
  expect(await run(file)).toEqual({ code: 0, signal: null });
  expect(await unfinishedImports()).toEqual([]);
  const people = await People.find().lean();
  expect([people.length, new Set(people.map(({ phoneHash }) => phoneHash)).size]).toEqual([ROWS, ROWS]);
  expect(new Set(people.map(({ number }) => number)).size).toBe(ROWS);
  // What the killed process still owed is carried out by the sweep.
  const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
  const now = () => Date.now() + 60_000;
  const deps: ActionDeps = { tell: async () => undefined, ringCount, now, timeZone: 'Asia/Ho_Chi_Minh' };
  for (const { toWake, wake } of CARRIERS) for (const each of await toWake(now())) await wake(each, deps);
  const facts = await Facts.find({ metric: 'members' }).lean();
  expect(facts.reduce((sum, { n }) => sum + n, 0)).toBe(ROWS);
  for (const period of new Set(facts.map((each) => each.period))) await recount(id('00004.1'), period, ringCount);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [] });
});

/** Runs the import; killed by its id as soon as it tells of its first chunk, where that is asked. */
async function run(file: string, kill?: 'kill'): Promise<{ code: number | null; signal: string | null }> {
  const script = path.join(root, 'scripts', 'import.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, 'members', file], { env: env(), cwd: root });
  child.stdout.resume();
  child.stderr.on('data', (said: Buffer) => {
    if (kill && /^500 of/m.test(String(said))) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal };
}
