import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DateTime } from 'luxon';
import { appoint } from '../../src/actions/officers/officers';
import { BLANK } from '../../src/engine/play';
import type { Rsvp } from '../../src/engine/types';
import { createLog } from '../../src/log';
import { Audit } from '../../src/models/audit';
import { Consents } from '../../src/models/consents';
import { Conversations, conversationId } from '../../src/models/conversations';
import { dirtyCounts, readCount } from '../../src/models/counts';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { allAnswers, type MeetingAnswer } from '../../src/models/meeting-answers';
import { type Meeting, Meetings, meetingStore } from '../../src/models/meetings';
import { Officers } from '../../src/models/officers';
import { newPerson, People } from '../../src/models/people';
import { seal } from '../../src/models/secrets';
import { recount } from '../../src/programme/recount';
import { verifyCounts } from '../../src/programme/verify';
import { dayAndTime, words } from '../../src/words';
import { type Composition, compose } from '../../workers/compose';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { openDiary } from './diary';
import { doWhatIsDue } from './due';
import { WOMEN, type Woman } from './evening-women';
import { startTown, type Town } from './town';

const ZONE = 'Asia/Ho_Chi_Minh';
const BRANCH = '201@2026-01-01';
const DIARY = path.join(__dirname, 'evening.txt');
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const OFFLINE = { id: 'offline', name: 'Bùi Thị Xa', phone: '0905000111' };
/** What everybody is told of the meeting. */
const TOLD = { branch: 'Chi hội thôn Thượng', topic: '20/10', day: 'thứ bảy 05/12', time: '19h30', place: 'nhà văn hóa' };
const PICTURE = Buffer.from('89504e470d0a1a0a01', 'hex');
const SUMMARY = 'Chi hội góp quỹ 20/10, mỗi chị tùy tâm.';

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'evening-'));
const leader = '6900000000000000001';
const userOf = (woman: Woman) => `70000000000000000${String(WOMEN.indexOf(woman)).padStart(2, '0')}`;
const personOf = (woman: Woman) => `woman${WOMEN.indexOf(woman)}`;
let clock = local('2026-12-02T08:00');
let town: Town;
let parts: Composition;

