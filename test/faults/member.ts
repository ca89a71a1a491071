import { People, putPerson, tieConversation } from '../../src/models/people';
import { BRANCHES } from './province';

/** Makes whoever writes in a chat a member of the branch that meets; answers her id. */
export async function makeMember(conversation: string): Promise<string> {
  const id = `member-${conversation}`;
  if (await People.exists({ _id: id })) return id;
  await putPerson(id, { name: 'Nguyễn Thị Lan', unit: BRANCHES[0].unit, status: 'member', memberSince: 1 });
  await tieConversation(id, conversation);
  return id;
}
