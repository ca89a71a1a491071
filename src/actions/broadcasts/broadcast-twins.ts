import { idsOf, type Person, person as personById } from '../../models/people';
import { broadcastsWaiting, cancelPlanned, cancelTwins, statesOfPeople } from '../../models/send-chunks';
import type { SendState } from '../../models/sends';

/** How far a message has come: what has come further is the one that a woman with two records gets. */
const RANK: Partial<Record<SendState, number>> = { sent: 4, unknown: 4, sending: 4, queued: 3, planned: 2, held: 1 };

/**
 * Which messages of one broadcast to one woman are called back, by the ids under which they were planned (`ids`, the record that
 * stands for her first): the one that has come furthest stays, be it that she must be phoned. Pure.
 */
export function spare(ids: readonly string[], states: ReadonlyMap<string, SendState>): string[] {
  const rank = (id: string) => RANK[states.get(id) ?? 'failed'] ?? 0;
  const [best] = [...ids].sort((a, b) => rank(b) - rank(a));
  return ids.filter((id) => id !== best && rank(id) > 0 && rank(id) < 4);
}

/** Before a part is fed: of those who have two records one gets the message, once, or nobody where she has left the Union. */
export async function spareTwins(broadcast: string, twins: readonly Pick<Person, '_id'>[]): Promise<void> {
  for (const { _id } of twins) {
    const her = await personById(_id);
    if (!her || her.status === 'left') await cancelPlanned(broadcast, [_id], 'left');
    else await spareIn(broadcast, her);
  }
}

/** Two records have become one: of all that waits in some chats one message a broadcast is left. */
export async function settleTwins(her: Person, chats: readonly string[]): Promise<void> {
  for (const broadcast of await broadcastsWaiting(chats)) await spareIn(broadcast, her);
}

async function spareIn(broadcast: string, her: Person): Promise<void> {
  const ids = idsOf(her);
  await cancelTwins(broadcast, spare(ids, await statesOfPeople(broadcast, ids)), 'merged');
}
