import { DateTime } from 'luxon';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const QUARTER = /^(\d{4})-Q([1-4])$/;
const YEAR = /^\d{4}$/;

/** The month of an instant (ms) in a time zone, `2026-11`: the period of a fact. */
export function periodOf(at: number, timeZone: string): string {
  return local(at, timeZone).toFormat('yyyy-MM');
}

/** The year of an instant (ms) in a time zone. */
export function yearOf(at: number, timeZone: string): number {
  return local(at, timeZone).year;
}

/** The day of an instant (ms) as people read it, `22/11/2026`. */
export function dayOf(at: number, timeZone: string): string {
  return local(at, timeZone).toFormat('dd/MM/yyyy');
}

/** The day of an instant (ms) in a time zone, `2026-11-22`: days in this form sort as text. */
export function localDay(at: number, timeZone: string): string {
  return local(at, timeZone).toFormat('yyyy-MM-dd');
}

/** The hour of an instant (ms) in a time zone, 0 to 23. */
export const localHour = (at: number, timeZone: string): number => local(at, timeZone).hour;

/** The quarter of a month: `2026-11` → `2026-Q4`. */
export function quarterOf(month: string): string {
  return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
}

/** The months of a month, quarter or year; undefined for another period (`survey:ID`, a typing error). */
export function monthsOf(period: string): string[] | undefined {
  if (MONTH.test(period)) return [period];
  const [, year, quarter] = QUARTER.exec(period) ?? [];
  if (year !== undefined) return [1, 2, 3].map((place) => month(year, (Number(quarter) - 1) * 3 + place));
  return YEAR.test(period) ? Array.from({ length: 12 }, (_, place) => month(period, place + 1)) : undefined;
}

function month(year: string, place: number): string {
  return `${year}-${String(place).padStart(2, '0')}`;
}

function local(at: number, timeZone: string): DateTime {
  return DateTime.fromMillis(at, { zone: timeZone });
}
