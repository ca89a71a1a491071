import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DateTime } from 'luxon';
import { readArguments } from '../../scripts/meetings/arguments';
import { COMMANDS, REFUSED, type Shown } from '../../scripts/meetings/commands';
import { openFile } from '../../src/actions/meetings/kept-files';
import { type Config, readConfig } from '../../src/config';
import { type Connections, connect } from '../../src/connect';
import { createLog } from '../../src/log';
import { Audit } from '../../src/models/audit';
import { Facts } from '../../src/models/facts';
import { insertPeople, newPerson } from '../../src/models/people';
import { compose } from '../../workers/compose';
import { idOf, makeUnits } from '../actions/lists/member-list';
import { useDatabase } from '../setup/database';
import { root, temporaryFolder } from './processes';

const ZONE = 'Asia/Ho_Chi_Minh';
const database = useDatabase();
const folder = temporaryFolder();
const env = () => ({ PATH: process.env.PATH, DATA_DIR: folder, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl });
const SOON = DateTime.now().setZone(ZONE).plus({ minutes: 30 });
let connections: Connections;
let config: Config;

beforeAll(async () => {
  config = readConfig(env());
  connections = await connect(config, { log: createLog('silent', 'test') });
  await makeUnits(['thôn Đông']);
  const told = { birthYear: 1985, unit: idOf('00004.1'), status: 'member' as const };
  await insertPeople([
    { ...newPerson('p1', { ...told, name: 'Nguyễn Thị Lan' }), number: '10000001' },
    { ...newPerson('p2', { ...told, name: 'Lê Thị Hoa' }), number: '10000002' },
  ]);
});
afterAll(() => connections.close());

/** A command in this process: what it shows. */
async function ask(...args: string[]): Promise<Shown> {
  const { publicBaseUrl } = config;
  const deps = { ...compose(config, connections, createLog('silent', 'test')).actions, publicBaseUrl, ringCount: async () => {} };
  const asked = readArguments(ZONE, args);
  const order = { id: randomUUID(), actor: { kind: 'operator' as const, name: asked.options.by ?? 'nobody' } };
  return COMMANDS[asked.command]({ ...asked, order, deps, ways: [(ref) => `https://chat.example/us?ref=${ref}`] });
}
async function shown<T>(...args: string[]): Promise<T> {
  const answer = await ask(...args);
  if ('refused' in answer) throw new Error(REFUSED[answer.refused]);
  return answer.value as T;
}

