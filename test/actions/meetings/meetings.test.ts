import { DateTime } from 'luxon';
import { narrow } from '../../../src/actions/broadcasts/broadcast-audience';
import type { ActionDeps } from '../../../src/actions/deps';
import { meetingCarrier } from '../../../src/actions/meetings/carry-meeting';
import { checkIn } from '../../../src/actions/meetings/check-in';
import { whomToPhone } from '../../../src/actions/meetings/meeting-calls';
import { answerFor, whoComes } from '../../../src/actions/meetings/meeting-people';
import { callRoll } from '../../../src/actions/meetings/meeting-roll';
import {
  callMeeting,
  cancelMeeting,
  changeMeeting,
  type MeetingCall,
  sendOut,
  summarise,
} from '../../../src/actions/meetings/meetings';
import { type Broadcast, Broadcasts, sayingOf } from '../../../src/models/broadcasts';
import { CheckIns } from '../../../src/models/check-ins';
import { Counts } from '../../../src/models/counts';
import { Facts } from '../../../src/models/facts';
import { keepAnswer, MeetingAnswers } from '../../../src/models/meeting-answers';
import { type Meeting, Meetings, meetingStore } from '../../../src/models/meetings';
import { inUnits, People, putPerson } from '../../../src/models/people';
import { planSends } from '../../../src/models/send-chunks';
import { type Level, putUnit } from '../../../src/models/units';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const ZONE = 'Asia/Ho_Chi_Minh';
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['g1', 'group', 'b1'],
  ['b2', 'branch', 'c1'],
];
const WOMEN = { an: 'b1', binh: 'b1', cuc: 'g1', dao: 'b1', em: 'b2' };
const lead = { kind: 'leader', person: 'lead', post: 'branchLead', unit: 'b1' } as const;
const groupLead = { kind: 'leader', person: 'gl', post: 'groupLead', unit: 'g1' } as const;
const stranger = { kind: 'leader', person: 'other', post: 'branchLead', unit: 'b2' } as const;
const STARTS = local('2026-11-28T19:30');
let now = local('2026-11-21T09:00');
const deps: ActionDeps = { tell: async () => {}, ringCount: async () => {}, now: () => now, timeZone: ZONE };
const CALL: MeetingCall = { unit: 'b1', topic: 'bàn việc cuối năm', place: 'nhà văn hóa', startsAt: STARTS };
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;
let n = 0;
const by = <A>(actor: A) => {
  n += 1;
  return { id: `o${n}`, actor };
};

beforeAll(async () => {
  for (const [id, level, parent] of UNITS)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: `Chi hội ${id}`, place: id, aliases: [], parent });
  for (const [id, unit] of Object.entries(WOMEN)) {
    await putPerson(id, { name: `Chị ${id}`, unit, status: 'member', memberSince: 1 });
    await People.updateOne({ _id: id }, { $set: { conversations: [`chat-${id}`] } });
  }
  const written = [Meetings, Broadcasts, MeetingAnswers, CheckIns, Facts, Counts].map(({ collection }) => collection);
  spared = atEachStep(written, (waits) => at(waits));
});
beforeEach(() => {
  now = local('2026-11-21T09:00');
  at = () => undefined;
});

const load = async (id: string) => (await meetingStore.load(id)) as Meeting;
const said = async (id: string) => {
  const found = await Broadcasts.find({}).lean<Broadcast[]>();
  return found.filter((each) => each._id.startsWith(`${id}.`)).sort((a, b) => a.plannedFrom - b.plannedFrom);
};
const told = async (id: string) =>
  (await said(id)).map((each) => `${each._id.slice(id.length + 1)}${each.state === 'cancelled' ? ' cancelled' : ''}`);
const toWhom = async (broadcast: string) => {
  const found = await Broadcasts.findById(broadcast).lean<Broadcast>();
  if (!found) return undefined;
  const people = await inUnits(['b1', 'g1']);
  return (await narrow(found.audience, people)).map(({ _id }) => _id).sort();
};
const answers = (meeting: string, person: string, answer: 'going' | 'busy' | 'unsure', more = {}) =>
  keepAnswer(meeting, person, { answer, ...more }, { at: now, seq: 1 });
