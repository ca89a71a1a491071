import { admit } from '../../../src/actions/applications/admit';
import { addPair } from '../../../src/actions/applications/pairs';
import { foundClub, joinClub } from '../../../src/actions/clubs/clubs';
import type { ActionDeps } from '../../../src/actions/deps';
import { appoint } from '../../../src/actions/officers/officers';
import { personCarrier } from '../../../src/actions/people/carry-person';
import { linkChat, unlinkChat } from '../../../src/actions/people/chats';
import { type EnrolOrder, enrolMany } from '../../../src/actions/people/enrol';
import { payFee } from '../../../src/actions/people/members';
import { mergeCarrier, mergeRecords } from '../../../src/actions/people/merge';
import { previewMerge } from '../../../src/actions/people/merge-preview';
import { Audit } from '../../../src/models/audit';
import { clubsOf } from '../../../src/models/clubs';
import { current, record } from '../../../src/models/consents';
import { Counts, dirtyCounts } from '../../../src/models/counts';
import { DeadLetters } from '../../../src/models/dead-letters';
import { Facts } from '../../../src/models/facts';
import { leaderChat, tieLeaderChat } from '../../../src/models/leader-chats';
import { answersOf, keepAnswer } from '../../../src/models/meeting-answers';
import { insertMeeting } from '../../../src/models/meetings';
import { Merges } from '../../../src/models/merges';
import { heldBy, Officers } from '../../../src/models/officers';
import { Pairs } from '../../../src/models/pairs';
import { byCode, byNumber, byPhone, giveCode, holderOf, People, person, phoneHash } from '../../../src/models/people';
import type { Person } from '../../../src/models/person';
import { putSensitive, sensitiveOf } from '../../../src/models/sensitive-groups';
import { recount } from '../../../src/programme/recount';
import { verifyCounts } from '../../../src/programme/verify';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { random, seedsOf } from '../../seeded';
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
const silent = async () => {};
const DAY = 24 * 3_600_000;
let now = Date.UTC(2026, 10, 22, 3);
const deps: ActionDeps = { tell: silent, ringCount: silent, now: () => now, timeZone: 'Asia/Ho_Chi_Minh' };
const operator = { kind: 'operator' } as const;
const chair = { kind: 'leader', person: 'chair', unit: 'c1', post: 'communeChair' } as const;
const order = (id: string) => ({ id, actor: operator });
const opening: EnrolOrder = { ...order('opening'), opening: true };
let step: (waits: boolean) => unknown = () => undefined;
let spared: Spared;
let women = 0;

beforeAll(async () => {
  await putTree(UNITS);
  spared = atEachStep(
    [People, Merges, Facts, Officers, Pairs].map(({ collection }) => collection),
    (waits) => step(waits),
  );
});
beforeEach(() => {
  step = () => undefined;
  now += DAY;
});

/** Somebody of a list, a member since 2010. */
async function listed(unit = 'b1', more: { name?: string; phone?: string; fees?: number[]; joinedOn?: string } = {}) {
  women += 1;
  const { joinedOn = '2010-05-01', name = 'Nguyễn Thị Lan', ...rest } = more;
  const id = `w${women}`;
  await enrolMany(
    [{ id, name, birthYear: 1985, unit, kind: 'application', joinedOn, ...rest }],
    { ...opening, id: `e-${id}` },
    deps,
  );
  return id;
}
/** The same woman as the commune recognised her, with a chat, brought by somebody. */
async function recognised(unit = 'b2', referrer?: string) {
  women += 1;
  const id = `w${women}`;
  const told = { name: 'Nguyễn Thị Lan', birthYear: 1985, phone: '0905123456', unit, groups: ['TIEU_THUONG'] as const };
  const pair = referrer === undefined ? {} : { pair: { referrer, unit: 'b1' } };
  await admit(id, { ...told, application: `app-${id}`, at: now, by: 'x', conversation: `chat-${id}`, ...pair }, deps);
  return id;
}
/** Recounts until nothing is owed, then answers the sums of a unit over all months. */
async function sums(unit: string): Promise<Record<string, number>> {
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const row of dirty) await recount(row.unit, row.period, silent);
  const all: Record<string, number> = {};
  for (const { n } of await Counts.find({ unit }).lean<{ n: Record<string, number> }[]>())
    for (const [metric, value] of Object.entries(n)) all[metric] = (all[metric] ?? 0) + value;
  return all;
}
async function grown<T>(unit: string, run: () => Promise<T>): Promise<[T, Record<string, number>]> {
  const before = await sums(unit);
  const result = await run();
  const after = await sums(unit);
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((each) => !each.startsWith('lag:'));
  const changes = all.map((each) => [each, (after[each] ?? 0) - (before[each] ?? 0)] as const);
  return [result, Object.fromEntries(changes.filter(([, n]) => n !== 0))];
}
const stored = (id: string) => People.findById(id).lean<Person>();
const sweep = async () => {
  now += 60_000;
  for (const carrier of [mergeCarrier, personCarrier]) for (const id of await carrier.toWake(now)) await carrier.wake(id, deps);
};

