import { model, Schema } from 'mongoose';
import type { Asked, Button, Extras, Purpose, Vars } from '../engine/types';
import { grouped } from './grouped';
import { insertOnce } from './once';
import { seal } from './secrets';

/** `planned` ones are not to be sent before their chunk is fed. */
export type SendState = 'planned' | 'queued' | 'sending' | 'sent' | 'failed' | 'held' | 'unknown' | 'expired' | 'cancelled';

/** How somebody is reached: inside the free window, in the paid one, by an approved template, or only by a caller. */
export type How = 'free' | 'paid' | 'template' | 'call';

/** What is said, by its key: rendered only when it leaves. */
export interface SendBody extends Extras {
  key: string;
  vars?: Vars;
  buttons?: Button[];
  numbered?: false;
  /** Her name is added as `name` when it is planned. */
  personal?: true;
  /** National form (`0905123456`), where it goes to a phone number. */
  phone?: string;
}

/** Conversations whose replies are read in one query. */
const MOST_TOGETHER = 50;

/** One message to one person. A reply to her chat is sent at least once; anything else at most once. */
export interface Send {
  _id: string;
  /** Id of the chat; the keyed hash of her number where a message to a phone has no chat. */
  conversation: string;
  channel: string;
  reply: boolean;
  /** Purpose that she consented to; replies need none. */
  purpose?: Purpose;
  /** The broadcast that it belongs to, and the part of it that is planned, fed and counted as one. */
  broadcast?: string;
  chunk?: string;
  /** Whom it is for, and how it was planned to reach her: what was planned free never costs. */
  person?: string;
  planned?: How;
  asks?: Asked;
  body: string;
  state: SendState;
  /** Order among the replies of a conversation. */
  seq: number;
  /** Claims of this send, each at most one call of the platform. */
  attempts: number;
  /** Every queued send has it, so that the sweep finds it by its index: when it was queued, or until when it waits. */
  notBefore?: number;
  notAfter?: number;
  leaseUntil?: number;
  /** Which claim holds it. */
  claim?: string;
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
    broadcast: String,
    chunk: String,
    person: String,
    planned: String,
    asks: { type: Schema.Types.Mixed },
    body: { type: String, required: true },
    state: { type: String, required: true },
    seq: { type: Number, required: true },
    attempts: { type: Number, required: true },
    notBefore: Number,
    notAfter: Number,
    leaseUntil: Number,
    claim: String,
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
// One for all that the sweep asks: each index more makes planning a province some seconds longer.
schema.index({ state: 1, reply: 1, notBefore: 1 });
// Sparse, because the embedded server never uses a partial index on `$exists`.
schema.index({ chunk: 1 }, { sparse: true });
schema.index({ platformId: 1 }, { sparse: true });

export const Sends = model<Send>('send', schema);

/** A send as it is asked for; `notBefore` is the present time (ms) where nothing holds it up. */
export type NewSend = Pick<Send, '_id' | 'conversation' | 'channel' | 'reply' | 'seq'> &
  Partial<
    Pick<Send, 'purpose' | 'asks' | 'notBefore' | 'notAfter' | 'how' | 'broadcast' | 'chunk' | 'person' | 'planned' | 'failure'>
  > & { say: SendBody };

/** A send as it is stored; `body` is what it says, where that is sealed already. */
export function newSend({ say, ...send }: NewSend, state: 'planned' | 'queued' | 'held' = 'queued', body = seal(say)): Send {
  const since = state === 'queued' ? { notBefore: send.notBefore ?? 0 } : {};
  return { ...send, ...since, body, state, attempts: 0 };
}

/** Queues a message; one with the same id is there already and stays as it is. */
export async function queueSend(send: NewSend): Promise<void> {
  await insertOnce(Sends, newSend(send));
}

/** Null means there is none. */
export const sendOf = (id: string) => Sends.findById(id).lean<Send>();

/** The replies of a conversation that have not come to an end, in their order; those asked for together are read together. */
export const openReplies = grouped(MOST_TOGETHER, async (conversations: readonly string[]): Promise<Send[][]> => {
  const open: SendState[] = ['queued', 'sending'];
  const of = [...new Set(conversations)];
  const found = await Sends.find({ conversation: { $in: of }, reply: true, state: { $in: open } }).lean<Send[]>();
  found.sort((a, b) => a.seq - b.seq);
  return conversations.map((conversation) => found.filter((send) => send.conversation === conversation));
});

/** Questions that are remembered beside the newest one. */
const EARLIER = 4;

/** The newest questions that had left for a conversation at a time (ms), the newest first, each thing that was asked once. */
export async function newestQuestions(conversation: string, before: number): Promise<(Asked & { at: number })[]> {
  const asked = await Sends.find({ conversation, asks: { $exists: true }, leftAt: { $lte: before } })
    .select({ asks: 1, leftAt: 1, seq: 1 })
    .lean<Pick<Send, 'asks' | 'leftAt' | 'seq'>[]>();
  asked.sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0) || b.seq - a.seq);
  const byTopic = new Map<string, Asked & { at: number }>();
  for (const { asks, leftAt = 0 } of asked) {
    const topic = `${asks?.flow} ${asks?.subject.split('/', 1)[0]}`;
    if (asks && !byTopic.has(topic)) byTopic.set(topic, { ...asks, at: leftAt });
  }
  return [...byTopic.values()].slice(0, 1 + EARLIER);
}

/** What the sweep asks for apart, so that a long broadcast hides no reply. */
type Kind = 'replies' | 'broadcasts';

/** Queued sends that should have left some time ago, for the sweep. */
export const overdue = (kind: Kind, now: number, patience: number, most: number): Promise<Send[]> =>
  Sends.find({ state: 'queued', reply: kind === 'replies', notBefore: { $lte: now - patience } })
    .limit(most)
    .lean<Send[]>();

/** Claims whose lease is over, for the sweep: their process died. */
export async function stuck(kind: Kind, now: number, most: number): Promise<Send[]> {
  const sending = await Sends.find({ state: 'sending', reply: kind === 'replies' }).lean<Send[]>();
  return sending.filter(({ leaseUntil = 0 }) => leaseUntil <= now).slice(0, most);
}
