import { person as personById } from '../../models/people';
import type { ActionDeps } from '../deps';
import { linkChat, type Proof, unlinkChat } from './chats';
import { leave } from './members';

/** Ties a chat to a record after a proof. Throws when it is another record's meanwhile: then a person must look. */
export async function tieChat(person: string, conversation: string, proof: Proof, deps: ActionDeps): Promise<void> {
  const holder = await linkChat(person, conversation, proof, deps);
  if (holder !== person) throw new Error('the chat is tied to another record, or the record is gone: ask anew to be linked');
}

/** Two records are one woman: the chats of one go over to the other, and the one is no member's any more. */
export async function joinRecords(
  { person, from, chats }: { person: string; from: string; chats: readonly string[] },
  proof: Proof,
  deps: ActionDeps,
): Promise<void> {
  for (const [n, chat] of chats.entries()) {
    const of = { ...proof, id: `${proof.id}.${n}` };
    await unlinkChat(from, chat, of, deps);
    await tieChat(person, chat, of, deps);
  }
  if ((await personById(from))?.status !== 'member') return;
  await leave(from, 'duplicate', { id: proof.id, actor: { kind: 'operator', name: proof.by } }, deps);
}
