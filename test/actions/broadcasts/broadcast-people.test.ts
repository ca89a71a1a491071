import { peopleOf, reachAll, receivers } from '../../../src/actions/broadcasts/broadcast-people';
import type { Saying } from '../../../src/actions/broadcasts/broadcast-reach';
import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { announce } from '../../../src/actions/broadcasts/broadcasts';
import { callMeeting } from '../../../src/actions/meetings/meetings';
import type { Audience } from '../../../src/models/broadcast-audience';
import { broadcastStore } from '../../../src/models/broadcasts';
import { record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { keepAnswer } from '../../../src/models/meeting-answers';
import { namedHolder, officerStore, sealNamed } from '../../../src/models/officers';
import { nameOf, People, phoneNumberOf } from '../../../src/models/people';
import { seal } from '../../../src/models/secrets';
import { Sends } from '../../../src/models/sends';
import { openModels } from '../../open-models';
import { chair, MORNING, openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
const HOUR = 3_600_000;
let [HOA, LOAN] = ['', ''];
const about = { text: 't', textHash: 'h', locale: 'vi', by: 'tap', event: 'e', at: 1, given: true, seq: 3 } as const;

beforeAll(async () => {
  await settle();
  [HOA, LOAN] = [namedHolder('0905777001'), namedHolder('0905777002')];
  const office = { from: '2025-01-01', trainings: [], history: [], outbox: [], post: 'groupLead' } as const;
  const post = (holder: string, unit: string, more: object) =>
    officerStore.insert(
      { _id: `${holder}-${unit}`, ...office, trainings: [], history: [], outbox: [], holder, unit, ...more },
      1,
    );
  // Two officers who are only named, of whom one has tied a chat, and one of the register.
  await post(HOA, 'b1', { named: sealNamed({ name: 'Trần Thị Hoa', phone: '0905777001' }) });
  await post(LOAN, 'b1', { named: sealNamed({ name: 'Lê Thị Loan', phone: '0905777002' }) });
  await post('b2-free', 'b2', {});
  await post('b2-late', 'b2', { endedOn: '2026-01-01' });
  const blank = { account: 'oa', user: seal('x'), rev: 0, timers: [], outbox: [], done: [] };
  await Conversations.create({ _id: 'chat-loan', ...blank, channel: 'home', lastHeardAt: MORNING - HOUR });
  await tieLeaderChat({ _id: 'chat-loan', holder: LOAN, at: 1 });
  await record({ ...about, _id: 'loan', conversation: 'chat-loan', purpose: 'CONG_VIEC', channel: 'home' });
  // One woman on two channels; she wrote last on the other one.
  await Conversations.create({ _id: 'chat-abroad', ...blank, channel: 'abroad', lastHeardAt: MORNING - HOUR / 2 });
  await record({ ...about, _id: 'abroad', conversation: 'chat-abroad', purpose: 'TUYEN_TRUYEN', channel: 'abroad' });
  await People.updateOne({ _id: 'b1-free' }, { $set: { conversations: ['chat-b1-free', 'chat-abroad'], core: true } });
  await People.updateOne({ _id: 'b1-none' }, { $set: { status: 'applicant' } });
  await People.updateOne({ _id: 'b1-late' }, { $set: { away: { since: '2026-01-01' }, groups: ['TIEU_THUONG'] } });
});

const saying: Saying = { purpose: 'TUYEN_TRUYEN', key: 'broadcast.text', leavesAt: MORNING };

test.each<[string, Partial<Audience>, string[]]>([
  ['members', {}, ['b1-free', 'b1-late', 'b1-silent']],
  ['and women who apply', { status: 'membersAndApplicants' }, ['b1-free', 'b1-late', 'b1-none', 'b1-silent']],
  ['women who apply alone', { status: 'applicants' }, ['b1-none']],
  ['core members', { marks: ['core'] }, ['b1-free']],
  ['who works away', { marks: ['away'] }, ['b1-late']],
  ['who is there', { marks: ['present'] }, ['b1-free', 'b1-silent']],
  ['a group', { groups: ['TIEU_THUONG', 'NONG_NGHIEP'] }, ['b1-late']],
  ['who has a chat on a channel', { channel: 'abroad' }, ['b1-free']],
  ['who can be reached free', { reach: ['free'] }, ['b1-free']],
  ['who must be phoned', { reach: ['call'] }, ['b1-late', 'b1-silent']],
  ['some people', { people: ['b1-late', 'b2-late'] }, ['b1-late']],
])('an audience: %s', async (_, more, ids) => {
  const audience: Audience = { units: ['b1'], status: 'members', ...more };
  const people = (await peopleOf(['b1'], audience, '2026-11-22')).map(({ person }) => person);
  const found = await reachAll(audience, people, saying, town.deps.reaching);
  expect(found.map(({ person }) => person._id).sort()).toEqual(ids);
});

test('those who said that they are busy', async () => {
  const call = { unit: 'c1', topic: 'việc', place: 'nhà văn hóa', startsAt: MORNING + 90 * HOUR };
  await callMeeting({ id: 'hop', actor: chair }, call, town.deps);
  await keepAnswer('hop', 'b2-free', { answer: 'busy' }, { at: town.now, seq: 1 });
  await keepAnswer('hop', 'b2-late', { answer: 'going' }, { at: town.now, seq: 1 });
  const audience: Audience = { units: ['b2'], status: 'members', answered: { meeting: 'hop', answers: ['busy'] } };
  const people = (await peopleOf(['b2'], audience, '2026-11-22')).map(({ person }) => person);
  expect((await reachAll(audience, people, saying, town.deps.reaching)).map(({ person }) => person._id)).toEqual(['b2-free']);
});

test('holders of a post: officers who are only named as well, in the chat that they tied or to be phoned', async () => {
  const audience = { units: ['c1'], status: 'members', posts: ['groupLead'] } as const;
  const say = { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Giao ban tháng' } };
  await announce({ id: 'work', actor: chair }, { unit: 'c1', kind: 'work', audience, say, confirmed: true }, town.deps);
  await town.run('work');
  expect((await broadcastStore.load('work'))?.plan).toEqual({
    ...{ people: 3, how: { free: 1, paid: 0, template: 0, call: 2 }, why: { noChat: 1, noConsent: 1 }, cost: 0 },
  });
  const sends = new Map((await Sends.find({ broadcast: 'work' }).lean()).map((each) => [each.person, each]));
  expect(sends.get(LOAN)).toMatchObject({ state: 'sent', conversation: 'chat-loan', chunk: 'work/b1' });
  expect(sends.get(HOA)).toMatchObject({ state: 'held', failure: 'noChat' });
  expect(sends.get('b2-free')).toMatchObject({ failure: 'noConsent' });
  const who = await receivers([HOA, 'b2-free']);
  expect([...who.values()].map((each) => [nameOf(each), phoneNumberOf(each)]).sort()).toEqual([
    ['Nguyễn Thị free', '0905123410'],
    ['Trần Thị Hoa', '0905777001'],
  ]);
  const members = { unit: 'c1', kind: 'work', audience: { units: ['c1'], status: 'members' }, say } as const;
  expect(await announce({ id: 'all', actor: chair }, members, town.deps)).toEqual({ done: false, why: 'needsPosts' });
});

test('a woman on two channels gets one message, where she wrote last', async () => {
  const say = { key: 'broadcast.text', vars: { unit: 'Hội b1', text: 'Tin' } };
  const audience = { units: ['b1'], status: 'members' } as const;
  await announce({ id: 'both', actor: chair }, { unit: 'b1', kind: 'information', audience, say, confirmed: true }, town.deps);
  town.deps.channels = ['home', 'abroad'];
  await town.run('both');
  expect(await Sends.find({ broadcast: 'both', person: 'b1-free' }).lean()).toMatchObject([
    { state: 'sent', conversation: 'chat-abroad', channel: 'abroad' },
  ]);
});

test('whoever was to be written to on a channel that was switched off meanwhile is left to a caller', async () => {
  const say = { key: 'broadcast.text', vars: { unit: 'Hội b1', text: 'Tin nữa' } };
  const audience = { units: ['b1'], status: 'members' } as const;
  for (const [id, fedBefore] of Object.entries({ before: false, after: true })) {
    town.deps.channels = ['home', 'abroad'];
    await announce({ id, actor: chair }, { unit: 'b1', kind: 'information', audience, say, confirmed: true }, town.deps);
    await advance(id, town.deps);
    if (fedBefore) await advance(id, town.deps);
    expect(await Sends.findOne({ _id: `${id}/b1-free` }).lean()).toMatchObject({ state: fedBefore ? 'queued' : 'planned' });
    town.deps.channels = ['home'];
    await town.run(id, () => ({ state: 'sent' }));
    expect(await Sends.findOne({ _id: `${id}/b1-free` }).lean()).toMatchObject({ state: 'held', failure: 'channelOff' });
    expect((await broadcastStore.load(id))?.state).toBe('done');
  }
});
