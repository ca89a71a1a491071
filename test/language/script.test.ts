import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { TODAY } from './corpus';

const ROOT = join(__dirname, '../..');

function run(input: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/understand.ts'], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const line = (text: string, more = {}): string => JSON.stringify({ expecting: 'yesNo', text, today: TODAY, ...more });

test('each line comes back with its meaning, and with what it carried', () => {
  const { status, stdout } = run(`${line('dạ có', { id: 7 })}\n\n${line('dung\u2028')}`);
  expect(status).toBe(0);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text)),
  ).toEqual([
    { expecting: 'yesNo', text: 'dạ có', today: TODAY, id: 7, meaning: 'yes' },
    { expecting: 'yesNo', text: 'dung\u2028', today: TODAY, meaning: 'ask', readings: ['yes', 'stop'] },
  ]);
});

test.each([
  ['no JSON', 'có'],
  ['no object', '[1]'],
  ['an unknown state', line('có', { expecting: 'mood' })],
  ['a text that is none', line('', { text: 7 })],
  ['a day that is none', line('có', { today: '22/11/2026' })],
  ['a choice without options', line('có', { expecting: 'choice' })],
])('%s is a usage error that names its line', (_, bad) => {
  const { status, stdout, stderr } = run(`${line('có')}\n${bad}\n${line('có')}\n`);
  expect(status).toBe(2);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^line 2 .+\n$/);
});
