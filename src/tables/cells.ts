import { bareOf, fold } from '../language/normalise';
import { phoneIn } from '../language/phone-answer';
import type { Cell } from './rows';

/** What a cell says, or why it says nothing that can be kept: a key below `tables.reasons`. */
export type CellRead<T> = { value: T } | { why: string; hint?: string };

/** Longest text that a cell may hold. */
const LONGEST = 200;

/** A text on one line, composed, with single spaces; numbers as they are written. */
export function textOf(cell: Cell): string {
  return String(cell).normalize('NFC').replaceAll(/\s+/g, ' ').trim();
}

/** A text that is kept as it is. */
export function readText(cell: Cell): CellRead<string> {
  const text = textOf(cell);
  if (text.startsWith('#')) return { why: 'brokenFormula' };
  return text.length > LONGEST ? { why: 'tooLong' } : { value: text };
}

/** A name: composed, with capitals where all letters were large or all small. */
export function readName(cell: Cell): CellRead<string> {
  const text = textOf(cell).replaceAll('’', "'");
  if (text.startsWith('#')) return { why: 'brokenFormula' };
  const name = text.replace(/^(?:bà|chị|cô|em|bác)\s+(?=\p{Lu})/iu, '').replace(/[.,;]+$/, '');
  if (/\d/.test(name)) return { why: 'nameDigits' };
  if (!/^[\p{L}\p{M}'. -]+$/u.test(name)) return { why: 'nameSigns' };
  const words = name.split(' ');
  if (words.length < 2) return { why: 'nameShort' };
  if (words.length > 8 || name.length > 60) return { why: 'nameLong' };
  const even = name === name.toUpperCase() || name === name.toLowerCase();
  return { value: even ? words.map(capital).join(' ') : name };
}

/** H'Hen, Y-Lan: each part of a word has its capital. */
const capital = (word: string) => word.toLowerCase().replaceAll(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase());

/** A phone number as 0905123456: with its lost zero, from +84, from a prefix of before 2018. */
export function readPhone(cell: Cell): CellRead<string> {
  const text = typeof cell === 'number' ? String(Math.round(cell)) : textOf(cell);
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(text)) return { why: 'phoneRounded' };
  const read = phoneIn(fold(text));
  switch (read.meaning) {
    case 'value':
      return read.why === 'relative' ? { why: 'phoneRelative' } : phoneOrDoubt(String(read.value), read.why);
    case 'ask':
      return { why: 'phoneTwo' };
    case 'invalid':
      return { why: PHONE_REASONS[read.why ?? ''] ?? 'phoneWrong' };
    default:
      return { why: 'phoneWrong' };
  }
}

const PHONE_REASONS: Readonly<Record<string, string>> = { tooShort: 'phoneShort', tooLong: 'phoneLong', foreign: 'phoneForeign' };

function phoneOrDoubt(phone: string, doubt: string | undefined): CellRead<string> {
  return doubt === 'otherDigits' || doubt === 'words' ? { why: 'phoneWrong' } : { value: phone };
}

const YES = new Set([
  'x',
  'co',
  'yes',
  'y',
  'true',
  '1',
  'da',
  'roi',
  'v',
  'ok',
  'du',
  'dung',
  'co roi',
  'da dong',
  'da nop',
  'da cap',
  '✓',
  '✔',
  '☑',
]);
const NO = new Set([
  'khong',
  'ko',
  'k',
  'no',
  'n',
  'false',
  '0',
  '-',
  'chua',
  'khong co',
  'chua co',
  'chua dong',
  'chua nop',
  'chua cap',
  '☐',
]);

/** Yes or no: x, có, ✓ · không, chưa, -. */
export function readYesNo(cell: Cell): CellRead<boolean> {
  const text = bareOf(fold(textOf(cell)));
  if (YES.has(text)) return { value: true };
  return NO.has(text) ? { value: false } : { why: 'notYesNo' };
}

/** A whole number, at least 0: 1.250 and 1 250 are written with a sign for the thousands. */
export function readCount(cell: Cell): CellRead<number> {
  if (typeof cell === 'number') return Number.isInteger(cell) && cell >= 0 ? { value: cell } : { why: 'notWhole' };
  const text = textOf(cell).replace(/\s*(?:người|hội viên|phụ nữ|chị|hv|pn)\.?$/iu, '');
  if (/^\d{1,3}(?:[., ]\d{3})+$/.test(text)) return { value: Number(text.replaceAll(/\D/g, '')) };
  return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { why: 'notWhole' };
}
