import { orderUnits } from '../../src/actions/units/units';
import { Counts, dirtyCounts, readCount } from '../../src/models/counts';
import { Facts } from '../../src/models/facts';
import { Trees } from '../../src/models/tree-document';
import { type Level, Units } from '../../src/models/units';
import { rebuildCounts } from '../../src/programme/rebuild';
import { addFact, type Ring, recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../crashing';
import { openModels } from '../open-models';
import { putTree } from '../small-tree';

openModels();

const PERIOD = '2026-11';
const silent = async () => {};
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const deps = { tell: silent, ringCount: silent, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
const UNITS: readonly [string, Level, string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
let step: () => unknown = () => undefined;
let spared: Spared;
let made = 0;
const fresh = (what: string) => {
  made += 1;
  return `${what}/${made}`;
};
const tell = (ring: Ring) => addFact({ _id: fresh('told'), unit: 'b1', period: PERIOD, metric: 'joined', n: 1 }, ring);

beforeAll(async () => {
  await putTree(UNITS);
  const models = [Units.collection, Facts.collection, Counts.collection, Trees.collection];
  spared = atEachStep(models, (waits) => (waits ? step() : undefined));
});
beforeEach(async () => {
  await spared(() => Facts.deleteMany({}));
  await spared(() => Counts.deleteMany({}));
});

/** What happens once while counts are rebuilt. */
const MISHAPS: Record<string, () => Promise<unknown>> = {
  'a fact comes': () => tell(silent),
  'a fact comes and is counted': () => tell(climb),
  'others recount the province': () => recount('p', PERIOD, silent),
  'others rebuild': () => rebuildCounts(),
  'a branch is moved': async () => {
    const to = (await Units.findById('b2').lean())?.parent === 'c1' ? 'c2' : 'c1';
    const order = { id: fresh('move'), actor: { kind: 'operator' } } as const;
    expect(await orderUnits({ action: 'move', unit: 'b2', to }, order, deps)).toMatchObject({ done: true });
  },
  'it dies': async () => {
    throw new Killed();
  },
};

test.each(Object.keys(MISHAPS))('%s, at whatever step: after the sweep every count is right', async (mishap) => {
  let steps = Number.POSITIVE_INFINITY;
  for (let at = 0; at < steps; at += 1) {
    await spared(() => spoil(at));
    let taken = 0;
    step = () => {
      taken += 1;
      return taken === at + 1 ? spared(() => MISHAPS[mishap]?.() ?? Promise.resolve()) : undefined;
    };
    const survived = await lives(() => rebuildCounts());
    step = () => undefined;
    if (taken <= at) steps = at;
    // Whoever died wrote nothing that looks right and is not: what he left undone, the next one does.
    if (!survived) await spared(() => rebuildCounts());
    await spared(sweep);
    expect([mishap, at, (await spared(() => verifyCounts({ patience: 0 }))).differences]).toEqual([mishap, at, []]);
    if (at > 60) throw new Error('more steps than a rebuild can have');
  }
  expect(steps).toBeGreaterThan(2);
});

test('rows that are right and owe nothing are not written; a lost, a wrong and a superfluous one are', async () => {
  await tell(climb);
  await rebuildCounts();
  const before = await Counts.find().lean();
  let [rows, written] = [0, 0];
  await rebuildCounts({}, (...sums) => {
    [rows, written] = sums;
  });
  expect([rows, written]).toEqual([3, 0]);
  expect(await Counts.find().lean()).toEqual(before);
  await spoil(0);
  await Counts.updateOne({ _id: `c2|${PERIOD}` }, { $set: { 'n.joined': 4 } });
  await rebuildCounts({}, (...sums) => {
    [rows, written] = sums;
  });
  expect(written).toBeGreaterThan(2);
  expect((await readCount('c2', PERIOD))?.n).not.toHaveProperty('joined', 4);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [] });
});

/** Facts whose rows are lost, wrong, or owe a recount. */
async function spoil(n: number): Promise<void> {
  for (const unit of ['b1', 'b2', 'c2']) {
    await addFact({ _id: fresh(unit), unit, period: PERIOD, metric: 'members', n: 3 + n }, unit === 'b2' ? silent : climb);
  }
  await Counts.deleteOne({ _id: `c1|${PERIOD}` });
  await Counts.updateOne({ _id: `p|${PERIOD}` }, { $set: { n: { members: 1 } } });
}

async function sweep(): Promise<void> {
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts()) {
    for (const row of dirty) await recount(row.unit, row.period, silent);
  }
}
