import type { Answers, Chain } from '../../engine/types';
import { broughtBy } from '../../models/applications';
import { byCode, giveCode, holderOf, idsOf, nameOf, type Person } from '../../models/people';
import { noteReferral, referralsOf } from '../../models/referrals';
import { briefOf, unitAt } from '../../models/units';
import { periodOf } from '../../programme/periods';
import { addFact } from '../../programme/recount';
import type { ActionDeps } from '../deps';

/** The invitation code of the member whose conversation it is, with her link and how far those are whom she brought. */
export async function codeOf(conversation: string, publicBaseUrl: string): Promise<Answers['codeGiven'] | undefined> {
  const holder = await holderOf(conversation);
  if (holder?.status !== 'member') return undefined;
  const code = await giveCode(holder._id);
  return { code, link: `${publicBaseUrl}/moi/${code}`, chain: await chainOf(idsOf(holder)) };
}

/** Invited → submitted → recognised, of a member by all her ids: numbers only, never who (domain §5.6). */
export async function chainOf(ids: readonly string[]): Promise<Chain> {
  const brought = (await broughtBy(ids)).filter(({ history }) => history[0]?.outcome === 'submitted');
  const recognised = brought.filter(({ state, pair }) => state === 'recognised' && pair?.active).length;
  // Who was named at the branch never came with a code.
  return { invited: Math.max(await referralsOf(ids), brought.length), submitted: brought.length, recognised };
}

/** Whether a code is a member's, and what to call her; not found for one's own code. */
export async function checkCode(code: string, conversation: string): Promise<{ found: boolean; name?: string }> {
  const who = await inviter(code, conversation);
  return who ? { found: true, name: nameOf(who) } : { found: false };
}

/** Somebody came to the chat with a code, by link or typed: invited, once for each member and chat. Members are not invited. */
export async function noteInvitation(code: string, conversation: string, at: number, deps: ActionDeps): Promise<void> {
  const who = await inviter(code, conversation);
  if (!who || (await holderOf(conversation))?.status === 'member') return;
  const id = await noteReferral(who._id, conversation, at);
  const unit = (await unitAt(who.unit, 'branch'))?._id ?? who.unit;
  const fact = { metric: 'invitations', unit, period: periodOf(at, deps.timeZone), n: 1 };
  await addFact({ _id: `invited/${id}`, ...fact }, deps.ringCount);
}

async function inviter(code: string, conversation: string): Promise<Person | undefined> {
  const who = await byCode(code);
  return who?.status === 'member' && !who.conversations.includes(conversation) ? who : undefined;
}

/** What a stranger sees of an invitation. */
export interface Invitation {
  code: string;
  /** The inviter's first name, nothing else of her. */
  name: string;
  commune: string;
  /** Why one would join, in the unit's own words; empty where it has none. */
  why: string;
  phone: string;
  link: string;
}

/** What a stranger may see behind a code; undefined where no member has it. */
export async function invitationOf(code: string, publicBaseUrl: string): Promise<Invitation | undefined> {
  const who = await byCode(code);
  if (who?.status !== 'member' || who.code === undefined) return undefined;
  const { commune, why, phone } = await briefOf(who.unit);
  return { code: who.code, name: firstName(nameOf(who)), commune, why, phone, link: `${publicBaseUrl}/moi/${who.code}` };
}

/** What people call her: the last word of a Vietnamese name. */
export const firstName = (name: string): string => name.trim().split(/\s+/).at(-1) ?? '';
