import { startOf } from '../../src/actions/meetings/meeting-series';
import { stepsBefore } from '../../src/actions/meetings/meeting-steps';
import { quietUntil } from '../../src/engine/policy';
import { understandWhen } from '../../src/language/dates';
import { meetingIn } from '../../src/language/meeting-words';
import { localDay, periodOf } from '../../src/programme/periods';
import { nextDay } from '../../src/programme/recurrence';
import { dayAndTime } from '../../src/words';

// Run in a process of its own, whose zone is the test's: tells the next second Sunday and what goes out before that meeting,
// what leaders' words mean, when it is night, and how a time is said.
const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR = 3_600_000;
const day = nextDay({ months: 1, on: { weekday: 7, nth: 2 } }, '2026-01-01', '2026-03-02') ?? '';
const startsAt = startOf(day, '19:30', ZONE);
const steps = { again: 72, unsure: 15, day: 24, hours: 2, summary: 'asked', thanks: true, rating: true } as const;
const before = stepsBefore({ startsAt, askedAt: startsAt - 7 * 24 * HOUR, steps }, ZONE);
/** Half an hour after midnight in Việt Nam at the turn of a month, which elsewhere is still the day before. */
const midnight = Date.UTC(2026, 10, 30, 17, 30);
const told = {
  recurring: [day, startsAt, ...before.map(({ at }) => at)],
  // In New York clocks change on 8 March and 1 November.
  when: [
    ['mai 7 rưỡi tối', '2026-03-07'],
    ['chủ nhật tuần sau 8h sáng', '2026-11-01'],
    ['ngày 31', '2026-10-30'],
    ['thứ 7 này', '2026-12-31'],
  ].map(([text = '', today = '']) => understandWhen(text, today)),
  sentence: meetingIn('mời họp chi hội bàn 20/10 thứ 7 này 19h30 ở nhà văn hóa', '2026-11-01'),
  quiet: [-4, -3, 0, 6, 6.6].map((hours) => quietUntil(midnight + hours * HOUR, ZONE) ?? 'day'),
  said: dayAndTime(midnight, ZONE),
  counted: [localDay(midnight, ZONE), periodOf(midnight, ZONE)],
};
process.stdout.write(JSON.stringify(told));
