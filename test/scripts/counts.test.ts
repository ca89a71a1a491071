import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemoProvince } from '../../scripts/demo-province';
import { submit } from '../../src/actions/applications/submit';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { Counts } from '../../src/models/counts';
import { tellWomen } from '../../src/models/women';
import { localDay } from '../../src/programme/periods';
import { type Ring, recount } from '../../src/programme/recount';
import { useDatabase } from '../setup/database';

const database = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hoi-counts-'));
const env = () => ({
  PATH: process.env.PATH,
  DATA_DIR: dataDir,
  MONGODB_URI: database.mongoUri,
  REDIS_URL: database.redisUrl,
});
let connections: Connections;
let province: Awaited<ReturnType<typeof seedDemoProvince>>;
const files: string[] = [];

beforeAll(async () => {
  const config = readConfig(env());
  connections = await connect(config, { log: createLog('silent', 'test') });
  province = await seedDemoProvince(config, []);
  const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
  const tell = async () => {};
  const deps = { tell, ringCount: climb, now: Date.now, timeZone: config.timeZone };
  const code = province.members[0]?.code ?? '';
  for (const n of [1, 2]) {
    const form = {
      name: `Chị ${n}`,
      birthYear: 1990,
      unit: province.branches[0] ?? '',
      phone: `090599900${n}`,
      referrerCode: code,
    };
    files.push((await submit(form, { id: `e${n}`, conversation: `c${n}` }, deps)).file);
  }
});
afterAll(async () => {
  await connections.close();
  rmSync(dataDir, { recursive: true });
});

test('applications are listed without names, verified and recognised; the counts follow and verify', async () => {
  const [first = '', second = ''] = files;
  const listed = await run('applications', 'list');
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(listed.out.split('\n').filter(Boolean)).toHaveLength(2);
  expect(listed.out).toContain(`${first}\tsubmitted\t`);
  expect(listed.out).not.toContain('Chị');
  expect(await run('applications', 'verify', first, second, '--by', 'thu')).toEqual({
    ...{ code: 0, err: '' },
    out: `${first}\tverified\n${second}\tverified\n`,
  });
  const recognised = await run('applications', 'recognise', first, '--json');
  expect(JSON.parse(recognised.out)).toEqual([{ done: true, file: first, state: 'recognised' }]);
  const withdrawn = await run('applications', 'withdraw', first, second, '--reason', 'unreachable');
  expect(withdrawn).toEqual({
    ...{ code: 1, out: `${second}\twithdrawn\n` },
    err: `${first}: it is recognised, so it cannot be withdrawn\n`,
  });

  const shown = JSON.parse((await run('counts', 'show', '--json')).out);
  expect(shown.rows[0]).toMatchObject({
    submitted: 2,
    recognised: 1,
    joined: 1,
    targetJoined: 60,
    pairs: 1,
    recruiters: 1,
    members: 121,
  });
  const table = await run('counts', 'show', '--unit', '99001');
  expect(table.out).toMatch(/^ {2}Chi hội thôn Đông +2 +2 +1 +1\/10 +1\/6 +1 +21$/m);
  expect(await run('counts', 'verify')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ rows compared, 0 differences\n$/),
  });
});

test('gathering ratios, changes and groups are shown beside the table', async () => {
  const none = await run('counts', 'show', '--ratio');
  expect(none.out).toMatch(/Hội LHPN xã An Bình +\d+ +chưa đủ số liệu +noFigure\n/);
  expect(none.out).toContain('2 of 2 communes have no ratio\n');
  const [commune = ''] = province.communes;
  const asOf = localDay(Date.now(), 'Asia/Ho_Chi_Minh');
  await tellWomen({ unit: commune, asOf, present: 100 }, undefined, { id: 'w', at: 1, by: 'test' });
  expect((await run('counts', 'show', '--ratio')).out).toMatch(/Hội LHPN xã An Bình +61 +100 +\S+ +61,0 % +amber\n/);
  expect(await run('counts', 'show', '--ratio', '--unit', '99001-01')).toMatchObject({ code: 1 });
  const changes = JSON.parse((await run('counts', 'show', '--changes', '--json')).out);
  expect(changes.rows[0]).toMatchObject({ joined: 1, left: {}, net: 1, members: 121 });
  expect(JSON.parse((await run('counts', 'show', '--groups', '--json')).out).rows).toEqual([]);
});

test('a wrong count is printed, and rebuilt', async () => {
  const row = await Counts.findOne({ unit: province.province, 'n.joined': 1 }).lean();
  await Counts.updateOne({ _id: row?._id ?? '' }, { $set: { 'n.joined': 7 } });
  const verified = await run('counts', 'verify', '--unit', '99');
  expect(verified).toMatchObject({ code: 1, out: expect.stringContaining('joined: stored 7, facts 1\n') });
  expect(await run('counts', 'rebuild')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ rows rebuilt\n$/) });
  expect(await run('counts', 'verify', '--json')).toMatchObject({ code: 0 });
});

test.each([
  ['counts', [], 2, 'Usage: npm run counts'],
  ['counts', ['show', '--period', 'november'], 2, 'Usage: npm run counts'],
  ['counts', ['verify', '--period', '2026'], 2, 'Usage: npm run counts'],
  ['counts', ['show', '--colour'], 2, 'Usage: npm run counts'],
  ['counts', ['verify', '--ratio'], 2, 'Usage: npm run counts'],
  ['counts', ['show', '--ratio', '--groups'], 2, 'Usage: npm run counts'],
  ['counts', ['show', '--unit', '4711'], 1, 'There is no unit with the code 4711\n'],
  ['applications', ['verify'], 2, 'Usage: npm run applications'],
  ['applications', ['withdraw', '26-000000'], 2, 'Usage: npm run applications'],
  ['applications', ['verify', '26-000000'], 1, '26-000000: there is no such application'],
] as const)('%s %j ends with %i and one line', async (script, args, code, line) => {
  const ran = await run(script, ...args);
  expect(ran).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
  expect(ran.err.trimEnd()).not.toContain('\n');
});

function run(script: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = path.resolve(__dirname, '..', '..', 'scripts', `${script}.ts`);
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', file, ...args], { env: env() }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
