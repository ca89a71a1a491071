import type {
  Application,
  ApplicationAction,
  ApplicationEffect,
  ApplicationState,
  WithdrawReason,
} from '../../models/applications';
import { applicationStore, byFile } from '../../models/applications';
import { act, type DraftOf, type Order } from '../act';
import type { ActionDeps } from '../deps';
import { timersOf } from './application-deadlines';
import { applicationCarrier } from './carry';

export type { Order } from '../act';

/** What an application itself may refuse. */
export type ApplicationRefusal = 'wrongState' | 'needsBranch' | 'unknownReferrer';
export type Refusal = 'unknown' | 'notAllowed' | ApplicationRefusal;

/** What became of an order: where the application stands, or why nothing was done. */
export type ActionResult =
  | { done: true; file: string; state: ApplicationState }
  | { done: false; why: Refusal; file?: string; state?: ApplicationState };

export type EffectDraft = DraftOf<ApplicationEffect>;

/** What a decision comes to: a refusal, or the new state with what follows. */
export type Decision =
  | { refuse: ApplicationRefusal }
  | {
      state: ApplicationState;
      effects: EffectDraft[];
      set?: Partial<Pick<Application, 'unit' | 'member' | 'pair' | 'referrer' | 'likeness'>>;
      unset?: readonly ('referrer' | 'likeness')[];
      reason?: WithdrawReason;
      why?: string;
    };

/** Acts on an application by its file number, as `act` does. */
export async function actOn(
  file: string,
  action: Exclude<ApplicationAction, 'submit' | 'wait'>,
  order: Order,
  decide: (was: Application, at: number) => Promise<Decision>,
  deps: ActionDeps,
): Promise<ActionResult> {
  const acted = await act<Application, ApplicationRefusal>(
    {
      store: applicationStore,
      carrier: applicationCarrier,
      find: () => byFile(file),
      action,
      order,
      rights: { see: 'applications:see', act: `applications:${action}` },
      unitOf: (was) => was.unit,
      async decide(was, at) {
        const decision = await decide(was, at);
        if ('refuse' in decision) return decision;
        const { state, effects, set, unset = [], reason, why } = decision;
        const timers = state === was.state ? { set: {}, unset: [] } : await timersOf(state, set?.unit ?? was.unit, at);
        return {
          told: { outcome: state, ...(reason ? { reason } : {}), ...(why === undefined ? {} : { why }) },
          set: { ...set, ...timers.set, state },
          unset: [...unset, ...timers.unset],
          effects,
        };
      },
    },
    deps,
  );
  if (acted.done) return { done: true, file, state: acted.entry.outcome };
  return { done: false, why: acted.why, ...(acted.now ? { file, state: acted.now.state } : {}) };
}
