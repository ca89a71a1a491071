import { DateTime } from 'luxon';
import { quietUntil } from '../../engine/policy';
import type { MeetingPart } from '../../models/broadcast-audience';
import type { Meeting, MeetingStep, MeetingSteps } from '../../models/meetings';

const HOUR = 3_600_000;
/** Whoever was invited is given this long before she is asked once more, ms. */
const TIME_TO_ANSWER = 24 * HOUR;
/** A reminder "in two hours" that would come later than this before the beginning is left out, ms. */
const LAST_CALL = 15 * 60_000;

/** One thing that goes out of itself before a meeting: when, until when it is of use (both ms), to whom, in which words. */
export interface PlannedStep {
  step: Extract<MeetingStep, 'again' | 'unsure' | 'day' | 'hours'>;
  at: number;
  until: number;
  to: readonly MeetingPart[];
  key: string;
}

type Timed = Pick<Meeting, 'startsAt' | 'askedAt'> & { steps: MeetingSteps };

/**
 * What goes out before a meeting, the earliest first; steps that are off, or for which there is no sensible time left, are not
 * in it. A step that would fall into the night comes before it where its words would be wrong the next morning.
 */
export function stepsBefore({ startsAt, askedAt, steps }: Timed, timeZone: string): PlannedStep[] {
  const planned = [
    again({ startsAt, askedAt, steps }, timeZone),
    unsure({ startsAt, askedAt, steps }, timeZone),
    dayBefore({ startsAt, askedAt, steps }, timeZone),
    shortlyBefore({ startsAt, askedAt, steps }, timeZone),
  ];
  return planned.filter((each) => each !== undefined).sort((a, b) => a.at - b.at);
}

function again({ startsAt, askedAt, steps }: Timed, timeZone: string): PlannedStep | undefined {
  if (!steps.again) return undefined;
  const wanted = Math.max(startsAt - steps.again * HOUR, askedAt + TIME_TO_ANSWER);
  const at = quietUntil(wanted, timeZone) ?? wanted;
  // Later she is reminded anyway: two messages in a day say no more than one.
  const until = startsAt - (steps.day || 2) * HOUR;
  if (at >= until) return undefined;
  return { step: 'again', at, until, to: ['silent'], key: 'meeting.reminderAsk' };
}

function unsure({ startsAt, askedAt, steps }: Timed, timeZone: string): PlannedStep | undefined {
  if (!steps.unsure) return undefined;
  const day = DateTime.fromMillis(startsAt, { zone: timeZone }).minus({ days: 1 }).startOf('day');
  const at = day.set({ hour: steps.unsure }).toMillis();
  // Whoever was invited after that said only now that she does not know.
  if (at <= askedAt) return undefined;
  return { step: 'unsure', at, until: startsAt - 2 * HOUR, to: ['unsure'], key: 'meeting.unsureAsk' };
}

function dayBefore({ startsAt, askedAt, steps }: Timed, timeZone: string): PlannedStep | undefined {
  if (!steps.day) return undefined;
  const wanted = startsAt - steps.day * HOUR;
  const start = DateTime.fromMillis(startsAt, { zone: timeZone });
  const eve = start.minus({ days: 1 }).startOf('day');
  const morning = quietUntil(wanted, timeZone);
  // It says "tomorrow": it comes before the night, and never on the day itself.
  const at = morning === undefined ? wanted : Math.min(morning, eve.set({ hour: 20 }).toMillis());
  const until = eve.set({ hour: 21 }).toMillis() - 1;
  if (steps.day <= 48 && at <= askedAt) return undefined;
  return { step: 'day', at, until, to: ['going', 'silent'], key: 'meeting.reminderDay' };
}

function shortlyBefore({ startsAt, askedAt, steps }: Timed, timeZone: string): PlannedStep | undefined {
  if (!steps.hours) return undefined;
  const wanted = startsAt - steps.hours * HOUR;
  const at = quietUntil(wanted, timeZone) ?? wanted;
  const until = startsAt - LAST_CALL;
  if (at > until || at <= askedAt) return undefined;
  return { step: 'hours', at, until, to: ['going', 'unsure'], key: 'meeting.reminderHours' };
}

/** When a meeting has next to be looked at, ms; undefined where nothing goes out any more. */
export function nextStepAt(meeting: Timed & Pick<Meeting, 'taken'>, timeZone: string): number | undefined {
  return stepsBefore(meeting, timeZone).find(({ step }) => !meeting.taken.includes(step))?.at;
}
