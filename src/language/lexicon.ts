import { bareOf, isMarked, spellingOf, withI } from './normalise';

/** One line of a word list: how it is written, what it says, and a sentence that a test plays. */
export type Entry = {
  forms: readonly string[];
  is: string;
  /** How much must be typed with accents for a match: `accents` means that the bare form says something else. */
  needs?: string;
  /** `alone`: only as a whole text; `part`: anywhere in a sentence. */
  as?: string;
  /** Distress: whether the accented and the bare form count `alone`, only in `context` (by whom, to whom), or `never`. */
  exact?: string;
  bare?: string;
  states?: readonly string[];
  readings?: readonly string[];
  example: { expecting: string; text: string; meaning: string; options?: readonly string[]; readings?: readonly string[] };
};

/**
 * A word of a text. `bare` is the key for look-up; `spelling` counts when `marked`, and stands for no other word when `known`;
 * `respelled` when it was written out from an abbreviation; `clause` numbers the parts between punctuation.
 */
export type Token = {
  text: string;
  bare: string;
  spelling: string;
  marked: boolean;
  known: boolean;
  respelled: boolean;
  clause: number;
};

/** A phrase ready to be found. */
export type Phrase<Kind extends string> = { words: readonly Word[]; is: Kind; entry: Entry };
type Word = { bare: string; spelling: string; marked: boolean };

/** A phrase at its place: tokens from `start` to before `end`; `exact`: typed with its accents; `loose`: with some of them. */
export type Found<Kind extends string> = { is: Kind; entry: Entry; start: number; end: number; exact: boolean; loose: boolean };

/** Phrases by their first bare word, the longest first. */
export type Lexicon<Kind extends string> = ReadonlyMap<string, readonly Phrase<Kind>[]>;

/** Makes a word list searchable; an unknown `is` is a mistake in the list and says so at start. */
export function compile<Kind extends string>(entries: readonly Entry[], kinds: readonly Kind[]): Lexicon<Kind> {
  const lexicon = new Map<string, Phrase<Kind>[]>();
  for (const entry of entries) {
    const is = kinds.find((kind) => kind === entry.is);
    if (!is) throw new Error(`Word list: "${entry.is}" of "${entry.forms[0]}" is not one of ${kinds.join(', ')}`);
    for (const form of entry.forms) {
      const words = wordsOf(form);
      const first = words[0];
      if (!first) continue;
      const bucket = lexicon.get(first.bare) ?? [];
      bucket.push({ words, is, entry });
      lexicon.set(first.bare, bucket);
    }
  }
  for (const bucket of lexicon.values()) bucket.sort((a, b) => b.words.length - a.words.length);
  return lexicon;
}

/** The words of a form as a list writes it: separated by spaces, lower case. */
export function wordsOf(form: string): Word[] {
  return form
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ bare: withI(bareOf(word)), spelling: spellingOf(word), marked: isMarked(word) }));
}

/** The phrases of a text from left to right, the longest at each place; `accept` may refuse one (context, state). */
export function find<Kind extends string>(
  tokens: readonly Token[],
  lexicon: Lexicon<Kind>,
  accept: (found: Found<Kind>) => boolean = () => true,
): Found<Kind>[] {
  const found: Found<Kind>[] = [];
  for (let i = 0; i < tokens.length; ) {
    const here = longestAt(tokens, i, lexicon, accept);
    if (here) found.push(here);
    i = here ? here.end : i + 1;
  }
  return found;
}

function longestAt<Kind extends string>(
  tokens: readonly Token[],
  start: number,
  lexicon: Lexicon<Kind>,
  accept: (found: Found<Kind>) => boolean,
): Found<Kind> | undefined {
  const bucket = lexicon.get(tokens[start]?.bare ?? '');
  if (!bucket) return undefined;
  let best: Found<Kind> | undefined;
  for (const { words, is, entry } of bucket) {
    const end = start + words.length;
    if (best && (best.exact || end < best.end)) break;
    const fit = compare(tokens, start, words);
    if (fit === undefined || (entry.needs === 'accents' && fit !== 'exact')) continue;
    const candidate = { is, entry, start, end, exact: fit === 'exact', loose: fit === 'loose' };
    if (best && FITS.indexOf(fit) <= FITS.indexOf(fitOf(best))) continue;
    if (accept(candidate)) best = candidate;
  }
  return best;
}

const FITS = ['loose', 'bare', 'exact'] as const;
type Fit = (typeof FITS)[number];

function fitOf(found: { exact: boolean; loose: boolean }): Fit {
  return found.exact ? 'exact' : found.loose ? 'loose' : 'bare';
}

/** Undefined: another word. Exact accents outweigh stripped text, and that outweighs half of the accents ("đươc"). */
function compare(tokens: readonly Token[], start: number, words: readonly Word[]): Fit | undefined {
  let fit: Fit = 'exact';
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const token = tokens[start + i];
    if (!word || !token || word.bare !== token.bare) return undefined;
    if (token.spelling === word.spelling) continue;
    if (!token.marked || (token.respelled && !word.marked)) fit = fit === 'loose' ? 'loose' : 'bare';
    else if (!token.known && halfMarked(token.spelling, word.spelling)) fit = 'loose';
    else return undefined;
  }
  return fit;
}

/** True when every mark typed is also in the word: "đươc" of "được", "vâng" not of "vắng". */
function halfMarked(typed: string, word: string): boolean {
  const tone = /\d$/.exec(typed)?.[0];
  if (tone && !word.endsWith(tone)) return false;
  const letters = tone ? typed.slice(0, -1) : typed;
  for (let i = 0; i < letters.length; i++) {
    const char = letters.charAt(i);
    if (char !== word.charAt(i) && char !== bareOf(word.charAt(i))) return false;
  }
  return true;
}
