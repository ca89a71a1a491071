import { randomUUID } from 'node:crypto';
import { grouped } from './grouped';
import { isDuplicate } from './once';
import { type Send, type SendState, Sends } from './sends';

/** One step of a send: what it must still be, and what it becomes. */
export interface Move {
  id: string;
  from: SendState;
  /** Claims so far: of two workers who hold the same send, the later one's claim counts. */
  attempts: number;
  to: Becomes;
}

/** What a send becomes; without `notBefore`, `failure` and lease it has none any more. */
export interface Becomes {
  state: SendState;
  notBefore?: number;
  failure?: string;
  platformId?: string;
  cost?: 'free' | 'paid';
  how?: 'template' | 'phone';
  /** Sealed `SendBody`, where what is said has changed. */
  body?: string;
}

const MOST = 100;

/**
 * Claims sends for one call of the platform each, in one update for all with as many earlier tries; answers those that were had.
 * Somebody else's, and a reply whose conversation has one under way, are left out.
 */
export async function claimMany(sends: readonly Send[], now: number, lease: number): Promise<Send[]> {
  const claim = randomUUID();
  const had: Send[] = [];
  for (const [, group] of by(sends, (send) => `${send.state} ${send.attempts}`))
    had.push(...(await claimAlike(group, claim, now, lease)));
  return had;
}

async function claimAlike(sends: readonly Send[], claim: string, now: number, lease: number): Promise<readonly Send[]> {
  const [first] = sends;
  if (!first) return [];
  const { state, attempts } = first;
  const ids = sends.map(({ _id }) => _id);
  // Its first claim is when it left: answers are matched to questions by it.
  const left = attempts === 0 ? { leftAt: now } : {};
  const set = { state: 'sending', leaseUntil: now + lease, claim, ...left } as const;
  let matched = 0;
  try {
    const filter = { _id: { $in: ids }, state, attempts };
    ({ matchedCount: matched } = await Sends.updateMany(filter, { $set: set, $inc: { attempts: 1 }, $unset: { notBefore: 1 } }));
  } catch (error) {
    // Another reply of a conversation is on its way; those before it in this update are claimed.
    if (!isDuplicate(error)) throw error;
  }
  if (matched === ids.length) return sends;
  const found = await Sends.find({ _id: { $in: ids }, claim })
    .select({ _id: 1 })
    .lean<{ _id: string }[]>();
  const mine = new Set(found.map(({ _id }) => _id));
  return sends.filter(({ _id }) => mine.has(_id));
}

/** Claims one reply; those that are claimed at the same time share the update. False when it cannot be had now. */
export const claimReply = grouped(MOST, async (asked: readonly { send: Send; now: number; lease: number }[]) => {
  const now = Math.max(...asked.map((each) => each.now));
  const lease = Math.min(...asked.map((each) => each.lease));
  const sends = new Map(asked.map(({ send }) => [send._id, send]));
  const had = new Set((await claimMany([...sends.values()], now, lease)).map(({ _id }) => _id));
  // Of two who ask for the same one at the same time the first has it: `delete` is true once.
  return asked.map(({ send }) => had.delete(send._id));
});

/** Takes steps of sends, those alike in one update; one that is not any more what its step says stays as it is. */
export async function moveMany(moves: readonly Move[]): Promise<void> {
  for (const [, group] of by(moves, alike)) await moveAlike(group);
}

function alike({ from, attempts, to: { platformId, ...rest } }: Move): string {
  return JSON.stringify([from, attempts, platformId === undefined, Object.entries(rest).sort()]);
}

async function moveAlike(moves: readonly Move[]): Promise<void> {
  const [first] = moves;
  if (!first) return;
  const { from, attempts, to } = first;
  const { platformId: _, ...set } = to;
  const ids = moves.map(({ id }) => id);
  const unset = ['leaseUntil', ...(['notBefore', 'failure'] as const).filter((field) => to[field] === undefined)];
  const place = { $indexOfArray: [{ $literal: ids }, '$_id'] };
  const platformId = { $arrayElemAt: [{ $literal: moves.map((move) => move.to.platformId) }, place] };
  // As a pipeline each document finds its own id in the list: one update takes the place of one for each.
  await Sends.collection.updateMany({ _id: { $in: ids }, state: from, attempts } as never, [
    { $set: { ...set, ...(to.platformId === undefined ? {} : { platformId }) } },
    { $unset: unset },
  ]);
}

/** Takes one step; those that are taken at the same time share their updates. Resolves when it is stored. */
export const move = grouped(MOST, async (moves: readonly Move[]) => {
  await moveMany(moves);
  return moves.map(() => undefined);
});

function by<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
