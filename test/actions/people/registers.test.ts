import type { Actor } from '../../../src/actions/access';
import type { ActionDeps } from '../../../src/actions/deps';
import { importHouseholds } from '../../../src/actions/lists/import-households';
import { enrolMany, type NewMember } from '../../../src/actions/people/enrol';
import { endHonour, honour } from '../../../src/actions/people/honorary';
import { closeHousehold, enterHousehold, moveHousehold, rateHousehold } from '../../../src/actions/people/households';
import { leave, setHousehold } from '../../../src/actions/people/members';
import {
  forgetWhenWithdrawn,
  sensitiveFigures,
  sensitiveGroupsOf,
  setSensitiveGroups,
} from '../../../src/actions/people/sensitive-groups';
import { type Consent, record } from '../../../src/models/consents';
import { Counts, readCount } from '../../../src/models/counts';
import { HonoraryMembers } from '../../../src/models/honorary';
import { Households, householdsIn, labelOf } from '../../../src/models/households';
import { People, person } from '../../../src/models/people';
import { SensitiveGroups } from '../../../src/models/sensitive-groups';
import { type Ring, recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import type { HouseholdColumn } from '../../../src/tables/columns';
import type { Row, Table } from '../../../src/tables/rows';
import { openModels } from '../../open-models';
import { type Placed, putTree } from '../../small-tree';

openModels();

const UNITS: readonly Placed[] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const operator = { kind: 'operator' } as const;
const order = (id: string, on?: string) => ({ id, actor: operator, ...(on ? { on } : {}) });
const leader = (post: 'communeChair' | 'branchLead' | 'provinceOfficer', unit: string) =>
  ({ kind: 'leader', person: 'x', unit, post }) as const;
const n = async (unit: string, period = '2026-11') => (await readCount(unit, period))?.n ?? {};

beforeAll(async () => {
  await putTree(UNITS);
  const women: NewMember[] = Array.from({ length: 6 }, (_, w) => ({
    ...{ id: `w${w}`, name: `Chị ${w}`, birthYear: 1980, unit: w < 5 ? 'b1' : 'b2', kind: 'application' },
  }));
  await enrolMany(women, { ...order('list'), opening: true }, deps);
});

test('honorary members are counted beside the members, never among them', async () => {
  const who = { name: 'Trần Văn Bình', birthYear: 1960, unit: 'c1', decision: '12/QĐ-PN' };
  const before = await n('c1');
  for (const _ of [1, 2]) expect(await honour(who, order('h1'), deps)).toEqual({ done: true, id: 'h1' });
  expect(await n('c1')).toEqual({ ...before, honorary: 1 });
  expect(JSON.stringify(await HonoraryMembers.find().lean())).not.toContain('Bình');
  expect(await honour({ ...who, birthYear: 2009 }, order('h2'), deps)).toMatchObject({ why: 'underAge' });
  expect(await honour(who, { id: 'h3', actor: leader('branchLead', 'b1') }, deps)).toMatchObject({ why: 'notAllowed' });
  expect(await endHonour('h1', 'asked', order('e0', '2026-11-01'), deps)).toMatchObject({ why: 'tooEarly' });
  for (const _ of [1, 2]) expect(await endHonour('h1', 'asked', order('e1'), deps)).toMatchObject({ done: true });
  expect(await n('c1')).toEqual(before);
});

test('a household counts with a member while one lives there, and by year with 5 không 3 sạch', async () => {
  for (const _ of [1, 2]) await enterHousehold({ unit: 'b1', label: 'Nhà ông Tư' }, order('house'), deps);
  await enterHousehold({ unit: 'b1', label: 'Nhà bà Năm' }, order('house2'), deps);
  const has = async (unit: string) => {
    const { households = 0, 'households:member': member = 0, 'households:5k3s:2026': met = 0 } = await n(unit);
    return { households, member, met };
  };
  expect(await has('b1')).toEqual({ households: 2, member: 0, met: 0 });
  await setHousehold('w0', 'house', order('s0'), deps);
  await setHousehold('w1', 'house', order('s1'), deps);
  expect(await has('p')).toEqual({ households: 2, member: 1, met: 0 });
  await leave('w0', 'movedAway', order('l0'), deps);
  expect(await has('p')).toEqual({ households: 2, member: 1, met: 0 });
  await leave('w1', 'movedAway', order('l1'), deps);
  expect(await has('p')).toEqual({ households: 2, member: 0, met: 0 });
  for (const _ of [1, 2]) await rateHousehold('house', 2026, true, order('r'), deps);
  await moveHousehold('house', 'b2', order('m'), deps);
  expect([await has('b1'), await has('b2')]).toEqual([
    { households: 1, member: 0, met: 0 },
    { households: 1, member: 0, met: 1 },
  ]);
  await closeHousehold('house', order('c'), deps);
  expect(await rateHousehold('house', 2025, true, order('r2'), deps)).toMatchObject({ why: 'wrongState' });
  expect(await has('p')).toEqual({ households: 1, member: 0, met: 0 });
  expect((await householdsIn(['b1', 'b2'])).map((each) => each._id)).toEqual(['house2']);
  expect(JSON.stringify(await Households.find().lean())).not.toMatch(/ông Tư|bà Năm/);
});

test('sensitive groups need her own consent, from where it may come, and are figures of five or more to all but the chair', async () => {
  const rules = { now: () => now, abroad: (channel: string) => channel === 'far' };
  const consent = async (id: string, more: Partial<Consent>) => {
    const shown = { text: 'consent.sensitive', textHash: '', locale: 'vi', event: id, at: 1, seq: 1 };
    await record({ _id: id, purpose: 'NHAY_CAM', given: true, channel: 'near', by: 'tap', conversation: '', ...shown, ...more });
  };
  await People.updateOne({ _id: 'w2' }, { conversations: ['chat2'] });
  await consent('other', { conversation: 'chat9' });
  await consent('wrong', { conversation: 'chat2', purpose: 'KHAO_SAT' });
  await consent('far', { conversation: 'chat2', channel: 'far' });
  await consent('near', { conversation: 'chat2' });
  const set = (consentId: string, actor: Parameters<typeof setSensitiveGroups>[2]['actor'] = operator) =>
    setSensitiveGroups('w2', ['DAN_TOC'], { consent: consentId, actor }, rules);
  expect(await set('none')).toEqual({ done: false, why: 'noConsent' });
  expect(await set('other')).toEqual({ done: false, why: 'noConsent' });
  expect(await set('wrong')).toEqual({ done: false, why: 'noConsent' });
  expect(await set('far')).toEqual({ done: false, why: 'abroad' });
  expect(await set('near', leader('branchLead', 'b1'))).toEqual({ done: false, why: 'notAllowed' });
  for (const _ of [1, 2]) expect(await set('near', leader('communeChair', 'c1'))).toEqual({ done: true });
  expect(JSON.stringify(await SensitiveGroups.find().lean())).not.toContain('DAN_TOC');
  expect(JSON.stringify(await People.findById('w2').lean())).not.toContain('DAN_TOC');
  expect(await sensitiveGroupsOf('w2', leader('communeChair', 'c1'))).toEqual(['DAN_TOC']);
  for (const actor of [leader('branchLead', 'b1'), leader('provinceOfficer', 'p')])
    expect(await sensitiveGroupsOf('w2', actor)).toBeNull();
  const figure = async () => (await sensitiveFigures('c1', leader('provinceOfficer', 'p')))?.find((f) => f.group === 'DAN_TOC');
  expect((await figure())?.total).toBeNull();
  expect(await sensitiveFigures('c1', leader('branchLead', 'b1'))).toBeUndefined();
  for (const w of [0, 1, 3, 4, 5]) {
    await People.updateOne({ _id: `w${w}` }, { status: 'member' });
    await consent(`paper${w}`, { conversation: `person:w${w}`, by: 'paper', channel: 'far' });
    await setSensitiveGroups(`w${w}`, ['DAN_TOC'], { consent: `paper${w}`, actor: operator }, rules);
  }
  expect(await figure()).toMatchObject({
    total: 6,
    below: [
      { unit: 'b1', n: null },
      { unit: 'b2', n: null },
    ],
  });
  // A withdrawal of long ago that is carried out again takes nothing of what she agreed to since.
  await forgetWhenWithdrawn('chat2');
  expect(await sensitiveGroupsOf('w2', operator)).toEqual(['DAN_TOC']);
  await consent('withdrawn', { conversation: 'chat2', given: false, at: 2 });
  for (const _ of [1, 2]) await forgetWhenWithdrawn('chat2');
  expect(await sensitiveGroupsOf('w2', operator)).toBeNull();
  expect(await set('near')).toEqual({ done: false, why: 'noConsent' });
  expect((await figure())?.total).toBe(5);
  // No fact ever tells of them: a small unit's facts would.
  expect(JSON.stringify(await Counts.find().lean())).not.toContain('DAN_TOC');
});

const HOUSES: Table<HouseholdColumn>['headings'] = { label: 'Hộ gia đình', branch: 'Chi hội', year: 'Năm', met: 'Đạt' };
const houses = (...cells: Row<HouseholdColumn>['cells'][]): Table<HouseholdColumn> => ({
  rows: cells.map((each, at) => ({ row: at + 2, cells: each })),
  headings: HOUSES,
});
const take = (table: Table<HouseholdColumn>, id: string, actor: Actor = operator, dryRun = false) =>
  importHouseholds(table, { id, actor, dryRun }, deps);
const sums = (added: number, changed: number, unchanged: number) => ({ added, changed, unchanged, problems: [] });

test('households come from a list: all or none, once, with what they met in which year', async () => {
  await Households.deleteMany({});
  const before = await n('c1', '2026-11');
  const list = houses(
    { branch: 'b1', label: 'Nguyễn Văn Hùng', year: 2025, met: 'x' },
    { branch: 'b1', label: 'Nguyễn Văn Hùng', year: 2026, met: 'không' },
    { branch: 'b1', label: 'Lê Thị Sáu', code: '12', year: 2026, met: 'x' },
    { branch: 'b1', label: 'Lê Thị Sáu', code: '13' },
    { branch: 'b2', label: 'Nguyễn Văn Hùng' },
  );
  expect(await take(list, 'dry', operator, true)).toEqual(sums(4, 1, 0));
  expect(await Households.countDocuments()).toBe(0);
  expect(await take(list, 'one')).toEqual(sums(4, 1, 0));
  expect(await take(list, 'one')).toEqual(sums(0, 0, 5));
  const corrected = houses(
    { branch: 'b1', label: 'nguyen van hung', year: 2026, met: 'có' },
    { branch: 'b2', label: 'Nguyễn Văn Hùng', code: '7', year: 2026, met: 'x' },
  );
  expect(await take(corrected, 'two')).toEqual(sums(0, 2, 0));
  const after = await n('c1', '2026-11');
  const gained = (metric: string) => (after[metric] ?? 0) - (before[metric] ?? 0);
  expect([gained('households'), gained('households:5k3s:2025'), gained('households:5k3s:2026')]).toEqual([4, 1, 3]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [] });
});

