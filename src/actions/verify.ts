import type { Application } from '../models/applications';
import { homeOf, type Unit, unitAt, unitByCode } from '../models/units';
import { periodOf } from '../programme/periods';
import { can } from './access';
import { type ActionResult, actOn, type Decision, type EffectDraft, type Order } from './act-on-application';
import type { ActionDeps } from './deps';

/** The branch has spoken with her and stands for her. `branch` (a code) places her where she named only her commune. */
export function verify(file: string, order: Order & { branch?: string }, deps: ActionDeps): Promise<ActionResult> {
  return actOn(
    file,
    'verify',
    order,
    async (was, at) => {
      const named = order.branch === undefined ? was.unit : (await unitByCode(order.branch))?._id;
      // A branch that was merged meanwhile is its successor; a code must name a branch itself.
      const asked =
        named === undefined ? undefined : order.branch === undefined ? await unitAt(named, 'branch') : await homeOf(named);
      const branch = asked?.level === 'branch' && (await can(order.actor, 'applications:verify', asked._id)) ? asked : undefined;
      return decideVerify(was, branch, periodOf(at, deps.timeZone));
    },
    deps,
  );
}

/** Submitted, or kept apart as a duplicate and found to be another woman, becomes verified; only in a branch. */
export function decideVerify(was: Application, branch: Pick<Unit, '_id' | 'name'> | undefined, period: string): Decision {
  if (was.state !== 'submitted' && was.state !== 'duplicate') return { refuse: 'wrongState' };
  if (!branch) return { refuse: 'needsBranch' };
  const unit = branch._id;
  const fact = (metric: string): EffectDraft => ({ name: 'fact', fact: { metric, unit, period, n: 1 } });
  return {
    state: 'verified',
    set: { unit },
    effects: [
      ...(was.state === 'duplicate' ? [fact('applications:submitted')] : []),
      fact('applications:verified'),
      {
        name: 'tell',
        conversation: was.conversation,
        key: 'application.verified',
        vars: { file: was.file, branch: branch.name },
        purpose: 'GIA_NHAP',
      },
    ],
  };
}
