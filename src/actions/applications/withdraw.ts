import type { Application, WithdrawReason } from '../../models/applications';
import { periodOf } from '../../programme/periods';
import type { ActionDeps } from '../deps';
import { type ActionResult, actOn, type Decision, type EffectDraft, type Order } from './act-on-application';

/** Why an application can end before recognition; the first is the woman's own wish. */
export const WITHDRAW_REASONS: readonly WithdrawReason[] = ['asked', 'underAge', 'unreachable', 'duplicate'];

/** What she is told at the end of her application, by its reason. */
export const WORDS: Readonly<Record<WithdrawReason, string>> = {
  asked: 'application.withdrawn',
  underAge: 'application.underAge',
  unreachable: 'application.unreachable',
  duplicate: 'application.closedDuplicate',
  recognitionWithdrawn: 'application.recognitionWithdrawn',
};

/** Ends an application that has not been recognised. */
export function withdraw(file: string, order: Order & { reason: WithdrawReason }, deps: ActionDeps): Promise<ActionResult> {
  return actOn(file, 'withdraw', order, async (was, at) => decideWithdraw(was, order.reason, periodOf(at, deps.timeZone)), deps);
}

/** Anything but recognised or withdrawn can end; one that never counted as submitted does not count as withdrawn either. */
export function decideWithdraw(was: Application, reason: WithdrawReason, period: string): Decision {
  if (was.state === 'recognised' || was.state === 'withdrawn') return { refuse: 'wrongState' };
  const counted = was.state !== 'duplicate';
  const effects: EffectDraft[] = [];
  if (counted) effects.push({ name: 'fact', fact: { metric: 'applications:withdrawn', unit: was.unit, period, n: 1 } });
  const told = { conversation: was.conversation, key: WORDS[reason], vars: { file: was.file } };
  effects.push({ name: 'tell', ...told, purpose: 'GIA_NHAP' });
  return { state: 'withdrawn', reason, effects };
}
