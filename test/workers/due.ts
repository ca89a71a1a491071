import { advance } from '../../src/actions/broadcasts/broadcast-work';
import { meetingCarrier } from '../../src/actions/meetings/carry-meeting';
import { sendBatch } from '../../src/engine/batch';
import { sendReplies } from '../../src/engine/outbound';
import { takeTurns } from '../../src/engine/turn';
import { broadcastStore } from '../../src/models/broadcasts';
import { Events } from '../../src/models/events';
import { type Send, Sends } from '../../src/models/sends';
import type { Composition } from '../../workers/compose';

/** Chats that are seen to at once, as several workers would. */
const AT_ONCE = 8;

/**
 * Does once what is due by the clock of a composition, as workers and sweep do: turns, steps of meetings, broadcasts, sends.
 * False when nothing was.
 */
export async function doWhatIsDue({ turns, sender, actions, broadcasts }: Composition): Promise<boolean> {
  const now = turns.now();
  const pending = await Events.distinct('conversation', { pending: true });
  await eachOf(pending, (id) => takeTurns(id, turns));
  const meetings = await meetingCarrier.toWake(now);
  for (const each of meetings) await meetingCarrier.wake(each, actions);
  // Nobody takes from the queues here: they are always empty.
  const planning = { ...broadcasts, fed: async () => 0 };
  const planned = await broadcastStore.toWake(now);
  for (const each of planned) await advance(each, planning);
  const queued = await Sends.find({ state: 'queued', notBefore: { $lte: now } })
    .select({ reply: 1, conversation: 1 })
    .lean<Pick<Send, '_id' | 'reply' | 'conversation'>[]>();
  await sendBatch(
    queued.filter(({ reply }) => !reply).map(({ _id }) => _id),
    sender,
  );
  const replies = new Set(queued.filter(({ reply }) => reply).map(({ conversation }) => conversation));
  await eachOf([...replies], (id) => sendReplies(id, sender));
  return pending.length + meetings.length + planned.length + queued.length > 0;
}

async function eachOf(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) await Promise.all(ids.slice(at, at + AT_ONCE).map(work));
}
