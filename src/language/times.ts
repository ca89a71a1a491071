import { bareOf } from './normalise';
import { spelledNumber } from './numerals';

/** A time of day as HH:MM, every reading it can have, or why it can be none. */
export type Times = { readings: string[]; invalid?: true; rest: string };

const CLOCK =
  /(?<![\d/.-])(\d{1,2}) ?(?:h|g|giờ|gio|:)(?!\p{L}) ?(?:(\d{1,2})(?![\d/])(?! ?(?:h|giờ|gio|tháng|thang|\/))| ?(rưỡi|ruoi)| ?(?:kém|kem) ?(\d{1,2}))?/gu;
const HALF = /(?<![\d/.-])(\d{1,2}) ?(rưỡi|ruoi)(?!\p{L})/gu;
const BEFORE_PART = /(?<![\d/.-])(\d{1,2}) (?=(?:sáng|trưa|chiều|tối|sang|trua|chieu)(?!\p{L}))/gu;

/** The times in a folded text; `part` is the part of the day that was named (0 sáng to 4 đêm), `rest` the text without them. */
export function timesIn(folded: string, part: number | undefined): Times {
  let rest = withDigits(folded);
  const readings = new Set<string>();
  let invalid = false;
  for (const pattern of [CLOCK, HALF, BEFORE_PART]) {
    rest = rest.replace(pattern, (match: string, ...groups: unknown[]) => {
      if (isOfDay(match, rest, groups)) return match;
      const [hour, minute, half, less] = parts(pattern, groups);
      const times = readingsOf(Number(hour), half ? 30 : Number(minute ?? 0), Number(less ?? 0), part);
      if (!times.length) invalid = true;
      for (const time of times) readings.add(time);
      return ' , ';
    });
  }
  return { readings: [...readings], ...(invalid ? { invalid: true as const } : {}), rest };
}

/** "thứ 7 tối": that number belongs to the day. */
function isOfDay(match: string, text: string, groups: readonly unknown[]): boolean {
  const at = groups.find((group): group is number => typeof group === 'number') ?? 0;
  return (
    !/[hg:]|gio|giờ/.test(match) && /(?:thu|thứ|ngày|ngay|mùng|mung|tháng|thang|t) ?$/.test(text.slice(Math.max(0, at - 6), at))
  );
}

function parts(pattern: RegExp, groups: readonly unknown[]): (string | undefined)[] {
  const texts = groups.map((group) => (typeof group === 'string' ? group : undefined));
  return pattern === HALF ? [texts[0], undefined, texts[1]] : pattern === BEFORE_PART ? [texts[0]] : texts.slice(0, 4);
}

/** Numbers before giờ and rưỡi may be words: "bảy giờ rưỡi". */
function withDigits(folded: string): string {
  const words = folded.match(/\p{L}+|\d+|[^\p{L}\d]+/gu) ?? [];
  const plain = words.filter((word) => /[\p{L}\d]/u.test(word));
  let text = folded;
  for (let i = 0; i < Math.min(plain.length, 100); i++) {
    const number = spelledNumber(plain, i);
    const next = bareOf(plain[number?.end ?? 0] ?? '');
    if (!number || !/^(?:gio|ruoi|h)$/.test(next) || number.value > 24) continue;
    text = text.replace(plain.slice(i, number.end).join(' '), String(number.value));
    i = number.end;
  }
  return text;
}

/** The hours a meeting can mean: 7 and 8 may be morning or evening, 2 is the afternoon, 10 the morning. */
function readingsOf(hour: number, minute: number, less: number, part: number | undefined): string[] {
  if (hour > 24 || minute > 59 || less > 59) return [];
  return hoursOf(hour, part).map((h) => {
    const total = (((h % 24) * 60 + minute - less + 1440) % 1440) | 0;
    return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
  });
}

function hoursOf(hour: number, part: number | undefined): number[] {
  if (hour > 12 || hour === 0) return [hour];
  if (part === undefined) {
    if (hour < 6) return [hour + 12];
    return hour < 9 ? [hour, hour + 12] : [hour];
  }
  if (part === 0) return [hour];
  if (part === 1) return [hour < 9 ? hour + 12 : hour];
  if (part === 2) return [hour === 12 ? 12 : hour + 12];
  // Evening and night: 12 is midnight, 1 to 3 at night are early hours.
  if (hour === 12) return [0];
  return [part === 4 && hour < 5 ? hour : hour + 12];
}
