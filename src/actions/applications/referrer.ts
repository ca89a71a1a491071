import type { Application } from '../../models/applications';
import { byCode, type Person, person } from '../../models/people';
import type { ActionDeps } from '../deps';
import { type ActionResult, actOn, type Decision, type Order } from './act-on-application';

/** Who brought a woman, as a leader tells: by invitation code, by id, or nobody. */
export type ReferrerAsked = { code: string } | { person: string } | 'nobody';

/** The person behind what a leader told; null for nobody, undefined where there is no such person or it is the woman herself. */
export async function referrerAsked(was: Application, asked: ReferrerAsked): Promise<Application['referrer'] | null | undefined> {
  if (asked === 'nobody') return null;
  const who = 'code' in asked ? await byCode(asked.code) : await person(asked.person);
  if (!who || isHerself(was, who)) return undefined;
  return { person: who._id, ...('code' in asked && who.code !== undefined ? { code: who.code } : {}) };
}

/**
 * A leader corrects who brought a woman, before she is recognised: the first invitation holds until somebody knows better
 * (two friends, a name instead of a code). Afterwards it is decided for good.
 */
export function setReferrer(file: string, order: Order & { referrer: ReferrerAsked }, deps: ActionDeps): Promise<ActionResult> {
  return actOn(file, 'refer', order, async (was) => decideReferrer(was, await referrerAsked(was, order.referrer)), deps);
}

/** Only while it is open; `undefined` is a person who is not known, or the woman herself. */
export function decideReferrer(was: Application, referrer: Application['referrer'] | null): Decision {
  const { state } = was;
  if (state === 'recognised' || state === 'withdrawn') return { refuse: 'wrongState' };
  if (referrer === undefined) return { refuse: 'unknownReferrer' };
  return { state, effects: [], ...(referrer === null ? { unset: ['referrer'] as const } : { set: { referrer } }) };
}

const isHerself = (was: Application, who: Person): boolean =>
  who.phoneHash === was.phoneHash || (was.conversation !== '' && who.conversations.includes(was.conversation));
