import { startOf } from '../../src/actions/meeting-series';
import { stepsBefore } from '../../src/actions/meeting-steps';
import { nextDay } from '../../src/programme/recurrence';

// Run in a process of its own, whose zone is the test's: tells the next second Sunday and what goes out before that meeting.
const ZONE = 'Asia/Ho_Chi_Minh';
const day = nextDay({ months: 1, on: { weekday: 7, nth: 2 } }, '2026-01-01', '2026-03-02') ?? '';
const startsAt = startOf(day, '19:30', ZONE);
const steps = { again: 72, unsure: 15, day: 24, hours: 2, summary: 'asked', thanks: true, rating: true } as const;
const before = stepsBefore({ startsAt, askedAt: startsAt - 7 * 86_400_000, steps }, ZONE);
process.stdout.write(JSON.stringify([day, startsAt, ...before.map(({ at }) => at)]));
