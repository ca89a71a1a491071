import { model, Schema } from 'mongoose';
import type { Asked, Button, Extras, Purpose, Vars } from '../engine/types';
import { insertOnce, isDuplicate } from './once';
import { seal } from './secrets';

export type SendState = 'queued' | 'sending' | 'sent' | 'failed' | 'held' | 'unknown' | 'expired' | 'cancelled';

/** What is said, by its key: rendered only when it leaves. */
export interface SendBody extends Extras {
  key: string;
  vars?: Vars;
  buttons?: Button[];
  numbered?: false;
  /** National form (`0905123456`), where it goes to a phone number. */
  phone?: string;
}

/** One message to one person. A reply to her chat is sent at least once; anything else at most once. */
export interface Send {
  _id: string;
  /** Id of the chat; the keyed hash of her number where a message to a phone has no chat. */
  conversation: string;
  channel: string;
  reply: boolean;
  /** Purpose that she consented to; replies need none. */
  purpose?: Purpose;
  asks?: Asked;
  body: string;
  state: SendState;
  /** Order among the replies of a conversation. */
  seq: number;
  /** Claims of this send, each at most one call of the platform. */
  attempts: number;
  notBefore?: number;
  notAfter?: number;
  leaseUntil?: number;
  /** `phone`: by template to her number, at most once, whatever it is; `template`: it left by template to her chat. */
  how?: 'template' | 'phone';
  cost?: 'free' | 'paid';
  /** First claim, ms since 1970. */
  leftAt?: number;
  platformId?: string;
  /** Why it failed or is held: a code, never a text. */
  failure?: string;
  seenAt?: number;
  deliveredAt?: number;
}

const schema = new Schema<Send>(
  {
    _id: { type: String, required: true },
    conversation: { type: String, required: true },
    channel: { type: String, required: true },
    reply: { type: Boolean, required: true },
    purpose: String,
    asks: { type: Schema.Types.Mixed },
    body: { type: String, required: true },
    state: { type: String, required: true },
    seq: { type: Number, required: true },
    attempts: { type: Number, required: true },
    notBefore: Number,
    notAfter: Number,
    leaseUntil: Number,
    how: String,
    cost: String,
    leftAt: Number,
    platformId: String,
    failure: String,
    seenAt: Number,
    deliveredAt: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, minimize: false },
);
schema.index({ conversation: 1 });
// At most one reply of a conversation is on its way, whoever tries.
schema.index(
  { conversation: 1, reply: 1 },
  { name: 'one_reply_sending', unique: true, partialFilterExpression: { state: 'sending', reply: true } },
);
schema.index({ state: 1 }, { partialFilterExpression: { state: 'queued' } });
// Sparse, because the embedded server never uses a partial index on `$exists`.
schema.index({ leaseUntil: 1 }, { sparse: true });
schema.index({ platformId: 1 }, { sparse: true });

export const Sends = model<Send>('send', schema);

type NewSend = Pick<Send, '_id' | 'conversation' | 'channel' | 'reply' | 'seq'> &
  Partial<Pick<Send, 'purpose' | 'asks' | 'notBefore' | 'notAfter' | 'how'>> & { say: SendBody };

/** Queues a message; one with the same id is there already and stays as it is. */
export async function queueSend({ say, ...send }: NewSend): Promise<void> {
  const fresh: Send = { ...send, body: seal(say), state: 'queued', attempts: 0 };
  await insertOnce(Sends, fresh);
}

/** The replies of a conversation that have not come to an end, in their order. */
export async function openReplies(conversation: string): Promise<Send[]> {
  const found = await Sends.find({ conversation, reply: true, state: { $in: ['queued', 'sending'] } }).lean<Send[]>();
  return found.sort((a, b) => a.seq - b.seq);
}

/** Claims a send for one call of the platform; false when somebody else has it. */
export async function claim(send: Send, now: number, lease: number): Promise<boolean> {
  const filter = { _id: send._id, state: send.state, attempts: send.attempts };
  const leftAt = send.leftAt ?? now;
  const set = { state: 'sending', leaseUntil: now + lease, leftAt };
  try {
    const { matchedCount } = await Sends.updateOne(filter, { $set: set, $inc: { attempts: 1 }, $unset: { notBefore: 1 } });
    return matchedCount === 1;
  } catch (error) {
    // Another reply of this conversation is on its way.
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Ends or postpones a send that this claim (its `attempts`) holds; a late worker changes nothing. */
export async function conclude(id: string, attempts: number, to: Partial<Send> & { state: SendState }): Promise<void> {
  // A failure that was overcome is none.
  const gone = { leaseUntil: 1, ...(to.failure === undefined ? { failure: 1 } : {}) } as const;
  await Sends.updateOne({ _id: id, attempts, state: 'sending' }, { $set: to, $unset: gone });
}

/** Ends a queued send without a call: held or expired, with the reason. */
export async function close(send: Send, to: Partial<Send> & { state: SendState }): Promise<void> {
  await Sends.updateOne({ _id: send._id, state: send.state, attempts: send.attempts }, { $set: to, $unset: { leaseUntil: 1 } });
}

/** The newest question that had left for a conversation at a time (ms). */
export async function newestQuestion(conversation: string, before: number): Promise<(Asked & { at: number }) | undefined> {
  const asked = await Sends.find({ conversation, asks: { $exists: true }, leftAt: { $lte: before } })
    .select({ asks: 1, leftAt: 1, seq: 1 })
    .lean<Pick<Send, 'asks' | 'leftAt' | 'seq'>[]>();
  const [newest] = asked.sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0) || b.seq - a.seq);
  return newest?.asks ? { ...newest.asks, at: newest.leftAt ?? 0 } : undefined;
}

/** Queued sends that should have left and claims whose lease is over, for the sweep. */
export async function overdue(now: number, patience: number, most: number): Promise<Send[]> {
  // Asked of the database, not sorted out here: a night's worth of sends that wait for the morning must not hide the others.
  const due = [{ notBefore: { $exists: false } }, { notBefore: { $lte: now - patience } }];
  const waiting = await Sends.find({ state: 'queued', $or: due }).limit(most).lean<Send[]>();
  const stuck = await Sends.find({ leaseUntil: { $lte: now } })
    .limit(most)
    .lean<Send[]>();
  return [...waiting, ...stuck];
}
