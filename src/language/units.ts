import { compile, type Entry, type Found, find, type Token } from './lexicon';
import type { Expecting } from './meaning';
import answers from './words/answers.json';
import polite from './words/polite.json';

const KINDS = [
  'twist', // two readings while unaccented
  'consent', // contains the agreement itself
  'ack', // vâng, ok: yes to a question
  'right', // đúng rồi
  'sure', // tất nhiên: yes, or no where không follows
  'have', // có, rồi: yes only where little else is said
  'must', // phải: right, or must
  'able', // được
  'agree', // nhất trí: yes, but not consent
  'want', // muốn
  'go', // dự, đi họp
  'travel', // đi, which is also a particle and half of many verbs
  'come', // đến, qua, which are also prepositions
  'neg',
  'no',
  'busy',
  'finish', // what keeps her is over by then
  'past', // tells of another time: no answer for this one
  'done', // rồi: yes alone, a particle elsewhere
  'enough', // thôi: no at the head of a clause, a particle elsewhere
  'unsure', // chưa biết
  'perhaps', // chắc, có thể
  'later', // tí nữa: perhaps, where nothing else is said
  'cond', // nếu
  'then', // thì: what stands before it is a condition
  'let', // để … hỏi, coi, xem: she wants to think
  'ponder',
  'question',
  'tail', // đâu: where, or a negation at the end
  'but',
  'mist', // o: aunt, or không where it stands for the digit 0
  'other', // somebody else than the writer
  'mask', // said in the same words, but no answer
  'object', // whom and what a consent is about; before it, whose it is
  'filler',
] as const;

/** What a word does in an answer; the lists name it in `is`. */
export type Kind = (typeof KINDS)[number];

/** A found phrase, or a run of words that no list knows. */
export type Unit = Found<Kind> | { is: 'unknown'; start: number; end: number };

const LEXICON = compile<Kind>([...(answers as readonly Entry[]), ...(polite as readonly Entry[])], KINDS);
/** The phrases of some tokens in this state, and what lies between them. */
export function unitsOf(tokens: readonly Token[], expecting: Expecting): Unit[] {
  const found = find(tokens, LEXICON, ({ is, entry, loose }) => {
    if (loose && (is === 'filler' || is === 'object')) return false;
    return !entry.states || entry.states.includes(expecting);
  });
  const units: Unit[] = [];
  let at = 0;
  for (const unit of found) {
    if (unit.start > at) units.push({ is: 'unknown', start: at, end: unit.start });
    units.push(unit);
    at = unit.end;
  }
  if (at < tokens.length) units.push({ is: 'unknown', start: at, end: tokens.length });
  return units;
}
