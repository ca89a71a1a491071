import type { Unit } from './units';

/** One side a clause takes. `strength` 1: an acknowledgement or a wish; 2: says so itself. `doubtful`: words around it are unknown. */
export type Vote = {
  side: 'yes' | 'no' | 'maybe' | 'question' | 'tangle';
  strength: 1 | 2;
  doubtful?: boolean;
  consent?: boolean;
};

/** What may be affirmed or denied. */
export const VERBS: ReadonlySet<string> = new Set([
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

/** Adds a vote and says how many units it used. */
export function push(votes: Vote[], vote: Vote, used: number): number {
  votes.push(vote);
  return used;
}

/** Reads a negation at `i` with all that it denies. */
export function negation(units: readonly Unit[], i: number, strange: boolean, votes: Vote[]): number {
  const next = units[i + 1];
  // "đông không" may ask about what stands before it.
  if (!next && units[i - 1]?.is === 'unknown')
    return push(votes, { side: 'tangle', strength: votes.some(({ side }) => side === 'no') ? 2 : 1 }, 1);
  if (!next && votes.at(-1)?.side === 'no') return push(votes, { side: 'tangle', strength: 2 }, 1);
  if (!next) return push(votes, { side: 'no', strength: 1 }, 1);
  if (next.is === 'tail') return push(votes, { side: 'no', strength: strange ? 1 : 2, doubtful: strange }, 2);
  if (next.is === 'question') return push(votes, { side: 'no', strength: 1, doubtful: strange }, 2);
  // "không đi xa được" is no "không bận".
  if (next.is === 'busy' && units[i + 2]?.is === 'able') return push(votes, { side: 'tangle', strength: 2 }, 3);
  if (next.is === 'busy') return push(votes, { side: 'yes', strength: 2, doubtful: true }, 2);
  if (next.is === 'unsure') return push(votes, { side: 'maybe', strength: 2 }, 2);
  if (next.is === 'neg' || next.is === 'no' || next.is === 'cond') return push(votes, { side: 'tangle', strength: 2 }, 2);
  if (!VERBS.has(next.is)) return push(votes, { side: 'no', strength: 1, doubtful: next.is !== 'but' }, 1);
  // "không muốn đi được": everything it takes along is denied with it.
  let used = 2;
  const again = next.is === 'consent' && units.slice(0, i).some(({ is }) => is === 'neg' || is === 'mask');
  while (VERBS.has(units[i + used]?.is ?? '') || units[i + used]?.is === 'tail') used++;
  // "không có gì không đồng ý" may be a yes, and so is "không đi là không được".
  const must = next.is === 'able' && votes.at(-1)?.side === 'no' && VERBS.has(units[i - 1]?.is ?? '');
  return push(votes, { side: again || must ? 'tangle' : 'no', strength: 2 }, used);
}

/** Reads a verb at `i` with the verbs that follow it at once. */
export function affirmation(units: readonly Unit[], i: number, strange: boolean, votes: Vote[]): number {
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
  const after = units[i + used]?.is;
  if (before === 'other' || (last === 'right' && before === 'unknown')) return true;
  const weak = units.slice(i, i + used).every(({ is }) => WEAK.has(is));
  return weak && (before === 'unknown' || (used === 1 && (after === 'unknown' || after === 'other')));
}
