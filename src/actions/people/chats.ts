import { holderOf, idsOf } from '../../models/people';
import type { ActionDeps } from '../deps';
import { followPerson, momentNow } from './carry-person';
import { decideLink, decideUnlink } from './record';

/** Why a chat was tied or untied: the id of the proof (a code, a tap), and whose it was. */
export interface Proof {
  id: string;
  by: string;
}

/**
 * Ties a chat to a person after a proof, and counts her as linked; answers whose the chat is: it stays with whoever has it.
 * Null for an unknown person.
 */
export async function linkChat(id: string, conversation: string, proof: Proof, deps: ActionDeps): Promise<string | null> {
  const holder = await holderOf(conversation);
  if (holder && !idsOf(holder).includes(id)) return holder._id;
  const of = { about: id, action: 'link', ...proof } as const;
  const done = await followPerson({ ...of, decide: (was) => decideLink(was, conversation, momentNow(deps)) }, deps);
  return done === undefined ? null : id;
}

/** Unties a chat from a person; nothing happens when it is not hers. */
export async function unlinkChat(id: string, conversation: string, proof: Proof, deps: ActionDeps): Promise<void> {
  const of = { about: id, action: 'unlink', ...proof } as const;
  await followPerson({ ...of, decide: (was) => decideUnlink(was, conversation, momentNow(deps)) }, deps);
}
