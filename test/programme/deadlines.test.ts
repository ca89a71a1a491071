import { daysLeft, nextDue } from '../../src/programme/deadlines';

const DAY = 24 * 3600_000;
const days = { verifyDays: 7, recogniseDays: 15, remindDays: 2 };

test.each([
  ['a new one: reminded two days before', 'submitted', undefined, { step: 'remind', at: 5 * DAY, deadline: 7 * DAY }],
  ['then late', 'submitted', 'remind', { step: 'climb', at: 7 * DAY, deadline: 7 * DAY }],
  ['a duplicate waits for the branch as well', 'duplicate', undefined, { step: 'remind', at: 5 * DAY, deadline: 7 * DAY }],
  ['a verified one waits for the commune', 'verified', undefined, { step: 'remind', at: 13 * DAY, deadline: 15 * DAY }],
  ['everybody knows', 'submitted', 'climb', undefined],
  ['nobody has to act', 'recognised', undefined, undefined],
  ['it ended', 'withdrawn', undefined, undefined],
] as const)('%s', (_, state, done, due) => {
  expect(nextDue(state, 0, days, done)).toEqual(due);
});

test('where little time is given, the reminder comes in the middle of it', () => {
  expect(nextDue('submitted', 0, { ...days, verifyDays: 1 })).toMatchObject({ at: DAY / 2 });
  expect([0, 1, DAY - 1, DAY, 8 * DAY].map((now) => daysLeft(2 * DAY, now))).toEqual([2, 2, 2, 1, 0]);
});