beforeAll(async () => {
  town = await startTown({ ...servers, dataDir }, { work: false, clock: () => clock });
  parts = compose(town.config, town.connections, createLog('silent', 'test'), () => clock);
  await seedProvince();
  await seedBranch();
}, 60_000);
afterAll(async () => {
  await town?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a leader’s whole evening', async () => {
  const diary = openDiary(town.onZalo(leader), town.zalo, settle);
  const passTo = async (text: string) => {
    clock = Math.max(clock, local(text));
    diary.note(Object.values(dayAndTime(clock, ZONE)).join(', '));
    await settle();
  };
  const noteTold = (key: string, women: readonly string[]) =>
    diary.note(`${women.length} chị nhận: “${words(key, { ...TOLD, summary: SUMMARY }).slice(0, 60)}…”`);

  // She calls the meeting in one sentence.
  await passTo('2026-12-02T09:00');
  const asked = await diary.says('mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa');
  expect(asked).toContain(words('convene.confirm', { ...TOLD, unit: TOLD.branch, people: 41, free: 40, template: 0, phone: 1 }));
  await diary.says('Gửi lời mời');
  const meeting = (await Meetings.findOne({ unit: BRANCH }).lean<Meeting>())?._id ?? '';
  expect((await meetingStore.load(meeting))?.startsAt).toBe(local('2026-12-05T19:30'));
  expect(toldBy('meeting.invite')).toEqual(namesOf(() => true));
  noteTold('meeting.invite', toldBy('meeting.invite'));

  // They answer, in rounds, as they please.
  await answer(meeting, ({ says }) => says);
  expect(await wrongAnswers(meeting, (woman) => woman.answer)).toEqual([]);
  const before = tally(({ answer: said }) => said);
  expect(await diary.says('ai dự')).toContain(words('coming.counts', { ...TOLD, ...before, total: 41 }));

  // A picture for everybody, sent after its words: handed in once at each platform, and seen once by all but who stopped.
  await diary.says('gửi tin', 'Mời chị em xem áp phích ngày 20/10');
  await town.onZalo(leader).sends('image', town.zalo.show('ap-phich.png', PICTURE));
  await settle();
  expect(await diary.says('Nhắc việc, lịch')).toContain('kèm Ảnh');
  await diary.says('Gửi');
  await settle();
  const pictures = (woman: Woman) => inboxOf(woman).filter(({ enclosed }) => enclosed !== undefined).length;
  expect(WOMEN.filter((woman) => pictures(woman) !== (woman.stops ? 0 : 1)).map(({ name }) => name)).toEqual([]);
  expect([town.zalo.handed, town.graph.handed].map((handed) => handed.map(({ bytes }) => bytes))).toEqual([[PICTURE], [PICTURE]]);

  // Who must be phoned: first the one without a chat; the look at her number is in the audit, her answer is marked.
  await diary.says('gọi ai', '1');
  expect(town.zalo.to(leader).at(-2)?.text).toBe(words('calls.phone', OFFLINE));
  expect(await Audit.countDocuments({ action: 'meetings:phone', about: OFFLINE.id, outcome: 'done' })).toBe(1);
  await diary.says('Dự', 'Đủ rồi, cảm ơn');
  expect((await answers(meeting)).get(OFFLINE.id)).toMatchObject({ answer: 'going', by: expect.stringMatching(/^branchLead:/) });

  // A second invitation only to the silent; the question again only to the undecided: some answer late. Who stopped hears nothing.
  const reached = (woman: Woman) => woman.on === 'zalo' && !woman.stops;
  await passTo('2026-12-03T10:00');
  expect(toldBy('meeting.reminderAsk')).toEqual(namesOf((woman) => reached(woman) && !woman.answer));
  noteTold('meeting.reminderAsk', toldBy('meeting.reminderAsk'));
  await answer(meeting, (woman) => (woman.answer ? [] : (woman.later ?? [])));
  await passTo('2026-12-04T15:30');
  expect(toldBy('meeting.unsureAsk')).toEqual(namesOf((woman) => reached(woman) && woman.answer === 'unsure'));
  noteTold('meeting.unsureAsk', toldBy('meeting.unsureAsk'));
  await answer(meeting, (woman) => (woman.answer ? (woman.later ?? []) : []));
  const last = (woman: Woman) => woman.inTheEnd ?? woman.answer;
  expect(await wrongAnswers(meeting, last)).toEqual([]);

  // The reminders only to those who may come; where no message may leave, somebody calls.
  await passTo('2026-12-04T19:40');
  const nearly = (woman: Woman) => last(woman) === 'going' || last(woman) === undefined;
  expect(toldBy('meeting.reminderDay')).toEqual(namesOf((woman) => reached(woman) && nearly(woman)));
  noteTold('meeting.reminderDay', toldBy('meeting.reminderDay'));
  await passTo('2026-12-05T17:40');
  const maybe = (woman: Woman) => last(woman) === 'going' || last(woman) === 'unsure';
  expect(toldBy('meeting.reminderHours')).toEqual(namesOf((woman) => reached(woman) && maybe(woman)));
  noteTold('meeting.reminderHours', toldBy('meeting.reminderHours'));
  const { going, ...others } = tally(last);
  const after = { ...others, going: going + 1, silent: others.silent - 1 };
  expect(await diary.says('ai dự')).toContain(words('coming.counts', { ...TOLD, ...after, total: 41 }));
  await diary.says('Đủ rồi, cảm ơn');

  // The roll, by the numbers that her list shows, and the summary for the absent who asked for it.
  await passTo('2026-12-05T20:30');
  const first = await diary.says('điểm danh');
  const second = await diary.says('Trang khác');
  const listed = [...`${first}\n${second}`.matchAll(/^(\d+)\. (.+)$/gm)].map(([, number, name]) => ({ number, name }));
  expect(listed.map(({ name }) => name).sort()).toEqual([...namesOf(() => true), OFFLINE.name].sort());
  const away = new Set(namesOf(({ comes }) => !comes));
  const numbers = listed.filter(({ name }) => away.has(name ?? '')).map(({ number }) => number);
  await diary.says(`vắng ${numbers.join(' ')}`, 'chốt', 'Chốt');
  const present = WOMEN.length + 1 - away.size;
  expect(town.zalo.to(leader).map(({ text }) => text)).toContain(words('roll.closed', { present, invited: 41 }));
  await diary.says(SUMMARY);
  await settle();
  const roll = (await meetingStore.load(meeting))?.roll;
  expect(roll?.present.slice().sort()).toEqual([OFFLINE.id, ...WOMEN.filter(({ comes }) => comes).map(personOf)].sort());
  expect(toldBy('meeting.summary')).toEqual(namesOf((woman) => woman.wantsSummary === true && !woman.comes));
  noteTold('meeting.summary', toldBy('meeting.summary'));

  // Who stopped got an answer, and nothing since.
  const stopped = WOMEN.find(({ stops }) => stops) as Woman;
  expect(inboxOf(stopped).at(-1)?.text).toContain(words('stop.stopped'));

  // The counts say the same as the roll.
  for (let dirty = await dirtyCounts(); dirty.length > 0; dirty = await dirtyCounts())
    for (const { unit, period } of dirty) await recount(unit, period, async () => {});
  const figures = {
    'meetings:held': 1,
    'meetings:invited': 41,
    'meetings:coming': after.going,
    'meetings:attended': present,
  };
  expect((await readCount(BRANCH, '2026-12'))?.n).toMatchObject(figures);
  expect((await readCount('1@2026-01-01', '2026-12'))?.n).toMatchObject(figures);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [] });

  if (process.env.UPDATE) writeFileSync(DIARY, diary.text());
  else expect(diary.text()).toBe(readFileSync(DIARY, 'utf8'));
}, 240_000);

