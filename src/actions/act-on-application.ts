import type { Application, ApplicationAction, ApplicationEffect, ApplicationState, WithdrawReason } from '../models/applications';
import { applicationStore, byFile } from '../models/applications';
import { act, type DraftOf, type Order } from './act';
import { applicationCarrier } from './carry';
import type { ActionDeps } from './deps';

export type { Order } from './act';

export type Refusal = 'unknown' | 'notAllowed' | 'wrongState' | 'needsBranch';

/** What became of an order: where the application stands, or why nothing was done. */
export type ActionResult =
  | { done: true; file: string; state: ApplicationState }
  | { done: false; why: Refusal; file?: string; state?: ApplicationState };

export type EffectDraft = DraftOf<ApplicationEffect>;

/** What a decision comes to: a refusal, or the new state with what follows. */
export type Decision =
  | { refuse: 'wrongState' | 'needsBranch' }
  | {
      state: ApplicationState;
      effects: EffectDraft[];
      set?: Partial<Pick<Application, 'unit' | 'member' | 'pair'>>;
      freeSlot?: boolean;
      reason?: WithdrawReason;
      why?: string;
    };

/** Acts on an application by its file number, as `act` does. */
export async function actOn(
  file: string,
  action: Exclude<ApplicationAction, 'submit'>,
  order: Order,
  decide: (was: Application, at: number) => Promise<Decision>,
  deps: ActionDeps,
): Promise<ActionResult> {
  const acted = await act<Application, 'wrongState' | 'needsBranch'>(
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
        const { state, effects, set, freeSlot, reason, why } = decision;
        return {
          told: { outcome: state, ...(reason ? { reason } : {}), ...(why === undefined ? {} : { why }) },
          set: { ...set, state },
          ...(freeSlot ? { unset: ['slot'] as const } : {}),
          effects,
        };
      },
    },
    deps,
  );
  if (acted.done) return { done: true, file, state: acted.entry.outcome };
  return { done: false, why: acted.why, ...(acted.now ? { file, state: acted.now.state } : {}) };
}
