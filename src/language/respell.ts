import { bareOf, isMarked, spellingOf, withI } from './normalise';
import { fromTelex, fromVni } from './telex';
import { TEENCODE, VOCABULARY } from './vocabulary';

const REPEATED = /(.)\1{2,}/gu;
const DOUBLE_END = /(.)\1+$/u;
const VOWEL_GROUPS = /[aeiouy]+/g;
const ONSET = /^(b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu?|r|s|t|th|tr|v|x)?[aeiouy]/;
const cache = new Map<string, readonly string[]>();

/** A word as typed, written the way the lists write it: one word, or several where teencode or a missing space hid them. */
export function respell(word: string): readonly string[] {
  const known = cache.get(word);
  if (known) return known;
  const words = repair(word);
  // Bounded, and only speed depends on it.
  if (cache.size > 5000) cache.clear();
  if (word.length < 20) cache.set(word, words);
  return words;
}

function repair(word: string): readonly string[] {
  const direct = lookUp(word);
  if (direct || word.length > 40) return direct ?? [word];
  const shorter = word.replace(REPEATED, '$1');
  const once = shorter.replace(DOUBLE_END, '$1');
  for (const form of [shorter, once, withoutEchoes(once)]) {
    // "kkk" is laughter, not "k".
    const found = form === word || (form.length === 1 && !isMarked(form)) ? undefined : lookUp(form);
    if (found) return found;
  }
  const keys = decode(shorter);
  if (keys) return [keys];
  return unglue(shorter) ?? unglue(once) ?? [shorter];
}

/** "ýyyy" → "ý": a marked letter drawn out with the plain one. */
function withoutEchoes(word: string): string {
  let kept = '';
  for (const char of word) if (bareOf(char) !== bareOf(kept.slice(-1)) || !kept) kept += char;
  return kept;
}

function lookUp(word: string): readonly string[] | undefined {
  const teencode = TEENCODE.get(word);
  if (teencode) return teencode;
  return isKnown(word) ? [word] : undefined;
}

function isKnown(word: string): boolean {
  return isMarked(word) ? VOCABULARY.spellings.has(spellingOf(word)) : VOCABULARY.bare.has(withI(word));
}

function decode(word: string): string | undefined {
  const decoded = /\d/.test(word) ? fromVni(word) : fromTelex(word);
  if (!decoded) return undefined;
  return VOCABULARY.spellings.has(spellingOf(decoded)) ? decoded : undefined;
}

/** "khongdi" → không di: only where the whole word is made of listed words, and is no syllable by itself. */
function unglue(word: string): readonly string[] | undefined {
  const bare = bareOf(word);
  if (word.length < 3 || word.length > 30 || isSyllable(bare)) return undefined;
  const best: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end++) {
    for (let start = Math.max(0, end - 7); start < end; start++) {
      const before = best[start];
      const piece = word.slice(start, end);
      if (!before || !isPiece(piece, start)) continue;
      const here = best[end];
      // On a tie the longer first word wins: dong·y, not don·gy.
      if (!here || before.length + 1 <= here.length) best[end] = [...before, piece];
    }
  }
  const pieces = best[word.length];
  return pieces && pieces.length > 1 && pieces.length < 7 ? pieces.flatMap((piece) => lookUp(piece) ?? [piece]) : undefined;
}

function isPiece(piece: string, start: number): boolean {
  // Single letters are joined only where women really join them: "kdi", "dongy".
  if (piece.length === 1) return start === 0 ? piece === 'k' : piece === 'y' || piece === 'ý';
  return lookUp(piece) !== undefined;
}

function isSyllable(bare: string): boolean {
  return ONSET.test(bare) && (bare.match(VOWEL_GROUPS)?.length ?? 0) < 2;
}
