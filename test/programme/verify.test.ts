import { Counts, demand, readCount } from '../../src/models/counts';
import { Facts } from '../../src/models/facts';
import { putTarget } from '../../src/models/targets';
import { type Level, Units } from '../../src/models/units';
import { rebuildCounts } from '../../src/programme/rebuild';
import { addFact, type Ring, recount } from '../../src/programme/recount';
import { asked, progressOf, resultsOf } from '../../src/programme/targets';
import { verifyCounts } from '../../src/programme/verify';
import { openModels } from '../open-models';
import { putTree } from '../small-tree';

openModels();

const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const quick = { patience: 300 };
const fact = (_id: string, unit: string, period: string, metric: string, n: number) =>
  addFact({ _id, unit, period, metric, n }, climb);

beforeAll(async () => {
  const units: [string, Level, string | null][] = [
    ['p', 'province', null],
    ['c1', 'commune', 'p'],
    ['c2', 'commune', 'p'],
    ['b', 'branch', 'c1'],
  ];
  await putTree(units);
});
beforeEach(async () => {
  await Facts.deleteMany({});
  await Counts.deleteMany({});
  await fact('1', 'b', '2026-01', 'members', 100);
  await fact('2', 'b', '2026-10', 'joined', 2);
  await fact('3', 'b', '2026-10', 'members', 2);
  await fact('4', 'c2', '2026-11', 'joined', 5);
  await fact('5', 'b', '2025-12', 'joined', 9);
});

test('nothing to say when every count equals its facts', async () => {
  expect(await verifyCounts(quick)).toEqual({ rows: 11, differences: [], dirty: [], strangers: [] });
});

test('each count that is not what its facts say, in the scope that was asked for', async () => {
  await Counts.updateOne({ _id: 'c1|2026-10' }, { $set: { n: { joined: 3, members: 2, odd: 1 } } });
  await Counts.deleteOne({ _id: 'p|2026-11' });
  const wrong = [
    { unit: 'c1', period: '2026-10', metric: 'joined', stored: 3, recounted: 2 },
    { unit: 'c1', period: '2026-10', metric: 'odd', stored: 1, recounted: 0 },
    { unit: 'p', period: '2026-11', metric: 'joined', stored: 0, recounted: 5 },
  ];
  expect((await verifyCounts(quick)).differences).toEqual(wrong);
  expect((await verifyCounts({ ...quick, unit: 'c1' })).differences).toEqual(wrong.slice(0, 2));
  expect((await verifyCounts({ ...quick, period: '2026-11' })).differences).toEqual(wrong.slice(2));
});

test('rows that owe a recount are waited for, and named when they stay', async () => {
  await demand('b', '2026-10');
  expect((await verifyCounts(quick)).dirty).toEqual([{ unit: 'b', period: '2026-10' }]);
  setTimeout(() => void climb('b', '2026-10'), 200);
  expect((await verifyCounts({ patience: 10_000 })).dirty).toEqual([]);
});

test('facts of a unit that does not exist are named', async () => {
  await fact('6', 'gone', '2026-10', 'joined', 1);
  expect(await verifyCounts(quick)).toMatchObject({ differences: [], strangers: ['gone'] });
});

test('everything is rebuilt from the facts, after a loss, a lie and a move', async () => {
  await Counts.deleteMany({ period: '2026-10' });
  await Counts.updateOne({ _id: 'p|2026-01' }, { $set: { n: { members: 1 } } });
  await Units.updateOne({ _id: 'b' }, { parent: 'c2' });
  expect(await rebuildCounts()).toBeGreaterThan(10);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [] });
  expect((await readCount('c2', '2026-10'))?.n).toEqual({ joined: 2, members: 2 });
  expect((await readCount('c1', '2026-01'))?.n).toEqual({});
  await Units.updateOne({ _id: 'b' }, { parent: 'c1' });
});

test('results of a period: what happened in it, and what there is at its end', async () => {
  const of = async (period: string) => (await resultsOf(['p'], period)).get('p');
  expect(await of('2026')).toEqual({ joined: 7, members: 102 });
  expect(await of('2026-Q3')).toEqual({ members: 100 });
  expect(await of('2026-10')).toEqual({ joined: 2, members: 102 });
  expect(await of('2025')).toEqual({ joined: 9 });
});

test('targets beside results', async () => {
  await putTarget({ unit: 'p', period: '2026', metric: 'joined', goal: { kind: 'absolute', value: 60 } });
  await putTarget({
    unit: 'c1',
    period: '2026',
    metric: 'joined',
    goal: { kind: 'percent', value: 3, base: { n: 101, asOf: '2026-01-01' } },
  });
  const progress = await progressOf(['p', 'c1', 'c2'], 'joined', '2026');
  expect(Object.fromEntries(progress)).toEqual({ p: { result: 7, target: 60 }, c1: { result: 2, target: 4 }, c2: { result: 5 } });
  const units = () => 3;
  expect(asked({ kind: 'absolute', value: 5500 }, units)).toBe(5500);
  expect(asked({ kind: 'share', value: 50, level: 'commune' }, units)).toBe(2);
  expect(asked({ kind: 'each', value: 2, level: 'commune' }, units)).toBe(6);
});
