import { execFile } from 'node:child_process';
import path from 'node:path';
import { seedDemoProvince } from '../../scripts/demo-province';
import { enrolMany } from '../../src/actions/people/enrol';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { nameOf, person } from '../../src/models/people';
import { useDatabase } from '../setup/database';
import { root, temporaryFolder } from './processes';

const database = useDatabase();
const env = {
  PATH: process.env.PATH,
  DATA_DIR: temporaryFolder(),
  get MONGODB_URI() {
    return database.mongoUri;
  },
  get REDIS_URL() {
    return database.redisUrl;
  },
};
let connections: Connections;
let id: string;
let number: string;

beforeAll(async () => {
  const config = readConfig(env);
  connections = await connect(config, { log: createLog('silent', 'test') });
  id = (await seedDemoProvince(config, [])).members[0]?.id ?? '';
  number = (await person(id))?.number ?? '';
});
afterAll(() => connections.close());

test('a member is carded, moved, leaves and returns under the name of the operator; nothing shows who she is', async () => {
  expect(await run('card', number, '004711', '--by', 'thu')).toMatchObject({ code: 0, err: '' });
  expect(await run('card', number, '004711')).toMatchObject({ code: 1, out: '', err: `${number}: it is so already\n` });
  expect(await run('transfer', number, '99002-01', '--by', 'thu')).toMatchObject({ code: 0, err: '' });
  expect(await run('leave', number, 'asked', '--by', 'thu')).toMatchObject({ code: 0, err: '' });
  const back = await run('return', number, '--by', 'thu', '--json');
  const record = JSON.parse(back.out);
  expect(record).toMatchObject({ number, status: 'member', unit: '99002-01' });
  expect(record.history.slice(-4)).toMatchObject([
    { action: 'giveCard', by: 'operator:thu' },
    { action: 'transfer', by: 'operator:thu' },
    { action: 'leave', by: 'operator:thu', why: 'asked' },
    { action: 'return', by: 'operator:thu' },
  ]);
  expect(await person(id)).toMatchObject({ status: 'member', unit: expect.stringMatching(/^99002-01@/) });
  expect(back.out).not.toMatch(/"(?:name|phone)/);
});

test('a woman who is in the books twice is told of before, then joined; her other number leads to the same record', async () => {
  const her = await person(id);
  if (!her) throw new Error('the demo has no members');
  const { unit, birthYear = 1980 } = her;
  const deps = { tell: async () => {}, ringCount: async () => {}, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  const twin = { id: 'twin', name: nameOf(her), birthYear, unit, kind: 'application' } as const;
  await enrolMany([twin], { id: 'twice', actor: { kind: 'operator' }, opening: true }, deps);
  const other = (await person('twin'))?.number ?? '';
  const { out } = await run('merge', other, number, '--dry-run');
  expect(out).toMatch(new RegExp(`^stays\t${number}\t.*\nends\t${other}\t`));
  expect(out).toMatch(/\ncounts\tleft:duplicate\t\S+\t[\d-]{7}\t\+1\n/);
  expect(out).not.toContain(nameOf(her));
  expect(await run('merge', other, number, '--by', 'thu')).toEqual({ code: 0, out: `${number}\tstays\n`, err: '' });
  expect(JSON.parse((await run('show', other, '--json')).out)).toMatchObject({ number, status: 'member' });
  expect(await run('merge', other, number)).toMatchObject({ code: 1, err: `${other}: both numbers are one record\n` });
});

test('what does not fit is told in a line', async () => {
  expect(await run('unrecognise', number, 'nhầm')).toMatchObject({ code: 1, err: expect.stringContaining('does not fit') });
  expect(await run('show', 'HV-0')).toEqual({ code: 1, out: '', err: 'HV-0: there is no such member\n' });
  for (const wrong of [[], ['leave', number, 'bored'], ['away', number, 'now'], ['core', number], ['toString', number]])
    expect(await run(...wrong)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^Usage: npm run members[^\n]*\n$/),
    });
});

/** The command in a process of its own. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.join(root, 'scripts', 'members.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env: { ...env }, cwd: root }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
