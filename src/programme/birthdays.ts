import { DateTime } from 'luxon';

/**
 * The days of the year (`03-12`) on which those were born who are greeted on a local day (YYYY-MM-DD). Who was born on 29/2 is
 * greeted on 28/2 where the year has no such day; on 1/1 nobody is: in the Union's lists it stands for "only the year is known".
 */
export function birthdaysOn(today: string): string[] {
  const day = today.slice(5);
  if (day === '01-01') return [];
  const isLast = day === '02-28' && !DateTime.fromISO(today).isInLeapYear;
  return isLast ? [day, '02-29'] : [day];
}
