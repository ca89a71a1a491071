import { bareOf, fold } from './normalise';

/** How often a meeting recurs, as it was told: months between, and the day of the month or the nth weekday (1 Monday to 7 Sunday). */
export interface ToldEvery {
  months: number;
  on: { day: number } | { weekday: number; nth: 1 | 2 | 3 | 4 | -1 };
}

const WEEKDAY = /\b(?:chu nhat|cn|thu (hai|ba|tu|nam|sau|bay|[2-7])|t ?([2-7]))\b/;
const NAMED: Readonly<Record<string, number>> = { hai: 1, ba: 2, tu: 3, nam: 4, sau: 5, bay: 6 };
const NTH: Readonly<Record<string, 1 | 2 | 3 | 4 | -1>> = {
  ...{ nhat: 1, dau: 1, '1': 1, hai: 2, '2': 2, ba: 3, '3': 3, tu: 4, '4': 4, cuoi: -1 },
};

/** Reads "ngày 26 hằng tháng", "Chủ nhật thứ hai", "thứ bảy cuối quý"; undefined for anything else, and for the lunar calendar. */
export function everyOf(text: string): ToldEvery | undefined {
  const plain = (fold(text).match(/\p{L}+|\d+/gu) ?? []).map(bareOf).join(' ');
  if (/\b(?:am lich|ram|tuan nao)\b/.test(plain)) return undefined;
  const months = monthsIn(plain);
  const day = /\b(?:ngay|mung|mong) (\d{1,2})\b/.exec(plain)?.[1];
  if (day !== undefined) return Number(day) >= 1 && Number(day) <= 31 ? { months, on: { day: Number(day) } } : undefined;
  const named = WEEKDAY.exec(plain);
  if (!named) return undefined;
  const told = named[1] ?? named[2];
  const weekday = told === undefined ? 7 : (NAMED[told] ?? Number(told) - 1);
  const rest = plain.slice(named.index + named[0].length);
  const [, which = ''] = /\b(?:(?:tuan )?thu )?(nhat|dau|hai|ba|tu|cuoi|[1-4])\b/.exec(rest) ?? [];
  const nth = NTH[which];
  return nth === undefined ? undefined : { months, on: { weekday, nth } };
}

function monthsIn(plain: string): number {
  if (/\bquy\b/.test(plain)) return 3;
  const told = /\b(\d{1,2}|hai|ba|sau) thang (?:mot lan|1 lan|lan)/.exec(plain)?.[1];
  if (told === undefined) return 1;
  return { hai: 2, ba: 3, sau: 6 }[told] ?? Math.max(1, Math.min(12, Number(told)));
}
