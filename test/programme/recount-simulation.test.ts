import { setTimeout as pause } from 'node:timers/promises';
import { Counts, dirtyCounts } from '../../src/models/counts';
import { type Fact, Facts } from '../../src/models/facts';
import { type Level, putUnit, Units } from '../../src/models/units';
import { addFact, recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../crashing';
import { openModels } from '../open-models';
import { random, seedsOf } from '../seeded';

openModels();

const LEVELS: readonly Level[] = ['province', 'commune', 'branch', 'group'];
const UNITS = 40;
/** After each round all is quiet, and every count must be right. */
const ROUNDS = 3;
const FACTS = 20;
/** Units that the facts of a round are about: few, so that they get in each other's way. */
const HOT = 3;
const TELLERS = 4;
const RECOUNTERS = 3;
const CRASHES = 0.02;
/** Share of the steps after which others get their turn, for at most so many ms. */
const PAUSES = { share: 0.15, most: 100 };
/** Share of the facts that are told a second time. */
const TWICE = 0.3;
const METRICS = ['joined', 'members', 'pairs:recruit'];
const PERIOD = '2026-11';
const TOP = '0@2025-07-01';

/** 40 units on four levels, facts told twice, racing recounts, a crash at any await, no bells at all: dirty rows are enough. */
test.each(seedsOf('RECOUNT_SEED', []))(
  'counts equal a recount after crashes, RECOUNT_SEED=%i',
  async (seed) => {
    const next = random(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
    const units = await makeUnits(pick);
    let deaths = 0;
    const spared = atEachStep([Units.collection, Facts.collection, Counts.collection], (waits) => {
      if (next() < CRASHES) {
        deaths += 1;
        throw new Killed();
      }
      return waits && next() < PAUSES.share ? pause(next() * PAUSES.most) : undefined;
    });
    const all: Fact[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const hot = Array.from({ length: HOT }, () => pick(units));
      const facts = Array.from({ length: FACTS }, (_, n): Fact => {
        const of = { metric: pick(METRICS), unit: pick(hot), period: PERIOD };
        return { _id: `${round}.${n}`, ...of, n: next() < 0.1 ? -1 : 1 + Math.floor(next() * 3) };
      });
      all.push(...facts);
      await tellAll([...facts, ...facts.filter(() => next() < TWICE)], spared, pick);
      const verdict = await spared(() => verifyCounts({ patience: 0 }));
      expect(verdict).toEqual({ rows: verdict.rows, differences: [], dirty: [], strangers: [] });
    }
    expect(deaths).toBeGreaterThan(5);
    const joined = all.filter((fact) => fact.metric === 'joined');
    const total = joined.reduce((sum, { n }) => sum + n, 0);
    const top = await spared(() => Counts.findById(`${TOP}|${PERIOD}`).lean().exec());
    expect(top?.n.joined ?? 0).toBe(total);
  },
  180_000,
);

/** Tells facts while others recount whatever is dirty, and goes on recounting until nothing is. */
async function tellAll(facts: Fact[], spared: Spared, pick: <T>(from: readonly T[]) => T): Promise<void> {
  const silent = async () => {};
  let telling = TELLERS;
  const tell = async () => {
    for (let fact = facts.pop(); fact; fact = facts.pop()) {
      const told = fact;
      while (!(await lives(() => addFact({ ...told }, silent))));
    }
    telling -= 1;
  };
  const sweep = async () => {
    for (;;) {
      const last = telling === 0;
      const row = pick(await spared(() => dirtyCounts().exec()));
      if (row) await lives(() => recount(row.unit, row.period, silent));
      else if (last) return;
    }
  };
  await Promise.all([...Array.from({ length: TELLERS }, tell), ...Array.from({ length: RECOUNTERS }, sweep)]);
}

async function makeUnits(pick: <T>(from: readonly T[]) => T): Promise<string[]> {
  const made: { _id: string; level: Level }[] = [];
  for (let n = 0; n < UNITS; n += 1) {
    const above = pick(made.filter((each) => each.level !== 'group'));
    const level = LEVELS[above ? LEVELS.indexOf(above.level) + 1 : 0] as Level;
    const [_id, name, parent] = [`${n}@2025-07-01`, `u${n}`, above?._id ?? null];
    await putUnit({ _id, code: String(n), validFrom: '2025-07-01', level, name, place: name, aliases: [], parent });
    made.push({ _id, level });
  }
  return made.map((each) => each._id);
}
