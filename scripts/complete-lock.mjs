// A registry may lack optional packages for other platforms; `npm install` then writes a lock file that `npm ci` refuses.
// This adds their entries, so that `npm ci` passes here and other platforms still get theirs.
// Usage: node scripts/complete-lock.mjs [package-lock.json]
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'netbsd', 'openharmony', 'sunos', 'aix'];
const PROCESSORS = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];

for (const [place, owner] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(owner.optionalDependencies ?? {})) {
    if (isLocked(place, name)) continue;
    lock.packages[`node_modules/${name}`] = entry(name, range, owner);
    added.push(name);
  }
}
if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stderr.write(`${file}: ${added.length} added ${added.join(' ')}\n`);

/** Whether Node, looking from `place` upwards, would find the package. */
function isLocked(place, name) {
  for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${from && `${from}/`}node_modules/${name}`]) return true;
    if (!from) return false;
  }
}

/** What the package's own name tells of its platform; on one that it does not name, npm leaves it out. */
function entry(name, range, owner) {
  const words = name.split(/[-/]/);
  return {
    version: range.replace(/^[\^~]/, ''),
    cpu: [PROCESSORS.find((word) => words.includes(word)) ?? 'none'],
    ...(owner.dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : words.includes('gnu') ? { libc: ['glibc'] } : {}),
    optional: true,
    os: [SYSTEMS.find((word) => words.includes(word)) ?? 'none'],
  };
}
