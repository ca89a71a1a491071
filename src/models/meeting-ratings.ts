import { model, Schema } from 'mongoose';
import type { MeetingRating } from '../engine/types';
import { type Meeting, meetingStore } from './meetings';
import { insertOnce } from './once';
import { keyed } from './secrets';

/** How a meeting was for somebody: no person, no chat, no time. */
interface Rating {
  /** Hash of the meeting's own key and the person: once that key is gone nothing leads from one to the other. */
  _id: string;
  meeting: string;
  value: MeetingRating;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Rating>(
  { _id: required, meeting: required, value: required as never },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', collection: 'meetingRatings' },
);
schema.index({ meeting: 1 });

export const MeetingRatings = model<Rating>('meetingRating', schema);

/** Counts how a meeting was for one of those who were there: the first tap holds, and none when it is too late. */
export async function rateMeeting(meeting: string, person: string, value: MeetingRating): Promise<void> {
  const about = await meetingStore.load(meeting);
  if (about?.ratingKey === undefined || !about.roll?.present.includes(person)) return;
  await insertOnce(MeetingRatings, { _id: keyed('rating', about.ratingKey, person), meeting, value });
}

/** How many said what of a meeting. */
export async function ratingsOf({ _id }: Pick<Meeting, '_id'>): Promise<Record<MeetingRating, number>> {
  const sums: Record<MeetingRating, number> = { good: 0, fair: 0, poor: 0 };
  const found = await MeetingRatings.find({ meeting: _id }).select({ value: 1 }).lean<Pick<Rating, 'value'>[]>();
  for (const { value } of found) sums[value] += 1;
  return sums;
}
