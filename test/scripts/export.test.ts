import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { insertPeople, newPerson } from '../../src/models/people';
import { MEMBERS, RATINGS } from '../../src/tables/columns';
import { readTable } from '../../src/tables/read-table';
import { idOf, makeUnits } from '../actions/lists/member-list';
import { useDatabase } from '../setup/database';
import { temporaryFolder } from './processes';

const database = useDatabase();
const folder = temporaryFolder();
const env = () => ({ PATH: process.env.PATH, DATA_DIR: folder, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl });
let connections: Connections;

beforeAll(async () => {
  connections = await connect(readConfig(env()), { log: createLog('silent', 'test') });
  await makeUnits(['thôn Đông']);
  const told = { name: 'Nguyễn Thị Lan', birthYear: 1985, phone: '0905123456', unit: idOf('00004.1') };
  await insertPeople([{ ...newPerson('p1', { ...told, status: 'member' }), number: '10000001' }]);
});
afterAll(() => connections.close());

test('members are written to a file that its owner alone can read, listed, and ticked as entered', async () => {
  const file = path.join(folder, 'members.xlsx');
  const written = await run('members', '--unit', '00004', file, '--by', 'thu');
  expect(written).toEqual({ code: 0, err: '', out: expect.stringMatching(/^[0-9a-f]{8}\t1 rows\t.*members\.xlsx\n$/) });
  expect(statSync(file).mode & 0o077).toBe(0);
  const read = await readTable(file, MEMBERS);
  expect(read).toMatchObject({ table: { rows: [{ cells: { number: '10000001', phone: '0905123456' } }] } });
  const id = written.out.slice(0, 8);
  expect(await run('done', id)).toEqual({ code: 0, err: '', out: `${id}\tentered\n` });
  expect((await run('list')).out).toMatch(
    /^[0-9a-f]{8}\tmembers\t00004\t[\d/]+\t1 rows\twith phones\toperator:thu\tentered [\d/]+\n$/,
  );
});

test('ratings of a year are written for each unit, to be filled in', async () => {
  const file = path.join(folder, 'ratings.xlsx');
  const written = await run('ratings', '--unit', '00004', '--year', '2025', file);
  expect(written).toEqual({ code: 0, err: '', out: `3 rows\t${file}\n` });
  const read = await readTable(file, RATINGS);
  expect(read).toMatchObject({
    table: { rows: [{ cells: { unitCode: '00004', year: 2025 } }, {}, { cells: { group: 'tổ 1' } }] },
  });
});

test.each([
  [['traits', '--year', '2026', 'x.xlsx'], 2, 'Usage: npm run export'],
  [['changes', 'x.xlsx', '--since', 'yesterday'], 2, 'Usage: npm run export'],
  [['calls', 'x.xlsx'], 2, 'Usage: npm run export'],
  [['calls', 'x.xlsx', '--broadcast', 'none'], 1, 'Nothing was exported: unknown'],
  [['done', 'ffffffff'], 1, 'there is no such export'],
])('export %j ends with %i and one line', async (args, code, line) => {
  const ran = await run(...args);
  expect(ran).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
  expect(ran.err.trimEnd()).not.toContain('\n');
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.resolve(__dirname, '..', '..', 'scripts', 'export.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env: env() }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
