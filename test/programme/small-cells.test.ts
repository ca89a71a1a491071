import { hideSmall } from '../../src/programme/small-cells';
import { random, seedsOf } from '../seeded';

const cells = (...n: number[]) => new Map(n.map((each, place) => [String(place), each]));

test.each<[string, number, number[], number | null, (number | null)[]]>([
  ['nothing small', 30, [10, 20], 30, [10, 20]],
  ['none is no secret', 10, [0, 10], 10, [0, 10]],
  ['one small cell hides behind the next smallest', 33, [3, 10, 20], 33, [null, null, 20]],
  ['two small cells of five or more together', 26, [3, 3, 20], 26, [null, null, 20]],
  ['two that are fewer than five need a third', 33, [1, 2, 10, 20], 33, [null, null, null, 20]],
  ['a small total, and all below it', 4, [1, 3, 0], null, [null, null, 0]],
  ['nothing to hide behind', 8, [8, 0], 8, [8, 0]],
  ['what is the unit’s own hides with the next smallest', 12, [10, 0], 12, [null, 0]],
])('%s', (_, total, given, shownTotal, shown) => {
  const hidden = hideSmall(total, cells(...given), 5);
  expect([hidden.total, [...hidden.cells.values()]]).toEqual([shownTotal, shown]);
});

test.each(seedsOf('CELLS_SEED', [1, 2, 3]))('no small cell can be had by subtraction, CELLS_SEED=%i', (seed) => {
  const next = random(seed);
  for (let round = 0; round < 500; round += 1) {
    const given = Array.from({ length: Math.floor(next() * 5) }, () => Math.floor(next() * 9));
    const own = next() < 0.3 ? Math.floor(next() * 7) : 0;
    const sum = given.reduce((a, b) => a + b, 0) + own;
    const { total, cells: shown } = hideSmall(sum, cells(...given), 5);
    const visible = [...shown.values()];
    for (const n of visible) expect(n === null || n === 0 || n >= 5).toBe(true);
    if (total === null) continue;
    expect(total === 0 || total >= 5).toBe(true);
    const rest = total - visible.reduce<number>((a, n) => a + (n ?? 0), 0);
    expect([seed, given, own, rest === 0 || rest >= 5]).toEqual([seed, given, own, true]);
  }
});
