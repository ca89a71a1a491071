import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { type Announcement, announce } from '../../../src/actions/broadcasts/broadcasts';
import { clubsNamed } from '../../../src/actions/clubs/club-desk';
import { foundClub, joinClub, leaveClub } from '../../../src/actions/clubs/clubs';
import { findClubs } from '../../../src/actions/desk/leader-clubs';
import { planMessage } from '../../../src/actions/desk/leader-messages';
import { answerFor, whoComes } from '../../../src/actions/meetings/meeting-people';
import { callMeeting } from '../../../src/actions/meetings/meetings';
import { previewReach } from '../../../src/actions/meetings/preview-reach';
import { transfer } from '../../../src/actions/people/members';
import { knownMeetings } from '../../../src/engine/known-meetings';
import { Audit } from '../../../src/models/audit';
import { Chunks } from '../../../src/models/broadcast-chunks';
import { broadcastStore } from '../../../src/models/broadcasts';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { officerStore } from '../../../src/models/officers';
import { type Send, Sends } from '../../../src/models/sends';
import { putUnit } from '../../../src/models/units';
import { openModels } from '../../open-models';
import { chair, lead, MORNING, officer, openTown, settle } from '../broadcasts/broadcast-town';

openModels();
const town = openTown();
const operator = (id: string) => ({ id, actor: { kind: 'operator' } as const });
const say = { key: 'broadcast.text', vars: { unit: 'Hội', text: 'chào' } };
const message = (more: Partial<Announcement['audience']>, unit = 'c1'): Announcement => ({
  ...{ unit, kind: 'information', say },
  audience: { units: [unit], status: 'members', clubs: ['dai'], ...more },
});
const peopleIn = async (broadcast: string) => (await Sends.find({ broadcast }).lean<Send[]>()).map(({ person }) => person).sort();

beforeAll(async () => {
  await settle();
  await putUnit({
    _id: 'b4',
    code: 'b4',
    validFrom: '2025-07-01',
    level: 'branch',
    name: 'b4',
    place: 'b4',
    aliases: [],
    parent: 'c1',
  });
  await foundClub({ unit: 'c1', name: 'CLB Áo dài', kind: 'ao-dai' }, operator('dai'), town.deps);
  await joinClub('dai', ['b1-free', 'b1-silent', 'b2-late'], operator('j'), town.deps);
  await foundClub({ unit: 'b1', name: 'Tổ truyền thông', kind: 'truyen-thong' }, operator('tt'), town.deps);
  await joinClub('tt', ['b1-late'], operator('j2'), town.deps);
});

test('a message to a club: only the units in which its women live are walked, and each of them is planned once', async () => {
  await announce({ id: 'm1', actor: chair }, message({}), town.deps);
  await town.run('m1');
  expect(await peopleIn('m1')).toEqual(['b1-free', 'b1-silent', 'b2-late']);
  expect((await Chunks.find({ broadcast: 'm1' }).lean()).map(({ _id }) => _id).sort()).toEqual(['m1/+', 'm1/b1', 'm1/b2']);
  const { plan } = (await broadcastStore.load('m1')) ?? {};
  expect(plan).toMatchObject({ people: 3, how: { free: 1, call: 2 } });
  const saying = { purpose: 'TUYEN_TRUYEN', key: say.key, leavesAt: town.now } as const;
  expect(await previewReach(message({}).audience, saying, town.deps.reaching)).toEqual(plan);
});

test('who moved to a unit without any of the club while it was planned is found by the second look', async () => {
  await announce({ id: 'm2', actor: chair }, message({ clubs: ['dai', 'tt'] }), town.deps);
  await Chunks.create([
    { _id: 'm2/b1', broadcast: 'm2', unit: 'b1', state: 'open' },
    { _id: 'm2/b2', broadcast: 'm2', unit: 'b2', state: 'open' },
    { _id: 'm2/+', broadcast: 'm2', state: 'open' },
  ]);
  town.now += 1;
  await transfer('b1-late', 'b4', { id: 't', actor: { kind: 'operator' } }, town.deps);
  await transfer('b1-silent', 'b2', { id: 't2', actor: { kind: 'operator' } }, town.deps);
  await advance('m2', town.deps);
  // The one of the branch's own club left it by moving; the other still belongs to the commune's.
  expect(await peopleIn('m2')).toEqual(['b1-free', 'b1-silent', 'b2-late']);
});

test('a leader writes to clubs of her unit and below, and reaches nobody beside it', async () => {
  const own = (id: string, clubs: string[], actor: typeof lead | typeof chair, unit = 'b1') =>
    announce({ id, actor }, message({ clubs }, unit), town.deps);
  expect(await own('r1', ['dai'], lead)).toEqual({ done: false, why: 'noClub' });
  expect(await own('r2', ['nowhere'], chair)).toEqual({ done: false, why: 'noClub' });
  expect(await own('r3', ['tt'], lead)).toMatchObject({ done: true });
  expect(await own('r4', ['dai'], chair, 'b2')).toMatchObject({ done: true });
  await town.run('r4');
  expect(await peopleIn('r4')).toEqual(['b1-silent', 'b2-late']);
  expect(await announce({ id: 'r5', actor: officer }, message({}, 'p'), town.deps)).toMatchObject({ done: true });
});

