import { byIds, person } from '../../models/people';
import type { Order } from '../act';
import type { ActionDeps } from '../deps';
import { whoCheckedIn } from './check-in';
import { decideRoll } from './meeting-decisions';
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
    const checkedIn = was.roll ? { people: [], guests: 0 } : await whoCheckedIn(meeting);
    const named = new Set([...present, ...checkedIn.people]);
    for (const person of absent) named.delete(person);
    const women = await Promise.all((await byIds([...named])).map(({ _id, mergedInto }) => (mergedInto ? person(_id) : { _id })));
    const known = [...new Set(women.flatMap((each) => each?._id ?? []))].sort();
    const { invited, going } = was.roll ? { invited: [], going: [] } : await invitedTo(was, deps);
    const roll = { present: known, guests: guests + checkedIn.guests, invited: invited.length, coming: going.length };
    return decideRoll(was, roll, at, world, newRatingKey());
  });
}
