import { dateOf, dayNumber, dayOf, weekdayOf } from './calendar';
import { dayWordsIn } from './day-words';

/** The days a text can mean, as YYYY-MM-DD; `invalid` where it names one that the calendar lacks. */
export type Days = { readings: string[]; invalid?: string };

const FULL = /(?<![\d:])(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d{2}))?(?!\d)/g;
const SPOKEN =
  /(?<!\d)(\d{1,2}) ?(?:tháng|thang|th|t)\.? ?(\d{1,2}|này|nay|ni|sau|tới|toi)(?!\d)(?: ?(?:năm|nam|,|\/)? ?(\d{4}))?/gu;
const DATE_ONLY = /(?:ngày|ngay|mùng|mung|mồng|mong|hôm|bữa) ?(\d{1,2})(?![\d/])(?! ?(?:tháng|thang|h|giờ|gio|nữa|nua))/gu;
const LATER = /(?<!\d)(\d{1,2}) ?(ngày|ngay|hôm|hom|bữa|bua|tuần|tuan) ?(?:nữa|nua|sau)/gu;
/** How far ahead, in days, a date without a year may lie in the next year before it is taken as past. */
const AHEAD = 200;

/** The days named in a folded text. */
export function daysIn(text: string, today: string): Days {
  const now = dayNumber(today);
  const dates = datesIn(text, today);
  if (/(?:âm lịch|am lich|rằm|(?<!\p{L})al(?!\p{L}))/u.test(text)) return { readings: [], invalid: 'lunar' };
  const later = [...text.matchAll(LATER)].map(([, count, unit]) => now + Number(count) * (/^t/.test(unit ?? '') ? 7 : 1));
  const named = relative(text.replaceAll(LATER, ' ').replaceAll(FULL, ' '), now);
  const found = [...dates.readings, ...later.map(dayOf)];
  if (dates.invalid && !found.length) return dates;
  const days = [...new Set([...found, ...(agrees(found, named) ? [] : named.map(dayOf))])];
  return { readings: days };
}

/** "thứ 7 28/11" says one day twice; when they differ, both are readings. */
function agrees(found: readonly string[], named: readonly number[]): boolean {
  return (
    found.length > 0 &&
    (named.length === 0 || found.some((day) => named.some((number) => weekdayOf(number) === weekdayOf(dayNumber(day)))))
  );
}

function datesIn(text: string, today: string): Days {
  const readings: string[] = [];
  let invalid: string | undefined;
  const add = (date: number, month: number, year?: number): void => {
    const day = year ? dateOf(year < 100 ? 2000 + year : year, month, date) : nearest(date, month, today);
    if (day) readings.push(day);
    else invalid = 'noSuchDay';
  };
  const [thisYear = 0, thisMonth = 0] = today.split('-').map(Number);
  const rest = text.replaceAll(FULL, (_, date: string, month: string, year?: string) => {
    add(Number(date), Number(month), year ? Number(year) : undefined);
    return ' ';
  });
  for (const [, date, month, year] of rest.matchAll(SPOKEN)) {
    if (/^\d/.test(month ?? '')) add(Number(date), Number(month), year ? Number(year) : undefined);
    else {
      const next = /^[st]/.test(month ?? '') ? 1 : 0;
      const at = thisMonth + next;
      add(Number(date), at > 12 ? 1 : at, at > 12 ? thisYear + 1 : thisYear);
    }
  }
  for (const [, date] of rest.replaceAll(SPOKEN, ' ').matchAll(DATE_ONLY)) {
    const here = dateOf(thisYear, thisMonth, Number(date));
    const next = thisMonth === 12 ? dateOf(thisYear + 1, 1, Number(date)) : dateOf(thisYear, thisMonth + 1, Number(date));
    const day = here && here >= today ? here : next;
    if (day) readings.push(day);
    else invalid = 'noSuchDay';
  }
  return invalid ? { readings, invalid } : { readings };
}

/** A date without a year is the next one, unless that is most of a year away: then it has just passed. */
function nearest(date: number, month: number, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  const here = dateOf(year, month, date);
  const next = dateOf(year + 1, month, date);
  if (!here || here >= today) return here ?? next;
  return next && dayNumber(next) - dayNumber(today) <= AHEAD ? next : here;
}

function relative(text: string, now: number): number[] {
  const words = text.match(/\p{L}+|\d+/gu) ?? [];
  const joined = words.flatMap((word, i) =>
    /^\d$/.test(word) && words[i - 1] === 't'
      ? []
      : word === 't' && /^[2-7]$/.test(words[i + 1] ?? '')
        ? [`t${words[i + 1]}`]
        : [word],
  );
  const found = dayWordsIn(joined);
  const week = found.find(({ is }) => is === 'week')?.value;
  const monday = now - weekdayOf(now) + 1;
  const weekdays = found.filter(({ is }) => is === 'weekday');
  const days = found.filter(({ is }) => is === 'offset').map(({ value }) => now + value);
  for (const { value, end } of weekdays) {
    const after = joined[end] ?? '';
    if (week !== undefined) days.push(monday + 7 * week + value - 1);
    else if (/^(?:sau|kế)$/.test(after)) days.push(monday + 7 + value - 1);
    else if (/^(?:trước|truoc|rồi|qua)$/.test(after)) days.push(now - ((weekdayOf(now) - value + 7) % 7 || 7));
    else days.push(...upcoming(now, value));
  }
  if (/cuối tuần|cuoi tuan/.test(text) && !weekdays.length)
    days.push(...[5, 6].map((day) => monday + day + 7 * (week ?? 0)).filter((day) => day >= now));
  return weekdays.length && found.some(({ is }) => is === 'offset') ? sameDay(days) : days;
}

/** Named on that very weekday, today and a week later are both meant. */
function upcoming(now: number, weekday: number): number[] {
  const ahead = (weekday - weekdayOf(now) + 7) % 7;
  return ahead > 0 ? [now + ahead] : [now, now + 7];
}

/** "mai thứ 2" on a Sunday is one day. */
function sameDay(days: readonly number[]): number[] {
  const twice = days.filter((day, i) => days.indexOf(day) !== i);
  return twice.length ? [...new Set(twice)] : [...days];
}
