import { DateTime } from 'luxon';
import { nextStepAt, stepsBefore } from '../../../src/actions/meetings/meeting-steps';
import type { MeetingSteps } from '../../../src/models/meetings';

const ZONE = 'Asia/Ho_Chi_Minh';
const ALL: MeetingSteps = { again: 72, unsure: 15, day: 24, hours: 2, summary: 'asked', thanks: true, rating: true };
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const shown = (at: number) => DateTime.fromMillis(at, { zone: ZONE }).toFormat('dd HH:mm');
const plan = (startsAt: string, askedAt: string, steps: Partial<MeetingSteps> = {}) =>
  stepsBefore({ startsAt: local(startsAt), askedAt: local(askedAt), steps: { ...ALL, ...steps } }, ZONE).map(
    ({ step, at }) => `${step} ${shown(at)}`,
  );

test.each([
  [
    'a week ahead, in the evening',
    '2026-11-28T19:30',
    '2026-11-21T09:00',
    ['again 25 19:30', 'unsure 27 15:00', 'day 27 19:30', 'hours 28 17:30'],
  ],
  [
    'two days ahead: who is silent has a day first',
    '2026-11-28T19:30',
    '2026-11-26T10:00',
    ['again 27 10:00', 'unsure 27 15:00', 'day 27 19:30', 'hours 28 17:30'],
  ],
  ['called the evening before', '2026-11-28T19:30', '2026-11-27T20:30', ['hours 28 17:30']],
  [
    'at seven in the morning: no reminder at five',
    '2026-11-28T07:00',
    '2026-11-21T09:00',
    ['again 25 07:00', 'day 27 07:00', 'unsure 27 15:00'],
  ],
  [
    'at eight in the morning: reminded at seven',
    '2026-11-28T08:00',
    '2026-11-21T09:00',
    ['again 25 08:00', 'day 27 08:00', 'unsure 27 15:00', 'hours 28 07:00'],
  ],
  [
    'late in the evening: “tomorrow” is never said on the day',
    '2026-11-28T21:30',
    '2026-11-21T09:00',
    ['again 26 07:00', 'unsure 27 15:00', 'day 27 20:00', 'hours 28 19:30'],
  ],
])('%s', (_, startsAt, askedAt, expected) => {
  expect(plan(startsAt, askedAt)).toEqual(expected);
});

test('each step can be left out, or moved', () => {
  const off = { again: 0, unsure: 0, day: 0, hours: 0 };
  expect(plan('2026-11-28T19:30', '2026-11-21T09:00', off)).toEqual([]);
  expect(plan('2026-11-28T19:30', '2026-11-21T09:00', { ...off, hours: 4 })).toEqual(['hours 28 15:30']);
  expect(plan('2026-11-28T19:30', '2026-11-21T09:00', { ...off, unsure: 17 })).toEqual(['unsure 27 17:00']);
});

test('every step ends before the meeting begins, whatever its hour', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const startsAt = local(`2026-11-28T${String(hour).padStart(2, '0')}:00`);
    for (const { at, until } of stepsBefore({ startsAt, askedAt: local('2026-11-21T09:00'), steps: ALL }, ZONE)) {
      expect(at).toBeLessThanOrEqual(until);
      expect(until).toBeLessThan(startsAt);
    }
  }
});

test('what was taken is not looked at again', () => {
  const timed = { startsAt: local('2026-11-28T19:30'), askedAt: local('2026-11-21T09:00'), steps: ALL };
  const next = (taken: Parameters<typeof nextStepAt>[0]['taken']) => {
    const at = nextStepAt({ ...timed, taken }, ZONE);
    return at === undefined ? undefined : shown(at);
  };
  expect(next(['invite'])).toBe('25 19:30');
  expect(next(['invite', 'again', 'unsure'])).toBe('27 19:30');
  expect(next(['again', 'unsure', 'day', 'hours'])).toBeUndefined();
});
