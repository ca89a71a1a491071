import type { Token } from './lexicon';
import { bareOf, fold, isMarked, spellingOf, withI } from './normalise';
import { respell } from './respell';
import { VOCABULARY } from './vocabulary';

/** A text in words. `questions` holds the numbers of the clauses that end with a question mark. */
export type Reading = { text: string; tokens: Token[]; questions: ReadonlySet<number> };

const BREAKS = new Set('.,;:!?…\n()[]"“”|~*—–，。！？');
const PICTURE = /\p{Extended_Pictographic}/u;
const LETTER = /[\p{L}\p{M}]/u;

/** The words of a text as the lists know them: teencode written out, lost Telex keys and missing spaces repaired. */
export function read(text: string): Reading {
  const folded = fold(text);
  const tokens: Token[] = [];
  const questions = new Set<number>();
  let clause = 0;
  const chars = [...folded];
  for (let i = 0; i < chars.length; ) {
    const char = chars[i] ?? '';
    const start = i;
    if (isWordChar(char)) {
      while (i < chars.length && isWordChar(chars[i] ?? '')) i++;
      const word = chars.slice(start, i).join('');
      pushWord(tokens, word, clause);
      continue;
    }
    i++;
    if (BREAKS.has(char) && !betweenDigits(chars, start)) {
      if (char === '?' || char === '？') questions.add(clause);
      clause++;
    } else if (char === '-' && chars[start - 1] === ' ' && chars[i] === ' ') clause++;
    else if (char === '+' || isPicture(char)) tokens.push(tokenOf(char, char, clause));
  }
  return { text: folded, tokens, questions };
}

function isWordChar(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  return LETTER.test(char);
}

function isPicture(char: string): boolean {
  return (char.codePointAt(0) ?? 0) > 127 && PICTURE.test(char);
}

function betweenDigits(chars: readonly string[], i: number): boolean {
  return isDigit(chars[i - 1]) && isDigit(chars[i + 1]);
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function pushWord(tokens: Token[], word: string, clause: number): void {
  if (!/\d/.test(word)) {
    for (const spelled of respell(word)) tokens.push(tokenOf(word, spelled, clause));
    return;
  }
  const whole = /\p{L}/u.test(word.charAt(0)) ? respell(word) : [word];
  if (whole[0] !== word) {
    for (const spelled of whole) tokens.push(tokenOf(word, spelled, clause));
    return;
  }
  for (const [i, part] of (word.match(/\d+|\D+/g) ?? []).entries()) {
    // A letter glued to a number is a unit (5k, 19h), never teencode.
    const words = i === 0 && !isDigit(part.charAt(0)) ? respell(part) : [part];
    for (const spelled of words) tokens.push(tokenOf(part, spelled, clause));
  }
}

type Looks = Pick<Token, 'bare' | 'spelling' | 'marked' | 'known'>;
const looks = new Map<string, Looks>();

function tokenOf(text: string, spelled: string, clause: number): Token {
  let seen = looks.get(spelled);
  if (!seen) {
    const spelling = spellingOf(spelled);
    seen = { bare: withI(bareOf(spelled)), spelling, marked: isMarked(spelled), known: VOCABULARY.spellings.has(spelling) };
    // Bounded, and only speed depends on it.
    if (looks.size > 5000) looks.clear();
    if (spelled.length < 20) looks.set(spelled, seen);
  }
  return { text, ...seen, respelled: text !== spelled, clause };
}
