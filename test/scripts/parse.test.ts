import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Runs a script as a command does. */
async function run(script: string, args: string[], stdin = '', env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts', script), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      out[name] += chunk.toString();
    });
  }
  child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  return { code, ...out };
}

test('a body becomes the array of its events', async () => {
  const body = readFileSync(join(ROOT, 'test/payloads/zalo/user_send_text-5-button-tap.json'), 'utf8');
  const { code, stdout } = await run('parse.ts', ['zalo'], body);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    {
      type: 'tap',
      payload: '#menu:khieu_nai',
      user: '292520246256153593',
      account: '365511621872259271',
      id: '3d3e6b3d1f4c6e204322',
      at: 1785672000000,
    },
  ]);
});

test('an echo shows what the contract has, and the own app tells it from others', async () => {
  const message = { mid: 'm', is_echo: true, app_id: 7, metadata: 'send-1' };
  const body = JSON.stringify({
    object: 'page',
    entry: [{ id: '1', messaging: [{ sender: { id: '1' }, recipient: { id: '2' }, timestamp: 1785672000000, message }] }],
  });
  const echo = { type: 'echo', user: '2', account: '1', id: 'm', at: 1785672000000 };
  const [own, other] = await Promise.all(
    ['7', '8'].map((app) => run('parse.ts', ['messenger'], body, { MESSENGER_APP_ID: app })),
  );
  expect(JSON.parse(own?.stdout ?? '')).toEqual([{ ...echo, by: 'bot', pauses_bot: false }]);
  expect(JSON.parse(other?.stdout ?? '')).toEqual([{ ...echo, by: 'human', pauses_bot: true }]);
});

test.each([
  ['parse.ts', [], ''],
  ['parse.ts', ['telegram'], '{}'],
  ['parse.ts', ['zalo', 'more'], '{}'],
  ['parse.ts', ['zalo'], 'not JSON'],
  ['fake-platforms.ts', ['--zalo-port', 'x'], ''],
  ['fake-platforms.ts', ['--unknown'], ''],
])('%s %j refuses what it cannot use, in one line', async (script, args, stdin) => {
  const { code, stdout, stderr } = await run(script, args, stdin);
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
});

test.each(['parse.ts', 'fake-platforms.ts'])('%s --help tells how to use it', async (script) => {
  expect(await run(script, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: npm run') });
});
