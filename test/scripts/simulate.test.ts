import { compareAll } from '../../scripts/simulate/compare';
import { chanceOf } from '../../scripts/simulate/made-up';
import { simulate } from '../../scripts/simulate/run';
import { madeUpTree, QUANG_BINH, scaled, spread } from '../../scripts/simulate/units';
import { Counts } from '../../src/models/counts';
import { DeadLetters } from '../../src/models/dead-letters';
import { People } from '../../src/models/people';
import { openModels } from '../open-models';
import { random, seedsOf } from '../seeded';

openModels();

test('a made-up province has the size of Quảng Bình, and three communes of today', () => {
  const tree = madeUpTree(QUANG_BINH, chanceOf(random(1)));
  const count = (level: string, territorial = true) =>
    tree.units.filter((each) => each.level === level && (each.shape === undefined) === territorial).length;
  expect([count('commune'), count('branch'), count('branch', false), count('group')]).toEqual([159, 1_323, 12, 3_303]);
  expect([...tree.members.values()].reduce((a, b) => a + b, 0)).toBe(161_360);
  const below = (id: string): string[] =>
    tree.units.filter(({ parent }) => parent === id).flatMap(({ _id }) => [_id, ...below(_id)]);
  for (const commune of tree.communes.slice(0, 3)) {
    const units = below(commune);
    expect(tree.branches.filter((each) => units.includes(each))).toHaveLength(40);
    expect(units.reduce((sum, id) => sum + (tree.members.get(id) ?? 0), 0)).toBe(8_000);
  }
  expect(new Set(tree.units.map(({ code }) => code)).size).toBe(tree.units.length);
});

test('what is dealt out is all of it, and each gets what it needs', () => {
  const dealt = [...spread(17, ['a', 'b', 'c'], 2, chanceOf(random(7))).values()];
  expect(dealt.reduce((a, b) => a + b, 0)).toBe(17);
  expect(Math.min(...dealt)).toBeGreaterThanOrEqual(2);
  expect(() => spread(5, ['a', 'b', 'c'], 2, chanceOf(random(7)))).toThrow('too few');
});

test.each(seedsOf('SIMULATE_SEED', []))(
  'a year of a small province: every count is what the books of the simulation say, SIMULATE_SEED=%i',
  async (seed) => {
    const silent = async () => {};
    const size = scaled(QUANG_BINH, 1 / 200);
    const lines: string[] = [];
    const { faults, world, rows, numbers, actions } = await simulate(
      {
        ...{ size, seed, year: 2025, linked: 0.3, lives: true, recounts: 'atTheEnd' as const },
        say: (line) => void lines.push(line),
      },
      { tell: silent, ringCount: silent, timeZone: 'Asia/Ho_Chi_Minh' },
    );
    expect(faults).toEqual([]);
    expect(actions).toBeGreaterThan(150);
    expect(rows).toBeGreaterThan(100);
    expect(numbers).toBeGreaterThan(1_000);
    expect(await DeadLetters.countDocuments({})).toBe(0);
    expect(await People.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
    // The comparison sees what is wrong: one number of one unit and month, changed past everything.
    const [row] = await Counts.find({ unit: world.tree.province, period: '2025-05' }).lean();
    await Counts.updateOne({ _id: row?._id ?? '' }, { $inc: { 'n.members': 1 } });
    expect((await compareAll(world)).differences).toEqual([
      expect.objectContaining({ unit: world.tree.province, period: '2025-05', metric: 'members' }),
    ]);
  },
  120_000,
);