test('a meeting is called, gets a door, papers and a roll, and shows its numbers without a name', async () => {
  const at = SOON.toFormat("yyyy-MM-dd'T'HH:mm");
  const call = ['call', '--unit', '00004.1', '--topic', 'Vay vốn', '--place', 'nhà văn hóa', '--id', 'hop-1', '--at', at];
  const inAProcess = await run(...call, '--by', 'thu');
  expect(inAProcess).toEqual({ code: 0, err: '', out: 'hop-1\tcalled\n' });
  expect(await ask(...call, '--by', 'thu')).toMatchObject({ lines: ['hop-1\tcalled'] });
  const pdf = path.join(folder, 'noi-dung.pdf');
  writeFileSync(pdf, '%PDF-1.7');
  expect(await shown('attach', 'hop-1', pdf, '--as', 'outline')).toEqual({
    ...{ id: 'hop-1', state: 'called', file: expect.stringMatching(/^[\w-]{22}$/) },
  });
  expect(await ask('attach', 'hop-1', pdf, '--as', 'outline')).toEqual({ refused: 'noChange' });
  const qr = path.join(folder, 'door.svg');
  const { link, code, chats } = await shown<Record<string, string>>('door', 'hop-1', '--qr', qr);
  expect([link, chats]).toEqual([`http://localhost:3000/hop/${code}`, [`https://chat.example/us?ref=hop_${code}`]]);
  expect(readFileSync(qr, 'utf8')).toContain('<svg');
  expect(await ask('calendar', 'hop-1')).toMatchObject({
    lines: [expect.stringMatching(/^http:\/\/localhost:3000\/lich\/[\w-]{22}\.ics$/)],
  });
  expect(await ask('minutes', 'hop-1', pdf)).toEqual({ refused: 'tooEarly' });
  expect(await ask('change', 'hop-1', '--topic', 'Vay vốn, học nghề')).toMatchObject({ value: { state: 'changed' } });
  expect(await ask('roll', 'hop-1', '--present', '10000001', '--guests', '2')).toMatchObject({ value: { state: 'held' } });
  const { file: kept = '' } = await shown<{ file?: string }>('minutes', 'hop-1', pdf);
  const seen = await ask('show', 'hop-1');
  expect(seen).toMatchObject({
    value: {
      ...{ id: 'hop-1', state: 'held', unit: '00004.1', invited: 2, silent: 2, present: 1, guests: 2, checkedIn: 0 },
      files: [
        { role: 'outline', type: 'pdf', name: 'Đề cương: noi-dung' },
        { id: kept, role: 'minutes' },
      ],
    },
  });
  const listed = await ask('list', '--unit', '00004', '--from', SOON.toFormat('yyyy-MM-dd'));
  const when = SOON.toFormat('dd/MM/yyyy HH:mm');
  expect(listed).toMatchObject({ lines: [`hop-1\theld\t00004.1\t${when}\tVay vốn, học nghề`] });
  expect(JSON.stringify([seen, listed])).not.toMatch(/Lan|Hoa/);
  const opened = await shown<{ link: string }>('open', 'hop-1', kept, '--by', 'thu');
  expect(await openFile(opened.link.split('/tep/')[1] ?? '', Date.now())).toMatchObject({ state: 'open', restricted: true });
  expect((await Audit.find({ about: kept }).lean()).map(({ by }) => by)).toEqual(['operator:thu', 'operator:thu']);
  expect((await Facts.find({ metric: 'meetings:attended' }).lean()).map(({ n }) => n)).toEqual([1]);
  await shown('detach', 'hop-1', kept);
  expect(await shown('summary', 'hop-1', '--text', 'Đã bàn.')).toMatchObject({ state: 'held' });
  expect(await shown('erase', 'hop-1')).toMatchObject({ state: 'held' });
  expect((await shown<{ files: object[] }>('show', 'hop-1')).files).toEqual([]);
  await shown(
    'call',
    '--unit',
    '00004.1',
    '--topic',
    'Tết',
    '--place',
    'đình',
    '--at',
    '2030-01-05T19:30',
    '--draft',
    '--id',
    'hop-2',
  );
  expect(await shown('send', 'hop-2')).toMatchObject({ state: 'called' });
  expect(await shown('cancel', 'hop-2')).toMatchObject({ state: 'cancelled' });
}, 60_000);

test('what cannot be done is said in one line', async () => {
  expect(await run('show', 'none')).toEqual({
    code: 1,
    out: '',
    err: 'there is no such meeting; see npm run meetings -- list\n',
  });
  await expect(ask('attach', 'hop-1', path.join(folder, 'nothing'))).rejects.toThrow('there is no such file');
  await expect(ask('list', '--unit', 'x')).rejects.toThrow('there is no unit with this code');
  await expect(ask('roll', 'hop-1', '--present', '1')).rejects.toThrow('there is no member with this number');
  for (const command of ['door', 'calendar', 'erase', 'cancel'])
    expect(await ask(command, 'none')).toEqual({ refused: 'unknown' });
});

test('what is typed is read; times are local ones', () => {
  const typed = ['call', '--unit', '01', '--topic', ' Vay vốn ', '--place', 'đình', '--at', '2026-11-26 19:30'];
  expect(readArguments(ZONE, [...typed, '--minutes', '60', '--draft', '--json'])).toEqual({
    ...{ command: 'call', words: ['', ''], json: true },
    options: { unit: '01', topic: 'Vay vốn', place: 'đình', at: Date.UTC(2026, 10, 26, 12, 30), minutes: 60, draft: true },
  });
  expect(readArguments(ZONE, ['roll', 'a', '--present', '1, 2']).options).toEqual({ present: ['1', '2'] });
});

test.each([
  [[], 'Usage'],
  [['toString'], 'Usage'],
  [['show'], 'Usage'],
  [['show', 'a', 'b'], 'Usage'],
  [['show', 'a', '--topic', 'x'], 'show takes no --topic'],
  [['call', '--unit', '01'], 'call needs --topic, --at, --place'],
  [['change', 'a', '--at', 'tomorrow'], '--at: write local time'],
  [['change', 'a', '--link', 'http://x.vn'], '--link: give an https address'],
  [['list', '--from', '22/11/2026'], '--from: write the day'],
  [['attach', 'a', 'b', '--as', 'film'], '--as:'],
  [['roll', 'a', '--guests', 'some'], '--guests: give a number'],
  [['summary', 'a'], 'summary needs --text'],
])('%j is refused with one line', (args, line) => {
  expect(() => readArguments(ZONE, args)).toThrow(line);
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.join(root, 'scripts', 'meetings.ts');
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, env: env() }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
