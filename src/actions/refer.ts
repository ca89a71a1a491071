import { byCode, giveCode, holderOf, nameOf } from '../models/people';
import { briefOf } from '../models/units';

/** The invitation code of the member whose conversation it is, with her link; undefined for anybody else. */
export async function codeOf(conversation: string, publicBaseUrl: string): Promise<{ code: string; link: string } | undefined> {
  const holder = await holderOf(conversation);
  if (holder?.status !== 'member') return undefined;
  const code = await giveCode(holder._id);
  return { code, link: `${publicBaseUrl}/moi/${code}` };
}

/** Whether a code is a member's, and what to call her; not found for one's own code. */
export async function checkCode(code: string, conversation: string): Promise<{ found: boolean; name?: string }> {
  const who = await byCode(code);
  if (who?.status !== 'member' || who.conversations.includes(conversation)) return { found: false };
  return { found: true, name: nameOf(who) };
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
  const name = nameOf(who).trim().split(/\s+/).at(-1) ?? '';
  return { code: who.code, name, commune, why, phone, link: `${publicBaseUrl}/moi/${who.code}` };
}
