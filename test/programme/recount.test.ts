import { Counts, dirtyCounts, readCount } from '../../src/models/counts';
import { type Fact, Facts } from '../../src/models/facts';
import { type Level, putUnit, Units } from '../../src/models/units';
import { addFact, type Ring, recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../crashing';
import { openModels } from '../open-models';

openModels();

const LEVELS: readonly Level[] = ['province', 'commune', 'branch'];
const [TOP, BRANCH] = ['province', 'branch'];
const silent: Ring = async () => {};
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const fact = (id: string, period: string, n = 1): Fact => ({ _id: `${period}/${id}`, metric: 'joined', unit: BRANCH, period, n });

let step: () => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  for (const [n, level] of LEVELS.entries()) {
    const parent = n === 0 ? null : (LEVELS[n - 1] as string);
    await putUnit({ _id: level, code: level, validFrom: '2025-07-01', level, name: level, place: level, aliases: [], parent });
  }
  spared = atEachStep([Units.collection, Facts.collection, Counts.collection], (waits) => (waits ? step() : undefined));
});

/** What is tried at a step: others who come in between, and death. */
const MISHAPS: Record<string, (period: string) => Promise<void>> = {
  'a fact comes in between': (period) => spared(() => addFact(fact('between', period, 10), silent)),
  'a fact is told and counted in between': (period) => spared(() => addFact(fact('between', period, 10), climb)),
  'others recount in between': (period) => spared(() => climb(BRANCH, period)),
  'the row above is recounted in between': (period) => spared(async () => void (await recount('commune', period, silent))),
  'it dies': async () => {
    throw new Killed();
  },
};
const WORK: Record<string, (period: string) => Promise<unknown>> = {
  'a fact is told': (period) => addFact(fact('told', period), silent),
  'a branch is recounted': (period) => recount(BRANCH, period, silent),
  'a commune is recounted': (period) => recount('commune', period, silent),
};

const cases = Object.keys(WORK).flatMap((work) => Object.keys(MISHAPS).map((mishap) => [work, mishap] as const));

test.each(cases)('%s: whenever %s, the sweep makes it right', async (work, mishap) => {
  let steps = Number.POSITIVE_INFINITY;
  for (let at = 0; at < steps; at += 1) {
    const period = `survey:${work}/${mishap}/${at}`;
    await spared(() => addFact(fact('first', period, 100), at % 2 === 0 ? silent : climb));
    if (work === 'a commune is recounted') await spared(() => recount(BRANCH, period, silent));
    let taken = 0;
    step = () => {
      taken += 1;
      return taken === at + 1 ? MISHAPS[mishap]?.(period) : undefined;
    };
    const survived = await lives(async () => WORK[work]?.(period));
    step = () => undefined;
    if (taken <= at) steps = at;
    // Who told a fact and died tells it again, as effects are carried out again.
    if (!survived && work === 'a fact is told') await spared(async () => WORK[work]?.(period));
    await spared(sweep);
    if (at > 100) throw new Error('more steps than one work can have');
  }
  // The period of a difference names the step.
  expect((await spared(() => verifyCounts({ patience: 0 }))).differences).toEqual([]);
});

test('the same fact told three times is counted once, in every unit above', async () => {
  for (let times = 0; times < 3; times += 1) await addFact(fact('same', '2026-11', 5), climb);
  await addFact(fact('correction', '2026-11', -2), climb);
  for (const unit of LEVELS) expect((await readCount(unit, '2026-11'))?.n).toEqual({ joined: 3 });
  expect(await dirtyCounts()).toEqual([]);
});

test('a fraction or a metric that cannot be a field is refused', async () => {
  await expect(addFact(fact('half', '2026-11', 0.5), silent)).rejects.toThrow('whole number');
  await expect(addFact({ ...fact('dot', '2026-11'), metric: 'q.1' }, silent)).rejects.toThrow('letters, digits');
});

test('a recount of a row that nobody asked for does nothing', async () => {
  expect(await recount(TOP, '1999-01', silent)).toBe(true);
  expect(await readCount(TOP, '1999-01')).toBeNull();
});

async function sweep(): Promise<void> {
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts()) {
    for (const row of dirty) await recount(row.unit, row.period, silent);
  }
}
