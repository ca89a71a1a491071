import type { ActionDeps } from '../../../src/actions/deps';
import { figuresFor } from '../../../src/actions/desk/leader-desk';
import { readRatings } from '../../../src/actions/desk/leader-ratings';
import { closeRoll, MOST_ON_ROLL, openRoll } from '../../../src/actions/desk/leader-roll';
import { appoint } from '../../../src/actions/officers/officers';
import type { MeetingRating } from '../../../src/engine/types';
import { Audit } from '../../../src/models/audit';
import { insertCheckIn } from '../../../src/models/check-ins';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { rateMeeting } from '../../../src/models/meeting-ratings';
import { insertMeeting, type Meeting, Meetings } from '../../../src/models/meetings';
import { Officers } from '../../../src/models/officers';
import { newPerson, People } from '../../../src/models/people';
import { byGivenName } from '../../../src/models/plain-name';
import { putTarget } from '../../../src/models/targets';
import { type Level, putUnit } from '../../../src/models/units';
import { tellWomen } from '../../../src/models/women';
import { addFacts, type Ring, recount } from '../../../src/programme/recount';
import { openModels } from '../../open-models';

openModels();

const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
];
const NAMES = ['Trần Thị Bình', 'Lê Thị Ánh', 'Nguyễn Thị An', 'Đỗ Thị Đào', 'Phạm Thị Dung', 'Bùi Thị An', 'Võ Thị Yến'];
const NOW = Date.UTC(2026, 10, 22, 13);
const HOUR = 3_600_000;
const climb: Ring = async (unit, period) => void (await recount(unit, period, climb));
const deps: ActionDeps = { tell: async () => {}, ringCount: climb, now: () => NOW, timeZone: 'Asia/Ho_Chi_Minh' };
let orders = 0;
const from = (who: string) => {
  orders += 1;
  return { id: `o${orders}`, conversation: `${who}-chat` };
};

beforeAll(async () => {
  for (const [id, level, parent] of UNITS)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: `Hội ${id}`, place: id, aliases: [], parent });
  const member = { status: 'member', memberSince: 1 } as const;
  const crowd = Array.from({ length: MOST_ON_ROLL + 1 }, (_, n) =>
    newPerson(`w${n}`, { ...member, unit: 'b2', name: `Chị ${n}` }),
  );
  await People.insertMany([...NAMES.map((name, n) => newPerson(`n${n}`, { ...member, unit: 'b1', name })), ...crowd]);
  for (const [n, [id, post, unit]] of (
    [
      ['lead', 'branchLead', 'b1'],
      ['west', 'branchLead', 'b2'],
      ['chair', 'communeChair', 'c1'],
      ['officer', 'provinceOfficer', 'p'],
    ] as const
  ).entries()) {
    const who = { name: `Chị ${id}`, phone: `090500000${n}` };
    await appoint({ id, actor: { kind: 'operator' }, who, unit, post, from: '2026-01-01' }, deps);
    const holder = (await Officers.findById(id).lean<{ holder: string }>())?.holder ?? '';
    await tieLeaderChat({ _id: `${id}-chat`, holder, at: 1 });
  }
}, 60_000);

/** A meeting of a unit that began an hour ago. */
async function meeting(id: string, unit: string, more: Partial<Meeting> = {}): Promise<void> {
  const steps = { again: 0, unsure: 0, day: 0, hours: 0, summary: 'nobody', thanks: false, rating: false } as const;
  const nothing = { history: [], outbox: [], audience: {}, taken: [], sent: [], changes: 0, askedAt: 0, minutes: 90 };
  const about = { _id: id, unit, kind: 'branch', topic: id, place: 'nhà văn hóa', startsAt: NOW - HOUR, steps } as const;
  await insertMeeting({ ...nothing, ...about, state: 'called', ...more }, NOW);
}

test('names stand as on a list on paper: by the given name, in the order of the alphabet', () => {
  expect([...NAMES].sort(byGivenName)).toEqual([
    ...['Bùi Thị An', 'Nguyễn Thị An', 'Lê Thị Ánh', 'Trần Thị Bình', 'Phạm Thị Dung', 'Đỗ Thị Đào', 'Võ Thị Yến'],
  ]);
});

test('a roll lists everybody in that order, with those who checked in; nobody else’s leader opens it', async () => {
  await meeting('m1', 'b1');
  await insertCheckIn({ meeting: 'm1', conversation: 'c', person: 'n6', at: NOW });
  await insertCheckIn({ meeting: 'm1', conversation: 'guest', at: NOW });
  const opened = await openRoll({}, from('lead'), deps);
  expect(opened).toMatchObject({ found: true, meeting: { topic: 'm1' }, guests: 1 });
  const people = 'people' in opened ? opened.people : [];
  expect(people.map(({ name }) => name)).toEqual([...NAMES].sort(byGivenName));
  expect(people.filter(({ here }) => here)).toEqual([{ id: 'n6', name: 'Võ Thị Yến', here: true }]);
  for (const who of ['west', 'stranger']) {
    expect(await openRoll({ meeting: 'm1' }, from(who), deps)).toEqual({ found: false });
    expect(await closeRoll({ meeting: 'm1', present: ['n1'], absent: [] }, from(who), deps)).toEqual({ result: 'refused' });
  }
  await Meetings.deleteMany({});
});

