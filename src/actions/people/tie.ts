import type { ActionDeps } from '../deps';
import { linkChat, type Proof } from './chats';
import { mergeAfter } from './merge';

/** Ties a chat to a record after a proof. Throws when it is another record's meanwhile: then a person must look. */
export async function tieChat(person: string, conversation: string, proof: Proof, deps: ActionDeps): Promise<void> {
  const holder = await linkChat(person, conversation, proof, deps);
  if (holder !== person) throw new Error('the chat is tied to another record, or the record is gone: ask anew to be linked');
}

/** Two records are one woman, as her leader says: the one ends in the other. Throws while another merge holds one of them. */
export async function joinRecords(
  { person, from }: { person: string; from: string },
  proof: Proof,
  deps: ActionDeps,
): Promise<void> {
  if (!(await mergeAfter({ ...proof, keep: person, gone: from }, deps)))
    throw new Error('one of two records was being joined to another: ask anew to be linked');
}
