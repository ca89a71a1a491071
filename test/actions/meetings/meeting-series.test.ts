import { DateTime } from 'luxon';
import type { ActionDeps } from '../../../src/actions/deps';
import { callSeries, endSeries, exceptDay, type SeriesCall, seriesCarrier } from '../../../src/actions/meetings/meeting-series';
import { AllMeetingSeries, type MeetingSeries, seriesStore } from '../../../src/models/meeting-series';
import { type Meeting, Meetings } from '../../../src/models/meetings';
import { putUnit } from '../../../src/models/units';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const ZONE = 'Asia/Ho_Chi_Minh';
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const lead = { kind: 'leader', person: 'lead', post: 'groupLead', unit: 'g1' } as const;
const chair = { kind: 'leader', person: 'chair', post: 'communeChair', unit: 'c2' } as const;
let now = 0;
const deps: ActionDeps = { tell: async () => {}, ringCount: async () => {}, now: () => now, timeZone: ZONE };
const each = { topic: 'sinh hoạt tổ', place: 'nhà chị Hoa', kind: 'branch', minutes: 60, audience: {} } as const;
const CALL: SeriesCall = { unit: 'g1', every: { months: 1, on: { day: 26 } }, start: '2026-11-01', time: '19:30', each };
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  const unit = { validFrom: '2025-07-01', aliases: [] };
  await putUnit({ ...unit, _id: 'p', code: 'p', level: 'province', name: 'p', place: 'p', parent: null });
  await putUnit({ ...unit, _id: 'g1', code: 'g1', level: 'group', name: 'Tổ 1', place: 'g1', parent: 'p' });
  await putUnit({ ...unit, _id: 'c2', code: 'c2', level: 'commune', name: 'c2', place: 'c2', parent: 'p' });
  spared = atEachStep([Meetings.collection, AllMeetingSeries.collection], (waits) => at(waits));
});
beforeEach(() => {
  now = local('2026-11-02T09:00');
});

const load = async (id: string) => (await seriesStore.load(id)) as MeetingSeries;
const called = async (id: string) => {
  const found = await Meetings.find({ series: id }).lean<Meeting[]>();
  return found
    .sort((a, b) => a.startsAt - b.startsAt)
    .map((meeting) => `${meeting._id.slice(id.length + 1)} ${meeting.state} ${new Date(meeting.startsAt).toISOString()}`);
};
/** Lets the time pass, and the sweep look at every moment that is due. */
async function passes(id: string, until: number): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    const { dueAt } = await load(id);
    if (dueAt === undefined || dueAt > until) break;
    now = Math.max(now, dueAt);
    await seriesCarrier.wake(id, deps);
  }
  now = until;
}

test('each day becomes a meeting of its own a week before, exceptions and the end respected', async () => {
  expect(await callSeries({ id: 's0', actor: chair }, CALL, deps)).toEqual({ done: false, why: 'notAllowed' });
  const order = { id: 's1', actor: lead };
  expect(await callSeries(order, CALL, deps)).toMatchObject({ done: true, id: 's1' });
  await callSeries(order, CALL, deps);
  await passes('s1', local('2026-11-19T07:59'));
  expect(await called('s1')).toEqual([]);
  await passes('s1', local('2026-11-19T08:00'));
  expect(await called('s1')).toEqual(['2026-11-26 called 2026-11-26T12:30:00.000Z']);
  expect(await exceptDay('s1', { id: 'x1', actor: lead, day: '2026-12-26' }, deps)).toMatchObject({ done: true });
  expect(await exceptDay('s1', { id: 'x2', actor: lead, day: '2026-12-26' }, deps)).toMatchObject({ why: 'noChange' });
  await passes('s1', local('2027-02-01T08:00'));
  expect(await called('s1')).toEqual([
    '2026-11-26 called 2026-11-26T12:30:00.000Z',
    '2027-01-26 called 2027-01-26T12:30:00.000Z',
  ]);
  expect(await endSeries('s1', { id: 'e1', actor: lead }, deps)).toMatchObject({ done: true });
  expect(await endSeries('s1', { id: 'e2', actor: lead }, deps)).toMatchObject({ why: 'ended' });
  await passes('s1', local('2027-06-01T08:00'));
  expect(await called('s1')).toHaveLength(2);
});

test('days that passed while nobody looked are passed over; a draft waits for its leader', async () => {
  await callSeries({ id: 's2', actor: lead }, { ...CALL, draft: true }, deps);
  now = local('2027-01-20T08:00');
  for (let looks = 0; looks < 4; looks += 1) await seriesCarrier.wake('s2', deps);
  expect(await called('s2')).toEqual(['2027-01-26 draft 2027-01-26T12:30:00.000Z']);
});

test('it may die at any await: the next look goes on, and a day is one meeting', async () => {
  for (let step = 1; step < 60; step += 1) {
    now = local('2026-11-02T09:00');
    const id = `crash${step}`;
    await spared(() => callSeries({ id, actor: lead }, CALL, deps));
    now = local('2026-11-19T08:00');
    let left = step;
    at = () => {
      left -= 1;
      if (left === 0) throw new Killed('killed');
    };
    const done = await lives(() => seriesCarrier.wake(id, deps));
    at = () => undefined;
    await spared(async () => {
      await seriesCarrier.wake(id, deps);
      expect(await called(id)).toEqual(['2026-11-26 called 2026-11-26T12:30:00.000Z']);
      expect(await load(id)).toMatchObject({ next: '2026-12-26', outbox: [] });
    });
    if (done) return;
  }
  throw new Error('a series never rests');
}, 120_000);
