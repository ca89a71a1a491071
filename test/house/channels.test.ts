import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const LONGEST = 250;
/** Rooms and files that may name a platform: CONTRIBUTING, Rooms. */
const MAY_NAME = [
  'src/channels/',
  'src/config.ts',
  'src/connect.ts',
  // What is said to the operator when no channel is configured.
  'src/main.ts',
  'src/process.ts',
  'workers/main.ts',
  'scripts/',
  'locales/',
];

const filesOf = (room: string) =>
  readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('a channel file has at most 250 lines', () => {
  const long = filesOf('src/channels').filter((file) => read(file).split('\n').length > LONGEST);
  expect(long).toEqual([]);
});

test('platforms are named only where the rooms allow it; elsewhere a channel is what it can do', () => {
  const others = ['src', 'flows', 'workers'].flatMap(filesOf).filter((file) => !MAY_NAME.some((start) => file.startsWith(start)));
  const naming = others.filter((file) => /zalo|messenger|facebook/i.test(read(file)));
  expect(others.length).toBeGreaterThan(50);
  // The health page of the console tells which account needs a person.
  expect(naming.filter((file) => !/^src\/console\/.*health/.test(file))).toEqual([]);
});
