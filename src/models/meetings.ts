import { model, Schema } from 'mongoose';
import type { Rsvp } from '../engine/types';
import { insertOnce } from './once';

/** A meeting of a unit. */
export interface Meeting {
  _id: string;
  unit: string;
  topic: string;
  place: string;
  /** ms since 1970. */
  startsAt: number;
  state: 'called' | 'held' | 'cancelled';
}

/** What somebody answered to an invitation; the newest by `at`, then `seq`, holds. */
export interface Invitation {
  /** `meeting/conversation`. */
  _id: string;
  meeting: string;
  conversation: string;
  answer?: Rsvp;
  wantsSummary?: boolean;
  at: number;
  seq: number;
}

const options = { versionKey: false, bufferCommands: false, autoIndex: false } as const;
const schema = new Schema<Meeting>(
  {
    _id: { type: String, required: true },
    unit: { type: String, required: true },
    topic: { type: String, required: true },
    place: { type: String, required: true },
    startsAt: { type: Number, required: true },
    state: { type: String, required: true },
  },
  options,
);
const invitations = new Schema<Invitation>(
  {
    _id: { type: String, required: true },
    meeting: { type: String, required: true },
    conversation: { type: String, required: true },
    answer: String,
    wantsSummary: Boolean,
    at: { type: Number, required: true },
    seq: { type: Number, required: true },
  },
  options,
);
schema.index({ unit: 1 });
invitations.index({ conversation: 1 });
invitations.index({ meeting: 1 });

export const Meetings = model<Meeting>('meeting', schema);
export const Invitations = model<Invitation>('invitation', invitations);

/** Calls a meeting; the same id twice is one meeting. */
export async function call(meeting: Meeting): Promise<void> {
  await insertOnce(Meetings, meeting);
}

/** Notes that somebody is invited; what she answered stays. */
export async function invite(meeting: string, conversation: string): Promise<void> {
  await insertOnce(Invitations, { _id: `${meeting}/${conversation}`, meeting, conversation, at: 0, seq: 0 });
}

/** Keeps an answer of somebody invited unless a newer one is there; an answer of anybody else changes nothing. */
export async function answerMeeting(
  meeting: string,
  conversation: string,
  answer: { answer: Rsvp; wantsSummary?: boolean },
  order: { at: number; seq: number },
): Promise<void> {
  const older = [{ at: { $lt: order.at } }, { at: order.at, seq: { $lt: order.seq } }];
  await Invitations.updateOne({ _id: `${meeting}/${conversation}`, $or: older }, { $set: { ...answer, ...order } });
}

/** The invitations of somebody to meetings that start after a time (ms). */
export async function upcoming(conversation: string, after: number): Promise<{ meeting: Meeting; invitation: Invitation }[]> {
  const invited = await Invitations.find({ conversation }).lean<Invitation[]>();
  const ids = invited.map((each) => each.meeting);
  const called = ids.length === 0 ? [] : await Meetings.find({ _id: { $in: ids } }).lean<Meeting[]>();
  return called
    .filter((meeting) => meeting.state === 'called' && meeting.startsAt > after)
    .sort((a, b) => a.startsAt - b.startsAt)
    .flatMap((meeting) => {
      const invitation = invited.find((each) => each.meeting === meeting._id);
      return invitation ? [{ meeting, invitation }] : [];
    });
}

/** Everybody invited to a meeting with her answer. */
export const invitationsOf = (meeting: string) => Invitations.find({ meeting }).lean<Invitation[]>();
