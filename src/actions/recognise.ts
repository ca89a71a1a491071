import type { Application } from '../models/applications';
import { holderOf, isMemberAt, type Person, person } from '../models/people';
import { keyed } from '../models/secrets';
import { topUnit, unitAt } from '../models/units';
import { dayOf, periodOf } from '../programme/periods';
import { type ActionResult, actOn, type Decision, type EffectDraft, type Order } from './act-on-application';
import type { ActionDeps } from './deps';

/** What recognition must know: the person that she becomes, and who brought her as that one stands on this day. */
export interface Standing {
  member: string;
  referrer?: { person: string; unit: string; active: boolean; conversation?: string };
  period: string;
  day: string;
  /** The commune's name, as what recognises her. */
  commune: string;
}

/** The commune recognises her as a member. What counts for 1+1 is decided here, once, and stored with the application. */
export function recognise(file: string, order: Order, deps: ActionDeps): Promise<ActionResult> {
  return actOn(file, 'recognise', order, async (was, at) => decideRecognise(was, await standing(was, at, deps.timeZone)), deps);
}

/**
 * Verified becomes recognised. 1+1 (b) is counted once per woman, for the referrer's branch, if the referrer is an active
 * member on this day and not the woman herself (domain §1.1, §1.13, §2.4).
 */
export function decideRecognise(was: Application, on: Standing): Decision {
  if (was.state !== 'verified') return { refuse: 'wrongState' };
  const { member, period, referrer, commune, day } = on;
  const by = referrer && referrer.person !== member ? referrer : undefined;
  const { unit } = was;
  // That she joined and the pair are counted by her own record, which knows whether they were counted before (`admit`).
  const effects: EffectDraft[] = [
    { name: 'makeMember' },
    { name: 'fact', fact: { metric: 'applications:recognised', unit, period, n: 1 } },
  ];
  const { conversation } = was;
  const vars = { unit: commune, day };
  effects.push({ name: 'tell', conversation, key: 'application.recognised', vars, purpose: 'GIA_NHAP', named: 'applicant' });
  if (by?.active && by.conversation !== undefined) {
    const thanked = { name: 'tell', conversation: by.conversation, key: 'referral.thanks', vars: {} } as const;
    effects.push({ ...thanked, purpose: 'NHAC_LICH', named: 'referrer' });
  }
  const pair = by ? { pair: { active: by.active, unit: by.unit } } : {};
  return { state: 'recognised', set: { member, ...pair }, effects };
}

async function standing(was: Application, at: number, timeZone: string): Promise<Standing> {
  const holder = await holderOf(was.conversation);
  // Somebody who left comes back as the person she was; a chat shared with a member does not make her that member.
  const member = holder && holder.status !== 'member' ? holder._id : keyed('person', was._id);
  const commune = (await unitAt(was.unit, 'commune')) ?? (await topUnit());
  const referrer = was.referrer ? await person(was.referrer.person) : null;
  return {
    member,
    period: periodOf(at, timeZone),
    day: dayOf(at, timeZone),
    commune: commune.name,
    ...(referrer ? { referrer: await asReferrer(referrer, at) } : {}),
  };
}

async function asReferrer(who: Person, at: number): Promise<NonNullable<Standing['referrer']>> {
  const branch = await unitAt(who.unit, 'branch');
  const conversation = who.conversations.at(-1);
  return {
    person: who._id,
    unit: branch?._id ?? who.unit,
    active: isMemberAt(who, at),
    ...(conversation === undefined ? {} : { conversation }),
  };
}
