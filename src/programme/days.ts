import { DateTime } from 'luxon';
import { localDay } from './periods';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day that exists, YYYY-MM-DD. */
export const isDay = (text: string): boolean => DAY.test(text) && DateTime.fromISO(text).isValid;

/** The instant (ms) that stands for a day: its beginning, but for today the present moment. */
export function instantOf(day: string, now: number, timeZone: string): number {
  return day === localDay(now, timeZone) ? now : DateTime.fromISO(day, { zone: timeZone }).toMillis();
}

/** The later of two days, the first of which may be missing. */
export const laterOf = (first: string | undefined, day: string): string => (first !== undefined && first > day ? first : day);

/** Days from one day to another; 0 on the same one. */
export function daysBetween(from: string, to: string): number {
  const of = (day: string) => DateTime.fromISO(day, { zone: 'utc' }).toMillis();
  return Math.round((of(to) - of(from)) / (24 * 3600_000));
}
