import { checkInsOf, insertCheckIn } from '../models/check-ins';
import { isOpen, type Meeting, meetingByCode, meetingCode } from '../models/meetings';
import { byIds, holderOf } from '../models/people';
import type { Order } from './act';
import type { ActionDeps } from './deps';
import { DOORS_OPEN, decideRoll } from './meeting-decisions';
import { invitedTo } from './meeting-people';
import { type MeetingResult, newRatingKey, onMeeting } from './meetings';

/** Who came, as the leader tells it: beside those who checked in themselves. */
export interface RollCall {
  /** Ids of people; somebody who was not invited is a walk-in. */
  present: readonly string[];
  /** Checked in, but not there. */
  absent?: readonly string[];
  /** People whom nobody knows; those who checked in from an unknown chat are added. */
  guests?: number;
}

/**
 * Calls the roll: what was held and who came is settled and counted, once. Called again it is a correction: then `present` is
 * everybody who came, and those who checked in are not added any more.
 */
export function callRoll(meeting: string, order: Order & RollCall, deps: ActionDeps): Promise<MeetingResult> {
  const { present, absent = [], guests = 0 } = order;
  return onMeeting(meeting, 'roll', order, deps, async (was, at, world) => {
    const checkedIn = was.roll ? [] : await checkInsOf(meeting);
    const named = new Set([...present, ...checkedIn.flatMap(({ person }) => person ?? [])]);
    for (const person of absent) named.delete(person);
    const known = (await byIds([...named])).map(({ _id }) => _id).sort();
    const strangers = checkedIn.filter(({ person }) => person === undefined).length;
    const { invited, going } = was.roll ? { invited: [], going: [] } : await invitedTo(was, deps);
    const roll = { present: known, guests: guests + strangers, invited: invited.length, coming: going.length };
    return decideRoll(was, roll, at, world, newRatingKey());
  });
}

/** What became of a check-in; with the meeting's topic where there is such a meeting. */
export type CheckedIn = { result: 'in' | 'guest' | 'early' | 'over'; topic: string } | { result: 'unknown' };

/** So long after its beginning a meeting whose roll was not called takes nobody in any more, ms. */
const DOORS_CLOSE = 12 * 3_600_000;

/** Somebody types, or scans, the code on the spot: she is present; a chat that is nobody's is a guest. Twice is once. */
export async function checkIn(typed: string, conversation: string, deps: ActionDeps): Promise<CheckedIn> {
  const code = meetingCode(typed);
  const meeting = code === undefined ? null : await meetingByCode(code);
  if (!meeting || meeting.state === 'draft') return { result: 'unknown' };
  const { topic } = meeting;
  const doors = doorsOf(meeting, deps.now());
  if (doors !== 'open') return { result: doors, topic };
  const person = (await holderOf(conversation))?._id;
  const at = deps.now();
  await insertCheckIn({ meeting: meeting._id, conversation, at, ...(person === undefined ? {} : { person }) });
  return { result: person === undefined ? 'guest' : 'in', topic };
}

/** Whether somebody can check in at a time (ms). */
export function doorsOf(meeting: Pick<Meeting, 'state' | 'startsAt'>, now: number): 'early' | 'open' | 'over' {
  if (!isOpen(meeting) || now > meeting.startsAt + DOORS_CLOSE) return 'over';
  return now < meeting.startsAt - DOORS_OPEN ? 'early' : 'open';
}
