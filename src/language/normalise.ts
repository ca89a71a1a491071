/** Longest text that is read, in characters; both platforms cut messages at 2.000. */
export const LONGEST_TEXT = 4000;

const TONES: Readonly<Record<string, string>> = {
  '\u0300': '2',
  '\u0301': '1',
  '\u0309': '3',
  '\u0303': '4',
  '\u0323': '5',
};
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}/gu;
/** What keyboards send when nothing is odd: ASCII and the composed Vietnamese letters. */
const PLAIN = /^[\n\x20-\x7eÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]*$/;

/** A letter taken apart: `bare` without any mark, `quality` with â ê ô ơ ư ă đ but no tone, `tone` 1–5 or empty. */
export type Letter = { bare: string; quality: string; tone: string };

const letters = new Map<string, Letter>();

/** The parts of one lower-case character; characters that are no Vietnamese letters come back unchanged. */
export function letterOf(char: string): Letter {
  const known = letters.get(char);
  if (known) return known;
  const letter = takeApart(char);
  // A cache of at most every letter that exists would be large: only the Vietnamese ones are worth keeping.
  if (letters.size < 500) letters.set(char, letter);
  return letter;
}

function takeApart(char: string): Letter {
  if (char === 'đ') return { bare: 'd', quality: 'đ', tone: '' };
  const decomposed = char.normalize('NFD');
  if (decomposed.length === char.length) return { bare: char, quality: char, tone: '' };
  let quality = '';
  let tone = '';
  for (const part of decomposed) {
    const mark = TONES[part];
    if (mark) tone = mark;
    else quality += part;
  }
  return { bare: decomposed.charAt(0), quality: quality.normalize('NFC'), tone };
}

/** One spelling for texts that differ only in Unicode form, letter case or invisible characters; cut at `LONGEST_TEXT`. */
export function fold(text: string): string {
  const cut = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  if (PLAIN.test(cut)) return cut.toLowerCase();
  return cut.normalize('NFKC').replace(INVISIBLE, '').toUpperCase().toLowerCase().normalize('NFC').replaceAll('ð', 'đ');
}

/** A word without any mark: "Đồng" → "dong". */
export function bareOf(word: string): string {
  let bare = '';
  for (const char of word) bare += letterOf(char).bare;
  return bare;
}

/**
 * A word's spelling, the same wherever its tone mark is put (hòa, hoà) and whether it ends in i or y (kí, ký):
 * letters with their quality, then the tone's digit.
 */
export function spellingOf(word: string): string {
  let quality = '';
  let tone = '';
  for (const char of word) {
    const letter = letterOf(char);
    quality += letter.quality;
    if (letter.tone) tone = letter.tone;
  }
  return withI(quality) + tone;
}

const CONSONANTS = new Set('bcdđghklmnpqrstvx');

/** i and y are one sound after a consonant, after qu, and alone. */
export function withI(word: string): string {
  if (!word.endsWith('y')) return word;
  const before = word.length > 1 ? word.charAt(word.length - 2) : '';
  const afterQu = word.length === 3 && word.startsWith('qu');
  return before === '' || CONSONANTS.has(before) || afterQu ? `${word.slice(0, -1)}i` : word;
}

/** True when a word carries a tone or a letter that plain keyboards lack. */
export function isMarked(word: string): boolean {
  for (const char of word) {
    const letter = letterOf(char);
    if (letter.tone || letter.quality !== letter.bare) return true;
  }
  return false;
}
