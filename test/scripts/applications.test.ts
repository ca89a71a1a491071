import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemoProvince } from '../../scripts/demo-province';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { Applications } from '../../src/models/applications';
import { useDatabase } from '../setup/database';

const database = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hoi-applications-'));
const env = () => ({
  PATH: process.env.PATH,
  DATA_DIR: dataDir,
  MONGODB_URI: database.mongoUri,
  REDIS_URL: database.redisUrl,
});
const woman = { name: 'Trần Thị Giấy', birthYear: 1980, unit: '99001-01' };
let connections: Connections;
let code: string;

beforeAll(async () => {
  const config = readConfig(env());
  connections = await connect(config, { log: createLog('silent', 'test') });
  code = (await seedDemoProvince(config, [])).members[50]?.code ?? '';
});
afterAll(async () => {
  await connections.close();
  rmSync(dataDir, { recursive: true });
});

test('a woman is entered from paper, who brought her is set, and a commune recognises all that are verified', async () => {
  const files: string[] = [];
  for (const more of [{}, { name: 'Lê Thị Bút', phone: '0908123123' }]) {
    const entered = await run('enter', form({ ...woman, ...more }), '--paper', 'sổ 3', '--by', 'thu');
    expect(entered).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\d\d-\d{6}\tsubmitted\n$/) });
    files.push(entered.out.split('\t')[0] ?? '');
  }
  const [first = '', second = ''] = files;
  expect(await run('refer', first, '--referrer', 'BCF234')).toMatchObject({ code: 1, err: expect.stringContaining('no member') });
  expect(await run('refer', first, '--referrer', code)).toMatchObject({ code: 0, out: `${first}\tsubmitted\n` });
  expect(await run('verify', first, second, '26-000000')).toEqual({
    ...{ code: 1, out: `${first}\tverified\n${second}\tverified\n` },
    err: '26-000000: there is no such application; see npm run applications -- list\n',
  });
  expect((await run('list', '--unit', '99002')).out).toBe('');
  expect(await run('recognise', '--all-verified', '--unit', '99002')).toMatchObject({ code: 0, out: '' });
  expect(await run('recognise', '--all-verified', '--unit', '99001')).toMatchObject({
    ...{ code: 0, err: '' },
    out: `${first}\trecognised\n${second}\trecognised\n`,
  });
  expect(await Applications.findOne({ file: first }).lean()).toMatchObject({ pair: { active: true }, paper: { ref: 'sổ 3' } });
});

test('of a girl nothing is kept, and what is wrong is said without saying who', async () => {
  const before = await Applications.countDocuments();
  const young = await run('enter', form({ ...woman, birthYear: new Date().getFullYear() - 17 }), '--paper', 'sổ 3');
  expect(young).toMatchObject({ code: 1, err: 'she is under 18: nothing was kept\n' });
  expect(await run('enter', form({ ...woman, phone: '12' }), '--paper', 'sổ 3')).toMatchObject({ code: 2 });
  expect(await run('recognise', '--all-verified')).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') });
  expect(await Applications.countDocuments()).toBe(before);
});

test('a wish for a branch is asked, seen to and refused', async () => {
  const asked = await run('branch', 'ask', 'thôn Mới', '--unit', '99001', '--women', '24');
  expect(asked).toMatchObject({ code: 0, out: expect.stringMatching(/^C\d\d-\d{6}\tasked\n$/) });
  const no = asked.out.split('\t')[0] ?? '';
  expect((await run('branch', 'list')).out).toBe(`${no}\tasked\t99001\tthôn Mới\t24\n`);
  expect(await run('branch', 'found', no, '--branch', '99001-01')).toMatchObject({ code: 1 });
  expect(await run('branch', 'refuse', no)).toMatchObject({ code: 0, out: `${no}\trefused\n` });
});

function form(what: object): string {
  const file = path.join(dataDir, 'form.json');
  writeFileSync(file, JSON.stringify(what));
  return file;
}

/** The command in a process of its own. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const root = path.join(__dirname, '../..');
  const script = ['--import', 'tsx', path.join(root, 'scripts/applications.ts')];
  return new Promise((done) => {
    execFile(process.execPath, [...script, ...args], { cwd: root, env: env() }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
