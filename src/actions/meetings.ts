import type { Button } from '../engine/types';
import { Conversations } from '../models/conversations';
import * as meetings from '../models/meetings';
import { People } from '../models/people';
import { queueSend } from '../models/sends';
import { tree } from '../models/units';
import { dayAndTime } from '../words';
import { type Actor, can } from './access';

const RSVP = [
  ['yes', 'meeting.going'],
  ['no', 'meeting.busy'],
  ['maybe', 'meeting.unsure'],
] as const;

/** What calling a meeting takes; `id` is the order's and becomes the meeting's. */
export interface MeetingCall {
  id: string;
  unit: string;
  topic: string;
  place: string;
  /** ms since 1970. */
  startsAt: number;
}

export interface MeetingDeps {
  timeZone: string;
  ringBroadcasts(channel: string, sends: readonly string[]): Promise<void>;
}

/** Calls a meeting, exactly once for an id; false when the actor may not. */
export async function callMeeting(order: MeetingCall, actor: Actor): Promise<boolean> {
  if (!(await can(actor, 'meetings:call', order.unit))) return false;
  const { id, ...meeting } = order;
  await meetings.call({ ...meeting, _id: id, state: 'called' });
  return true;
}

/**
 * Invites the members of the meeting's unit and those below it, or reminds those who have not answered (`round` from 2).
 * One message to each person and round, on the chat that she used last; whether it may leave is decided when it leaves.
 * Returns how many were queued. Throws for an unknown meeting.
 */
export async function remind(meeting: string, round: number, actor: Actor, deps: MeetingDeps): Promise<number> {
  const called = await meetings.Meetings.findById(meeting).lean<meetings.Meeting>();
  if (!called) throw new Error(`no meeting ${meeting}: call it first`);
  if (!(await can(actor, 'meetings:call', called.unit))) return 0;
  const units = (await tree()).subtree(called.unit);
  const answered = new Set(
    (await meetings.invitationsOf(meeting)).filter((each) => each.answer).map((each) => each.conversation),
  );
  const queued = new Map<string, string[]>();
  for (const unit of units) {
    const people = await People.find({ unit: unit._id, status: 'member' })
      .select({ conversations: 1 })
      .lean<{ _id: string; conversations: string[] }[]>();
    for (const person of people) {
      const chat = await lastUsed(person.conversations);
      if (!chat || (round > 1 && person.conversations.some((each) => answered.has(each)))) continue;
      const id = `${meeting}/${person._id}/${round}`;
      await meetings.invite(meeting, chat._id);
      await queueSend({
        ...message(called, units[0]?.name ?? '', round, deps.timeZone),
        notBefore: Date.now(),
        _id: id,
        conversation: chat._id,
        channel: chat.channel,
      });
      queued.set(chat.channel, [...(queued.get(chat.channel) ?? []), id]);
    }
  }
  for (const [channel, ids] of queued) await deps.ringBroadcasts(channel, ids);
  return [...queued.values()].flat().length;
}

function message(called: meetings.Meeting, branch: string, round: number, timeZone: string) {
  const buttons: Button[] = RSVP.map(([verb, label]) => ({ label, payload: `#meeting:${called._id}:${verb}` }));
  const vars = { branch, topic: called.topic, place: called.place, ...dayAndTime(called.startsAt, timeZone) };
  return {
    reply: false,
    seq: 0,
    purpose: 'NHAC_LICH' as const,
    notAfter: called.startsAt,
    asks: { flow: 'meeting', subject: called._id },
    say: { key: round === 1 ? 'meeting.invite' : 'meeting.remind', vars, buttons },
  };
}

async function lastUsed(conversations: readonly string[]): Promise<{ _id: string; channel: string } | undefined> {
  const found = await Conversations.find({ _id: { $in: conversations } })
    .select({ channel: 1, lastHeardAt: 1 })
    .lean<{ _id: string; channel: string; lastHeardAt?: number }[]>();
  return found.sort((a, b) => (b.lastHeardAt ?? 0) - (a.lastHeardAt ?? 0))[0];
}
