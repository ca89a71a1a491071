import { dayNumber } from './calendar';
import { dayWordsIn } from './day-words';
import { daysIn } from './days';
import { fold } from './normalise';
import { timesIn } from './times';

/** A moment that was named: `day` YYYY-MM-DD, `time` HH:MM, either may be missing. */
export type Moment = { day?: string; time?: string };

/** When a meeting is: one moment (`past` where it lies before today), several to choose from, or why it can be none. */
export type When =
  | ({ meaning: 'when'; past?: true } & Moment)
  | { meaning: 'ask'; readings: Moment[] }
  | { meaning: 'invalid'; why: string }
  | { meaning: 'notUnderstood' };

const MOST = 4;

/** Reads a meeting's day and time: "thứ 7 này 19h30", "mai", "26/11 7 rưỡi tối"; `today` is YYYY-MM-DD. */
export function understandWhen(text: string, today: string): When {
  const folded = fold(text).slice(0, 500);
  const words = folded.match(/\p{L}+|\d+/gu) ?? [];
  const part = dayWordsIn(words).find(({ is }) => is === 'part')?.value;
  const times = timesIn(folded, part);
  const days = daysIn(times.rest, today);
  if (times.invalid && !times.readings.length) return { meaning: 'invalid', why: 'noSuchTime' };
  if (days.invalid && !days.readings.length) return { meaning: 'invalid', why: days.invalid };
  const moments = combine(days.readings, times.readings).slice(0, MOST);
  const only = moments[0];
  if (!only) return { meaning: 'notUnderstood' };
  if (moments.length > 1) return { meaning: 'ask', readings: moments };
  const past = only.day !== undefined && dayNumber(only.day) < dayNumber(today);
  return past ? { meaning: 'when', past: true, ...only } : { meaning: 'when', ...only };
}

function combine(days: readonly string[], times: readonly string[]): Moment[] {
  if (!days.length) return times.map((time) => ({ time }));
  if (!times.length) return days.map((day) => ({ day }));
  return days.flatMap((day) => times.map((time) => ({ day, time })));
}
