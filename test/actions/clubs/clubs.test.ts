import { forgetInClubs, replaceInClubs } from '../../../src/actions/clubs/carry-club';
import { endClub, foundClub, headClub, joinClub, leaveClub, renameClub } from '../../../src/actions/clubs/clubs';
import type { ActionDeps } from '../../../src/actions/deps';
import { enrolMany, type NewMember } from '../../../src/actions/people/enrol';
import { leave, transfer } from '../../../src/actions/people/members';
import { orderUnits } from '../../../src/actions/units/units';
import { Audit } from '../../../src/models/audit';
import { belongNow, type Club, Clubs, clubStore, clubsOf } from '../../../src/models/clubs';
import { Counts, readCount } from '../../../src/models/counts';
import { Facts } from '../../../src/models/facts';
import { People, personStore } from '../../../src/models/people';
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
  ['b2', 'branch', 'c1'],
  ['b3', 'branch', 'c2'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const order = (id: string, on?: string) => ({ id, actor: { kind: 'operator' } as const, ...(on ? { on } : {}) });
const by = (post: 'communeChair' | 'branchLead' | 'groupLead' | 'provinceOfficer', unit: string, id: string) => ({
  ...{ id, actor: { kind: 'leader', person: 'x', unit, post } as const },
});
const DAI = { unit: 'c1', name: 'CLB  Áo dài ', kind: 'ao-dai' };
const club = async (id: string) => (await clubStore.load(id)) as Club;
const figures = async (unit: string, months = ['2026-03', '2026-11']) => {
  const rows = await Promise.all(months.map((month) => readCount(unit, month)));
  const sum = (metric: string) => rows.reduce((all, row) => all + (row?.n[metric] ?? 0), 0);
  return { clubs: sum('clubs'), members: sum('clubs:members'), founded: sum('clubs:founded'), ended: sum('clubs:ended') };
};

beforeAll(async () => {
  await putTree(UNITS);
  const women: NewMember[] = ['b1', 'b1', 'b1', 'b2', 'b2', 'b3'].map((unit, w) => ({
    ...{ id: `w${w}`, name: `Chị ${w}`, birthYear: 1980, unit, kind: 'application' },
  }));
  await enrolMany(women, { ...order('list'), opening: true }, deps);
});
afterEach(async () => {
  expect((await verifyCounts()).differences).toEqual([]);
});

test('a club is founded once, women of its unit and below join it, and its figures climb to the province', async () => {
  for (const _ of [1, 2]) expect(await foundClub(DAI, order('dai', '2026-03-08'), deps)).toEqual({ done: true, id: 'dai' });
  expect(await foundClub({ ...DAI, name: 'clb ao dai' }, order('same'), deps)).toEqual({ done: false, why: 'nameTaken' });
  expect(await foundClub({ ...DAI, name: 'Khác', kind: 'la' }, order('kind'), deps)).toEqual({ done: false, why: 'noKind' });
  expect(await foundClub({ ...DAI, name: ' ' }, order('name'), deps)).toEqual({ done: false, why: 'noName' });
  expect(await foundClub(DAI, order('late', '2026-12-08'), deps)).toEqual({ done: false, why: 'future' });
  for (const _ of [1, 2]) expect(await joinClub('dai', ['w0', 'w1', 'w3'], order('j1'), deps)).toMatchObject({ done: true });
  expect(await joinClub('dai', ['w5'], order('j2'), deps)).toMatchObject({ why: 'elsewhere' });
  expect(await joinClub('dai', ['nobody'], order('j3'), deps)).toMatchObject({ why: 'notMember' });
  expect(await headClub('dai', 'w0', order('h'), deps)).toMatchObject({ done: true });
  expect(await renameClub('dai', { name: 'CLB Duyên dáng áo dài' }, order('r'), deps)).toMatchObject({ done: true });
  expect(await leaveClub('dai', ['w1'], order('l'), deps)).toMatchObject({ done: true });
  const found = await club('dai');
  expect(found).toMatchObject({ name: 'CLB Duyên dáng áo dài', head: 'w0', outbox: [] });
  expect(found.history.map(({ action, on, n }) => [action, on, n])).toEqual([
    ['found', '2026-03-08', undefined],
    ['join', '2026-11-22', 3],
    ['head', '2026-11-22', undefined],
    ['rename', '2026-11-22', undefined],
    ['leave', '2026-11-22', 1],
  ]);
  for (const unit of ['c1', 'p']) expect(await figures(unit)).toEqual({ clubs: 1, members: 2, founded: 1, ended: 0 });
  expect((await readCount('p', '2026-03'))?.n).toEqual({ clubs: 1, 'clubs:founded': 1, 'clubs:kind:ao-dai': 1 });
});

test('who leaves the Union or goes to a unit elsewhere leaves the club on that day; within its unit she stays', async () => {
  await foundClub({ unit: 'c1', name: 'Tổ truyền thông', kind: 'truyen-thong' }, order('tt'), deps);
  await joinClub('tt', ['w1', 'w2', 'w3', 'w4'], order('j'), deps);
  await headClub('tt', 'w2', order('h'), deps);
  await transfer('w1', 'b2', order('t1'), deps);
  for (const _ of [1, 2]) await transfer('w4', 'b3', order('t4'), deps);
  for (const _ of [1, 2]) await leave('w2', 'died', order('l2'), deps);
  expect(belongNow(await club('tt'))).toEqual(['w1', 'w3']);
  expect((await club('tt')).head).toBeUndefined();
  expect(await figures('c1', ['2026-03', '2026-11'])).toMatchObject({ clubs: 2, members: 4 });
  // She is a member, but elsewhere now.
  expect(await joinClub('tt', ['w4'], order('j4'), deps)).toMatchObject({ why: 'elsewhere' });
  expect(await joinClub('tt', ['w2'], order('j2'), deps)).toMatchObject({ why: 'notMember' });
});

test('a unit that is merged takes its clubs along and nobody out of them', async () => {
  await foundClub({ unit: 'b1', name: 'CLB Dân vũ', kind: 'van-the' }, order('vu'), deps);
  await joinClub('vu', ['w0'], order('jv'), deps);
  await orderUnits({ action: 'merge', units: ['b1'], into: 'b2', on: '2026-11-22' }, order('merge'), deps);
  expect(belongNow(await club('vu'))).toEqual(['w0']);
  expect(belongNow(await club('dai'))).toEqual(['w0', 'w3']);
  // Whoever leads the successor keeps it, and its women may join.
  expect(await joinClub('vu', ['w3'], by('branchLead', 'b2', 'jm'), deps)).toMatchObject({ done: true });
  expect(await renameClub('vu', { name: 'CLB Dân vũ khỏe' }, by('branchLead', 'b2', 'rm'), deps)).toMatchObject({ done: true });
  expect(await Audit.countDocuments({ action: 'clubs:keep', outcome: 'done' })).toBe(2);
  expect(await figures('b2')).toMatchObject({ clubs: 1, members: 2 });
});

test('a record made one with another, or erased, is so in every club; the same id again does nothing', async () => {
  for (const _ of [1, 2]) await replaceInClubs('w0', 'w3', 'same-woman', 'chair', deps);
  expect(belongNow(await club('dai'))).toEqual(['w3']);
  expect(await club('dai')).toMatchObject({ head: 'w3' });
  expect((await clubsOf('w3')).map(({ _id }) => _id).sort()).toEqual(['dai', 'tt', 'vu']);
  for (const _ of [1, 2]) await forgetInClubs('w3', 'erase-w3', 'her', deps);
  expect(JSON.stringify(await Clubs.find().lean())).not.toContain('"w3"');
});

test('its unit and those above keep it; others neither see nor change it', async () => {
  const join = (post: Parameters<typeof by>[0], unit: string, id: string) => joinClub('vu', ['w0'], by(post, unit, id), deps);
  expect(await join('communeChair', 'c2', 'r1')).toMatchObject({ why: 'unknown' });
  expect(await join('branchLead', 'b3', 'r2')).toMatchObject({ why: 'unknown' });
  expect(await join('provinceOfficer', 'p', 'r3')).toMatchObject({ why: 'notAllowed' });
  expect(await foundClub({ ...DAI, unit: 'c1' }, by('branchLead', 'b2', 'r4'), deps)).toMatchObject({ why: 'notAllowed' });
  expect(await Audit.countDocuments({ action: 'clubs:keep', outcome: 'refused' })).toBe(2);
  expect(await join('communeChair', 'c1', 'r5')).toMatchObject({ done: true });
});

test('a club that ends keeps what it counted and nobody in it', async () => {
  for (const _ of [1, 2]) expect(await endClub('dai', order('end'), deps)).toMatchObject({ done: true });
  expect(await joinClub('dai', ['w0'], order('again'), deps)).toMatchObject({ why: 'wrongState' });
  expect(await figures('c1')).toMatchObject({ founded: 3, ended: 1, clubs: 2 });
});

test('killed at each step, joining and leaving at once lose and double nothing', async () => {
  await enrolMany(
    [{ id: 'k', name: 'Chị K', birthYear: 1990, unit: 'b2', kind: 'application' }],
    { ...order('k'), opening: true },
    deps,
  );
  await foundClub({ unit: 'b2', name: 'CLB K', kind: 'khac' }, order('ck'), deps);
  let [left, steps] = [0, 0];
  const spared = atEachStep([Clubs.collection, People.collection, Facts.collection, Counts.collection], () => {
    left -= 1;
    steps += 1;
    if (left === 0) throw new Killed('killed');
  });
  const run = async () => {
    await joinClub('ck', ['k'], order('jk'), deps);
    await leave('k', 'asked', order('lk'), deps);
  };
  for (let n = 1; ; n += 2) {
    left = n;
    if (await lives(run)) break;
  }
  expect(steps).toBeGreaterThan(20);
  await spared(async () => {
    expect(belongNow(await club('ck'))).toEqual([]);
    expect((await club('ck')).history.map(({ action }) => action)).toEqual(['found', 'join', 'drop']);
    expect(await personStore.load('k')).toMatchObject({ status: 'left', outbox: [] });
  });
});
