import type { Unit } from './units';

/** One side a clause takes. `strength` 1: an acknowledgement or a wish; 2: says so itself. `doubtful`: words around it are unknown. */
export type Vote = {
  side: 'yes' | 'no' | 'maybe' | 'question' | 'tangle';
  strength: 1 | 2;
  doubtful?: boolean;
  consent?: boolean;
};

const VERBS: ReadonlySet<string> = new Set([
  'consent',
  'right',
  'have',
  'able',
  'agree',
  'want',
  'go',
  'travel',
  'come',
  'ack',
  'sure',
  'must',
]);
const STANCE: ReadonlySet<string> = new Set(['consent', 'agree', 'go', 'right', 'able']);

/** The sides that one clause takes. */
export function votesOf(all: readonly Unit[], asked: boolean): Vote[] {
  const units = all.filter((unit) => unit.is !== 'filler' && unit.is !== 'object');
  const strange = units.some((unit) => unit.is === 'unknown' || unit.is === 'other' || unit.is === 'mask');
  const votes: Vote[] = [];
  for (let i = 0; i < units.length; ) i += step(units, i, strange, votes);
  const questioned = asked || votes.some((vote) => vote.side === 'question');
  if (!questioned) return votes;
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
    case 'twist':
      return push(votes, { side: 'tangle', strength: 1 }, 1);
    default:
      return VERBS.has(unit.is) ? affirmation(units, i, strange, votes) : 1;
  }
}

function push(votes: Vote[], vote: Vote, used: number): number {
  votes.push(vote);
  return used;
}

/** How many verbs follow at once and are denied with it: "khỏi đi", "không đi · họp được". */
function deniedAfter(units: readonly Unit[], i: number): number {
  let count = 0;
  while (VERBS.has(units[i + count + 1]?.is ?? '') && units[i + count + 1]?.start === units[i + count]?.end) count++;
  return count;
}

function negation(units: readonly Unit[], i: number, strange: boolean, votes: Vote[]): number {
  const next = units[i + 1];
  if (!next) return push(votes, { side: 'no', strength: 1 }, 1);
  if (next.is === 'question' || next.is === 'tail') return push(votes, { side: 'no', strength: 1, doubtful: strange }, 2);
  if (next.is === 'busy') return push(votes, { side: 'yes', strength: 2, doubtful: true }, 2);
  if (next.is === 'unsure') return push(votes, { side: 'maybe', strength: 2 }, 2);
  if (next.is === 'neg' || next.is === 'no' || next.is === 'cond') return push(votes, { side: 'tangle', strength: 2 }, 2);
  if (!VERBS.has(next.is)) return push(votes, { side: 'no', strength: 1, doubtful: next.is !== 'but' }, 1);
  // "không muốn đi được": everything it takes along is denied with it.
  let used = 2;
  const again = next.is === 'consent' && units.slice(0, i).some(({ is }) => is === 'neg' || is === 'mask');
  while (VERBS.has(units[i + used]?.is ?? '') || units[i + used]?.is === 'tail') used++;
  // "không có gì không đồng ý" may be a yes.
  return push(votes, { side: again ? 'tangle' : 'no', strength: 2 }, used);
}

function affirmation(units: readonly Unit[], i: number, strange: boolean, votes: Vote[]): number {
  let used = 1;
  let strength: 1 | 2 = 1;
  let consent = false;
  const wish = units[i]?.is === 'want';
  for (let j = i; VERBS.has(units[j]?.is ?? ''); j++) {
    const is = units[j]?.is ?? '';
    if (STANCE.has(is) && !wish && (is !== 'able' || j > i)) strength = 2;
    if (is === 'travel' || is === 'come') strength = wish ? 1 : 2;
    consent ||= is === 'consent';
    used = j - i + 1;
  }
  const after = units[i + used];
  const then = units[i + used + 1];
  if (after?.is === 'neg' && !then && units[i]?.is === 'sure') return push(votes, { side: 'no', strength: 2 }, used + 1);
  if (after?.is === 'neg' && !then) return push(votes, { side: 'question', strength: 1 }, used + 1);
  if (after?.is === 'neg' && then?.is === 'able') return push(votes, { side: 'no', strength: 2 }, used + 2);
  if (after?.is === 'tail') {
    const able = units[i + used - 1]?.is === 'able';
    return push(votes, able ? { side: 'no', strength: 2 } : { side: 'tangle', strength: 2 }, used + 1);
  }
  if ((after?.is === 'busy' || after?.is === 'unsure') && weakHead(units[i]?.is)) return used;
  return push(votes, { side: 'yes', strength, consent, doubtful: isDoubtful(units, i, used, strange) }, used);
}

function weakHead(is: string | undefined): boolean {
  return is === 'have' || is === 'able' || is === 'must';
}

/** Verbs that prove little among unknown words: "có con nhỏ", "đi đẻ", "qua cầu", "phải giữ cháu". */
const WEAK: ReadonlySet<string> = new Set(['travel', 'come', 'have', 'must', 'able', 'want']);

function isDoubtful(units: readonly Unit[], i: number, used: number, strange: boolean): boolean {
  if (!strange) return false;
  const last = units[i + used - 1]?.is ?? '';
  const before = units[i - 1]?.is;
  if (before === 'other' || (last === 'right' && before === 'unknown')) return true;
  const weak = units.slice(i, i + used).every(({ is }) => WEAK.has(is));
  return weak && (before === 'unknown' || (used === 1 && units[i + used]?.is === 'unknown'));
}
