import { leaderChat } from '../models/leader-chats';
import { officesOf } from '../models/offices';
import { holderOf } from '../models/people';
import type { Actor } from './access';

/** A leader as she acts now. */
export type Leader = Extract<Actor, { kind: 'leader' }>;

/** Which leader writes in a chat on a day (YYYY-MM-DD); undefined for a chat that no code has tied, or without a post now. */
export async function actorOf(conversation: string, today: string): Promise<Leader | undefined> {
  const tied = await leaderChat(conversation);
  if (!tied) return undefined;
  // One chat is one person: posts that she holds as the member whose chat it is are hers as well.
  const member = await holderOf(conversation);
  return actorOfHolder(tied.holder, today, member?._id);
}

/** Which leader a person of the register, or an officer only named, is on a day (YYYY-MM-DD); undefined without a post now. */
export async function actorOfHolder(holder: string, today: string, alias?: string): Promise<Leader | undefined> {
  const [main, ...also] = await officesOf([...new Set([holder, ...(alias === undefined ? [] : [alias])])], today);
  return main && { kind: 'leader', person: holder, ...main, ...(also.length > 0 ? { also } : {}) };
}
