import type { Token } from './lexicon';
import { type Answer, ask, type Expecting, type Meaning, NOT_UNDERSTOOD } from './meaning';
import type { Vote } from './sides';
import type { Reading } from './tokens';
import { type Unit, unitsOf } from './units';
import { votesOf } from './votes';

const DIGITS: Readonly<Record<string, Answer>> = { '1': 'yes', '2': 'no', '3': 'maybe' };
/** What may stand beside an agreement without changing it. */
const PLAIN: ReadonlySet<string> = new Set(['filler', 'ack', 'right', 'sure', 'done', 'have']);
const YES_NO = ['yes', 'no'] as const;

/** Yes, no or perhaps to the question that is open (yesNo, rsvp); `notUnderstood` where the text takes no side. */
export function answerOf(reading: Reading, expecting: Expecting): Meaning {
  const digit = onlyNumber(reading);
  if (digit !== undefined) {
    const side = DIGITS[digit];
    return side && (expecting === 'rsvp' || side !== 'maybe') ? { meaning: side } : NOT_UNDERSTOOD;
  }
  const { votes, clauses } = ballot(reading, expecting);
  const units = clauses.flat();
  const twist = units.find((unit) => unit.is === 'twist');
  const meaning = decide(votes);
  if (twist?.is === 'twist' && (meaning === 'tangle' || meaning === undefined)) return ask(...(twist.entry.readings ?? YES_NO));
  if (meaning === 'tangle') return ask(...YES_NO);
  if (meaning) return { meaning };
  return isYesSir(reading.tokens) && units.every((unit) => unit.is === 'filler') ? { meaning: 'yes' } : NOT_UNDERSTOOD;
}

/** Consent is yes only where the words contain the agreement itself and nothing else that could turn it (domain.md §3.7). */
export function consentOf(reading: Reading): Meaning {
  if (onlyNumber(reading) !== undefined) return ask(...YES_NO);
  const { votes, clauses } = ballot(reading, 'consent');
  const units = clauses.flat();
  // "không đồng ý cũng phải đồng ý".
  const twice = units.filter((unit) => unit.is === 'consent').length > 1;
  if (!votes.length) return isYesSir(reading.tokens) ? ask(...YES_NO) : NOT_UNDERSTOOD;
  const agrees = votes.some((vote) => vote.side === 'yes' && vote.consent);
  const clean = clauses.every(isCleanConsent);
  if (agrees && clean && votes.every((vote) => vote.side === 'yes')) return { meaning: 'yes' };
  if (!twice && votes.every((vote) => vote.side === 'no' && !vote.doubtful)) return { meaning: 'no' };
  if (votes.every((vote) => vote.side === 'maybe') && !units.some((unit) => unit.is === 'consent')) return { meaning: 'maybe' };
  if (votes.every((vote) => vote.side === 'question') && !units.some((unit) => unit.is === 'consent')) return NOT_UNDERSTOOD;
  return ask(...YES_NO);
}

/** Nothing in a clause may turn the agreement: "được" stands alone, and "hội đồng ý" is not her own. */
function isCleanConsent(units: readonly Unit[]): boolean {
  const agreed = units.findIndex((unit) => unit.is === 'consent');
  const telling = units.filter((unit) => unit.is !== 'filler');
  if (telling.length === 1 && telling[0]?.is === 'able') return true;
  return units.every((unit, i) => {
    if (unit.is === 'consent') return !unit.loose;
    // What it is about, and what for, follows it; before it stands whose it is.
    if (unit.is === 'object' || unit.is === 'let') return i > agreed;
    return PLAIN.has(unit.is);
  });
}

/** The units and the votes of every clause; a conjunction ends a clause as a comma does. */
function ballot(reading: Reading, expecting: Expecting): { votes: Vote[]; clauses: Unit[][] } {
  const votes: Vote[] = [];
  const clauses: Unit[][] = [];
  const { tokens } = reading;
  for (let start = 0; start < tokens.length; ) {
    const clause = tokens[start]?.clause ?? 0;
    let end = start;
    while (end < tokens.length && tokens[end]?.clause === clause) end++;
    const here = unitsOf(tokens.slice(start, end), expecting);
    const cast: Vote[] = [];
    let from = 0;
    for (let i = 0; i <= here.length; i++) {
      if (i < here.length && here[i]?.is !== 'but') continue;
      cast.push(...votesOf(here.slice(from, i), reading.questions.has(clause) && i === here.length));
      from = i + 1;
    }
    // "làm chi được mà đi": a question in the same breath may turn the answer round.
    const rhetorical =
      (cast[0]?.side === 'question' || cast[0]?.side === 'tangle') &&
      cast.some((vote) => vote.side === 'yes' || vote.side === 'no');
    votes.push(...(rhetorical ? [{ side: 'tangle', strength: 2 } as const] : cast));
    clauses.push(here);
    start = end;
  }
  return { votes, clauses };
}

/** Weighs the votes: what she says outweighs how she opens ("vâng em bận rồi"); two strong sides, or doubt alone, are a question. */
function decide(votes: readonly Vote[]): Answer | 'tangle' | undefined {
  const sides = votes.filter((vote) => vote.side !== 'question');
  const yes = strongest(sides, 'yes');
  const no = strongest(sides, 'no');
  // "mai chị qua": when it is, not that she answers later.
  const perhaps = sides.some((vote) => vote.side === 'maybe' && (!vote.doubtful || Math.max(yes, no) < 2));
  if (!sides.length) return undefined;
  if (sides.some((vote) => vote.side === 'tangle' && vote.strength === 2)) return 'tangle';
  if (perhaps) return no === 2 && yes < 2 ? 'tangle' : 'maybe';
  if (sides.some((vote) => vote.side === 'tangle') && Math.max(yes, no) < 2) return 'tangle';
  if (sides.every((vote) => vote.doubtful)) return 'tangle';
  if (yes && no) return no === 2 && yes === 1 ? 'no' : 'tangle';
  // A weak answer beside a question may be no answer: "có … mấy giờ vậy".
  if (votes.length > sides.length && Math.max(yes, no) < 2) return 'tangle';
  return yes ? 'yes' : 'no';
}

function strongest(votes: readonly Vote[], side: 'yes' | 'no'): number {
  return Math.max(0, ...votes.filter((vote) => vote.side === side).map((vote) => vote.strength));
}

function onlyNumber({ tokens, text }: Reading): string | undefined {
  if (/-\d/.test(text)) return undefined;
  const numbers = tokens.filter((token) => /^\d+$/.test(token.bare));
  if (numbers.length !== 1) return undefined;
  const polite = tokens.filter((token) => !/^\d+$/.test(token.bare));
  return polite.every((token) => POLITE.has(token.bare)) ? numbers[0]?.bare : undefined;
}

const POLITE = new Set(['da', 'a', 'em', 'chi', 'nha', 'nhe', 'so', 'bam', 'chon', 'oi', 'phim']);

function isYesSir(tokens: readonly Token[]): boolean {
  return tokens.some((token, i) => token.spelling === 'da5' || (i === 0 && token.spelling === 'da'));
}
