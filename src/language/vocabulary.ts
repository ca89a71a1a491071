import type { Entry } from './lexicon';
import { wordsOf } from './lexicon';
import answers from './words/answers.json';
import commands from './words/commands.json';
import distress from './words/distress.json';
import polite from './words/polite.json';
import teencode from './words/teencode.json';

const LISTS: readonly (readonly Entry[])[] = [answers, commands, distress, polite];

/** Abbreviations and internet spelling with what they stand for (domain.md §5.8). */
export const TEENCODE: ReadonlyMap<string, readonly string[]> = new Map(
  teencode.flatMap((entry) => entry.forms.map((form): [string, string[]] => [form, entry.is.split(' ')])),
);

/** Every word of the lists, with and without its accents: what a lost Telex key or a missing space may be repaired to. */
export const VOCABULARY: { bare: ReadonlySet<string>; spellings: ReadonlySet<string> } = (() => {
  const bare = new Set<string>();
  const spellings = new Set<string>();
  const forms = [...LISTS.flat().flatMap((entry) => entry.forms), ...teencode.map((entry) => entry.is)];
  for (const word of forms.flatMap(wordsOf)) {
    bare.add(word.bare);
    spellings.add(word.spelling);
  }
  return { bare, spellings };
})();
