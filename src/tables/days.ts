import { dateOf } from '../language/calendar';
import { bareOf, fold } from '../language/normalise';
import { birthYearOf } from '../language/years';
import { type CellRead, textOf } from './cells';
import type { Cell } from './rows';

/** Excel counts days from this one; its 60th was no day, so all that follow are one further. */
const EXCEL_START = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;
/** Serial numbers that are taken for days: 1927 to 2064. Smaller numbers are years. */
const SERIAL = { from: 10_000, to: 60_000 } as const;

const FULL = /^(\d{1,2})\s?[/.\-,\s]\s?(\d{1,2})\s?[/.\-,\s]\s?(\d{4}|\d{2})$/;
const SPOKEN = /^(?:ngay )?(\d{1,2}) ?(?:thang|th|t) ?(\d{1,2}) ?(?:nam|,)? ?(\d{4}|\d{2})$/;
const MONTH = /^(?:thang )?(\d{1,2})\s?[/.-]\s?(\d{4})$/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/i;

/** A day, as exactly as it was written. */
export interface ReadDay {
  /** YYYY-MM-DD; the first day of the month or year where only that was written. */
  day: string;
  exact: 'day' | 'month' | 'year';
}

/** A day in Vietnamese order (12/3/1985 is in March), a month, a year, or Excel's number of a day; years of two digits lie before `today`. */
export function readDay(cell: Cell, today: string): CellRead<ReadDay> {
  if (typeof cell === 'number') return numberDay(cell);
  const text = bareOf(fold(textOf(cell)));
  if (/^\d{5}$/.test(text)) return numberDay(Number(text));
  const iso = ISO.exec(text);
  if (iso) return whole(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const [, date, month, year] = FULL.exec(text) ?? SPOKEN.exec(text) ?? [];
  if (year !== undefined) return whole(fullYear(year, today), Number(month), Number(date));
  const [, ofMonth, ofYear] = MONTH.exec(text) ?? [];
  if (ofYear !== undefined) return asMonth(Number(ofYear), Number(ofMonth));
  const only = /^(?:nam )?(\d{4})$/.exec(text)?.[1];
  return only === undefined ? { why: 'notADay' } : asYear(Number(only));
}

/** A year of birth, with month and day (`03-12`) where they were written; an age or a year alone has none, nor has a lunar day. */
export function readBirth(cell: Cell, today: string): CellRead<{ year: number; birthday?: string }> {
  const year = readBirthYear(cell, today);
  if (!('value' in year)) return year;
  const day = readDay(cell, today);
  const whole = 'value' in day && day.value.exact === 'day' ? { birthday: day.value.day.slice(5) } : {};
  return { value: { year: year.value, ...whole } };
}

/** A birth year out of a year, a day, or Excel's number of a day. Younger than 18 years and older than 110 is refused. */
export function readBirthYear(cell: Cell, today: string): CellRead<number> {
  const thisYear = Number(today.slice(0, 4));
  const day = readDay(cell, today);
  if ('value' in day) return adult(Number(day.value.day.slice(0, 4)), thisYear);
  if (day.why === 'noSuchDay') return day;
  const read = birthYearOf(fold(textOf(cell)), today);
  if (read.meaning === 'invalid') return { why: BIRTH_REASONS[read.why] ?? 'birthWrong' };
  if (read.meaning === 'ask') return { why: 'birthUnclear' };
  if (read.meaning !== 'value' || typeof read.value !== 'number') return { why: 'birthWrong' };
  // An age says the year only to within one.
  return read.why === undefined || SURE.has(read.why) ? { value: read.value } : { why: 'birthUnclear' };
}

const BIRTH_REASONS: Readonly<Record<string, string>> = { underAge: 'underAge', tooOld: 'birthWrong', future: 'birthFuture' };
const SURE = new Set(['turning18', 'veryOld', 'date']);

function adult(year: number, thisYear: number): CellRead<number> {
  const age = thisYear - year;
  if (age < 0) return { why: 'birthFuture' };
  if (age < 18) return { why: 'underAge' };
  return age > 110 ? { why: 'birthWrong' } : { value: year };
}

function numberDay(value: number): CellRead<ReadDay> {
  if (Number.isInteger(value) && value >= 1900 && value <= 2100) return asYear(value);
  if (value >= SERIAL.from && value <= SERIAL.to)
    return { value: { day: new Date(EXCEL_START + Math.floor(value) * DAY_MS).toISOString().slice(0, 10), exact: 'day' } };
  return { why: 'notADay' };
}

function whole(year: number, month: number, date: number): CellRead<ReadDay> {
  const day = dateOf(year, month, date);
  return day === undefined ? { why: 'noSuchDay' } : { value: { day, exact: 'day' } };
}

function asMonth(year: number, month: number): CellRead<ReadDay> {
  const day = dateOf(year, month, 1);
  return day === undefined ? { why: 'noSuchDay' } : { value: { day, exact: 'month' } };
}

function asYear(year: number): CellRead<ReadDay> {
  const day = dateOf(year, 1, 1);
  return day === undefined ? { why: 'notADay' } : { value: { day, exact: 'year' } };
}

function fullYear(digits: string, today: string): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = Number(today.slice(0, 4));
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear ? year - 100 : year;
}
