import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { actorOf } from '../../src/actions/actor';
import { logIn } from '../../src/actions/officers/accounts';
import { bindLeader } from '../../src/actions/officers/bind-leader';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { putUnit } from '../../src/models/units';
import { localDay } from '../../src/programme/periods';
import { resultsOf } from '../../src/programme/targets';
import { useDatabase } from '../setup/database';

const database = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hoi-admin-'));
const env = () => ({ PATH: process.env.PATH, DATA_DIR: dataDir, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl });
const ZONE = 'Asia/Ho_Chi_Minh';
let connections: Connections;

beforeAll(async () => {
  connections = await connect(readConfig(env()), { log: createLog('silent', 'test') });
  for (const [code, level, parent] of [
    ['99', 'province', null],
    ['99001', 'commune', '99'],
  ] as const)
    await putUnit({ _id: code, code, validFrom: '2025-07-01', level, name: `Hội ${code}`, place: code, aliases: [], parent });
});
afterAll(async () => {
  await connections.close();
  rmSync(dataDir, { recursive: true });
});

test('an account is made and reset; the password is shown once and works', async () => {
  const made = await run('create', '--phone', '0905.123.456', '--name', 'Trần Thị Hoa');
  expect(made).toMatchObject({ code: 0, err: '' });
  const password = made.out.trim().split(' ').at(-1) ?? '';
  expect(await logIn('0905123456', password, Date.now())).toMatchObject({ result: 'change' });
  const again = await run('create', '--phone', '0905123456', '--name', 'Hoa');
  expect(again).toMatchObject({ code: 1, out: '', err: 'Nothing done: this number has an account already: use reset\n' });
  const reset = JSON.parse((await run('reset', '--phone', '+84 905 123 456', '--json')).out) as { password: string };
  expect(await logIn('0905123456', reset.password, Date.now())).toMatchObject({ result: 'change' });
  expect(await run('reset', '--phone', '0905999999')).toMatchObject({ code: 1, err: expect.stringContaining('use create') });
});

test('the first leader is appointed and bound, and her chat untied', async () => {
  const chair = ['bind', '--unit', '99001', '--post', 'communeChair'] as const;
  expect(await run(...chair)).toMatchObject({ code: 1, err: expect.stringContaining('add --phone and --name') });
  const hoa = ['--phone', '0905123456', '--name', 'Trần Thị Hoa'] as const;
  const first = await run(...chair, ...hoa);
  expect(first.err).toBe('');
  // Again: the post is hers already, and the code is another.
  const issued = JSON.parse((await run(...chair, '--json')).out) as { code: string; link: string };
  expect(first.out).not.toContain(issued.code);
  expect(issued.link).toBe(`ma-${issued.code}`);
  const clock = { now: Date.now, timeZone: ZONE };
  const today = localDay(Date.now(), ZONE);
  expect(await bindLeader(issued.code, { id: 'e1', conversation: 'chat' }, clock)).toMatchObject({ result: 'bound' });
  expect(await actorOf('chat', today)).toMatchObject({ post: 'communeChair', unit: '99001' });
  expect((await resultsOf(['99'], today.slice(0, 7))).get('99')).toMatchObject({ 'officers:communeChair': 1 });
  const other = await run(...chair, '--phone', '0905000001', '--name', 'Mai');
  expect(other).toMatchObject({ code: 1, err: 'Nobody was appointed: taken\n' });
  expect(await run(...chair, '--off')).toMatchObject({ code: 0, out: '1 untied\n' });
  expect(await actorOf('chat', today)).toBeUndefined();
});

test.each([
  [[], 2, 'Usage: npm run admin'],
  [['create', '--phone', '0905123456'], 2, 'Usage: npm run admin'],
  [['create', '--phone', '12', '--name', 'x'], 2, '--phone: use a mobile number'],
  [['bind', '--unit', '99001', '--post', 'queen'], 2, 'Usage: npm run admin'],
  [['reset', '--colour'], 2, 'Usage: npm run admin'],
  [['bind', '--unit', '4711', '--post', 'communeChair'], 1, 'There is no unit with the code 4711\n'],
] as const)('%j ends with %i and one line', async (args, code, line) => {
  const ran = await run(...args);
  expect(ran).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
  expect(ran.err.trimEnd()).not.toContain('\n');
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = path.resolve(__dirname, '..', '..', 'scripts', 'admin.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', file, ...args], { env: env() }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
