import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { seal, unseal } from './secrets';

const KEPT = 7 * 24 * 3600_000;

/** Something that could not be handled, kept for 7 days to be looked at and replayed. */
export interface DeadLetter {
  _id: string;
  kind: 'event' | 'effect' | 'unsigned';
  /** Where an effect came from. */
  conversation?: string;
  aggregate?: { kind: string; id: string };
  /** Why, without anything personal. */
  reason: string;
  at: number;
  /** Sealed: the event's or effect's body, or the raw webhook body. */
  body: string;
  replayedAt?: number;
  expireAt: Date;
}

const schema = new Schema<DeadLetter>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    conversation: String,
    aggregate: { type: { kind: String, id: String }, _id: false } as never,
    reason: { type: String, required: true },
    at: { type: Number, required: true },
    body: { type: String, required: true },
    replayedAt: Number,
    expireAt: { type: Date, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const DeadLetters = model<DeadLetter>('deadLetter', schema, 'deadLetters');

/** Puts something aside; the same id twice is one letter. */
export async function bury(letter: Omit<DeadLetter, 'body' | 'expireAt'> & { body: unknown }): Promise<void> {
  const stored: DeadLetter = { ...letter, body: seal(letter.body), expireAt: new Date(letter.at + KEPT) };
  await insertOnce(DeadLetters, stored);
}

/** All letters, oldest first. */
export const listLetters = () => DeadLetters.find({}).sort({ at: 1 }).lean<DeadLetter[]>();

/** What a letter holds, in clear. */
export const bodyOf = <T>(letter: DeadLetter): T => unseal<T>(letter.body);

/** Notes that a letter was replayed. */
export async function markReplayed(id: string, now: number): Promise<void> {
  await DeadLetters.updateOne({ _id: id }, { $set: { replayedAt: now } });
}
