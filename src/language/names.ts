import { type Also, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { bareOf, isMarked, spellingOf } from './normalise';
import { phoneIn } from './phone-answer';
import { phonesIn } from './phones';
import { placeAt, placeFrom } from './places';
import list from './words/names.json';
import { birthYearOf } from './years';

const SURNAMES = listed('surname');
const SURNAMES_BARE = wordsFor('surname');
const INTRODUCTIONS = list
  .filter((entry) => entry.is === 'introduction')
  .flatMap((entry) => entry.forms.map((form) => form.split(' ')));
const TRAILING = listed('trailing');
const TRAILING_BARE = wordsFor('trailing');
const NO_NAMES = listed('noName');
const NO_NAMES_BARE = wordsFor('noName');
/** Names that are also everyday words, taken when they stand alone. */
const SINGLE = wordsFor('single');
const LONGEST = 7;

function listed(is: string): ReadonlySet<string> {
  return new Set(list.filter((entry) => entry.is === is).flatMap((entry) => entry.forms.map(spellingOf)));
}

function wordsFor(is: string): ReadonlySet<string> {
  return new Set(list.filter((entry) => entry.is === is).flatMap((entry) => entry.forms.map((form) => bareOf(form))));
}

/** The name in a text in NFC, each word with a capital; what else the line told (year, phone, place) is in `also`. */
export function nameIn(text: string, today: string): Meaning {
  const { rest, also } = apart(text, today);
  const words = wordsOf(rest);
  const why = doubtAbout(words);
  if (why === 'none') return NOT_UNDERSTOOD;
  const value = words.map(capital).join(' ');
  const told = Object.keys(also).length ? { also } : {};
  return why ? { meaning: 'value', value, confirm: true, why, ...told } : { meaning: 'value', value, ...told };
}

/** The words of the name: of the one part that is a full name ("tên Vàng, viết là Nguyễn Thị Vàng"), else of all. */
function wordsOf(rest: string): string[] {
  const parts = rest.split(/[,;.\n]/).map((part) => trim(part.match(NAME_WORDS) ?? []));
  const full = parts.filter(isFullName);
  return full.length === 1 && full[0] ? full[0] : trim(rest.match(NAME_WORDS) ?? []);
}

const NAME_WORDS = /[\p{L}\p{M}'’]+/gu;

/** True when the words are built like a full name: a surname first and two to six words. */
export function isFullName(words: readonly string[]): boolean {
  const first = words[0] ?? '';
  const known = isMarked(first) ? SURNAMES.has(spellingOf(first)) : SURNAMES_BARE.has(first);
  return (
    known &&
    words.length > 1 &&
    words.length < LONGEST &&
    (hasMiddle(words[1]) || words.slice(1).filter(isNoName).length < (words.length > 2 ? 2 : 1))
  );
}

/** Takes phone, year and place out of a line; what is left holds the name. */
function apart(text: string, today: string): { rest: string; also: Also } {
  const also: Also = {};
  let rest = text.replaceAll(/\([^)]*\)/g, ' ');
  // Which of two numbers is hers, only she can say; and a relative's is not hers.
  const told = phoneIn(text);
  if (told.meaning === 'value' && told.why !== 'relative') also.phone = String(told.value);
  for (const { start, end, phone } of phonesIn(rest))
    if (phone) rest = `${rest.slice(0, start)}${','.padEnd(end - start)}${rest.slice(end)}`;
  const at = placeAt(rest);
  if (at > 0) {
    const place = placeFrom(rest.slice(at));
    if (place) also.place = place;
    rest = rest.slice(0, at);
  }
  if (/\d/.test(rest)) {
    const year = birthYearOf(rest, today);
    if (year.meaning === 'value' && typeof year.value === 'number') also.birthYear = year.value;
    rest = rest
      .slice(0, rest.search(/\d/))
      .replace(
        /(?:^|\s|,)(?:năm nay|nam nay|sn|sinh năm|sinh nam|sinh ngày|sinh ngay|sinh|năm sinh|nam sinh|tuổi|tuoi|năm|nam|s\.n)\s*[:.]?\s*$/u,
        ' ',
      );
  }
  return { rest, also };
}

/** Drops what surrounds a name: dạ, em tên là, chị, ạ. */
function trim(all: readonly string[]): string[] {
  let words = [...all];
  for (let again = true; again; ) {
    again = false;
    for (const intro of INTRODUCTIONS) {
      // "Vang Thị Mỷ" begins with a surname, not with vâng.
      if (isFullName(words) && hasMiddle(words[1])) break;
      if (words.length <= intro.length || !intro.every((word, i) => matches(words[i] ?? '', word))) continue;
      words = words.slice(intro.length);
      again = true;
    }
    const last = words.at(-1);
    if (words.length > 1 && last && isTrailing(last) && !(isFullName(words) && words.length <= 3 && !isMarked(last))) {
      words = words.slice(0, -1);
      again = true;
    }
  }
  return words;
}

function isTrailing(word: string): boolean {
  return isMarked(word) ? TRAILING.has(spellingOf(word)) : TRAILING_BARE.has(word);
}

function matches(typed: string, word: string): boolean {
  return typed === word || (!isMarked(typed) && typed === bareOf(word));
}

/** Thị and Văn stand in no sentence at that place. */
function hasMiddle(word: string | undefined): boolean {
  return word === 'thị' || word === 'thi' || word === 'văn' || word === 'van';
}

function isNoName(word: string): boolean {
  return isMarked(word) ? NO_NAMES.has(spellingOf(word)) : NO_NAMES_BARE.has(word);
}

/** Why a name is read back, `none` when the words are no name, undefined when all is well. */
function doubtAbout(words: readonly string[]): string | undefined {
  if (!words.length || words.length > LONGEST || words.every((word) => word.length < 2)) return 'none';
  if (words.some((word) => word.length > 9 && !word.includes("'"))) return 'none';
  if (isFullName(words)) return words.some(isMarked) ? undefined : 'noAccents';
  if (words.length > 4) return 'none';
  const single = words.length === 1 && SINGLE.has(words[0] ?? '');
  if (words.some(isNoName) && !single) return 'none';
  return words.length === 1 ? 'short' : 'noSurname';
}

function capital(word: string): string {
  return word
    .replaceAll('’', "'")
    .split("'")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("'")
    .normalize('NFC');
}
