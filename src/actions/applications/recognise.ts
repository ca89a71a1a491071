import { type Application, formOf } from '../../models/applications';
import { byPhone, holderOf, isMemberAt, nameOf, type Person, person } from '../../models/people';
import { plainName } from '../../models/plain-name';
import { keyed } from '../../models/secrets';
import { topUnit, unitAt } from '../../models/units';
import { dayOf, periodOf } from '../../programme/periods';
import { type Bringer, type Brought, lineOf, whyNoPair } from '../../programme/recruit';
import type { ActionDeps } from '../deps';
import { type ActionResult, actOn, type Decision, type EffectDraft, type Order } from './act-on-application';
import { householdFacts, householdTold, type ToldHousehold } from './told-household';

/** Who brought her, as she stands on this day: what decides about the pair, where it counts, and where she is thanked. */
export interface Referrer extends Bringer {
  /** Her branch of this day. */
  unit: string;
}

/** What recognition must know: the person that she becomes, and who brought her as that one stands on this day. */
export interface Standing {
  member: string;
  /** A pair of 1+1 (b) counted for her before. */
  counted: boolean;
  referrer?: Referrer;
  period: string;
  day: string;
  /** What she told of her household when she asked to join. */
  household?: ToldHousehold;
  /** The commune's name, as what recognises her. */
  commune: string;
}

/** The commune recognises her as a member. What counts for 1+1 is decided here, once, and stored with the application. */
export function recognise(file: string, order: Order, deps: ActionDeps): Promise<ActionResult> {
  return actOn(file, 'recognise', order, async (was, at) => decideRecognise(was, await standing(was, at, deps.timeZone)), deps);
}

/** Verified becomes recognised; whether it makes a pair of 1+1 (b), `whyNoPair` decides for good. */
export function decideRecognise(was: Application, on: Standing): Decision {
  if (was.state !== 'verified') return { refuse: 'wrongState' };
  const { member, counted, period, referrer: by, commune, day } = on;
  const { unit, conversation, phoneHash } = was;
  const woman: Brought = { person: member, phoneHash, conversation, counted };
  const why = by && whyNoPair(woman, by);
  const pairs = by !== undefined && why === undefined;
  // That she joined and the pair are counted by her own record, which knows whether they were counted before (`admit`).
  const effects: EffectDraft[] = [
    { name: 'makeMember' },
    { name: 'fact', fact: { metric: 'applications:recognised', unit, period, n: 1 } },
    ...householdFacts(on.household, { unit, period, n: 1 }),
  ];
  const vars = { unit: commune, day };
  effects.push({ name: 'tell', conversation, key: 'application.recognised', vars, purpose: 'GIA_NHAP', named: 'applicant' });
  const chat = by?.conversations.at(-1);
  if (pairs && chat !== undefined) {
    // Not a word of who it is: the friend agreed to nothing of the kind (domain §5.6).
    const thanked = { name: 'tell', conversation: chat, key: 'referral.thanks', vars: {} } as const;
    effects.push({ ...thanked, purpose: 'NHAC_LICH', named: 'referrer' });
  }
  const pair = by ? { pair: { active: pairs, unit: by.unit, ...(why ? { why } : {}) } } : {};
  // From now on her record holds her phone: when she has left one day, she may ask anew.
  return { state: 'recognised', set: { member, ...pair }, effects };
}

async function standing(was: Application, at: number, timeZone: string): Promise<Standing> {
  const before = await whoLeft(was);
  const commune = (await unitAt(was.unit, 'commune')) ?? (await topUnit());
  const referrer = was.referrer ? await person(was.referrer.person) : null;
  return {
    member: before?._id ?? keyed('person', was._id),
    counted: before?.pair !== undefined,
    period: periodOf(at, timeZone),
    day: dayOf(at, timeZone),
    commune: commune.name,
    ...householdTold(was),
    ...(referrer ? { referrer: await asReferrer(referrer, at) } : {}),
  };
}

/** Somebody who left comes back as the person she was: by her chat, or by phone, name and year; a member is never taken for her. */
async function whoLeft(was: Application): Promise<Person | undefined> {
  const holder = was.conversation === '' ? null : await holderOf(was.conversation);
  if (holder && holder.status !== 'member') return holder;
  const { name, birthYear } = formOf(was);
  return (await byPhone(was.phoneHash)).find(
    (each) => each.status === 'left' && each.birthYear === birthYear && plainName(nameOf(each)) === plainName(name),
  );
}

async function asReferrer(who: Person, at: number): Promise<Referrer> {
  const broughtBy = async (id: string) => {
    const by = (await person(id))?.pair?.referrer;
    return by === undefined ? undefined : ((await person(by))?._id ?? by);
  };
  return {
    person: who._id,
    unit: (await unitAt(who.unit, 'branch'))?._id ?? who.unit,
    active: isMemberAt(who, at),
    everMember: who.memberSince !== undefined,
    conversations: who.conversations,
    line: await lineOf(who._id, broughtBy),
    ...(who.phoneHash === undefined ? {} : { phoneHash: who.phoneHash }),
  };
}
