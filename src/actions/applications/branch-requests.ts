import type { CommonEffect } from '../../models/aggregate';
import {
  type BranchRequest,
  type BranchRequestState,
  branchRequestByNo,
  branchRequestStore,
  keepBranchRequest,
} from '../../models/branch-requests';
import { unitAt, unitByCode } from '../../models/units';
import { periodOf, yearOf } from '../../programme/periods';
import { can, nameOfActor } from '../access';
import { act, type DraftOf, numbered, type Order } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';

/** Carries out what requests to found a branch ask for. */
export const branchRequestCarrier = carrierOf<BranchRequest>({
  kind: 'branchRequest',
  store: branchRequestStore,
  handle: (effect, _, deps) => carryCommon(effect, deps),
});

export type BranchRefusal = 'unknown' | 'notAllowed' | 'wrongState' | 'unknownUnit' | 'noWomen';

/** What became of an order about a request. */
export type BranchOutcome = { done: true; no: string; state: BranchRequestState } | { done: false; why: BranchRefusal };

/** A leader asks that a branch be founded, exactly once for an order: where, and how many women want it. `unit` is hers, by code. */
export async function askBranch(
  order: Order & { unit: string; place: string; women: number },
  deps: ActionDeps,
): Promise<BranchOutcome> {
  const { id, actor, place, women } = order;
  const from = await unitByCode(order.unit);
  const commune = from && (await unitAt(from._id, 'commune'));
  if (!from || !commune) return { done: false, why: 'unknownUnit' };
  if (!(await can(actor, 'branches:ask', from._id))) return { done: false, why: 'notAllowed' };
  if (!Number.isInteger(women) || women < 1 || place.trim() === '') return { done: false, why: 'noWomen' };
  const at = deps.now();
  const fact = { metric: 'branches:asked', unit: commune._id, period: periodOf(at, deps.timeZone), n: 1 };
  const kept = await keepBranchRequest(
    {
      ...{ _id: id, state: 'asked', unit: commune._id, place: place.trim(), women },
      history: [{ id, at, action: 'ask', by: nameOfActor(actor), outcome: 'asked' }],
      outbox: numbered<CommonEffect>(id, 0, [
        { name: 'fact', fact },
        { ...{ name: 'tellLeaders', unit: commune._id, matter: 'application' }, say: { key: 'leader.branchAsked', vars: {} } },
      ]),
    },
    at,
    yearOf(at, deps.timeZone),
  );
  if (kept.outbox.length > 0) await branchRequestCarrier.carry(kept._id, deps);
  return { done: true, no: kept.no, state: kept.state };
}

/** The commune has seen to it (`verify`), the branch is there as a unit (`found`), or there will be none (`refuse`). */
export async function decideOnBranch(
  no: string,
  order: Order & ({ decision: 'verify' | 'refuse' } | { decision: 'found'; code: string }),
  deps: ActionDeps,
): Promise<BranchOutcome> {
  const branch = order.decision === 'found' ? await unitByCode(order.code) : undefined;
  const acted = await act<BranchRequest, 'wrongState' | 'unknownUnit'>(
    {
      store: branchRequestStore,
      carrier: branchRequestCarrier,
      find: () => branchRequestByNo(no),
      action: order.decision,
      order,
      rights: { see: 'branches:decide', act: 'branches:decide' },
      unitOf: (was) => was.unit,
      async decide(was, at) {
        const commune = branch && (await unitAt(branch._id, 'commune'))?._id;
        const founded = branch?.level === 'branch' && commune === was.unit ? branch._id : undefined;
        const decided = decideBranch(was, order.decision, founded, periodOf(at, deps.timeZone));
        if ('refuse' in decided) return decided;
        const { state, effects } = decided;
        return { told: { outcome: state }, set: { state, ...(founded === undefined ? {} : { founded }) }, effects };
      },
    },
    deps,
  );
  return acted.done ? { done: true, no, state: acted.entry.outcome } : { done: false, why: acted.why };
}

/** Asked → verified → founded; refused until it is founded. A branch is founded when it is a unit of that commune. */
export function decideBranch(
  was: Pick<BranchRequest, 'state' | 'unit'>,
  decision: 'verify' | 'found' | 'refuse',
  founded: string | undefined,
  period: string,
): { refuse: 'wrongState' | 'unknownUnit' } | { state: BranchRequestState; effects: DraftOf<CommonEffect>[] } {
  if (was.state === 'founded' || was.state === 'refused') return { refuse: 'wrongState' };
  if (decision === 'refuse') return { state: 'refused', effects: [] };
  if (decision === 'verify') return was.state === 'asked' ? { state: 'verified', effects: [] } : { refuse: 'wrongState' };
  if (was.state !== 'verified') return { refuse: 'wrongState' };
  if (founded === undefined) return { refuse: 'unknownUnit' };
  return {
    state: 'founded',
    effects: [{ name: 'fact', fact: { metric: 'branches:founded', unit: was.unit, period, n: 1 } }],
  };
}
