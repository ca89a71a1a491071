import type { CheckedIn } from '../../engine/types';
import { checkInsOf, insertCheckIn } from '../../models/check-ins';
import { meetingCode } from '../../models/meeting-codes';
import { isOpen, type Meeting, meetingByCode } from '../../models/meetings';
import { holderOf } from '../../models/people';
import { dayAndTime } from '../../words';
import type { ActionDeps } from '../deps';
import { DOORS_OPEN } from './meeting-decisions';

/** So long after its end a meeting whose roll was not called takes nobody in any more, ms. */
const DOORS_CLOSE = 3_600_000;

/**
 * Somebody types, or scans, the code on the spot: she is present; a chat that is nobody's is a guest. Twice is once. What counts
 * is when she said it (`at`, ms).
 */
export async function checkIn(
  typed: string,
  { conversation, at }: { conversation: string; at: number },
  { timeZone }: Pick<ActionDeps, 'timeZone'>,
): Promise<CheckedIn> {
  const meeting = await meetingAt(typed);
  if (!meeting) return { result: 'unknown' };
  const { _id, topic, startsAt, roll } = meeting;
  const about = { topic, ...dayAndTime(startsAt, timeZone) };
  const person = (await holderOf(conversation))?._id;
  // She was there: that the roll is closed is none of her trouble.
  if (person !== undefined && meeting.state === 'held' && roll?.present.includes(person)) return { result: 'in', ...about };
  const doors = doorsOf(meeting, at);
  if (doors !== 'open') return { result: doors, ...about };
  await insertCheckIn({ meeting: _id, conversation, at, ...(person === undefined ? {} : { person }) });
  return { result: person === undefined ? 'guest' : 'in', ...about };
}

/** The meeting that has a code, however it was typed; undefined for none, and for one of which nobody has been told. */
export async function meetingAt(typed: string): Promise<Meeting | undefined> {
  const code = meetingCode(typed);
  const found = code === undefined ? null : await meetingByCode(code);
  return found && found.state !== 'draft' ? found : undefined;
}

/** Whether somebody can check in. */
export type Doors = 'early' | 'open' | 'over' | 'cancelled';

/** Whether somebody can check in at a time (ms). */
export function doorsOf(meeting: Pick<Meeting, 'state' | 'startsAt' | 'minutes'>, now: number): Doors {
  if (meeting.state === 'cancelled') return 'cancelled';
  if (!isOpen(meeting) || now > meeting.startsAt + meeting.minutes * 60_000 + DOORS_CLOSE) return 'over';
  return now < meeting.startsAt - DOORS_OPEN ? 'early' : 'open';
}

/** Who checked in to a meeting: each person once, whatever chat she used, and how many chats are nobody's to this day. */
export async function whoCheckedIn(meeting: string): Promise<{ people: string[]; guests: number }> {
  const all = await checkInsOf(meeting);
  const chats = all.flatMap((each) => (each.person === undefined && each.conversation !== undefined ? each.conversation : []));
  // Who came as a guest may have tied her chat since.
  const tied = await Promise.all(chats.map(async (chat) => (await holderOf(chat))?._id));
  const people = [...all.map(({ person }) => person), ...tied].filter((person) => person !== undefined);
  return { people: [...new Set(people)], guests: tied.filter((person) => person === undefined).length };
}