test('members are tied to their households by name or number, and a list that was read again ties nobody twice', async () => {
  const people = ['Phạm Thị Tư', 'Phạm Thị Tú', 'Đỗ Thị Bảy', 'Đỗ Thị Bảy'].map((name, n) => ({
    id: `mate${n}`,
    name,
    unit: 'b2',
  }));
  const kind = 'application' as const;
  await enrolMany(
    people.map((each) => ({ ...each, kind, birthYear: 1980 })),
    { id: 'mates', actor: operator, opening: true },
    deps,
  );
  const number = (await person('mate3'))?.number ?? '';
  const before = (await n('b2', '2026-11'))['households:member'] ?? 0;
  const list = houses(
    { branch: 'b2', label: 'Phạm Văn Tám', members: `Phạm Thị Tư; ${number}` },
    { branch: 'b2', label: 'Phạm Văn Chín', code: '9', members: 'Phạm Thị Tú' },
  );
  expect(await take(list, 'mates dry', operator, true)).toEqual(sums(2, 0, 0));
  for (const expected of [sums(2, 0, 0), sums(0, 0, 2)]) expect(await take(list, 'mates')).toEqual(expected);
  const where = async () => {
    const held = new Map((await householdsIn(['b2'])).map((each) => [each._id, labelOf(each)]));
    return Promise.all(people.map(async ({ id }) => held.get((await person(id))?.household ?? '')));
  };
  expect(await where()).toEqual(['Phạm Văn Tám', 'Phạm Văn Chín', undefined, 'Phạm Văn Tám']);
  expect((await n('b2', '2026-11'))['households:member']).toBe(before + 2);
  // She moved in with her daughter; whom the list does not name stays.
  expect(await take(houses({ branch: 'b2', label: 'pham van chin', code: '9', members: number }), 'moved')).toEqual(
    sums(0, 1, 0),
  );
  expect(await where()).toEqual(['Phạm Văn Tám', 'Phạm Văn Chín', undefined, 'Phạm Văn Chín']);
  const bad = houses(
    { branch: 'b2', label: 'Hộ một', members: 'Đỗ Thị Bảy' },
    { branch: 'b2', label: 'Hộ hai', members: 'Phạm Thị Tư, Nguyễn Thị Không Có' },
    { branch: 'b2', label: 'Hộ ba', members: 'Phạm Thị Tư; 19999999' },
    { branch: 'b1', label: 'Hộ bốn', members: 'Phạm Thị Tư' },
  );
  expect((await take(bad, 'bad mates')).problems.map(({ row, reason, hint }) => [row, reason, hint])).toEqual([
    [2, 'housemateSeveral', 'Đỗ Thị Bảy'],
    [3, 'housemateUnknown', 'Nguyễn Thị Không Có'],
    [4, 'housemateTwice', '3'],
    [4, 'unknownNumber', '19999999'],
    [5, 'housemateUnknown', 'Phạm Thị Tư'],
  ]);
  const hers = await take(houses({ branch: 'b1', label: 'Hộ năm', members: number }), 'theirs', leader('branchLead', 'b1'), true);
  expect(hers.problems).toMatchObject([{ row: 2, reason: 'notYours' }]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [] });
});

