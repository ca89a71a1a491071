import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { type Fact, insertFacts } from '../../src/models/facts';
import { insertPeople, newPerson } from '../../src/models/people';
import { useKeys } from '../../src/models/secrets';
import { bumpTree } from '../../src/models/tree-document';
import { changeUnits, forgetTree } from '../../src/models/units';
import { tellWomen } from '../../src/models/women';
import { changesOf } from '../../src/programme/changes';
import { gatheringOf } from '../../src/programme/ratio';
import { rebuildCounts } from '../../src/programme/rebuild';
import { pairTable } from '../../src/programme/table';
import { random } from '../../test/seeded';
import { type Engine, startMongo } from '../services';
import { chanceOf } from '../simulate/made-up';
import { type MadeUpTree, madeUpTree, QUANG_BINH } from '../simulate/units';

const SIZES = { small: 16_136, large: 161_360 } as const;
const MONTHS = Array.from({ length: 12 }, (_, n) => `2026-${String(n + 1).padStart(2, '0')}`);
const PERIOD = '2026';
const TODAY = '2026-12-31';
const ROUNDS = 4;
const READS = 15;
const CHUNK = 1_000;

/** Median of what reading the numbers of a unit of a level takes, ms, at both sizes. */
export interface ReadingResult {
  level: string;
  small: number;
  large: number;
}

/** Reads the same units' numbers in two provinces with the same units and months, one with ten times the members. */
export async function benchReading(engine: Engine, say: (line: string) => void): Promise<ReadingResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reading-'));
  const server = await startMongo({ dir: folder, engine });
  const uri = (size: keyof typeof SIZES) => server.uri.replace(/(:\d+)\/\w+/, `$1/${size}`);
  useKeys(new Map([['k1', randomBytes(32)]]), randomBytes(32));
  const tree = madeUpTree(QUANG_BINH, chanceOf(random(1)));
  try {
    for (const size of ['small', 'large'] as const) {
      await mongoose.connect(uri(size), { autoIndex: false });
      for (const each of Object.values(mongoose.models)) await each.createIndexes();
      await fill(tree, SIZES[size], say);
      await mongoose.disconnect();
    }
    return await measure(tree, uri);
  } finally {
    await mongoose.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Units, people and facts, every unit with a row in every month. */
async function fill(tree: MadeUpTree, members: number, say: (line: string) => void): Promise<void> {
  forgetTree();
  const units = tree.units.map((add) => ({ add }));
  await changeUnits(units, 1, { id: 'bench', at: 0, action: 'import', by: 'bench' });
  await bumpTree();
  const leaves = [...tree.members.keys()];
  const monthly = leaves.flatMap((unit) =>
    MONTHS.map((period) => fact(`${unit}/${period}`, unit, period, 'applications:submitted')),
  );
  for (let from = 0; from < monthly.length; from += CHUNK) await insertFacts(monthly.slice(from, from + CHUNK));
  for (let from = 0; from < members; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, members - from) }, (_, n) => from + n);
    const where = (n: number) => leaves[n % leaves.length] as string;
    const people = numbers.map((n) => newPerson(`w${n}`, { name: `Chị ${n}`, unit: where(n), status: 'member' }, 0));
    await insertPeople(people);
    await insertFacts(numbers.map((n) => fact(`m${n}`, where(n), MONTHS[n % 12] as string, 'members')));
  }
  for (const unit of tree.communes)
    await tellWomen({ unit, asOf: TODAY, present: 2_000 }, undefined, { id: 'w', at: 0, by: 'bench' });
  say(`reading: ${members} members and ${await rebuildCounts()} rows are there`);
}

const fact = (_id: string, unit: string, period: string, metric: string): Fact => ({ _id, unit, period, metric, n: 1 });

async function measure(tree: MadeUpTree, uri: (size: keyof typeof SIZES) => string): Promise<ReadingResult[]> {
  const commune = tree.communes[100] as string;
  const branch = tree.units.find(({ level, parent }) => level === 'branch' && parent === commune)?._id ?? commune;
  const group = tree.units.find(({ level, parent }) => level === 'group' && parent === branch)?._id ?? branch;
  const levels = { province: tree.province, commune, branch, group };
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const size of ['small', 'large'] as const) {
      await mongoose.connect(uri(size), { autoIndex: false });
      forgetTree();
      await read(tree.province);
      for (const [level, unit] of Object.entries(levels)) {
        for (let n = 0; n < READS; n += 1) {
          const began = performance.now();
          await read(unit);
          const key = `${level} ${size}`;
          times.set(key, [...(times.get(key) ?? []), performance.now() - began]);
        }
      }
      await mongoose.disconnect();
    }
  }
  const median = (key: string) => {
    const sorted = (times.get(key) ?? []).sort((a, b) => a - b);
    return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 100) / 100;
  };
  return Object.keys(levels).map((level) => ({ level, small: median(`${level} small`), large: median(`${level} large`) }));
}

/** What a leader sees of a unit: its row of the 1+1 table, its changes, its gathering ratio. */
async function read(unit: string): Promise<void> {
  await pairTable(unit, PERIOD, 0);
  await changesOf(unit, PERIOD);
  await gatheringOf(unit, PERIOD, TODAY);
}
