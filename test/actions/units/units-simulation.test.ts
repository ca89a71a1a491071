import { setTimeout as pause } from 'node:timers/promises';
import type { ActionDeps } from '../../../src/actions/deps';
import { treeCarrier } from '../../../src/actions/units/carry-tree';
import type { UnitOrder } from '../../../src/actions/units/decide-units';
import { orderUnits, type UnitsResult } from '../../../src/actions/units/units';
import { Counts, dirtyCounts } from '../../../src/models/counts';
import { type Fact, Facts } from '../../../src/models/facts';
import { TREE, Trees, treeStore } from '../../../src/models/tree-document';
import { freshTree, type Level, putUnit, Units } from '../../../src/models/units';
import { addFact, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { random, seedsOf } from '../../seeded';

openModels();

const COMMUNES = 5;
const BRANCHES = 8;
/** After each round all is quiet, and every count must be right. */
const ROUNDS = 2;
const ORDERS = 8;
const FACTS = 12;
/** Who works at the same time. */
const LEADERS = 3;
const TELLERS = 2;
const RECOUNTERS = 2;
const CRASHES = 0.015;
const PAUSES = { share: 0.1, most: 60 };
const PERIODS = ['2026-10', '2026-11', 'survey:S1'];

/** Branches move and communes merge while facts are told and recounted, any of them killed at any await; no bells at all. */
test.each(seedsOf('UNITS_SEED', []))(
  'units change while facts are counted, UNITS_SEED=%i',
  async (seed) => {
    const next = random(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
    const communes = Array.from({ length: COMMUNES }, (_, n) => `c${n}`);
    const branches = Array.from({ length: BRANCHES }, (_, n) => `b${n}`);
    await make('p', 'province', null);
    for (const each of communes) await make(each, 'commune', 'p');
    for (const each of branches) await make(each, 'branch', pick(communes));
    for (const [n, each] of branches.entries()) if (n % 2 === 0) await make(`g${n}`, 'group', each);
    const leaves = [...communes, ...branches, 'g0', 'g2', 'g4'];
    let deaths = 0;
    const collections = [Trees.collection, Units.collection, Facts.collection, Counts.collection];
    const spared = atEachStep(collections, (waits) => {
      if (next() < CRASHES) {
        deaths += 1;
        throw Object.assign(new Killed(), { name: 'MongoNetworkError' });
      }
      return waits && next() < PAUSES.share ? pause(next() * PAUSES.most) : undefined;
    });
    const results = new Map<string, UnitsResult>();
    const all: Fact[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const orders = Array.from({ length: ORDERS }, (_, n): [string, UnitOrder] => {
        const merge = n % 4 === 3;
        return [
          `${round}.${n}`,
          merge
            ? { action: 'merge', units: [pick(communes)], into: pick(communes), on: '2026-07-01' }
            : { action: 'move', unit: pick(branches), to: pick(communes) },
        ];
      });
      const facts = Array.from({ length: FACTS }, (_, n): Fact => {
        return {
          _id: `${round}.${n}`,
          metric: 'joined',
          unit: pick(leaves),
          period: pick(PERIODS),
          n: 1 + Math.floor(next() * 3),
        };
      });
      all.push(...facts);
      await work(orders, [...facts], results, spared, pick);
      const verdict = await spared(() => verifyCounts({ patience: 0 }));
      expect(verdict).toEqual({ rows: verdict.rows, differences: [], dirty: [], strangers: [] });
    }
    expect(deaths).toBeGreaterThan(3);
    const tree = await spared(() => freshTree());
    for (const each of tree.units.keys()) expect(tree.lineage(each).at(-1)?._id).toBe('p');
    const top = await spared(() => Counts.find({ unit: 'p' }).lean().exec());
    const total = all.reduce((sum, { n }) => sum + n, 0);
    expect(top.reduce((sum, { n }) => sum + (n.joined ?? 0), 0)).toBe(total);
    const done = [...results].filter(([, result]) => result.done).map(([id]) => id);
    const history = (await spared(() => treeStore.load(TREE)))?.history ?? [];
    expect(history.map(({ id }) => id).sort()).toEqual(done.sort());
    const entries = (await spared(() => Units.find().lean().exec())).flatMap((unit) =>
      (unit.history ?? []).map(({ id }) => [unit._id, id]),
    );
    expect(new Set(entries.map(([, id]) => id))).toEqual(new Set(done));
    expect(new Set(entries.map(String)).size).toBe(entries.length);
  },
  180_000,
);

async function work(
  orders: [string, UnitOrder][],
  facts: Fact[],
  results: Map<string, UnitsResult>,
  spared: Spared,
  pick: <T>(from: readonly T[]) => T,
): Promise<void> {
  const deps: ActionDeps = { tell: async () => {}, ringCount: async () => {}, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  let busy = LEADERS + TELLERS;
  const lead = async () => {
    for (let next = orders.pop(); next; next = orders.pop()) {
      const [id, what] = next;
      while (!(await lives(async () => results.set(id, await orderUnits(what, { id, actor: { kind: 'operator' } }, deps)))));
    }
    busy -= 1;
  };
  const tell = async () => {
    for (let next = facts.pop(); next; next = facts.pop()) {
      const fact = next;
      while (!(await lives(() => addFact({ ...fact }, deps.ringCount))));
    }
    busy -= 1;
  };
  const sweep = async () => {
    for (;;) {
      const last = busy === 0;
      await lives(() => treeCarrier.carry(TREE, deps));
      const rows = await spared(() => dirtyCounts().exec());
      const settled = await spared(async () => (await treeStore.load(TREE))?.outbox.length === 0);
      if (rows.length === 0 && last && settled) return;
      const row = pick(rows);
      if (row) await lives(() => recount(row.unit, row.period, deps.ringCount));
    }
  };
  await Promise.all([
    ...Array.from({ length: LEADERS }, lead),
    ...Array.from({ length: TELLERS }, tell),
    ...Array.from({ length: RECOUNTERS }, sweep),
  ]);
}

async function make(id: string, level: Level, parent: string | null): Promise<void> {
  await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: id, place: `nơi ${id}`, aliases: [], parent });
}
