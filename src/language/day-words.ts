import { bareOf, isMarked, spellingOf } from './normalise';
import list from './words/days.json';

/** What a word about days says: so many days from today, a weekday (1 Monday to 7 Sunday), a week, a part of the day (0 sáng to 4 đêm). */
export type DayWord = { is: string; value: number; start: number; end: number };

type Form = { words: string[]; is: string; value: number };

const FORMS: readonly Form[] = list
  .flatMap((entry) => entry.forms.map((form) => ({ words: form.split(' '), is: entry.is, value: entry.value })))
  .sort((a, b) => b.words.length - a.words.length);
/** "toi" is tôi and tới as well: it is tối only beside a time or another day word. */
const SHARED = new Set(['toi', 'sang', 'mot', 'nay', 'dem', 'xe']);

/** The words about days in a text that is already cut into words and numbers. */
export function dayWordsIn(words: readonly string[]): DayWord[] {
  const found: DayWord[] = [];
  for (let i = 0; i < words.length; ) {
    const form = FORMS.find((candidate) => candidate.words.every((word, at) => isWord(words[i + at] ?? '', word)));
    if (!form || (isShared(form, words[i] ?? '') && !hasNeighbour(words, i, found)) || isThis(words[i] ?? '', form, found, i)) {
      i++;
      continue;
    }
    found.push({ is: form.is, value: form.value, start: i, end: i + form.words.length });
    i += form.words.length;
  }
  return found;
}

function isWord(typed: string, word: string): boolean {
  return isMarked(typed) ? spellingOf(typed) === spellingOf(word) : typed === bareOf(word);
}

function isShared(form: Form, typed: string): boolean {
  return form.words.length === 1 && !isMarked(typed) && SHARED.has(typed);
}

/** "thứ 7 nay" is "thứ 7 này", not today; "tối nay" and a leading "nay" are today. */
function isThis(word: string, form: Form, found: readonly DayWord[], i: number): boolean {
  return word === 'nay' && form.words.length === 1 && i > 0 && !(found.at(-1)?.is === 'part' && found.at(-1)?.end === i);
}

function hasNeighbour(words: readonly string[], i: number, found: readonly DayWord[]): boolean {
  const before = words[i - 1] ?? '';
  const after = words[i + 1] ?? '';
  return (
    found.at(-1)?.end === i ||
    /^(?:\d+|h|g|gio|giờ|ruoi|rưỡi|luc|lúc)$/.test(before) ||
    /^(?:nay|mai|mot|thu|thứ|t|cn|chu|ngay|hom|\d+)$/.test(after)
  );
}
