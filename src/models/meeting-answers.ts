import { model, Schema } from 'mongoose';
import type { Rsvp } from '../engine/types';
import type { Meeting } from './meetings';
import { insertOnce } from './once';

/** What somebody answered to a meeting, whatever the channel; the newest by `at`, then `seq`, holds. */
export interface MeetingAnswer {
  /** `meeting/person`. */
  _id: string;
  meeting: string;
  person: string;
  /** Absent where a caller did not reach her. */
  answer?: Rsvp;
  wantsSummary?: boolean;
  at: number;
  seq: number;
  /** The leader who noted it for her; absent where she answered herself. */
  by?: string;
  /** When a caller last tried to reach her in vain, ms. */
  missedAt?: number;
  /** Who tried then: `post:person`. */
  missedBy?: string;
}

/** One answer as it is given; `by` as above. */
export type GivenAnswer = Pick<MeetingAnswer, 'answer' | 'wantsSummary' | 'by'>;

const required = { type: String, required: true } as const;
const schema = new Schema<MeetingAnswer>(
  {
    _id: required,
    meeting: required,
    person: required,
    answer: String,
    wantsSummary: Boolean,
    at: { type: Number, required: true },
    seq: { type: Number, required: true },
    by: String,
    missedAt: Number,
    missedBy: String,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', collection: 'meetingAnswers' },
);
schema.index({ meeting: 1 });

export const MeetingAnswers = model<MeetingAnswer>('meetingAnswer', schema);

/** Keeps an answer unless a newer one is there; whoever gave it, there is one for each person. */
export async function keepAnswer(
  meeting: string,
  person: string,
  given: GivenAnswer & { answer: Rsvp },
  { at, seq }: { at: number; seq: number },
): Promise<void> {
  const _id = `${meeting}/${person}`;
  if (await insertOnce(MeetingAnswers, { _id, meeting, person, ...given, at, seq })) return;
  const older = [{ at: { $lt: at } }, { at, seq: { $lt: seq } }];
  const gone = (['wantsSummary', 'by'] as const).filter((field) => given[field] === undefined);
  const unset = Object.fromEntries(gone.map((field) => [field, 1]));
  await MeetingAnswers.updateOne(
    { _id, $or: older },
    { $set: { ...given, at, seq }, ...(gone.length > 0 ? { $unset: unset } : {}) },
  );
}

/** Notes that a caller did not reach her, and who; what she answered stays. */
export async function noteMissed(meeting: string, person: string, { at, by }: { at: number; by: string }): Promise<void> {
  const _id = `${meeting}/${person}`;
  const missed = { missedAt: at, missedBy: by };
  if (await insertOnce(MeetingAnswers, { _id, meeting, person, at: 0, seq: 0, ...missed })) return;
  await MeetingAnswers.updateOne({ _id, $or: [{ missedAt: { $exists: false } }, { missedAt: { $lt: at } }] }, { $set: missed });
}

/** What some people answered to a meeting, by person; asked by id, so that it costs what they are and not what all are. */
export async function answersOf(meeting: string, people: readonly string[]): Promise<Map<string, MeetingAnswer>> {
  const ids = people.map((person) => `${meeting}/${person}`);
  const found = ids.length === 0 ? [] : await MeetingAnswers.find({ _id: { $in: ids } }).lean<MeetingAnswer[]>();
  return new Map(found.map((each) => [each.person, each]));
}

/** What somebody answered to some meetings, by meeting. */
export async function answersBy(person: string, meetings: readonly string[]): Promise<Map<string, MeetingAnswer>> {
  const ids = meetings.map((meeting) => `${meeting}/${person}`);
  const found = ids.length === 0 ? [] : await MeetingAnswers.find({ _id: { $in: ids } }).lean<MeetingAnswer[]>();
  return new Map(found.map((each) => [each.meeting, each]));
}

/** Every answer to a meeting. */
export const allAnswers = (meeting: string) => MeetingAnswers.find({ meeting }).lean<MeetingAnswer[]>();

/** What she answered for the time and place as they are now: what she said before they were changed no longer counts. */
export function holding(given: MeetingAnswer | undefined, { askedAt }: Pick<Meeting, 'askedAt'>): Rsvp | undefined {
  return given && given.at >= askedAt ? given.answer : undefined;
}
