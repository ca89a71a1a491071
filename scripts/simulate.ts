import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { readConfig } from '../src/config';
import { connect } from '../src/connect';
import { createLog } from '../src/log';
import { Units } from '../src/models/units';
import { runCommand, UsageError } from './run';
import { type Engine, openServices } from './services';
import { simulate } from './simulate/run';
import { QUANG_BINH, scaled } from './simulate/units';

const USAGE =
  'Usage: npm run simulate -- [--seed N] [--scale 0.1 | --people 16000] [--linked 0.6] [--engine embedded|fast] [--load-only] [--keep]   ' +
  '(--keep needs MONGODB_URI, the name of an empty database)';
const YEAR = 2025;
const MOST_TOLD = 50;

interface Arguments {
  seed: number;
  scale: number;
  linked: number;
  engine?: Engine;
  lives: boolean;
  keep: boolean;
}

/** A province of made-up women lives for a year; every count is compared with the simulation's own books. */
runCommand(async () => {
  const { seed, scale, linked, engine, lives, keep } = readArguments();
  const given = process.env.MONGODB_URI;
  const folder = mkdtempSync(path.join(tmpdir(), 'simulate-'));
  const began = Date.now();
  const say = (line: string) =>
    void process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}\n`);
  const services = await openServices({ dataDir: folder, onProgress: say, ...(engine ? { engine } : {}) });
  // Whoever looks at the database later needs the keys that are kept beside the other data.
  const env = given ? process.env : { ...process.env, DATA_DIR: folder };
  const config = { ...readConfig(env), mongoUri: services.mongoUri, redisUrl: services.redisUrl };
  try {
    const connections = await connect(config, { log: createLog('warn', 'command') });
    try {
      if ((await Units.countDocuments({})) > 0)
        throw new UsageError('The database has units already: name an empty one in MONGODB_URI');
      say(`seed ${seed}, scale ${scale}`);
      const silent = async () => {};
      const size = scaled(QUANG_BINH, scale);
      const recounts = 'monthly' as const;
      const result = await simulate(
        { ...{ size, seed, year: YEAR, linked, say, lives, recounts } },
        { tell: silent, ringCount: silent, timeZone: config.timeZone },
      );
      const { faults, seconds, rows, numbers, members, actions, ratioAtFirst, ratio } = result;
      for (const fault of faults.slice(0, MOST_TOLD)) process.stdout.write(`${fault}\n`);
      const table: [string, string | number][] = [
        ['members at first', members],
        ['actions in the year', actions],
        ['rows compared', rows],
        ['numbers compared', numbers],
        ['members over women, at first', ratioAtFirst],
        ['members over women, at the end', ratio],
        ['loading, s', seconds.load],
        ['the year, s', seconds.year],
        ['comparing with the books, s', seconds.compare],
        ['counts verify, s', seconds.verify],
        ['memory at its most, MB', Math.round(process.resourceUsage().maxRSS / 1024)],
        ['faults', faults.length],
      ];
      for (const [name, value] of table) process.stdout.write(`${name.padEnd(32)}${value}\n`);
      if (faults.length > 0)
        process.stdout.write(`Again: npm run simulate -- --seed ${seed} --scale ${scale} --linked ${linked}\n`);
      return faults.length === 0 ? 0 : 1;
    } finally {
      if (given && !keep) await mongoose.connection.dropDatabase();
      await connections.close();
    }
  } finally {
    await services.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

function readArguments(): Arguments {
  try {
    const [text, flag] = [{ type: 'string' }, { type: 'boolean', default: false }] as const;
    const options = { seed: text, scale: text, people: text, linked: text, engine: text, 'load-only': flag, keep: flag } as const;
    const { values } = parseArgs({ options });
    const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
    const scale = values.people === undefined ? Number(values.scale ?? 1) : Number(values.people) / QUANG_BINH.members;
    const linked = Number(values.linked ?? 0);
    const { engine, keep } = values;
    const right =
      Number.isInteger(seed) && scale > 0 && scale <= 10 && linked >= 0 && linked <= 1 && !(values.scale && values.people);
    const engines = engine === undefined || engine === 'embedded' || engine === 'fast';
    if (right && engines && (!keep || process.env.MONGODB_URI)) {
      return { seed, scale, linked, lives: !values['load-only'], keep, ...(engine === undefined ? {} : { engine }) };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}
