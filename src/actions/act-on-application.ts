import type {
  Application,
  ApplicationAction,
  ApplicationEffect,
  ApplicationMove,
  ApplicationState,
  WithdrawReason,
} from '../models/applications';
import * as applications from '../models/applications';
import { type Actor, can, nameOfActor } from './access';
import { carryApplication } from './carry';
import type { ApplicationDeps } from './deps';

/** One order to act: the same id again returns what the first one led to. */
export interface Order {
  id: string;
  actor: Actor;
}

export type Refusal = 'unknown' | 'notAllowed' | 'wrongState' | 'needsBranch';

/** What became of an order: where the application stands, or why nothing was done. */
export type ActionResult =
  | { done: true; file: string; state: ApplicationState }
  | { done: false; why: Refusal; file?: string; state?: ApplicationState };

/** An effect before it has its id. */
export type EffectDraft = ApplicationEffect extends infer E
  ? E extends ApplicationEffect
    ? Omit<E, 'id' | 'attempts'>
    : never
  : never;

/** What a decision comes to: a refusal, or the new state with what follows. */
export type Decision =
  | { refuse: Refusal }
  | {
      state: ApplicationState;
      effects: EffectDraft[];
      set?: NonNullable<ApplicationMove['set']>;
      freeSlot?: boolean;
      reason?: WithdrawReason;
    };

const TRIES = 8;

/** Gives effects their ids: from the application and the place of the decision in its history. */
export function withIds(application: string, place: number, drafts: readonly EffectDraft[]): ApplicationEffect[] {
  return drafts.map((draft, n) => ({ ...draft, id: `${application}/${place}.${n}` }) as ApplicationEffect);
}

/** Loads, asks for the right, decides, writes once under `rev`, carries out. Throws on an outage: the same order then goes on. */
export async function actOn(
  file: string,
  action: Exclude<ApplicationAction, 'submit'>,
  order: Order,
  decide: (was: Application, at: number) => Promise<Decision>,
  deps: ApplicationDeps,
): Promise<ActionResult> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const was = await applications.byFile(file);
    if (!was || !(await can(order.actor, 'applications:see', was.unit))) return { done: false, why: 'unknown' };
    if (!(await can(order.actor, `applications:${action}`, was.unit)))
      return { done: false, why: 'notAllowed', file, state: was.state };
    const before = was.history.find((each) => each.id === order.id && each.action === action);
    if (before) {
      if (was.outbox.length > 0) await carryApplication(was._id, deps);
      return { done: true, file, state: before.outcome };
    }
    const at = deps.now();
    const decision = await decide(was, at);
    if ('refuse' in decision) return { done: false, why: decision.refuse, file, state: was.state };
    const { state, effects, reason, ...changes } = decision;
    const entry = { id: order.id, at, action, by: nameOfActor(order.actor), outcome: state, ...(reason ? { reason } : {}) };
    const move = { ...changes, entry, effects: withIds(was._id, was.history.length, effects) };
    if (!(await applications.moveApplication(was, move))) continue;
    await carryApplication(was._id, deps);
    return { done: true, file, state };
  }
  throw new Error(`application ${file} keeps being changed by others: try again`);
}