test('a woman of a list who was recognised as well is one member, and the pair that was no pair is taken back', async () => {
  const referrer = await listed('b1', { name: 'Trần Thị Hoa' });
  const old = await listed('b1', { fees: [2025] });
  const fresh = await recognised('b2', referrer);
  const [code, number] = [await giveCode(fresh), (await stored(fresh))?.number ?? ''];
  const asked = await previewMerge([fresh, old], order('look'), deps);
  expect(asked).toMatchObject({
    preview: { keep: { _id: old }, moves: { chats: 1, fields: expect.arrayContaining(['groups', 'linked']) } },
  });
  const preview = asked.done ? asked.preview : undefined;
  expect(preview?.facts.map(({ metric, unit, n }) => `${metric} ${unit} ${n}`)).toEqual(
    expect.arrayContaining(['left:duplicate b2 1', 'members b2 -1', 'pairs:recruit b1 -1', 'members:linked b1 1']),
  );
  expect(await stored(old)).not.toHaveProperty('merging');
  const both = [fresh, old] as const;
  const [done, changes] = await grown('p', async () => {
    const first = await mergeRecords(both, { id: 'm1', actor: chair }, deps);
    for (const _ of [1, 2]) expect(await mergeRecords(both, { id: 'm1', actor: chair }, deps)).toEqual(first);
    await sweep();
    return first;
  });
  expect(done).toEqual({ done: true, keep: old, gone: fresh });
  expect(changes).toEqual({ 'left:duplicate': 1, members: -1, 'pairs:recruit': -1, recruiters: -1 });
  expect(await sums('b1')).toMatchObject({ 'members:linked': 1, 'group:TIEU_THUONG': 1 });
  expect((await person(referrer))?.brought?.['2026']?.n).toBe(0);
  // Whatever names the record that has ended leads to the other one.
  const chat = `chat-${fresh}`;
  const found = await Promise.all([person(fresh), holderOf(chat), byCode(code), byNumber(number)]);
  expect(found.map((each) => each?._id)).toEqual([old, old, old, old]);
  expect((await byPhone(phoneHash('0905123456'))).map(({ _id }) => _id)).toEqual([old]);
  expect(await stored(fresh)).toMatchObject({ mergedInto: old, status: 'left', leftWhy: 'duplicate', conversations: [] });
  expect((await stored(old))?.history.map(({ action, by }) => `${action} ${by}`)).toEqual([
    'enrol operator',
    'hold communeChair:chair',
    'takeOver communeChair:chair',
  ]);
  expect(await Audit.findById('m1/audit').lean()).toMatchObject({ action: 'members:merge', about: old, unit: 'b2' });
  // Orders about the one are done to the other; hers alone before, they are what they were.
  expect(await payFee(fresh, 2026, order('fee'), deps)).toMatchObject({ done: true, id: old });
  expect(await mergeRecords([old, fresh], order('again'), deps)).toEqual({ done: false, why: 'same' });
  await unlinkChat(fresh, chat, { id: 'u', by: 'x' }, deps);
  expect(await holderOf(chat)).toBeNull();
  expect(await linkChat(fresh, chat, { id: 'l', by: 'x' }, deps)).toBe(fresh);
  expect((await holderOf(chat))?._id).toBe(old);
});