test('of more women than a chat can hold it says how many, and closes with those who checked in', async () => {
  await meeting('m2', 'b2');
  for (const person of ['w1', 'w2', 'w3']) await insertCheckIn({ meeting: 'm2', conversation: person, person, at: NOW });
  const large = { found: true, invited: MOST_ON_ROLL + 1, here: 3, guests: 0, most: MOST_ON_ROLL };
  const opened = await openRoll({}, from('west'), deps);
  expect(opened).toMatchObject({ ...large, roll: 'open' });
  expect(opened).not.toHaveProperty('people');
  const close = from('west');
  for (const _ of [1, 2])
    expect(await closeRoll({ meeting: 'm2', present: [], absent: [] }, close, deps)).toEqual({
      ...{ result: 'done', present: 3, invited: MOST_ON_ROLL + 1 },
    });
  expect(await openRoll({}, from('west'), deps)).toMatchObject({ ...large, roll: 'closed' });
  await Meetings.deleteMany({});
});

test('ratings are one for a person, only of those who came; what could tell of one woman is hidden', async () => {
  const present = Array.from({ length: 12 }, (_, n) => `w${n}`);
  const roll = { present, guests: 0, invited: 12, coming: 12 };
  await meeting('m3', 'b2', { state: 'held', roll, ratingKey: 'secret' });
  const rate = async (people: readonly string[], value: MeetingRating) => {
    for (const person of people) await rateMeeting('m3', person, value);
  };
  await rate(['n1', 'n2'], 'poor');
  await rate(present.slice(0, 4), 'good');
  await rate(present.slice(0, 4), 'poor');
  const few = { found: true, meeting: { id: 'm3', topic: 'm3', day: 'chủ nhật 22/11', time: '19h' }, few: true };
  const order = from('west');
  for (const _ of [1, 2]) expect(await readRatings(order, deps)).toEqual(few);
  expect(await Audit.findById(order.id).lean()).toMatchObject({
    action: 'meetings:see',
    unit: 'b2',
    about: 'm3',
    outcome: 'done',
  });
  await rate(present.slice(4, 11), 'good');
  await rate(present.slice(11), 'fair');
  // One of twelve would stand alone: with it another is hidden, and neither can be had by subtraction.
  const read = await readRatings(from('west'), deps);
  expect(read).toMatchObject({ found: true, n: 12 });
  expect('lines' in read ? read.lines : '').not.toMatch(/: (1|11)$/m);
  expect(await readRatings(from('lead'), deps)).toEqual({ found: false });
  expect(await readRatings(from('stranger'), deps)).toEqual({ found: false });
  // Who opened it above may see it as well.
  expect(await readRatings(from('chair'), deps)).toMatchObject({ found: true, n: 12 });
  const province = { _id: 'p', code: 'p', validFrom: '2025-07-01', level: 'province', name: 'Hội p', place: 'p' } as const;
  const settings = [{ key: 'smallCell', from: '2026-01-01', value: 13 }];
  await putUnit({ ...province, aliases: [], parent: null, settings });
  expect(await readRatings(from('west'), deps)).toMatchObject({ found: true, few: true });
  await putUnit({ ...province, aliases: [], parent: null });
});

test('figures stand against their targets; a commune has its gathering ratio, a branch none', async () => {
  const fact = (id: string, metric: string, n: number) => ({ _id: id, unit: 'b1', period: '2026-01', metric, n });
  await addFacts([fact('f1', 'members', 650), fact('f2', 'joined', 3), fact('f3', 'members:away', 50)], climb);
  await putTarget({ unit: 'b1', period: '2026', metric: 'joined', goal: { kind: 'absolute', value: 10 } });
  const branch = { found: true, unit: 'Hội b1', members: 650, joined: '3/10 (30,0 %)', pairs: '0' };
  expect(await figuresFor(from('lead'), deps)).toMatchObject(branch);
  expect(await figuresFor(from('lead'), deps)).not.toHaveProperty('gathering');
  expect(await figuresFor(from('chair'), deps)).toMatchObject({ gathering: { light: 'none' } });
  await tellWomen({ unit: 'c1', asOf: '2026-10-31', present: 950 }, undefined, { id: 'w', at: 1, by: 'test' });
  const gathering = { light: 'amber', share: '63,2 %', of: '600/950', asOf: '31/10/2026' };
  expect(await figuresFor(from('chair'), deps)).toMatchObject({ unit: 'Hội c1', gathering });
  expect(await figuresFor(from('officer'), deps)).toMatchObject({ unit: 'Hội p', gathering });
});