/** Does all that is due, until nothing is. */
async function settle(): Promise<void> {
  // On a busy machine what comes in may wait in Redis.
  await town.connections.spool.drain();
  do clock += 1_000;
  while (await doWhatIsDue(parts));
}

/** What they write, one step after the other, all of them in the same minute. */
async function answer(meeting: string, said: (woman: Woman) => readonly string[]): Promise<void> {
  for (let step = 0; WOMEN.some((woman) => said(woman)[step] !== undefined); step += 1) {
    clock += 1_000;
    const statuses = await Promise.all(
      WOMEN.flatMap((woman) => {
        const text = said(woman)[step];
        if (text === undefined) return [];
        const her = woman.on === 'zalo' ? town.onZalo(userOf(woman)) : town.onMessenger(userOf(woman));
        return [text.startsWith('#') ? her.taps(`#meeting:${meeting}:${text.slice(1)}`) : her.says(text)];
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    await settle();
  }
}

async function answers(meeting: string): Promise<Map<string, MeetingAnswer>> {
  return new Map((await allAnswers(meeting)).map((each) => [each.person, each]));
}

async function wrongAnswers(meeting: string, expected: (woman: Woman) => Rsvp | undefined) {
  const given = await answers(meeting);
  return WOMEN.flatMap((woman) => {
    const said = given.get(personOf(woman))?.answer;
    return said === expected(woman) ? [] : [[woman.says, woman.later, expected(woman), said]];
  });
}

/** What a leader is told of the answers; the one without a chat is silent. */
function tally(said: (woman: Woman) => Rsvp | undefined) {
  const all = WOMEN.map(said);
  const count = (one: Rsvp | undefined) => all.filter((each) => each === one).length;
  return { going: count('going'), busy: count('busy'), unsure: count('unsure'), silent: count(undefined) + 1 };
}

const namesOf = (is: (woman: Woman) => boolean) =>
  WOMEN.filter(is)
    .map(({ name }) => name)
    .sort();

const inboxOf = (woman: Woman) => (woman.on === 'zalo' ? town.zalo : town.graph).to(userOf(woman));

/** On whose phones a text arrived, once for each time. */
function toldBy(key: string): string[] {
  const said = words(key, { ...TOLD, summary: SUMMARY });
  return WOMEN.flatMap((woman) => inboxOf(woman).flatMap(({ text }) => (text.startsWith(said) ? [woman.name] : []))).sort();
}

/** Forty members who were greeted long ago and want to be reminded, one more without a chat, and their leader. */
async function seedBranch(): Promise<void> {
  const { oaId } = town.zalo.secrets;
  const { pageId } = town.graph.secrets;
  const state = seal({ ...BLANK, greeted: true });
  const chats = [{ channel: 'zalo', account: oaId, user: leader, person: 'lead' }].concat(
    WOMEN.map((woman) => ({
      channel: woman.on,
      account: woman.on === 'zalo' ? oaId : pageId,
      user: userOf(woman),
      person: personOf(woman),
    })),
  );
  const idOf = ({ channel, account, user }: (typeof chats)[number]) => conversationId(channel, account, user);
  for (const { channel, user } of chats) (channel === 'zalo' ? town.zalo : town.graph).heard(user, clock);
  await Conversations.insertMany(
    chats.map((each) => ({
      ...{ _id: idOf(each), channel: each.channel, account: each.account, user: seal(each.user) },
      ...{ rev: 1, state, timers: [], outbox: [], done: [], lastHeardAt: clock },
    })),
  );
  await Consents.insertMany(
    chats.slice(1).map((each) => ({
      ...{ _id: `given-${each.user}`, event: each.user, conversation: idOf(each), purpose: 'NHAC_LICH', given: true, at: clock },
      ...{ text: 'reminder.consent', textHash: 'h', locale: 'vi', channel: each.channel, by: 'tap', seq: 1 },
    })),
  );
  const member = { unit: BRANCH, status: 'member', memberSince: 1 } as const;
  await People.insertMany([
    ...WOMEN.map((woman, index) => {
      const her = newPerson(personOf(woman), { ...member, name: woman.name, phone: `09051234${String(index).padStart(2, '0')}` });
      return { ...her, conversations: chats.slice(1 + index, 2 + index).map(idOf) };
    }),
    newPerson(OFFLINE.id, { ...member, name: OFFLINE.name, phone: OFFLINE.phone }),
  ]);
  const who = { name: 'Trần Thị Hoa', phone: '0905222333' };
  const post = { unit: BRANCH, post: 'branchLead', from: '2026-01-01' } as const;
  await appoint({ id: 'lead', actor: { kind: 'operator' }, ...post, who }, parts.actions);
  const holder = (await Officers.findById('lead').lean<{ holder: string }>())?.holder ?? '';
  await tieLeaderChat({ _id: conversationId('zalo', oaId, leader), holder, at: clock });
}
