import type { Actor } from '../../../src/actions/access';
import { addPair, endPair, keepPairKind, listPairs, pairCarrier, type SideAsked } from '../../../src/actions/applications/pairs';
import type { ActionDeps } from '../../../src/actions/deps';
import { readCount } from '../../../src/models/counts';
import { Facts } from '../../../src/models/facts';
import { pairKinds } from '../../../src/models/pair-kinds';
import { noteOf, Pairs, pairStore } from '../../../src/models/pairs';
import { putPerson } from '../../../src/models/people';
import { putUnit } from '../../../src/models/units';
import { pairFigures } from '../../../src/programme/pairs';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives } from '../../crashing';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['c2', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c2'],
  ['b3', 'branch', 'c1'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const operator: Actor = { kind: 'operator' };
const lead = (unit: string): Actor => ({ kind: 'leader', person: `lead-${unit}`, post: 'branchLead', unit });
const chair = (unit: string): Actor => ({ kind: 'leader', person: `chair-${unit}`, post: 'communeChair', unit });
const officer: Actor = { kind: 'leader', person: 'o', post: 'provinceOfficer', unit: 'p' };
const n = async (unit: string, period = '2026-11') => (await readCount(unit, period))?.n ?? {};
const unit = (code: string): SideAsked => ({ unit: code });
const person = (id: string): SideAsked => ({ person: id });
const add = (
  id: string,
  kind: string,
  helper: SideAsked,
  helped: SideAsked,
  more: { actor?: Actor; startsOn?: string; note?: string } = {},
) => addPair({ id, actor: operator, kind, helper, helped, startsOn: '2026-11-02', ...more }, deps);

let step: () => unknown = () => undefined;

beforeAll(async () => {
  await putTree(UNITS);
  for (const [id, at] of [
    ['lan', 'b1'],
    ['hoa', 'b1'],
    ['mai', 'b2'],
  ] as const)
    await putPerson(id, { name: id, unit: at, status: 'member', memberSince: 1 });
  atEachStep([Pairs.collection, Facts.collection], (waits) => (waits ? step() : undefined));
});

test('a pair is kept once for an order and once for its sides, counted for the helper’s unit and ended with its result', async () => {
  const first = await add('a1', 'a', unit('b1'), unit('b2'), { note: 'giúp sổ sách' });
  expect(await add('a1', 'a', unit('b1'), unit('b2'))).toMatchObject({ done: true });
  expect(await add('a2', 'a', unit('b1'), unit('b2'))).toEqual({ done: false, why: 'already' });
  if (!first.done) throw new Error(first.why);
  const { no } = first.pair;
  expect(no).toMatch(/^P26-\d{6}$/);
  expect(first.pair.note).not.toContain('sổ');
  expect(noteOf(first.pair)).toBe('giúp sổ sách');
  for (const at of ['b1', 'c1', 'p']) expect(await n(at)).toEqual({ 'pairs:a': 1, 'pairs:a:running': 1 });
  expect(await n('b2')).toEqual({});

  const end = (id: string, endsOn: string) => endPair(no, { id, actor: operator, result: 'achieved', endsOn }, deps);
  expect(await end('early', '2026-11-01')).toEqual({ done: false, why: 'wrongDay' });
  expect(await end('late', '2026-11-23')).toEqual({ done: false, why: 'wrongDay' });
  expect(await end('e1', '2026-11-20')).toMatchObject({ done: true, pair: { state: 'ended', result: 'achieved' } });
  expect(await end('e1', '2026-11-20')).toMatchObject({ done: true });
  expect(await end('e2', '2026-11-20')).toEqual({ done: false, why: 'wrongState' });
  expect(await n('b1')).toEqual({ 'pairs:a': 1, 'pairs:a:achieved': 1 });
  expect(await add('a3', 'a', unit('b1'), unit('b2'))).toMatchObject({ done: true });
});

test('what was a mistake is taken back in the month in which it counted', async () => {
  const kept = await add('f1', 'f', person('lan'), unit('b3'), { startsOn: '2026-09-15' });
  expect(await n('b1', '2026-09')).toEqual({ 'pairs:f': 1, 'pairs:f:running': 1 });
  if (!kept.done) throw new Error(kept.why);
  await endPair(kept.pair.no, { id: 'f2', actor: operator, result: 'mistake', endsOn: '2026-11-22' }, deps);
  expect(await n('b1', '2026-09')).toEqual({});
  expect(await n('p', '2026-09')).toEqual({});
});

test('a branch stands as it was rated last, and the rating of that day is kept', async () => {
  const rated = {
    code: 'b4',
    validFrom: '2025-07-01',
    level: 'branch' as const,
    name: 'b4',
    place: 'b4',
    aliases: [],
    parent: 'c1',
  };
  const ratings = [
    { year: 2026, strength: 'strong' as const },
    { year: 2025, strength: 'weak' as const },
  ];
  await putUnit({ ...rated, _id: 'b4', ratings });
  expect(await add('r1', 'a', unit('b1'), unit('b4'))).toEqual({ done: false, why: 'wrongStrength' });
  expect(await add('r2', 'd', unit('b4'), unit('b3'))).toMatchObject({ done: true, pair: { helper: { strength: 'strong' } } });
});

test.each([
  ['b', unit('b1'), unit('b2'), 'unknownKind'],
  ['a', unit('nowhere'), unit('b2'), 'unknownSide'],
  ['a', unit('c1'), unit('b2'), 'wrongLevel'],
  ['e', person('lan'), unit('b2'), 'wrongSide'],
  ['e', person('lan'), person('lan'), 'same'],
] as const)('kind %s refuses what does not fit', async (kind, helper, helped, why) => {
  expect(await add(`no-${why}`, kind, helper, helped)).toEqual({ done: false, why });
});

test('a kind that tells of hardship is seen by the leaders of both sides and by nobody else; all see its figures, small ones hidden', async () => {
  expect(await add('x', 'e', person('lan'), person('mai'), { actor: lead('b2') })).toEqual({ done: false, why: 'notAllowed' });
  const kept = await add('e1', 'e', person('lan'), person('mai'), { actor: lead('b1') });
  if (!kept.done) throw new Error(kept.why);
  const nos = async (at: string, actor: Actor) => (await listPairs(at, actor)).map(({ no }) => no);
  for (const [at, actor] of [
    ['b1', lead('b1')],
    ['b2', lead('b2')],
    ['c2', chair('c2')],
  ] as const)
    expect(await nos(at, actor)).toContain(kept.pair.no);
  expect(await nos('p', officer)).toEqual([]);
  expect(await nos('b3', lead('b3'))).not.toContain(kept.pair.no);
  const deputy: Actor = { kind: 'leader', person: 'd', post: 'branchDeputy', unit: 'b1' };
  const forDeputy = await listPairs('b1', deputy);
  expect(forDeputy.map(({ kind }) => kind)).toContain('a');
  expect(forDeputy.map(({ kind }) => kind)).not.toContain('e');
  const end = { id: 'end', result: 'partly' as const, endsOn: '2026-11-22' };
  expect(await endPair(kept.pair.no, { ...end, actor: lead('b3') }, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await endPair(kept.pair.no, { ...end, actor: lead('b2') }, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await pairFigures('p', '2026-11', await pairKinds())).toEqual(
    expect.arrayContaining([
      { kind: 'a', begun: 2, running: 1, achieved: 1 },
      { kind: 'e', begun: 'few', running: 'few', achieved: 0 },
    ]),
  );
});

test('the list of kinds is open, for the operator', async () => {
  const kind = { _id: 'gop-von', name: '1 tổ góp vốn cho 1 tổ', helper: { who: 'person' }, helped: { who: 'person' } } as const;
  expect(await keepPairKind(kind, chair('c1'))).toBe(false);
  expect(await keepPairKind({ ...kind, _id: 'b' }, operator)).toBe(false);
  expect(await keepPairKind(kind, operator)).toBe(true);
  expect((await pairKinds()).map(({ _id }) => _id)).toEqual(['a', 'c', 'd', 'e', 'f', 'gop-von']);
  expect(await add('g1', 'gop-von', person('lan'), person('hoa'))).toMatchObject({ done: true });
  expect(await n('b1')).toMatchObject({ 'pairs:gop-von': 1, 'pairs:gop-von:running': 1 });
});

test('killed at any step, the same orders go on and count once', async () => {
  const before = await n('b3');
  let steps = 99;
  let done = 0;
  for (let at = 0; at <= steps; at += 1) {
    let taken = 0;
    step = () => {
      taken += 1;
      if (taken === at) throw new Killed();
    };
    const whole = async () => {
      const kept = await add(`k${at}`, 'a', unit('b3'), unit('b2'));
      if (!kept.done) throw new Error(kept.why);
      await endPair(kept.pair.no, { id: `k${at}-end`, actor: operator, result: 'achieved', endsOn: '2026-11-22' }, deps);
    };
    while (!(await lives(whole)));
    step = () => undefined;
    if (taken <= at) steps = at;
    for (const id of await pairStore.toWake(now + 60_000)) await pairCarrier.carry(id, deps);
    done += 1;
  }
  expect(done).toBeGreaterThan(4);
  expect(await n('b3')).toEqual({ ...before, 'pairs:a': done, 'pairs:a:achieved': done });
  expect(await pairStore.toWake(now + 60_000)).toEqual([]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});
