import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, temporaryFolder } from './processes';

type Outcome = { code: number | null; stderr: string; stdout: string };

/** A bare clone in miniature: the set-up script, a lock file, and a PATH that holds only what the test puts there. */
function clone() {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'bin');
  mkdirSync(path.join(folder, 'scripts/services'), { recursive: true });
  mkdirSync(bin);
  copyFileSync(path.join(root, 'scripts/setup.mjs'), path.join(folder, 'scripts/setup.mjs'));
  writeFileSync(path.join(folder, 'scripts/services/requirements.txt'), 'SecantusDB==0\n');
  writeFileSync(path.join(folder, 'package-lock.json'), '{}');
  const run = (flags: string[], env: Record<string, string> = {}, node: string[] = []) =>
    new Promise<Outcome>((done) => {
      const args = [...node, path.join(folder, 'scripts/setup.mjs'), ...flags];
      const child = spawn(process.execPath, args, {
        env: { PATH: `${bin}:/usr/bin-none`, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (part) => (said.stdout += part));
      child.stderr.on('data', (part) => (said.stderr += part));
      child.once('close', (code) => done({ code, ...said }));
    });
  const script = (name: string, lines: string) => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  /** A Python that reports a version, and whose pip does as told. */
  const python = (version: string, options: { venv?: string; pip?: string } = {}) =>
    script(
      'python3',
      `case "$*" in
        -c*) echo "${version}|/bin/sh|${options.venv ?? 'True'}" ;;
        "-m venv "*) /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python" ;;
        *"pip install"*) echo x >> ${folder}/pip-ran; ${options.pip ?? 'exit 0'} ;;
      esac`,
    );
  const npm = (lines: string) => {
    const file = path.join(folder, 'npm-cli.js');
    writeFileSync(file, lines);
    return { npm_execpath: file };
  };
  return { folder, run, script, python, npm };
}

const SERVICES = ['--services-only'];
/** Makes the set-up see another system and another user. */
const asOn = (system: string, user: number) => {
  const lines = [
    "import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const { readFileSync, existsSync } = fs;",
    `fs.readFileSync = (file, ...rest) => file === '/etc/os-release' ? 'ID=${system}\\n' : readFileSync(file, ...rest);`,
    `fs.existsSync = (file) => file === '/etc/os-release' || existsSync(file); process.getuid = () => ${user};`,
    'syncBuiltinESMExports();',
  ];
  return ['--import', `data:text/javascript,${encodeURIComponent(lines.join(' '))}`];
};

test('with everything there it is quick and silent', async () => {
  const { run, python } = clone();
  python('3.12.1');
  expect(await run(SERVICES)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('done') });
  const start = Date.now();
  expect(await run(SERVICES)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(Date.now() - start).toBeLessThan(2_000);
});

test.each([
  ['no Python', undefined, {}, /no Python found.*Install Python 3\.10 or newer.*or set MONGODB_URI and REDIS_URL/],
  ['an old Python', '3.8.1', {}, /Python 3\.8\.1 is too old/],
  ['no venv module', '3.11.2', { venv: 'False' }, /no venv module.*apt install python3\.11-venv/],
  ['no network', '3.12.1', { pip: 'echo "NewConnectionError: Temporary failure in name resolution"; exit 1' }, /no network/],
  ['a full disk', '3.12.1', { pip: 'echo "OSError: [Errno 28] No space left on device"; exit 1' }, /the disk is full/],
  [
    'a package that is not the pinned one',
    '3.12.1',
    { pip: 'echo "THESE PACKAGES DO NOT MATCH THE HASHES"; exit 1' },
    /not the one that was pinned/,
  ],
  [
    'no build for this system',
    '3.15.0',
    { pip: 'echo "No matching distribution found for secantusdb==0"; exit 1' },
    /no build of secantusdb/,
  ],
  [
    'something else',
    '3.12.1',
    { pip: 'echo "first"; echo "the last words"; exit 1' },
    /failed: the last words\. Its whole output is in .*setup\.log/,
  ],
])('%s: one clear line, exit 1, no stack trace', async (_, version, options, line) => {
  const { run, python } = clone();
  if (version) python(version, options);
  const { code, stderr, stdout } = await run(SERVICES);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').at(-1)).toMatch(line);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a half-finished environment is made anew, and one with changed requirements as well', async () => {
  const { folder, run, python } = clone();
  python('3.12.1', { pip: 'echo "Connection reset"; exit 1' });
  expect((await run(SERVICES)).code).toBe(1);
  expect(existsSync(path.join(folder, '.data/venv/bin/python'))).toBe(true);
  python('3.12.1');
  expect(await run(SERVICES)).toMatchObject({ code: 0, stderr: expect.stringContaining('was not finished') });
  writeFileSync(path.join(folder, 'scripts/services/requirements.txt'), 'SecantusDB==1\n');
  expect(await run(SERVICES)).toMatchObject({ code: 0, stderr: expect.stringContaining('out of date') });
  expect(await run(SERVICES)).toMatchObject({ code: 0, stderr: '' });
});

test('two at once do not collide: the second waits and finds the work done', async () => {
  const { folder, run, python } = clone();
  python('3.12.1', { pip: '/bin/sleep 1.5' });
  const [first, second] = await Promise.all([run(SERVICES), run(SERVICES)]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(`${first.stderr}${second.stderr}`).toContain('another set-up is running here');
  expect(readFileSync(path.join(folder, 'pip-ran'), 'utf8')).toBe('x\n');
});

test('servers of the operator, or programs on PATH, make the embedded ones unnecessary', async () => {
  const { run, script } = clone();
  expect(await run(SERVICES, { MONGODB_URI: 'mongodb://db', REDIS_URL: 'redis://q' })).toMatchObject({ code: 0, stderr: '' });
  script('mongod', '');
  script('valkey-server', '');
  expect(await run(SERVICES)).toMatchObject({ code: 0, stderr: '' });
});

test('Node packages are installed when missing, when the lock file changed, and not otherwise', async () => {
  const { folder, run, npm } = clone();
  const ci = npm(`
    const fs = require('node:fs');
    fs.rmSync('node_modules', { recursive: true, force: true });
    fs.mkdirSync('node_modules');
    fs.writeFileSync('node_modules/.package-lock.json', '{}');
  `);
  expect(await run(['--no-services'], ci)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('npm ci') });
  expect(await run(['--no-services'], ci)).toMatchObject({ code: 0, stderr: '' });
  writeFileSync(path.join(folder, 'package-lock.json'), '{"changed":true}');
  expect((await run(['--no-services'], ci)).stderr).toContain('npm ci');
  const offline = npm('console.error("npm error code EAI_AGAIN"); process.exit(1)');
  writeFileSync(path.join(folder, 'package-lock.json'), '{"changed":"again"}');
  expect(await run(['--no-services'], offline)).toMatchObject({ code: 1, stderr: expect.stringContaining('no network') });
});

test('an old Node is told so, an unknown option is a usage error', async () => {
  const { run } = clone();
  const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.1"}})';
  expect(await run([], {}, ['--import', old])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Node 18.20.1 is too old. Install Node 20.19 or newer'),
  });
  expect(await run(['--bogus'])).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown option --bogus') });
});

describe('the browser for the tests of pages', () => {
  const BROWSER = ['--no-services', '--browser'];
  const bare = () => {
    const made = clone();
    copyFileSync(path.join(root, 'scripts/browsers.json'), path.join(made.folder, 'scripts/browsers.json'));
    mkdirSync(path.join(made.folder, 'node_modules'));
    writeFileSync(path.join(made.folder, 'node_modules/.package-lock.json'), '{}');
    return made;
  };

  test('one that is on PATH is taken, without a word', async () => {
    const { run, script } = bare();
    script('google-chrome', 'exit 0');
    expect(await run(BROWSER)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('root on Debian gets it, once', async () => {
    const { folder, run, script } = bare();
    script('apt-get', `echo "$@" >> ${folder}/asked; case "$*" in *chromium) /bin/cp "$0" ${folder}/bin/chromium ;; esac`);
    expect(await run(BROWSER, {}, asOn('debian', 0))).toMatchObject({ code: 0, stderr: expect.stringContaining('done') });
    expect(await run(BROWSER, {}, asOn('debian', 0))).toMatchObject({ code: 0, stderr: '' });
    const asked = readFileSync(path.join(folder, 'asked'), 'utf8').trim().split('\n');
    expect(asked).toEqual([expect.stringMatching(/update$/), expect.stringMatching(/install chromium$/)]);
  });

  test.each([
    ['debian', 1000, /skipped\. As root: apt-get install chromium/],
    ['ubuntu', 0, /skipped\. Install Chromium or Chrome so that `chromium` or `google-chrome` is on PATH/],
    ['debian', 0, /no network.*Until then the tests of pages in a browser will be skipped/],
  ])('on %s as user %i where it cannot be had, the rest goes on', async (system, user, said) => {
    const { run, script } = bare();
    script('apt-get', 'echo "E: Failed to fetch: Temporary failure in name resolution"; exit 100');
    expect(await run(BROWSER, {}, asOn(system, user))).toMatchObject({ code: 0, stderr: expect.stringMatching(said) });
  });
});
