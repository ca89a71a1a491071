import { bareOf, isMarked, spellingOf, withI } from './normalise';
import list from './words/numerals.json';

/** A number found in a text: `start` and `end` are word indexes, `words` is true where it was spelled out. */
export type Numeral = { value: number; start: number; end: number; words: boolean };

type Word = { digit?: number; scale?: number; ten?: true; link?: true; half?: true };

const BY_SPELLING = new Map<string, Word>();
const BY_BARE = new Map<string, Word>();
for (const entry of list) {
  for (const form of entry.forms) {
    const word: Word = {
      ...(entry.is === 'digit' ? { digit: entry.value } : {}),
      ...(entry.is === 'scale' ? { scale: entry.value } : {}),
      ...(entry.is === 'ten' ? { ten: true as const } : {}),
      ...(entry.is === 'link' ? { link: true as const } : {}),
      ...(entry.is === 'half' ? { half: true as const } : {}),
    };
    BY_SPELLING.set(spellingOf(form), word);
    const bare = withI(bareOf(form));
    if (entry.needs !== 'accents' && !BY_BARE.has(bare)) BY_BARE.set(bare, word);
  }
}

/** What a single word is among the number words; undefined for any other word. */
export function numeralWord(word: string): Word | undefined {
  return BY_SPELLING.get(spellingOf(word)) ?? (isMarked(word) ? undefined : BY_BARE.get(withI(word)));
}

/** The whole number that starts at word `start`, in words ("một trăm linh năm", "tám lăm"); undefined where none starts. */
export function spelledNumber(words: readonly string[], start: number): Numeral | undefined {
  let total = 0;
  let part = 0;
  let digits = 0;
  let seen = 0;
  let i = start;
  let scaled = 0;
  for (; i < words.length && seen < 24; i++) {
    const word = numeralWord(words[i] ?? '');
    if (!word || (word.link && !seen) || word.half) break;
    if (word.link) continue;
    seen++;
    if (word.digit !== undefined) {
      // "tám lăm" is 85, "hai mốt" is 21: two digit words without a ten between them.
      part = digits > 0 ? part * 10 + word.digit : part + word.digit;
      digits++;
    } else if (word.ten) {
      part = part - (part % 10) + (digits > 0 ? (part % 10) * 10 : 10);
      digits = 0;
    } else if (word.scale) {
      if (!seen || (part === 0 && total === 0)) break;
      scaled = word.scale;
      if (word.scale === 100) part = Math.max(part, 1) * 100;
      else {
        total = (total + part) * (total + part > 0 ? word.scale : 1);
        part = 0;
      }
      digits = 0;
    }
  }
  if (!seen || i === start) return undefined;
  const half = numeralWord(words[i] ?? '')?.half;
  if (half && scaled) return { value: total + part + scaled / 2, start, end: i + 1, words: true };
  return { value: total + part, start, end: i, words: true };
}

/** The digits that are read out one by one from `start` ("không chín không năm…"), with how many words that took. */
export function spelledDigits(words: readonly string[], start: number): { digits: string; end: number } {
  let digits = '';
  let i = start;
  for (; i < words.length && digits.length < 16; i++) {
    const digit = numeralWord(words[i] ?? '')?.digit;
    if (digit === undefined) break;
    digits += String(digit);
  }
  return { digits, end: i };
}