test('a meeting of a club invites those who belong to it, is called by its name, and is nobody else’s', async () => {
  const call = { unit: 'c1', topic: 'tập trình diễn', place: 'nhà văn hóa', startsAt: MORNING + 96 * 3_600_000 };
  const audience = { clubs: ['dai'] };
  expect(await callMeeting({ id: 'no', actor: lead }, { ...call, unit: 'b1', audience }, town.deps)).toMatchObject({
    why: 'noClub',
  });
  expect(await callMeeting({ id: 'hop', actor: chair }, { ...call, audience }, town.deps)).toMatchObject({ done: true });
  const seen = async (actor: typeof lead | typeof chair) =>
    (await whoComes('hop', actor, town.deps))?.people.map(({ person }) => person).sort();
  expect(await seen(chair)).toEqual(['b1-free', 'b1-silent', 'b2-late']);
  expect(await seen(lead)).toEqual(['b1-free']);
  await town.run('hop.invite');
  expect(await peopleIn('hop.invite')).toEqual(['b1-free', 'b1-silent', 'b2-late']);
  const about = { now: () => town.now, timeZone: 'Asia/Ho_Chi_Minh', today: '2026-11-22' };
  const hers = (id: string, unit: string) =>
    knownMeetings({ id, name: 'x', member: true, unit }, [unit, 'c1', 'p'], undefined, about);
  expect(await hers('b1-free', 'b1')).toMatchObject([{ id: 'hop', branch: 'CLB Áo dài' }]);
  expect(await hers('b2-free', 'b2')).toEqual([]);
  const noted = (person: string) => answerFor({ ...operator('a'), meeting: 'hop', person, answer: 'going' }, town.deps);
  expect(await noted('b2-free')).toEqual({ done: false, why: 'notInvited' });
  expect(await noted('b2-late')).toEqual({ done: true });
  await leaveClub('dai', ['b2-late'], operator('gone'), town.deps);
  expect(await hers('b2-late', 'b2')).toEqual([]);
});

test('a leader finds her clubs by their names in her chat, and plans a message to one of them', async () => {
  const office = {
    holder: 'lead',
    unit: 'b1',
    post: 'branchLead' as const,
    from: '2025-01-01',
    trainings: [],
    history: [],
    outbox: [],
  };
  await officerStore.insert({ _id: 'post-lead', ...office }, 1);
  await tieLeaderChat({ _id: 'chat-b1-free', holder: 'lead', at: 1 });
  const from = (id: string) => ({ id, conversation: 'chat-b1-free' });
  const tt = { id: 'tt', name: 'Tổ truyền thông', n: 1 };
  await joinClub('tt', ['b1-free'], operator('j3'), town.deps);
  expect(await findClubs({ words: 'to truyen thong' }, from('f1'), town.deps)).toEqual({ clubs: [tt], fit: true });
  // The commune's club is not hers.
  expect(await findClubs({ words: 'clb ao dai' }, from('f2'), town.deps)).toEqual({ clubs: [tt], fit: false });
  expect(await findClubs({ words: 'clb' }, { id: 'f3', conversation: 'chat-b2-free' }, town.deps)).toEqual({
    clubs: [],
    fit: false,
  });
  expect(await Audit.countDocuments({ action: 'clubs:see' })).toBe(2);
  const asked = { unit: '', text: 'mai 8h tập nhé', kind: 'information' } as const;
  const planned = await planMessage({ ...asked, club: 'tt' }, from('plan'), town.deps);
  expect(planned).toMatchObject({ result: 'ready', unit: 'Tổ truyền thông', people: 1 });
  expect(await broadcastStore.load('plan')).toMatchObject({ unit: 'b1', audience: { units: ['b1'], clubs: ['tt'] } });
  expect(await planMessage({ ...asked, club: 'dai' }, from('other'), town.deps)).toEqual({ result: 'notAllowed' });
  expect(await planMessage({ ...asked, club: 'none' }, from('gone'), town.deps)).toEqual({ result: 'notAllowed' });
});

const CLUBS = ['CLB Áo dài', 'CLB Dân vũ thôn Đông', 'CLB Dân vũ thôn Đoài', 'Tổ truyền thông cộng đồng', 'CLB Thơ'].map(
  (name) => ({ name }),
);
test.each([
  ['áo dài', ['CLB Áo dài']],
  ['câu lạc bộ ao dai', ['CLB Áo dài']],
  ['dân vũ', ['CLB Dân vũ thôn Đông', 'CLB Dân vũ thôn Đoài']],
  ['CLB dân vũ thôn đoài', ['CLB Dân vũ thôn Đoài']],
  ['truyen thong', ['Tổ truyền thông cộng đồng']],
  ['cộng đồng', ['Tổ truyền thông cộng đồng']],
  ['tho', ['CLB Thơ']],
  ['bóng chuyền', []],
  ['', []],
])('the club that “%s” names', (words, names) => {
  expect(clubsNamed(words, CLUBS).map(({ name }) => name)).toEqual(names);
});
