import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import mongoose from 'mongoose';
import { readOrders } from '../../scripts/units/orders';
import { type Level, putUnit } from '../../src/models/units';
import { useDatabase } from '../setup/database';
import { temporaryFolder } from './processes';

const database = useDatabase();
const folder = temporaryFolder();

beforeAll(async () => {
  await mongoose.connect(database.mongoUri, { autoIndex: false });
  const made: [string, Level, string | null][] = [
    ['99', 'province', null],
    ['00004', 'commune', '99'],
    ['00005', 'commune', '99'],
    ['00004-1', 'branch', '00004'],
  ];
  for (const [code, level, above] of made) {
    const parent = above === null ? null : `${above}@2025-07-01`;
    await putUnit({
      _id: `${code}@2025-07-01`,
      code,
      validFrom: '2025-07-01',
      level,
      name: `Hội ${code}`,
      place: `nơi ${code}`,
      aliases: [],
      parent,
    });
  }
});
afterAll(() => mongoose.disconnect());

test('orders of one line and of a file, done once, and shown with their history', async () => {
  expect(await run('move', '00004-1', '00005', '--by', 'thu')).toEqual({ code: 0, out: 'move: 00004-1@2025-07-01\n', err: '' });
  expect(await run('move', '00004-1', '00005')).toMatchObject({ code: 1, err: 'order 1, move: it is so already\n' });
  expect(await run('set', '99', 'gatheringRed', '62', '--on', '2026-01-01')).toMatchObject({ code: 0 });
  const file = path.join(folder, 'orders.json');
  writeFileSync(file, JSON.stringify([{ action: 'merge', units: ['00004'], into: '00005', on: '2026-07-01' }]));
  for (const _ of [1, 2])
    expect(await run('order', file)).toMatchObject({ code: 0, out: expect.stringMatching(/^merge: 00004@2025-07-01 /) });
  await mongoose.connection
    .collection('people')
    .insertOne({ _id: 'lan', unit: '00004-1@2025-07-01', status: 'member' } as object);
  expect(await run('close', '00004-1')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/end what is there first.* \(1 members\)/),
  });
  expect(await run('close', '00004-1', '--up')).toMatchObject({ code: 0, out: 'close: 00004-1@2025-07-01\n' });
  const shown = JSON.parse((await run('show', '00004')).out);
  expect(shown).toMatchObject({
    parent: '00005@2025-07-01',
    closed: { on: '2026-07-01' },
    history: [{ action: 'merge', by: 'operator' }],
  });
});

test('without a code it shows the units from the top', async () => {
  const rows = JSON.parse((await run('show', '--json')).out) as { code: string; level: string; branches: number }[];
  expect(rows.map(({ code, level }) => `${level} ${code}`)).toEqual(['province 99', 'commune 00005']);
  expect(rows[0]?.branches).toBe(rows[1]?.branches);
});

test('the settings are listed with what they are for', async () => {
  expect(await run('settings')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^\w+\t[^\t]*\t[^\t]+\t[^\t\n]+\n/),
  });
});

test.each([
  [['move', '00004'], 2, 'Usage: npm run units -- move CODE BELOW; each with'],
  [['merge', '00004', '00005', '--on', 'today'], 2, '--on today: write the day'],
  [['move', '77', '99'], 1, 'order 1, move: there is no such unit (77)'],
])('%j ends with %i and says what to do', async (args, code, line) => {
  expect(await run(...args)).toMatchObject({ code, out: '', err: expect.stringContaining(line) });
});

test.each([
  ['{', 'no JSON'],
  ['{"action":"fly"}', 'order 0.action'],
  ['[{"action":"move","unit":"1"}]', 'order 0.to'],
  ['[{"action":"rate","unit":"1","rating":{"year":26}}]', 'order 0.rating.year'],
])('%s is refused', (json, why) => {
  expect(() => readOrders(json)).toThrow(why);
});

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = path.resolve(__dirname, '..', '..', 'scripts', 'units.ts');
  const env = { PATH: process.env.PATH, DATA_DIR: folder, MONGODB_URI: database.mongoUri, REDIS_URL: database.redisUrl };
  return new Promise((done) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], { env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}