test('whoever may not, or has only one of the two in her part, joins nothing; two women on one phone stay two', async () => {
  const [here, there] = [await listed('b1'), await listed('b3')];
  const lead = { kind: 'leader', person: 'lead', unit: 'b1', post: 'branchLead' } as const;
  const beside = await listed('b1', { name: 'Nguyễn Thị Lành', phone: '0905777777' });
  const pair = [here, await listed('b1')] as const;
  expect(await mergeRecords(pair, { id: 'n1', actor: lead }, deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await Audit.findById('n1/refused').lean()).toMatchObject({ action: 'members:merge', outcome: 'refused' });
  expect(await mergeRecords([here, there], { id: 'n2', actor: chair }, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await mergeRecords([here, 'nobody'], { id: 'n3', actor: chair }, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await mergeRecords([here, beside], { id: 'n4', actor: chair }, deps)).toEqual({ done: false, why: 'otherName' });
  expect(await Merges.countDocuments({ _id: /^n/ })).toBe(0);
  const officer = { kind: 'leader', person: 'o', unit: 'p', post: 'provinceOfficer' } as const;
  expect(await mergeRecords([here, there], { id: 'n5', actor: officer }, deps)).toMatchObject({ done: true });
  expect(await mergeRecords([here, there], { id: 'n5', actor: chair }, deps)).toEqual({ done: false, why: 'unknown' });
});

test('posts, leader’s chat, answers, other pairs and sensitive groups go over; consent only becomes narrower', async () => {
  const keep = await listed('b1');
  const gone = await recognised('b2');
  const friend = await listed('b1', { name: 'Lê Thị Ánh' });
  await linkChat(keep, 'own-chat', { id: 'own', by: 'x' }, deps);
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: 1, seq: 1 } as const;
  const said = (conversation: string, purpose: 'TUYEN_TRUYEN' | 'NHAC_LICH' | 'NHAY_CAM', given: boolean) =>
    record({ _id: `${conversation}/${purpose}`, conversation, purpose, given, ...about });
  await said('own-chat', 'TUYEN_TRUYEN', true);
  await said(`chat-${gone}`, 'TUYEN_TRUYEN', false);
  await said(`chat-${gone}`, 'NHAC_LICH', true);
  await said(`chat-${gone}`, 'NHAY_CAM', true);
  await putSensitive({ _id: gone, groups: ['KHUYET_TAT'], consent: `chat-${gone}/NHAY_CAM`, at: 1, by: 'x' });
  for (const [id, unit, who] of [
    ['post1', 'b1', keep],
    ['post2', 'b1', gone],
    ['post3', 'b2', gone],
  ] as const)
    await appoint({ ...order(id), who: { person: who }, unit, post: 'branchDeputy', from: '2026-01-01' }, deps);
  await tieLeaderChat({ _id: 'work-chat', holder: gone, at: 1 });
  for (const [id, who] of [
    ['pair1', keep],
    ['pair2', gone],
  ] as const)
    await addPair({ ...order(id), kind: 'c', helper: { person: friend }, helped: { person: who }, startsOn: '2026-11-01' }, deps);
  await foundClub({ unit: 'c1', name: 'CLB Áo dài', kind: 'ao-dai' }, order('club'), deps);
  await joinClub('club', [gone], order('joins'), deps);
  const steps = { again: 0, unsure: 0, day: 0, hours: 0, summary: 'nobody', thanks: false, rating: false } as const;
  const nothing = { history: [], outbox: [], audience: {}, taken: [], sent: [], changes: 0, askedAt: 0, minutes: 90 };
  const meeting = { unit: 'c1', kind: 'branch', topic: 't', place: 'x', startsAt: now + DAY, steps, state: 'called' } as const;
  await insertMeeting({ _id: 'meet', ...nothing, ...meeting }, now);
  await keepAnswer('meet', keep, { answer: 'busy' }, { at: 5, seq: 1 });
  await keepAnswer('meet', gone, { answer: 'going' }, { at: 9, seq: 1 });

  expect(await mergeRecords([keep, gone], order('beside'), deps)).toMatchObject({ done: true, keep });
  await sweep();
  expect(await current('own-chat')).toEqual({ TUYEN_TRUYEN: false });
  expect(await current(`chat-${gone}`)).toEqual({ TUYEN_TRUYEN: false, NHAC_LICH: true, NHAY_CAM: true });
  expect([await sensitiveOf(keep), await sensitiveOf(gone)]).toEqual([['KHUYET_TAT'], null]);
  const posts = await heldBy([keep]);
  expect(posts.map(({ _id, endedOn }) => [_id, endedOn !== undefined]).sort()).toEqual([
    ['post1', false],
    ['post2', true],
    ['post3', false],
  ]);
  expect(await heldBy([gone])).toEqual([]);
  expect((await leaderChat('work-chat'))?.holder).toBe(keep);
  const pairs = await Pairs.find({ 'helped.person': keep }).lean();
  expect(pairs.map(({ _id, state, result }) => [_id, state, result])).toEqual([
    ['pair1', 'running', undefined],
    ['pair2', 'ended', 'mistake'],
  ]);
  expect((await clubsOf(keep)).map(({ _id }) => _id)).toEqual(['club']);
  expect((await answersOf('meet', [keep])).get(keep)).toMatchObject({ answer: 'going', at: 9 });
  expect(await sums('b1')).toMatchObject({ 'pairs:c': 1, 'pairs:c:running': 1, 'officers:branchDeputy': 1 });
  expect(await sums('c1')).toMatchObject({ 'clubs:members': 1 });
});

/** Each run kills at every eighth of the awaits, from another one on. */
const STRIDE = 8;

test.each(seedsOf('KILL_SEED', []))(
  'may die at any await: nothing is lost or doubled, KILL_SEED=%i',
  async (seed) => {
    const referrer = await listed('b1', { name: 'Trần Thị Hoa' });
    let deaths = 0;
    for (let at = 1 + (seed % STRIDE), killed = true; killed; at += STRIDE) {
      const old = await listed('b1');
      const fresh = await recognised('b2', referrer);
      await appoint(
        { ...order(`k-${fresh}`), who: { person: fresh }, unit: 'b2', post: 'branchDeputy', from: '2026-01-01' },
        deps,
      );
      let left = at;
      step = () => {
        left -= 1;
        if (left === 0) throw new Killed();
      };
      const joins = () => mergeRecords([old, fresh], order(`kill${at}`), deps);
      killed = !(await lives(joins));
      deaths += killed ? 1 : 0;
      step = () => undefined;
      await spared(async () => {
        // Either the order again or nobody but the sweep.
        if (deaths % 2 === 0 || !(await Merges.findById(`kill${at}`).lean())) await joins();
        await sweep();
        await sweep();
        expect(await Merges.findById(`kill${at}`).lean()).toMatchObject({ state: 'done', outbox: [] });
        const [kept, ended] = [await stored(old), await stored(fresh)];
        expect(kept).toMatchObject({ status: 'member', conversations: [`chat-${fresh}`], merged: [fresh], outbox: [] });
        expect(kept).not.toHaveProperty('merging');
        expect(ended).toMatchObject({ status: 'left', mergedInto: old, conversations: [], outbox: [] });
        expect((await stored(referrer))?.brought?.['2026']?.n).toBe(0);
        expect((await heldBy([old])).map(({ unit }) => unit)).toEqual(['b2']);
        for (const each of [kept, ended])
          expect(new Set(each?.history.map(({ id, action }) => `${action} ${id}`)).size).toBe(each?.history.length);
      });
    }
    expect(deaths).toBeGreaterThan(5);
    expect(await DeadLetters.countDocuments({})).toBe(0);
    const { members = 0 } = await sums('p');
    expect(members).toBe(await People.countDocuments({ status: 'member' }));
  },
  60_000,
);

test.each(seedsOf('MERGE_SEED', []))(
  'many at once, in circles, killed at any await: every record leads to one that stays, MERGE_SEED=%i',
  async (seed) => {
    const next = random(seed);
    const her = [await listed('b1'), await listed('b2'), await recognised('b1'), await listed('b3')];
    const pick = () => her[Math.floor(next() * her.length)] as string;
    const orders = Array.from({ length: 12 }, (_, n) => ({ ids: [pick(), pick()] as const, id: `s${seed}-${n}` }));
    step = () => {
      if (next() < 0.02) throw new Killed();
    };
    await Promise.all(
      [0, 1, 2].map(async () => {
        for (let one = orders.pop(); one; one = orders.pop()) {
          const { ids, id } = one;
          while (!(await lives(() => mergeRecords(ids, order(id), deps))));
        }
      }),
    );
    step = () => undefined;
    for (const _ of [1, 2, 3]) await sweep();
    expect(await Merges.countDocuments({ state: 'open' })).toBe(0);
    const all = (await People.find({ _id: { $in: her } }).lean<Person[]>()).map(({ _id, ...each }) => ({ _id, ...each }));
    expect(all.some(({ merged }) => merged !== undefined)).toBe(true);
    for (const { _id, mergedInto, merging, status } of all) {
      expect([_id, merging]).toEqual([_id, undefined]);
      expect((await person(_id))?.mergedInto).toBeUndefined();
      expect([_id, status]).toEqual([_id, mergedInto === undefined ? 'member' : 'left']);
    }
    expect(await DeadLetters.countDocuments({})).toBe(0);
    await sums('p');
    expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
  },
  60_000,
);
