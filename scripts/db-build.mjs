// Builds the fast stand-in for MongoDB (the Rust server of SecantusDB) into DATA_DIR: about six minutes, once.
// For benchmarks and impatient developers; no test needs it. Plain Node. Usage: npm run db:build
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CRATE = 'secantus-mdb';
const VERSION = '0.5.3-beta.173';
const CACHE = resolve(fileURLToPath(new URL('..', import.meta.url)), process.env.DATA_DIR || '.data', 'cache');
const BINARY = join(CACHE, 'bin', 'secantusd-rs');
const STAMP = join(CACHE, 'secantusd-rs.version');
const TARGET = join(CACHE, 'build');

const TROUBLES = [
  [
    /ENOENT/,
    'cargo was not found. Install Rust 1.85 or newer (rustup or your package manager), or go on with the embedded server, which needs no building',
  ],
  [/No space left/i, `the disk is full. Free at least 1 GB where ${CACHE} is`],
  [
    /Permission denied|Read-only file system/i,
    `no permission to write. Make ${CACHE} writable for this user, or set DATA_DIR to a folder that is`,
  ],
  [
    /linker .* not found|failed to find tool|`?(?:cc|c\+\+|cmake)`? not found|is `cmake` not installed/i,
    'no C compiler or cmake. Install them (Debian, Ubuntu: apt install build-essential cmake; macOS: xcode-select --install)',
  ],
  [/requires rustc|is not supported by the following package|edition2024/i, 'this Rust is too old. Update it (rustup update)'],
  [
    /could not resolve host|failed to download|Could not connect|timed out|network failure|Connection refused/i,
    'no network. Connect to the internet (behind a proxy, set HTTPS_PROXY)',
  ],
];

const say = (line) => process.stderr.write(`db:build: ${line}\n`);

if (existsSync(BINARY) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === VERSION) say(`${BINARY} is there already.`);
else await build();

async function build() {
  mkdirSync(CACHE, { recursive: true });
  say(`building ${CRATE} ${VERSION}, six minutes of processor time …`);
  const start = Date.now();
  let [crates, current, output] = [0, '', ''];
  const clock = () => `${Math.round((Date.now() - start) / 1000)} s`;
  const ticker = setInterval(() => say(`${clock()}, ${crates} crates compiled, now ${current || 'downloading'}`), 15_000);
  const args = [
    'install',
    CRATE,
    '--version',
    VERSION,
    '--ignore-rust-version',
    '--locked',
    '--force',
    '--root',
    CACHE,
    '--target-dir',
    TARGET,
  ];
  const child = spawn('cargo', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (part) => {
    output += part;
    for (const [, name] of String(part).matchAll(/Compiling (\S+)/g)) [crates, current] = [crates + 1, name];
  });
  const failure = await new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(code === 0 ? undefined : `cargo ended with ${code ?? signal}`));
  });
  clearInterval(ticker);
  if (failure) {
    const words = `${failure}\n${output}`;
    const last =
      output
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('error')) ?? failure;
    say(`${TROUBLES.find(([pattern]) => pattern.test(words))?.[1] ?? `failed: ${last}`}. Then run \`npm run db:build\` again.`);
    process.exit(1);
  }
  writeFileSync(STAMP, VERSION);
  rmSync(TARGET, { recursive: true, force: true });
  say(
    `done in ${clock()}: ${BINARY}. A new DATA_DIR uses it from now on; one with data in it stays with the server that wrote it.`,
  );
}