test('one wrong row and no household is written; a leader tells of her own alone', async () => {
  const count = await Households.countDocuments();
  const bad = houses(
    { branch: 'b1', label: 'Trần Văn A', met: 'x' },
    { branch: 'b1', label: 'Trần Văn A', year: 2027, met: 'x' },
    { branch: 'b9', label: 'Trần Văn B' },
    { commune: 'c1', label: 'Trần Văn C' },
    { branch: 'b1', year: 2026, met: 'chắc vậy' },
    { branch: 'b1', label: 'Trần Văn D' },
    { branch: 'b1', label: 'tran van d' },
    { branch: 'b1', label: 'Lê Thị Sáu' },
  );
  const told = (await take(bad, 'bad')).problems.map(({ row, column, reason, hint }) => [row, column, reason, hint]);
  expect(told).toEqual([
    [2, 'Năm', 'missing', undefined],
    [3, 'Năm', 'yearFuture', undefined],
    [4, 'Chi hội', expect.any(String), expect.anything()],
    [5, 'Chi hội', 'wrongLevel', undefined],
    [6, 'Hộ gia đình', 'missing', undefined],
    [6, 'Đạt', 'notYesNo', undefined],
    [8, undefined, 'householdTwice', '7'],
    [9, 'Hộ gia đình', 'householdSeveral', undefined],
  ]);
  expect(await Households.countDocuments()).toBe(count);
  const own = houses({ branch: 'b1', label: 'Trần Văn E' });
  expect((await take(own, 'other', leader('branchLead', 'b2'), true)).problems).toMatchObject([{ row: 2 }]);
  expect(await take(own, 'own', leader('branchLead', 'b1'), true)).toMatchObject({ added: 1, problems: [] });
});
