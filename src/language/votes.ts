import { affirmation, negation, push, VERBS, type Vote } from './sides';
import type { Unit } from './units';

/** The sides that one clause takes. */
export function votesOf(all: readonly Unit[], asked: boolean): Vote[] {
  const units = all.filter((unit) => unit.is !== 'filler' && unit.is !== 'object');
  const strange = units.some((unit) => unit.is === 'unknown' || unit.is === 'other' || unit.is === 'mask');
  const votes: Vote[] = [];
  for (let i = 0; i < units.length; ) i += step(units, i, strange, votes);
  // "có quà không", "đi đông không": asks about the thing between.
  const whether = units.length > 2 && VERBS.has(units[0]?.is ?? '') && units.at(-1)?.is === 'neg' && units[1]?.is === 'unknown';
  const questioned = asked || whether || votes.some((vote) => vote.side === 'question');
  if (!questioned) return units.some(({ is }) => is === 'past') && votes.length ? [{ side: 'tangle', strength: 2 }] : votes;
  // "chưa biết có đi được không" is no question, but says that she does not know.
  const unsure = votes.filter((vote) => vote.side === 'maybe' && vote.strength === 2);
  return unsure.length && !asked ? unsure : [{ side: 'question', strength: 1 }];
}

/** Reads the unit at `i` with those after it, adds its vote and says how many units it used. */
function step(units: readonly Unit[], i: number, strange: boolean, votes: Vote[]): number {
  const unit = units[i] as Unit;
  const next = units[i + 1];
  switch (unit.is) {
    case 'neg':
      return negation(units, i, strange, votes);
    case 'enough':
      if (next?.is === 'ack' || next?.is === 'able') return 1;
      return i === 0 ? push(votes, { side: 'no', strength: 2 }, 1) : 1;
    case 'done':
      return units.length === 1 ? push(votes, { side: 'yes', strength: 1 }, 1) : 1;
    case 'no':
    case 'busy':
      // "đi chợ về rồi ghé": what keeps her is over by then.
      if (next?.is === 'finish') return push(votes, { side: 'no', strength: 1, doubtful: true }, 2);
      if (next?.is === 'neg' && i + 2 >= units.length) return push(votes, { side: 'question', strength: 1 }, 2);
      return push(votes, { side: 'no', strength: 2 }, 1 + deniedAfter(units, i));
    case 'unsure':
      return push(votes, { side: 'maybe', strength: 2 }, 1);
    case 'cond':
      return push(votes, next ? { side: 'maybe', strength: 1 } : { side: 'question', strength: 1 }, 1);
    case 'then':
      return i > 0 ? push(votes, { side: 'maybe', strength: 1 }, 1) : 1;
    case 'let':
      return units.slice(i).some((later) => later.is === 'ponder') ? push(votes, { side: 'maybe', strength: 2 }, 1) : 1;
    case 'perhaps':
      return push(votes, { side: 'maybe', strength: 1 }, 1);
    case 'later':
      return push(votes, { side: 'maybe', strength: 1, doubtful: true }, 1);
    case 'question':
      return push(votes, { side: 'question', strength: 1 }, 1);
    case 'tail':
      return push(votes, { side: i > 0 && votes.length ? 'tangle' : 'question', strength: 1 }, 1);
    case 'mist':
      return VERBS.has(next?.is ?? '') ? push(votes, { side: 'tangle', strength: 2 }, 1) : 1;
    case 'twist':
      return push(votes, { side: 'tangle', strength: 1 }, 1);
    default:
      return VERBS.has(unit.is) ? affirmation(units, i, strange, votes) : 1;
  }
}

/** How many verbs follow at once and are denied with it: "khỏi đi", "không đi · họp được". */
function deniedAfter(units: readonly Unit[], i: number): number {
  let count = 0;
  while (VERBS.has(units[i + count + 1]?.is ?? '') && units[i + count + 1]?.start === units[i + count]?.end) count++;
  return count;
}
