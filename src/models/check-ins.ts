import { model, Schema } from 'mongoose';
import { insertOnce } from './once';

/** Somebody who noted herself as present on the spot; the roll takes her in when it is called. */
export interface CheckIn {
  /** `meeting/person`, or `meeting/chat:conversation` of a chat that is nobody's. */
  _id: string;
  meeting: string;
  person?: string;
  /** The chat, where it is nobody's. */
  conversation?: string;
  at: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<CheckIn>(
  { _id: required, meeting: required, person: String, conversation: String, at: { type: Number, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', collection: 'checkIns' },
);
schema.index({ meeting: 1 });

export const CheckIns = model<CheckIn>('checkIn', schema);

/** Notes that somebody is there; twice is once, whatever chat she uses. */
export async function insertCheckIn(of: { meeting: string; conversation: string; person?: string; at: number }): Promise<void> {
  const { conversation, meeting, person, at } = of;
  const who =
    person === undefined ? { _id: `${meeting}/chat:${conversation}`, conversation } : { _id: `${meeting}/${person}`, person };
  await insertOnce(CheckIns, { ...who, meeting, at });
}

/** Everybody who checked in to a meeting. */
export const checkInsOf = (meeting: string) => CheckIns.find({ meeting }).lean<CheckIn[]>();

/** Erases who checked in to a meeting. */
export async function eraseCheckIns(meeting: string): Promise<void> {
  await CheckIns.deleteMany({ meeting });
}
