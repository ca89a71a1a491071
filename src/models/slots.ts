import type { Model } from 'mongoose';

/** Who holds a slot now, or the value under which the next one may take it. */
export type Slot<A> = { open: A } | { next: string };

/** Turns that are looked up in one read: most slots have had one or two. */
const AT_ONCE = 8;

// Why a slot is kept: secantusd-rs claims a unique value for the document that was inserted with it until this one is deleted; after
// an `$unset` it refuses everybody else, and no read finds by whom. A value that is never given back is right on every server.

/**
 * Of some things only one may be open at a time: an application of a phone, the lead of a unit. Such a document carries a unique
 * `slot`, `KEY#TURN`, and keeps it when it is over; the next one takes the next turn. A turn is never used twice: of two who look
 * at once both want the same one, and one is refused. `isOpen` says by its state whether a document still holds its slot.
 */
export async function lookAtSlot<A extends { slot?: string }>(
  model: Model<A>,
  key: string,
  isOpen: (each: A) => boolean,
): Promise<Slot<A>> {
  for (let first = 1; ; first += AT_ONCE) {
    const turns = Array.from({ length: AT_ONCE }, (_, n) => `${key}#${first + n}`);
    // Older documents hold the key alone, and lost it when they were over.
    const slot = { $in: first === 1 ? [key, ...turns] : turns };
    const found = await model.find({ slot } as never).lean<A[]>();
    const open = found.find(isOpen);
    if (open) return { open };
    const taken = new Set(found.map((each) => each.slot));
    const free = turns.findLastIndex((turn) => taken.has(turn)) + 1;
    const next = turns[free];
    if (next !== undefined) return { next };
  }
}

/** A slot or a number is had after a few tries: who needs more meets an index that is broken. */
export const MOST_TRIES = 50;

/** Looks at a slot and does something with it, again while that answers undefined because another one was faster. */
export async function inSlot<A, R>(look: () => Promise<Slot<A>>, act: (slot: Slot<A>) => Promise<R | undefined>): Promise<R> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const result = await act(await look());
    if (result !== undefined) return result;
  }
  throw new Error(`no slot in ${MOST_TRIES} tries: an index of slots names what is not there: rebuild it`);
}
