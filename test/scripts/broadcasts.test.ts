import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '../../scripts/broadcasts/arguments';
import { outcomeLines, planLines } from '../../scripts/broadcasts/lines';
import { readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { insertPeople, newPerson } from '../../src/models/people';
import { idOf, makeUnits } from '../actions/lists/member-list';
import { useDatabase } from '../setup/database';
import { temporaryFolder } from './processes';

const ZONE = 'Asia/Ho_Chi_Minh';
const database = useDatabase();
const folder = temporaryFolder();
const env = () => ({ PATH: process.env.PATH, DATA_DIR: folder, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl });
let connections: Connections;

beforeAll(async () => {
  connections = await connect(readConfig(env()), { log: createLog('silent', 'test') });
  await makeUnits(['thôn Đông']);
  const told = { name: '=Nguyễn Thị Lan', birthYear: 1985, phone: '0905123456', unit: idOf('00004.1') };
  await insertPeople([{ ...newPerson('p1', { ...told, status: 'member' }), number: '10000001' }]);
});
afterAll(() => connections.close());

test('planned at the command line, nothing leaves; who it missed is a table that only its owner reads', async () => {
  const asked = ['plan', '--unit', '00004', '--kind', 'information', '--text', 'Chào {name}', '--id', 'tin-1', '--json'];
  const planned = await run(...asked);
  expect(planned).toMatchObject({ code: 0, err: '' });
  const plan = { people: 1, how: { free: 0, paid: 0, template: 0, call: 1 }, why: { noChat: 1 }, cost: 0 };
  expect(JSON.parse(planned.out)).toEqual({ broadcast: 'tin-1', state: 'planned', plan });
  const file = path.join(folder, 'outcome.csv');
  expect(await run('outcome', 'tin-1', file)).toEqual({ code: 0, err: '', out: `1 rows\t${file}\n` });
  expect(statSync(file).mode & 0o077).toBe(0);
  const [headings, row, ...rest] = readFileSync(file, 'utf8').split('\r\n');
  expect(headings).toMatch(/^\uFEFFSố hội viên;Họ và tên;/);
  // What Excel would take for a formula is none.
  expect(row).toMatch(/^10000001;'=Nguyễn Thị Lan;.*;gọi điện;Không gửi;Chị ấy chưa nối/);
  expect(rest).toEqual(['']);
  expect(await run('approve', 'tin-1')).toMatchObject({ code: 1, err: expect.stringContaining('somebody else') });
});

test('what is typed becomes a plan; times are local ones', () => {
  const typed = [
    'plan',
    '--unit',
    '01',
    '--kind',
    'care',
    '--text',
    'Chúc mừng',
    '--posts',
    'branchLead,groupLead',
    '--by',
    'thu',
  ];
  const more = ['--answered', 'busy,silent:m-1', '--at', '2026-11-26T07:30', '--reach', 'call', '--dry-run'];
  expect(readArguments(ZONE, [...typed, ...more])).toEqual({
    ...{ command: 'plan', dryRun: true, json: false, by: 'thu' },
    plan: {
      ...{ unit: '01', kind: 'care', text: 'Chúc mừng', posts: ['branchLead', 'groupLead'], reach: ['call'] },
      ...{ answered: { meeting: 'm-1', answers: ['busy', 'silent'] }, at: Date.UTC(2026, 10, 26, 0, 30) },
    },
  });
  expect(readArguments(ZONE, ['resend', 'tin-1', '--unknown'])).toMatchObject({ command: 'resend', unknown: true });
  expect(readArguments(ZONE, ['pause', 'tin-1'])).toMatchObject({ command: 'step', step: 'pause', broadcast: 'tin-1' });
});

test.each([
  [[], 'Usage'],
  [['plan'], 'plan needs --unit, --kind, --text'],
  [['plan', '--unit', '01', '--kind', 'gossip', '--text', 'x'], '--kind'],
  [['plan', '--unit', '01', '--kind', 'care'], '--text'],
  [['plan', '--unit', '01', '--kind', 'care', '--text', 'x', '--at', 'tomorrow'], '--at: use local time'],
  [['plan', '--unit', '01', '--kind', 'care', '--text', 'x', '--file', 'https://hoi.vn/a.pdf'], '--file and --title'],
  [['plan', '--unit', '01', '--kind', 'care', '--text', 'x', '--answered', 'busy'], '--answered: use ANSWER'],
  [['show'], 'Usage'],
  [['show', 'b', '--text', 'x'], 'Usage'],
  [['outcome', 'b', 'table.pdf'], 'ends in .xlsx or .csv'],
  [['test', 'b'], 'Usage'],
])('%j is refused with one line', (args, line) => {
  expect(() => readArguments(ZONE, args)).toThrow(line);
});

test('plans and outcomes in lines', () => {
  const plan = { people: 3, how: { free: 1, paid: 0, template: 1, call: 1 }, why: { noConsent: 1 }, cost: 300 };
  expect(planLines(plan)).toContain('    noConsent\t1\tChị ấy chưa đồng ý nhận loại tin này, hoặc đã ngừng nhận.');
  expect(outcomeLines({ 'held:noChat': 2, sent: 5 }).map((line) => line.split('\t').slice(0, 3))).toEqual([
    ['5', 'sent', 'Đã gửi'],
    ['2', 'held:noChat', 'Không gửi'],
  ]);
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.resolve(__dirname, '..', '..', 'scripts', 'broadcasts.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env: env() }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
