import { DateTime } from 'luxon';
import { advance } from '../../src/actions/broadcast-work';
import { meetingCarrier } from '../../src/actions/carry-meeting';
import { appoint } from '../../src/actions/officers';
import { sendBatch } from '../../src/engine/batch';
import { sendReplies } from '../../src/engine/outbound';
import { takeTurns } from '../../src/engine/turn';
import type { Rsvp } from '../../src/engine/types';
import { Audit } from '../../src/models/audit';
import { broadcastStore } from '../../src/models/broadcasts';
import { record } from '../../src/models/consents';
import { dirtyCounts, readCount } from '../../src/models/counts';
import { Events } from '../../src/models/events';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { allAnswers, type MeetingAnswer } from '../../src/models/meeting-answers';
import { type Meeting, Meetings, meetingStore } from '../../src/models/meetings';
import { Officers } from '../../src/models/officers';
import { putPerson, tieConversation } from '../../src/models/people';
import { unseal } from '../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../src/models/sends';
import { recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { useWorkshop } from './workshop';

const ZONE = 'Asia/Ho_Chi_Minh';
const BRANCH = '201@2026-01-01';
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
/** What forty women answer (domain §5.8), one step after the other, and what it comes to. */
const SAID: readonly [said: string[], answer: Rsvp | undefined, wantsSummary?: true][] = [
  ...['dự', 'có mặt', 'co mat', 'sẽ đi', 'em đi', 'chị đi', 'tui đi', 'e di', 'mình đi', '+1', '1', 'dạ em dự ạ', 'Tôi dự'].map(
    (said) => [[said], 'going'] as [string[], Rsvp],
  ),
  [['#yes'], 'going'],
  [['#yes'], 'going'],
  ...['chưa biết', 'chua biet', 'để coi', 'de coi', 'tính sau', '3'].map((said) => [[said], 'unsure'] as [string[], Rsvp]),
  ...['bận', 'ban roi', 'k đi đc', 'ko di dc', 'không đi được', 'xin phép vắng', '2'].map(
    (said) => [[said, 'không'], 'busy'] as [string[], Rsvp],
  ),
  [['bận rồi em', 'có'], 'busy', true],
  [['#no', 'có'], 'busy', true],
  // Vâng or vắng, bận or bạn: asked, never guessed.
  [['vang', 'Tôi dự'], 'going'],
  [['vang', 'Tôi bận', 'không'], 'busy'],
  // Two change their minds.
  [['dự', 'bận rồi em ơi', 'có'], 'busy', true],
  [['bận', 'không', 'em đi'], 'going'],
  // One stops every message.
  [['dừng nhắn tin', 'đúng, dừng lại'], undefined],
  ...Array.from({ length: 5 }, () => [[], undefined] as [string[], undefined]),
];
const workshop = useWorkshop();

test('a leader’s whole evening', async () => {
  const { worker, hears, id, keys } = workshop();
  let clock = local('2026-12-02T09:00');
  const { turns, sender, actions, broadcasts } = worker(() => clock);
  const planning = { ...broadcasts, fed: async () => 0 };
  const conversations = new Set<string>();
  /** Everything that is due at this time is done: turns, steps of meetings, broadcasts, sends. */
  const settle = async (): Promise<void> => {
    for (let quiet = false; !quiet; ) {
      const pending = await Events.distinct('conversation', { pending: true });
      for (const each of pending) await takeTurns(each, turns);
      const meetings = await meetingCarrier.toWake(clock);
      for (const each of meetings) await meetingCarrier.wake(each, actions);
      const due = await broadcastStore.toWake(clock);
      for (const each of due) await advance(each, planning);
      const queued = await Sends.find({ state: 'queued', notBefore: { $lte: clock } }).lean<Send[]>();
      await sendBatch(
        queued.filter(({ reply }) => !reply).map(({ _id }) => _id),
        sender,
      );
      const replies = new Set(queued.filter(({ reply }) => reply).map(({ conversation }) => conversation));
      for (const each of replies) await sendReplies(each, sender);
      quiet = pending.length + meetings.length + due.length + queued.length === 0;
      clock += 1_000;
    }
  };
  const passTo = async (text: string) => {
    clock = Math.max(clock, local(text));
    await settle();
  };
  const says = async (user: string, text: string, meeting = '') => {
    clock += 1_000;
    conversations.add(user);
    await hears(user, text.startsWith('#') ? { payload: `#meeting:${meeting}:${text.slice(1)}` } : { text }, clock);
  };
  const leaderSays = async (...texts: string[]) => {
    for (const text of texts) {
      await says('leader', text);
      await settle();
    }
    return (await keys('leader')).at(-1);
  };

  // Forty members of the branch; one more has no chat at all.
  const women = SAID.map((_, index) => `woman${index}`);
  for (const user of women) {
    await putPerson(user, { name: `Nguyễn Thị ${user}`, unit: BRANCH, status: 'member', memberSince: 1, phone: '0905123456' });
    await says(user, 'menu');
  }
  await putPerson('offline', { name: 'Bùi Thị Xa', unit: BRANCH, status: 'member', memberSince: 1, phone: '0905000111' });
  await appoint(
    {
      ...{ id: 'lead', actor: { kind: 'operator' }, unit: BRANCH, post: 'branchLead', from: '2026-01-01' },
      who: { name: 'Trần Thị Hoa', phone: '0905222333' },
    },
    actions,
  );
  const holder = (await Officers.findById('lead').lean<{ holder: string }>())?.holder ?? '';
  await tieLeaderChat({ _id: id('leader'), holder, at: clock });
  await settle();
  for (const user of women) {
    await tieConversation(user, id(user));
    const event = `given-${user}`;
    await record({
      ...{ _id: event, event, conversation: id(user), purpose: 'NHAC_LICH', given: true, text: 'reminder.consent', at: clock },
      ...{ textHash: '', locale: 'vi', channel: 'zalo', by: 'tap', seq: 1 },
    });
  }

  // She calls the meeting in one sentence.
  expect(await leaderSays('mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa')).toBe('convene.confirm');
  expect(await varsOf(id('leader'), 'convene.confirm')).toMatchObject({
    ...{ topic: '20/10', day: 'thứ bảy 05/12', time: '19h30', place: 'nhà văn hóa', people: 41, free: 40, template: 0, phone: 1 },
  });
  expect(await leaderSays('Gửi lời mời')).toBe('convene.called');
  const meeting = (await Meetings.findOne({ unit: BRANCH }).lean<Meeting>())?._id ?? '';
  expect((await meetingStore.load(meeting))?.startsAt).toBe(local('2026-12-05T19:30'));
  expect(await toldTo('meeting.invite')).toEqual([...women].sort());

  // They answer, in rounds, as they please.
  for (let round = 0; round < 3; round += 1) {
    for (const [index, [said]] of SAID.entries())
      if (said[round] !== undefined) await says(`woman${index}`, said[round] ?? '', meeting);
    await settle();
  }
  const answered = () => allAnswers(meeting).then((all) => new Map(all.map((each) => [each.person, each])));
  const given = await answered();
  const wrong = SAID.flatMap(([said, answer, wants], index) => {
    const is: Partial<MeetingAnswer> = given.get(`woman${index}`) ?? {};
    return is.answer === answer && (is.wantsSummary === true) === (wants === true) ? [] : [[said, answer, is.answer]];
  });
  expect(wrong).toEqual([]);
  const going = SAID.filter(([, answer]) => answer === 'going').length;
  const busy = SAID.filter(([, answer]) => answer === 'busy').length;
  const unsure = SAID.filter(([, answer]) => answer === 'unsure').length;
  expect(await leaderSays('ai dự')).toBe('coming.counts');
  expect(await varsOf(id('leader'), 'coming.counts')).toMatchObject({
    going,
    busy,
    unsure,
    silent: 41 - going - busy - unsure,
    total: 41,
  });

  // Who must be phoned: first the one without a chat; the look at her number is in the audit, her answer is marked.
  expect(await leaderSays('gọi ai', '1')).toBe('calls.outcome');
  expect(await varsOf(id('leader'), 'calls.phone')).toEqual({ name: 'Bùi Thị Xa', phone: '0905000111' });
  expect(await Audit.countDocuments({ action: 'meetings:phone', about: 'offline', outcome: 'done' })).toBe(1);
  // What lies open beneath is closed as well, else it is taken up again later.
  await leaderSays('Dự', 'Đủ rồi, cảm ơn', 'Đủ rồi, cảm ơn');
  expect((await answered()).get('offline')).toMatchObject({ answer: 'going', by: `branchLead:${holder}` });

  // A second invitation only to the silent, the question again only to the undecided, the reminder only to those who may come.
  const silent = SAID.flatMap(([said], index) => (said.length === 0 ? [`woman${index}`] : []));
  const undecided = SAID.flatMap(([, answer], index) => (answer === 'unsure' ? [`woman${index}`] : []));
  const coming = SAID.flatMap(([, answer], index) => (answer === 'going' ? [`woman${index}`] : []));
  await passTo('2026-12-03T10:00');
  expect(await toldTo('meeting.reminderAsk')).toEqual(silent.sort());
  await passTo('2026-12-04T15:30');
  expect(await toldTo('meeting.unsureAsk')).toEqual(undecided.sort());
  await passTo('2026-12-04T19:40');
  expect(await toldTo('meeting.reminderDay')).toEqual([...coming, ...silent].sort());
  await passTo('2026-12-05T17:40');
  expect(await toldTo('meeting.reminderHours')).toEqual([...coming, ...undecided].sort());

  // The roll, by numbers, and the summary for the absent who asked for it.
  await passTo('2026-12-05T20:30');
  expect(await leaderSays('điểm danh')).toBe('roll.mark');
  expect(await leaderSays('vắng 20-41', 'chốt', 'chốt')).toBe('roll.askSummary');
  expect(await varsOf(id('leader'), 'roll.closed')).toEqual({ present: 19, invited: 41 });
  expect(await leaderSays('Chi hội góp quỹ 20/10, mỗi chị tùy tâm.')).toBe('roll.summarised');
  await settle();
  const held = await meetingStore.load(meeting);
  const present = new Set(held?.roll?.present);
  const asked = SAID.flatMap(([, , wants], index) => (wants && !present.has(`woman${index}`) ? [`woman${index}`] : []));
  expect(await toldTo('meeting.summary')).toEqual(asked.sort());

  // The counts say the same as the roll.
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const { unit, period } of dirty) await recount(unit, period, async () => {});
  const figures = { 'meetings:held': 1, 'meetings:invited': 41, 'meetings:coming': going + 1, 'meetings:attended': present.size };
  expect((await readCount(BRANCH, '2026-12'))?.n).toMatchObject(figures);
  expect((await readCount('1@2026-01-01', '2026-12'))?.n).toMatchObject(figures);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [] });

  /** The women whom a text has left for, each once. */
  async function toldTo(key: string): Promise<string[]> {
    const sends = await Sends.find({ reply: false, state: 'sent' }).lean<Send[]>();
    const users = new Map(women.map((user) => [id(user), user]));
    return sends
      .filter(({ body }) => unseal<SendBody>(body).key === key)
      .map(({ conversation }) => users.get(conversation) ?? conversation)
      .sort();
  }
  async function varsOf(conversation: string, key: string) {
    const sends = await Sends.find({ conversation, reply: true }).lean<Send[]>();
    const bodies = sends.sort((a, b) => a.seq - b.seq).map(({ body }) => unseal<SendBody>(body));
    return bodies.findLast((body) => body.key === key)?.vars;
  }
}, 240_000);
