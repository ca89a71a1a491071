import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { keyed } from './secrets';

/** That somebody came to the chat with a member's invitation code: the first link of the chain of 1+1 (b). */
export interface Referral {
  /** Keyed hash of the member and the chat: who comes twice was invited once. */
  _id: string;
  /** Who invited: id of a person. */
  person: string;
  conversation: string;
  at: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Referral>(
  { _id: required, person: required, conversation: required, at: { type: Number, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ person: 1 });
schema.index({ conversation: 1 });

export const Referrals = model<Referral>('referral', schema);

/** Notes that a chat was invited by a member; returns the id under which that happens once. */
export async function noteReferral(person: string, conversation: string, at: number): Promise<string> {
  const _id = keyed('referral', person, conversation);
  await insertOnce(Referrals, { _id, person, conversation, at });
  return _id;
}

/** How many chats came with a member's codes, by all her ids. */
export const referralsOf = (ids: readonly string[]): Promise<number> =>
  Referrals.countDocuments({ person: { $in: [...ids] } }).exec();
