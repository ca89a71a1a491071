const DAY_MS = 86_400_000;

/** A calendar day as a count of days; days are counted without any clock or time zone. */
export function dayNumber(day: string): number {
  const [year, month, date] = day.split('-').map(Number);
  return Math.round(Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1) / DAY_MS);
}

/** The day of a count, as YYYY-MM-DD. */
export function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** A date as YYYY-MM-DD, undefined when the calendar has no such day. */
export function dateOf(year: number, month: number, date: number): string | undefined {
  if (month < 1 || month > 12 || date < 1 || date > 31 || year < 1900 || year > 2200) return undefined;
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 ? day.toISOString().slice(0, 10) : undefined;
}