/** Lets the time pass, and the sweep look at every moment that is due. */
async function passes(id: string, until: number): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    const { dueAt } = await load(id);
    if (dueAt === undefined || dueAt > until) break;
    now = Math.max(now, dueAt);
    await meetingCarrier.wake(id, deps);
    await meetingCarrier.wake(id, deps);
  }
  now = until;
}
const sums = async (unit: string) => {
  const total: Record<string, number> = {};
  for (const { metric, n: more, period } of await Facts.find({ unit }).lean())
    total[`${period} ${metric}`] = (total[`${period} ${metric}`] ?? 0) + more;
  return total;
};
const scan = (code: string, conversation: string) => checkIn(code, { conversation, at: now }, deps);
async function called(call: Partial<MeetingCall> = {}): Promise<string> {
  const order = by(lead);
  expect(await callMeeting(order, { ...CALL, ...call }, deps)).toMatchObject({ done: true });
  return order.id;
}

test('a meeting is called once for an order, and only by who may in its unit', async () => {
  const order = by(lead);
  const first = await callMeeting(order, CALL, deps);
  expect(first).toMatchObject({ done: true, id: order.id, entry: { outcome: 'called', steps: ['invite'] } });
  expect(await callMeeting(order, CALL, deps)).toEqual(first);
  expect(await told(order.id)).toEqual(['invite']);
  expect(await toWhom(`${order.id}.invite`)).toEqual(['an', 'binh', 'cuc', 'dao']);
  expect(await callMeeting({ ...order, actor: stranger }, CALL, deps)).toEqual({ done: false, why: 'unknown' });
  expect(await callMeeting(by(stranger), CALL, deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await callMeeting(by(groupLead), CALL, deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await callMeeting(by(groupLead), { ...CALL, unit: 'g1' }, deps)).toMatchObject({ done: true });
  expect(await callMeeting(by(lead), { ...CALL, kind: 'training', training: 'it' }, deps)).toEqual({
    done: false,
    why: 'notAllowed',
  });
  expect(await callMeeting(by(lead), { ...CALL, startsAt: now }, deps)).toEqual({ done: false, why: 'past' });
});

test('from the invitation to the last reminder each message goes once, to whom it should', async () => {
  const id = await called();
  await answers(id, 'an', 'going');
  await answers(id, 'binh', 'busy');
  await answers(id, 'cuc', 'unsure');
  await passes(id, STARTS + 1);
  expect(await told(id)).toEqual(['invite', 'again', 'unsure', 'day', 'hours']);
  expect(await toWhom(`${id}.again`)).toEqual(['dao']);
  expect(await toWhom(`${id}.unsure`)).toEqual(['cuc']);
  expect(await toWhom(`${id}.day`)).toEqual(['an', 'dao']);
  expect(await toWhom(`${id}.hours`)).toEqual(['an', 'cuc']);
  for (const { notAfter = 0, within, _id } of await said(id)) {
    expect(notAfter).toBeLessThanOrEqual(STARTS);
    expect(within).toBe(_id === `${id}.invite` ? undefined : `${id}.invite`);
  }
  expect((await load(id)).dueAt).toBeUndefined();
});

test('a sweep that was away passes over what is of no use any more', async () => {
  const id = await called();
  now = STARTS - 60_000;
  await meetingCarrier.wake(id, deps);
  expect(await told(id)).toEqual(['invite']);
  expect((await load(id)).taken).toEqual(['invite', 'again', 'unsure', 'day', 'hours']);
});

test('a new time asks everybody anew; what was said before counts no more, and what is under way stops', async () => {
  const id = await called();
  await answers(id, 'an', 'going');
  now += 3_600_000;
  const later = STARTS + 24 * 3_600_000;
  expect(await changeMeeting(id, { ...by(lead), startsAt: later }, deps)).toMatchObject({ entry: { outcome: 'changed' } });
  expect(await told(id)).toEqual(['invite cancelled', 'changed.1']);
  expect((await whoComes(id, lead, deps))?.counts).toMatchObject({ going: 0, silent: 4 });
  now += 1;
  await answers(id, 'an', 'going');
  await passes(id, later);
  expect(await told(id)).toEqual(['invite cancelled', 'changed.1', 'again.1', 'unsure.1', 'day.1', 'hours.1']);
  expect(await toWhom(`${id}.hours.1`)).toEqual(['an']);
  expect(await changeMeeting(id, { ...by(lead), place: 'sân đình' }, deps)).toMatchObject({ done: false, why: 'tooLate' });
});

test('a new topic asks nobody, and spares those who are busy', async () => {
  const id = await called();
  await answers(id, 'an', 'going');
  await answers(id, 'binh', 'busy');
  expect(await changeMeeting(id, { ...by(lead), topic: 'hội phí' }, deps)).toMatchObject({ done: true });
  expect(await told(id)).toEqual(['invite', 'changed.1']);
  expect(await toWhom(`${id}.changed.1`)).toEqual(['an', 'cuc', 'dao']);
  const notice = (await said(id)).find(({ _id }) => _id === `${id}.changed.1`) as Broadcast;
  expect(sayingOf(notice)).toMatchObject({
    key: 'meeting.changedTopic',
    vars: { topic: 'hội phí', day: 'thứ bảy 28/11', time: '19h30' },
  });
  expect(notice.asks).toBeUndefined();
  expect((await whoComes(id, lead, deps))?.counts).toMatchObject({ going: 1, busy: 1 });
});

test('a meeting called off stops what is under way, tells everybody once, and reminds nobody', async () => {
  const id = await called();
  const order = by(lead);
  expect(await cancelMeeting(id, order, deps)).toMatchObject({ entry: { outcome: 'cancelled' } });
  await cancelMeeting(id, order, deps);
  expect(await cancelMeeting(id, by(lead), deps)).toMatchObject({ done: false, why: 'wrongState' });
  await passes(id, STARTS + 1);
  expect(await told(id)).toEqual(['invite cancelled', 'cancelled']);
});

test('a draft tells nobody before it is sent out', async () => {
  const id = await called({ draft: true });
  await changeMeeting(id, { ...by(lead), topic: 'hội phí' }, deps);
  await passes(id, now + 3_600_000);
  expect(await told(id)).toEqual([]);
  expect(await sendOut(id, by(lead), deps)).toMatchObject({ entry: { outcome: 'called' } });
  expect(sayingOf((await said(id))[0] as Broadcast)).toMatchObject({ key: 'meeting.invite', vars: { topic: 'hội phí' } });
});

test('whoever has no chat is answered for; what either says later holds', async () => {
  const id = await called();
  const mark = (actor: typeof lead | typeof groupLead | typeof stranger, person: string, answer: 'going' | 'missed') =>
    answerFor({ ...by(actor), meeting: id, person, answer }, deps);
  expect(await mark(lead, 'dao', 'going')).toEqual({ done: true });
  expect(await mark(groupLead, 'cuc', 'missed')).toEqual({ done: true });
  expect(await mark(groupLead, 'an', 'going')).toEqual({ done: false, why: 'unknown' });
  expect(await mark(stranger, 'an', 'going')).toEqual({ done: false, why: 'unknown' });
  expect(await mark(stranger, 'em', 'going')).toEqual({ done: false, why: 'notInvited' });
  const comes = await whoComes(id, lead, deps);
  expect(comes?.counts).toEqual({ going: 1, busy: 0, unsure: 0, silent: 2, missed: 1 });
  expect(comes?.people.find(({ person }) => person === 'dao')).toMatchObject({
    said: 'going',
    noted: { at: expect.any(Number) },
    name: 'Chị dao',
  });
  expect((await whoComes(id, groupLead, deps))?.people.map(({ person }) => person)).toEqual(['cuc']);
  expect(await whoComes(id, stranger, deps)).toBeUndefined();
  expect(await whomToPhone(id, stranger, deps)).toBeUndefined();
  const held = { conversation: '', channel: '', reply: false, seq: 0, say: { key: 'meeting.invite' } };
  const unreached = {
    broadcast: `${id}.invite`,
    chunk: `${id}.invite/b1`,
    person: 'binh',
    planned: 'call',
    failure: 'noChat',
  } as const;
  await planSends([{ _id: `${id}.invite/binh`, ...held, ...unreached }]);
  const phone = (await whomToPhone(id, lead, deps))?.map(({ person, said: told, why }) => [person, told, why]);
  expect(phone).toEqual([
    ['binh', 'silent', 'noChat'],
    ['an', 'silent', 'silent'],
    ['cuc', 'missed', 'silent'],
  ]);
  await keepAnswer(id, 'dao', { answer: 'busy' }, { at: now + 1, seq: 0 });
  await keepAnswer(id, 'dao', { answer: 'unsure' }, { at: now - 1, seq: 9 });
  expect(await MeetingAnswers.findById(`${id}/dao`).lean()).toMatchObject({ answer: 'busy' });
  expect(await MeetingAnswers.countDocuments({ meeting: id, person: 'dao' })).toBe(1);
  now = STARTS;
  expect(await mark(lead, 'dao', 'going')).toEqual({ done: false, why: 'past' });
});

test('the roll settles the figures once; a correction is the difference; those who came are thanked, the absent told', async () => {
  const id = await called({ unit: 'b1' });
  await answers(id, 'an', 'going');
  await answers(id, 'dao', 'going');
  await answers(id, 'binh', 'busy', { wantsSummary: true });
  const { code } = await load(id);
  expect(await callRoll(id, { ...by(lead), present: [] }, deps)).toMatchObject({ done: false, why: 'tooEarly' });
  expect(await scan(code, 'chat-cuc')).toMatchObject({ result: 'early' });
  now = STARTS + 600_000;
  expect(await scan(code.toLowerCase(), 'chat-cuc')).toMatchObject({ result: 'in', topic: 'bàn việc cuối năm' });
  expect(await scan(code, 'chat-nobody')).toMatchObject({ result: 'guest' });
  expect(await scan(code, 'chat-nobody')).toMatchObject({ result: 'guest' });
  expect(await scan('AAAAAA', 'chat-cuc')).toEqual({ result: 'unknown' });
  const before = await sums('b1');
  const order = by(lead);
  const roll = { ...order, present: ['an', 'em', 'nobody-knows'], guests: 2 };
  expect(await callRoll(id, roll, deps)).toMatchObject({ entry: { outcome: 'held' } });
  await callRoll(id, roll, deps);
  const of = async () => {
    const after = await sums('b1');
    return Object.fromEntries(
      Object.entries(after).map(([name, sum]) => [name.slice('2026-11 '.length), sum - (before[name] ?? 0)]),
    );
  };
  expect(await of()).toEqual({
    'meetings:held': 1,
    'meetings:held:branch': 1,
    'meetings:invited': 4,
    'meetings:coming': 2,
    'meetings:attended': 3,
    'meetings:guests': 3,
  });
  expect(await scan(code, 'chat-dao')).toMatchObject({ result: 'over' });
  expect(await toWhom(`${id}.thanks`)).toEqual(['an', 'cuc']);
  expect(await callRoll(id, { ...by(lead), present: ['an', 'cuc', 'dao', 'em'], guests: 3 }, deps)).toMatchObject({ done: true });
  expect(await of()).toMatchObject({
    'meetings:held': 1,
    'meetings:invited': 4,
    'meetings:coming': 2,
    'meetings:attended': 4,
    'meetings:guests': 3,
  });
  expect(await summarise(id, { ...by(lead), text: 'Đã bàn hội phí.' }, deps)).toMatchObject({ done: true });
  await summarise(id, { ...by(lead), text: 'Đã bàn hội phí và Tết.' }, deps);
  expect(await toWhom(`${id}.summary`)).toEqual(['binh']);
  expect(await told(id)).toEqual(['invite', 'thanks', 'summary']);
  await cancelMeeting(id, by(lead), deps);
  expect(Object.values(await of()).filter((sum) => sum !== 0)).toEqual([]);
});

test('calling, changing and the roll may die at any await: the sweep finishes what was decided, nothing is lost or doubled', async () => {
  const call = async (order: string) => callMeeting({ id: order, actor: lead }, { ...CALL, steps: { rating: false } }, deps);
  const whole = async (order: string) => {
    now = local('2026-11-21T09:00');
    if (!(await load(order))) return false;
    now += 60_000;
    const later = await changeMeeting(order, { id: `${order}-change`, actor: lead, place: 'sân đình' }, deps);
    now = STARTS;
    const roll = await callRoll(order, { id: `${order}-roll`, actor: lead, present: ['an', 'cuc'] }, deps);
    return later.done && roll.done;
  };
  const killedAt = async (order: string, step: number): Promise<boolean> => {
    let left = step;
    at = () => {
      left -= 1;
      if (left === 0) throw new Killed('killed');
    };
    const calls = async () => {
      now = local('2026-11-21T09:00');
      await call(order);
      await whole(order);
    };
    const done = await lives(calls);
    at = () => undefined;
    return done;
  };
  for (let step = 1; step < 200; step += 1) {
    const order = `crash${step}`;
    const done = await killedAt(order, step);
    await spared(async () => {
      // The same orders again, as their sender does who got no answer, and the sweep.
      now = local('2026-11-21T09:00');
      await call(order);
      expect(await whole(order)).toBe(true);
      now = STARTS + 40_000;
      await meetingCarrier.wake(order, deps);
      const { outbox, state, roll, history } = await load(order);
      expect([outbox, state, roll?.present]).toEqual([[], 'held', ['an', 'cuc']]);
      expect(history.map(({ action }) => action)).toEqual(['call', 'change', 'roll']);
      expect((await told(order)).sort()).toEqual(['changed.1', 'invite cancelled', 'thanks.1']);
      const facts = await Facts.find({ _id: { $regex: `^${order}/` } }).lean();
      const counted = Object.fromEntries(facts.map(({ metric, n: sum }) => [metric, sum]));
      expect([facts.length, counted['meetings:held'], counted['meetings:attended']]).toEqual([4, 1, 2]);
    });
    if (done) return;
  }
  throw new Error('calling, changing and the roll never end');
}, 240_000);
