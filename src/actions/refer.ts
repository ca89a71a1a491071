import { byCode, giveCode, holderOf, nameOf } from '../models/people';

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
