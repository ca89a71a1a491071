import type { DueStep } from '../models/applications';

const DAY = 24 * 3600_000;

/** Days that a unit gives: until the branch has verified, until the commune has recognised, and for a reminder before. */
export interface Days {
  verifyDays: number;
  recogniseDays: number;
  remindDays: number;
}

/** Something that is due, ms since 1970; `deadline` is the end of the days that the unit gives. */
export interface Due {
  step: DueStep;
  at: number;
  deadline: number;
}

/**
 * What is due next for an application in a state since a time (ms), when `done` is the last step taken; undefined where nobody
 * has to act, or everybody was told. A reminder never comes in the first half of the time.
 */
export function nextDue(state: string, since: number, days: Days, done?: DueStep): Due | undefined {
  const given = state === 'verified' ? days.recogniseDays : state === 'submitted' || state === 'duplicate' ? days.verifyDays : 0;
  if (given === 0 || done === 'climb') return undefined;
  const deadline = since + given * DAY;
  if (done === 'remind') return { step: 'climb', at: deadline, deadline };
  return { step: 'remind', at: since + Math.max(given - days.remindDays, given / 2) * DAY, deadline };
}

/** Whole days from now to a deadline, at least 0. */
export const daysLeft = (deadline: number, now: number): number => Math.max(0, Math.ceil((deadline - now) / DAY));
