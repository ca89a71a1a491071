import { RRule } from 'rrule';
import type { Every } from '../models/meeting-series';

const WEEKDAYS = [RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA, RRule.SU];
const SHORTEST = 28;

/**
 * The next day (YYYY-MM-DD) on or after another on which something recurs that began on `start`, exceptions left out. Days are
 * local ones: no time zone, and none of the machine's, is in it. Undefined where there is none within ten years.
 */
export function nextDay(every: Every, start: string, from: string, except: readonly string[] = []): string | undefined {
  const rule = new RRule({ freq: RRule.MONTHLY, interval: every.months, dtstart: noon(start), ...daysOf(every.on) });
  let day = rule.after(noon(from > start ? from : start), true);
  for (let tries = 0; day !== null && tries < 120; tries += 1) {
    const text = day.toISOString().slice(0, 10);
    if (!except.includes(text)) return text;
    day = rule.after(day, false);
  }
  return undefined;
}

// The library reckons in UTC: at noon no zone moves the day.
const noon = (day: string) => new Date(`${day}T12:00:00Z`);

function daysOf(on: Every['on']) {
  if ('weekday' in on) return { byweekday: [(WEEKDAYS[on.weekday - 1] ?? RRule.MO).nth(on.nth)] };
  if (on.day <= SHORTEST) return { bymonthday: [on.day] };
  // In a shorter month it is the last day.
  return { bymonthday: Array.from({ length: on.day - SHORTEST + 1 }, (_, n) => SHORTEST + n), bysetpos: [-1] };
}
