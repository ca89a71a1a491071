import { type Application, formOf, type Likeness, nameKeyOf } from '../../models/applications';
import { homeOf, type Unit, unitAt, unitByCode } from '../../models/units';
import { periodOf } from '../../programme/periods';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import { hasNamesake } from '../people/namesakes';
import { type ActionResult, actOn, type Decision, type EffectDraft, type Order } from './act-on-application';
import { decideReferrer, type ReferrerAsked, referrerAsked } from './referrer';

/** What the branch knows after it has spoken with her. */
export interface Verification extends Order {
  /** Code of her branch, where she named only her commune. */
  branch?: string;
  /** Who brought her, where she told a name or the leader knows better. */
  referrer?: ReferrerAsked;
}

/** The branch has spoken with her and stands for her; who brought her is confirmed with it. */
export function verify(file: string, order: Verification, deps: ActionDeps): Promise<ActionResult> {
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
      const corrected = order.referrer === undefined ? undefined : decideReferrer(was, await referrerAsked(was, order.referrer));
      if (corrected && 'refuse' in corrected) return corrected;
      const commune = (await unitAt(branch?._id ?? was.unit, 'commune'))?._id ?? was.unit;
      const likeness = branch ? await likenessIn(was, branch._id, commune) : [];
      const decision = decideVerify(was, branch, periodOf(at, deps.timeZone), { commune, likeness });
      if ('refuse' in decision || !corrected) return decision;
      return {
        ...decision,
        set: { ...decision.set, ...corrected.set },
        unset: [...(decision.unset ?? []), ...(corrected.unset ?? [])],
      };
    },
    deps,
  );
}

/** Submitted, or kept apart as a duplicate and found to be another woman, becomes verified; only in a branch. */
export function decideVerify(
  was: Application,
  branch: Pick<Unit, '_id' | 'name'> | undefined,
  period: string,
  { commune, likeness = [] }: { commune?: string; likeness?: Likeness[] } = {},
): Decision {
  if (was.state !== 'submitted' && was.state !== 'duplicate') return { refuse: 'wrongState' };
  if (!branch) return { refuse: 'needsBranch' };
  const unit = branch._id;
  const fact = (metric: string): EffectDraft => ({ name: 'fact', fact: { metric, unit, period, n: 1 } });
  const { file, conversation } = was;
  return {
    state: 'verified',
    set: { unit, ...(likeness.length > 0 ? { likeness } : {}) },
    ...(likeness.length > 0 ? {} : { unset: ['likeness'] }),
    effects: [
      ...(was.state === 'duplicate' ? [fact('applications:submitted')] : []),
      fact('applications:verified'),
      {
        ...{ name: 'tell', conversation, key: 'application.verified', purpose: 'GIA_NHAP' },
        vars: { file, branch: branch.name },
      },
      ...(commune === undefined ? [] : [tellCommune(commune, branch.name, file)]),
    ],
  };
}

const tellCommune = (commune: string, branch: string, file: string): EffectDraft => ({
  ...{ name: 'tellLeaders', unit: commune, matter: 'application' },
  say: { key: 'leader.toRecognise', vars: { file, unit: branch } },
});

/** Who else may be her, looked at again now that her branch is known. */
async function likenessIn(was: Application, branch: string, commune: string): Promise<Likeness[]> {
  const form = formOf(was);
  const named = await hasNamesake(form, branch, nameKeyOf(form.name, form.birthYear, commune), was._id);
  return [...(was.likeness?.includes('samePhone') ? ['samePhone' as const] : []), ...(named ? ['sameName' as const] : [])];
}
