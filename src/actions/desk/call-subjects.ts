import type { CallAbout, CallSubject } from '../../engine/leader-types';
import { type Broadcast, broadcastStore, broadcastsOf, sayingOf } from '../../models/broadcasts';
import { isOpen, type Meeting, meetingStore, openMeetings } from '../../models/meetings';
import type { Leader } from '../actor';
import { announcedAt } from '../broadcasts/broadcast-desk';
import type { ActionDeps } from '../deps';
import { unitsAround } from './leader-meetings';

/** Longest title of a message. */
const TITLE = 40;
/** A message is worth a call for this long, ms. */
const WORTH = 7 * 24 * 3_600_000;

/** What there is to call about; `startsAt`: of a meeting, ms. */
export type Subject = CallSubject & { unit: string; startsAt?: number };

/** The next meetings and the messages of the last days, in her part of the Union; so many of each. */
export async function subjectsOf(
  actor: Leader,
  most: { meetings: number; messages: number },
  { now }: Pick<ActionDeps, 'now'>,
): Promise<Subject[]> {
  const units = await unitsAround(actor);
  const at = now();
  const meetings = (await openMeetings(units, at)).slice(0, most.meetings);
  const messages = (await broadcastsOf(units))
    .filter((each) => isOut(each) && Math.max(announcedAt(each), each.startsAt ?? 0) > at - WORTH)
    .sort((a, b) => announcedAt(b) - announcedAt(a))
    .slice(0, most.messages);
  return [...meetings.map(ofMeeting), ...messages.map(ofMessage)];
}

/** One of them by its id, however old; whether it is hers is asked with its people. Undefined for a draft and for nothing. */
export async function subjectOf({ kind, id }: CallAbout): Promise<Subject | undefined> {
  if (kind === 'meeting') {
    const meeting = await meetingStore.load(id);
    return meeting && (isOpen(meeting) || meeting.state === 'held') ? ofMeeting(meeting) : undefined;
  }
  const broadcast = await broadcastStore.load(id);
  return broadcast && isOut(broadcast) ? ofMessage(broadcast) : undefined;
}

/** What was sent again is asked about as one; meetings have lists of their own. */
const isOut = ({ state, kind, resends }: Broadcast): boolean =>
  (state === 'sending' || state === 'paused' || state === 'done') && kind !== 'meeting' && resends === undefined;

const ofMeeting = ({ _id: id, topic: title, unit, startsAt }: Meeting): Subject => ({
  ...{ kind: 'meeting', id, title, unit, startsAt },
});

function ofMessage(each: Broadcast): Subject {
  const text = String(sayingOf(each).vars?.text ?? each.topic ?? '').replaceAll(/\s+/g, ' ');
  const title = text.length > TITLE ? `${text.slice(0, TITLE - 1)}…` : text;
  return { kind: 'message', id: each._id, title, unit: each.unit };
}
