import type { AggregateRoot, Move, Store } from '../models/aggregate';
import { type Action, type Actor, can, nameOfActor } from './access';
import { auditDraft, auditRefusal } from './audited';
import type { Carrier } from './carrier';
import type { ActionDeps } from './deps';

/** One order to act: the same id again returns what the first one led to. */
export interface Order {
  id: string;
  actor: Actor;
}

/** An effect before it has its id. */
export type DraftOf<F> = F extends { id: string } ? Omit<F, 'id' | 'attempts'> : never;

/** The part of a history entry that a decision fills in. */
type Told<E> = E extends unknown ? Omit<E, 'id' | 'at' | 'action' | 'by'> : never;

/** What a decision comes to: a refusal with its reason, or what changes and what follows. */
export type DecisionOf<A extends AggregateRoot, R extends string> =
  | { refuse: R }
  | (Omit<Move<A>, 'entry' | 'effects'> & { told: Told<A['history'][number]>; effects: DraftOf<A['outbox'][number]>[] });

/** What became of an order: the entry in the history, or why nothing was done; `now` as far as the actor may see it. */
export type Acted<A extends AggregateRoot, R extends string> =
  | { done: true; id: string; entry: A['history'][number] }
  | { done: false; why: R | 'unknown' | 'notAllowed'; now?: A };

/** An action on one aggregate. */
export interface Acting<A extends AggregateRoot, R extends string> {
  store: Store<A>;
  carrier: Carrier;
  /** Finds it; the id by which people speak of it may be another. */
  find(): Promise<A | null>;
  /** The action's name in the history. */
  action: A['history'][number]['action'];
  order: Order;
  /** The right to see it, without which it does not exist for her, and the right to do this. */
  rights: { see: Action; act: Action };
  unitOf(was: A): string;
  /** Pure but for what it must read; asked again when somebody else was first. */
  decide(was: A, at: number): Promise<DecisionOf<A, R>> | DecisionOf<A, R>;
}

const TRIES = 8;

/** Gives effects their ids: from the aggregate and the place of the decision in its history. */
export function numbered<F extends { id: string }>(id: string, place: number, drafts: readonly DraftOf<F>[]): F[] {
  return drafts.map((draft, n) => ({ ...draft, id: `${id}/${place}.${n}` }) as unknown as F);
}

/**
 * Loads, asks for the right, decides, writes once under `rev`, carries out. The same order id again returns the stored
 * outcome. Throws on an outage: the same order then goes on where it stopped.
 */
export async function act<A extends AggregateRoot, R extends string>(
  acting: Acting<A, R>,
  deps: ActionDeps,
): Promise<Acted<A, R>> {
  const { store, carrier, action, order, rights } = acting;
  const by = nameOfActor(order.actor);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const was = await acting.find();
    if (!was) return { done: false, why: 'unknown' };
    const before = was.history.find((each) => each.id === order.id && each.action === action);
    // Her own order again: it may have moved the aggregate out of her sight.
    if (before && before.by === by) {
      if (was.outbox.length > 0) await carrier.carry(was._id, deps);
      return { done: true, id: was._id, entry: before };
    }
    const unit = acting.unitOf(was);
    if (!(await can(order.actor, rights.see, unit))) return { done: false, why: 'unknown' };
    if (!(await can(order.actor, rights.act, unit))) {
      await auditRefusal(order, rights.act, unit, deps.now());
      return { done: false, why: 'notAllowed', now: was };
    }
    if (before) return { done: true, id: was._id, entry: before };
    const at = deps.now();
    const decision = await acting.decide(was, at);
    if ('refuse' in decision) return { done: false, why: decision.refuse, now: was };
    const { told, effects, ...changes } = decision;
    const entry = { id: order.id, at, action, by, ...told } as A['history'][number];
    const drafts = [...effects, ...(auditDraft(order.actor, rights.act, unit, was._id) as unknown as typeof effects)];
    const move = { ...changes, entry, effects: numbered<A['outbox'][number]>(was._id, was.history.length, drafts) };
    if (!(await store.move(was, move))) continue;
    await carrier.carry(was._id, deps);
    return { done: true, id: was._id, entry };
  }
  throw new Error(`${carrier.kind} keeps being changed by others: try again`);
}
