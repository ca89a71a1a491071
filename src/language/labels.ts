import { ask, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { bareOf, fold, isMarked, spellingOf, withI } from './normalise';
import { TEENCODE } from './vocabulary';
import list from './words/labels.json';

/** Words that say nothing about which option is meant. */
const EMPTY = list.filter((entry) => entry.is === 'empty').flatMap((entry) => entry.forms);
const EMPTY_SPELLED = new Set(EMPTY.map(spellingOf));
const EMPTY_BARE = new Set(EMPTY.map((form) => withI(bareOf(form))));
const MOST_WORDS = 60;

/** Ways to write không that are no words of their own. */
const NOT = new Set(['ko', 'kô', 'hok', 'hông', 'hổng', 'khum']);

type Word = { bare: string; spelling: string; marked: boolean };

/** The options whose words a text names; a word that several options share asks which. */
export function labelsIn(text: string, options: readonly string[]): Meaning {
  const all = options.map(labelOf);
  const chosen = new Set<number>();
  const unclear = new Set<number>();
  const rest = unmasked(text, options.map(fold));
  for (const part of rest.split(BETWEEN).slice(0, 12)) {
    const { fits, whole } = bestFits(wordsOf(part), all);
    for (const fit of fits) (whole || fits.length === 1 ? chosen : unclear).add(fit);
  }
  if (unclear.size && !chosen.size) return ask(...[...unclear].map((index) => options[index] ?? ''));
  const value = [...chosen].sort((a, b) => a - b);
  const names = value.map((index) => options[index] ?? '');
  if (value.length > 1 && (EITHER.test(text) || /(?<!\p{L})(?:rồi|nhưng|roi|nhung|thôi|trừ)(?!\p{L})/u.test(text)))
    return ask(...names);
  if (value.length === 1 && isAside(wordsOf(rest), all[value[0] ?? 0] ?? [])) return ask(...names, 'no');
  return chosen.size ? { meaning: 'choice', value } : NOT_UNDERSTOOD;
}

/** Words besides a single one of the label's own, from which on the text may be about something else. */
const MANY = 3;

/** "sáng nay chị bận đưa cháu đi học": one word of a label in a sentence about something else. */
function isAside(said: readonly Word[], label: readonly Word[]): boolean {
  const telling = said.filter((word) => !isEmpty(word));
  const shared = telling.filter((word) => label.some((other) => isSame(word, other)));
  return shared.length < 2 && telling.length > MANY;
}

const BETWEEN = /,|;|\+|&|\n|(?<!\p{L})(?:và|va|với|voi|cùng|hoặc|hoac|hay là|hay la)(?!\p{L})/u;
/** One of several, without saying which. */
export const EITHER = /(?<!\p{L})(?:hoặc|hoac|hay là|hay la)(?!\p{L})/u;

/** Compounds in which a label's word means something else ("may mắn"). */
const FRIENDS = list.filter((entry) => entry.is === 'mask').flatMap((entry) => entry.forms);

function unmasked(text: string, options: readonly string[]): string {
  if (options.includes(text)) return text;
  let rest = text;
  for (const friend of FRIENDS) {
    const isOption = options.some((option) => option.includes(friend) || bareOf(option).includes(friend));
    if (rest.includes(friend) && !isOption) rest = rest.replaceAll(friend, ' ');
  }
  return rest;
}

const labels = new Map<string, readonly Word[]>();

/** The words of an option; the same few options come again with every answer. */
function labelOf(option: string): readonly Word[] {
  const known = labels.get(option);
  if (known) return known;
  const words = wordsOf(fold(option));
  // Bounded, and only speed depends on it.
  if (labels.size > 1000) labels.clear();
  labels.set(option, words);
  return words;
}

function wordsOf(text: string): Word[] {
  const words = text.match(/[\p{L}\p{M}\d]+/gu) ?? [];
  return words.slice(0, MOST_WORDS).flatMap((word) => {
    // Abbreviations without a vowel are written out; others could be a label's own word.
    const long = /[aeiouy]/.test(word) && !NOT.has(word) ? undefined : TEENCODE.get(word);
    return (long ?? [word]).map((spelled) => ({
      bare: withI(bareOf(spelled)),
      spelling: spellingOf(spelled),
      marked: isMarked(spelled),
    }));
  });
}

function isEmpty(word: Word): boolean {
  return word.marked ? EMPTY_SPELLED.has(word.spelling) : EMPTY_BARE.has(word.bare);
}

/** The options that share most with a part of the text; `whole` when each of them was said in full. */
function bestFits(said: readonly Word[], labels: readonly (readonly Word[])[]): { fits: number[]; whole: boolean } {
  const scores = labels.map((label) => score(said, label));
  const best = Math.max(...scores);
  const fits = best >= 0.9 ? scores.flatMap((value, i) => (value === best ? [i] : [])) : [];
  // Labels of the same bare words (Tân Thành, Tân Thạnh) are both said in full: that is a question, not two answers.
  const bare = new Set(fits.map((fit) => (labels[fit] ?? []).map((word) => word.bare).join(' ')));
  const whole = fits.length > 1 && bare.size === fits.length && fits.every((fit) => isSaid(said, labels[fit] ?? []));
  return { fits, whole };
}

const DENIALS = new Set(['không', 'chưa', 'chẳng', 'đừng'].map(spellingOf));
const DENIALS_BARE = new Set(['khong', 'chua', 'chang', 'dung', 'khoi', 'no', 'k', 'ko']);

function isDenial(word: Word): boolean {
  return DENIALS.has(word.spelling) || DENIALS_BARE.has(word.bare);
}

/** Telling words that are shared count one, empty ones a tenth; a label said in full beats a longer one said in part. */
function score(said: readonly Word[], label: readonly Word[]): number {
  // "liên hệ" without its "chưa" is not "Chưa liên hệ".
  if (label.some(({ spelling }) => DENIALS.has(spelling)) && !said.some(isDenial)) return 0;
  // Who types accents means the bare word where she types none: "mỹ tho" is not Mỹ Thọ, "my tho" may be.
  const accented = said.some(({ marked, bare }) => marked && bare !== 'da' && bare !== 'a');
  let shared = 0;
  for (const word of label) {
    const fits = said.filter((other) => isSame(other, word));
    const exact = !accented || fits.some((other) => other.spelling === word.spelling);
    if (fits.length) shared += isEmpty(word) ? 0.1 : exact ? 1 : 0.9;
  }
  const telling = label.filter((word) => !isEmpty(word));
  // "Học nghề": a label of empty words must be said in full.
  if (!telling.length && label.length > 1 && isSaid(said, label)) return 0.9;
  if (shared < 0.9) return 0;
  return shared + (isSaid(said, label) ? 0.5 : isSaid(said, telling) ? 0.3 : 0);
}

function isSaid(said: readonly Word[], label: readonly Word[], swapped = false): boolean {
  return label.every((word) => said.some((other) => (swapped ? isSame(word, other) : isSame(other, word))));
}

/** True when every telling word of a text belongs to the label of one single option. */
export function isWithinLabel(text: string, options: readonly string[]): boolean {
  const said = wordsOf(text).filter((word) => !isEmpty(word));
  const fits = options.filter((option) => isSaid(labelOf(option), said, true));
  return said.length > 0 && fits.length === 1;
}

/** True when a text is an option's label and nothing more than dạ and ạ besides. */
export function isLabel(text: string, option: string): boolean {
  const said = wordsOf(text).filter(({ bare }, i, all) => !(bare === 'da' && i === 0) && !(bare === 'a' && i === all.length - 1));
  const label = labelOf(option);
  return label.length > 0 && said.length === label.length && label.every((word, i) => isSame(said[i] ?? word, word));
}

function isSame(said: Word, word: Word): boolean {
  return said.bare === word.bare && (!said.marked || said.spelling === word.spelling);
}
