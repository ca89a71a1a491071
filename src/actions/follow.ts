import type { AggregateRoot, Store } from '../models/aggregate';
import { type DecisionOf, numbered } from './act';
import type { Carrier } from './carrier';
import type { ActionDeps } from './deps';

/** A step that follows from a decision which was allowed already: `by` is who made that one. */
export interface Following<A extends AggregateRoot, R extends string> {
  store: Store<A>;
  carrier: Carrier;
  about: string;
  /** Id of the effect or order that it follows from: the same one again does nothing. */
  id: string;
  action: A['history'][number]['action'];
  by: string;
  decide(was: A, at: number): Promise<DecisionOf<A, R>> | DecisionOf<A, R>;
}

const TRIES = 20;

/** As `act`, without a right to ask for; undefined when there is no such aggregate. Throws on an outage: then it goes on. */
export async function follow<A extends AggregateRoot, R extends string>(
  { store, carrier, about, id, action, by, decide }: Following<A, R>,
  deps: ActionDeps,
): Promise<'done' | R | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const was = await store.load(about);
    if (!was) return undefined;
    if (!was.history.some((each) => each.id === id && each.action === action)) {
      const at = deps.now();
      const decision = await decide(was, at);
      if ('refuse' in decision) return decision.refuse;
      const { told, effects, ...changes } = decision;
      const entry = { id, at, action, by, ...told } as A['history'][number];
      const move = { ...changes, entry, effects: numbered<A['outbox'][number]>(about, was.history.length, effects) };
      if (!(await store.move(was, move))) continue;
    } else if (was.outbox.length === 0) return 'done';
    await carrier.carry(about, deps);
    return 'done';
  }
  throw new Error(`${carrier.kind} keeps being changed by others: try again`);
}
