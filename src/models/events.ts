import { model, Schema } from 'mongoose';
import type { InboundEvent } from '../engine/types';
import { seal } from './secrets';

const KEPT = 7 * 24 * 3600_000;
/** Receipts and our own echoes wait here: they concern sends, not the conversation. */
export const RECEIPTS = 'receipts';

/** Something that waits to be played; unhandled ones never expire. */
export interface StoredEvent {
  /** Keyed hash of channel, account, kind and platform id: a second delivery has the same. */
  _id: string;
  conversation: string;
  /** When it happened and when it came, ms since 1970, and its place in the body. */
  at: number;
  receivedAt: number;
  place: number;
  /** Answers of the world are played first. */
  answer?: true;
  pending?: true;
  /** Tries beyond the first. */
  attempts: number;
  /** Sealed `EventBody`. */
  body: string;
  expireAt?: Date;
}

/** What an event holds, sealed. */
export type EventBody =
  | { channel: string; event: InboundEvent }
  | { channel: string; answer: Record<string, unknown> & { type: string }; flow: string };

const schema = new Schema<StoredEvent>(
  {
    _id: { type: String, required: true },
    conversation: { type: String, required: true },
    at: { type: Number, required: true },
    receivedAt: { type: Number, required: true },
    place: { type: Number, required: true },
    answer: Boolean,
    pending: Boolean,
    attempts: { type: Number, required: true },
    body: { type: String, required: true },
    expireAt: Date,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
schema.index({ conversation: 1 }, { partialFilterExpression: { pending: true } });
schema.index({ pending: 1 }, { partialFilterExpression: { pending: true } });
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const Events = model<StoredEvent>('event', schema);

/** Stores events that are not stored yet; the ids that were there before are returned. One unordered insert. */
export async function insertEvents(events: readonly StoredEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  try {
    await Events.collection.insertMany(events as never, { ordered: false });
    return new Set();
  } catch (error) {
    return duplicatesOf(error, events);
  }
}

/** Pending events of a conversation in the order in which they are played. */
export async function pendingOf(conversation: string): Promise<StoredEvent[]> {
  const found = await Events.find({ conversation, pending: true }).lean<StoredEvent[]>();
  return found.sort(inOrder);
}

/** Marks an event as handled: it expires after the 7 days in which a redelivery can come. */
export async function markHandled(ids: readonly string[], now: number): Promise<void> {
  await Events.updateMany({ _id: { $in: ids } }, { $unset: { pending: 1 }, $set: { expireAt: new Date(now + KEPT) } });
}

/** Counts a try before it is made, or takes one back that failed through no fault of the event. */
export async function countTry(id: string, by: 1 | -1): Promise<void> {
  await Events.updateOne({ _id: id }, { $inc: { attempts: by } });
}

/** Conversations with events pending since before a time (ms), for the sweep. */
export async function leftBehind(before: number, most: number): Promise<string[]> {
  const found = await Events.find({ pending: true, receivedAt: { $lt: before }, conversation: { $ne: RECEIPTS } })
    .select({ conversation: 1 })
    .limit(most)
    .lean<{ conversation: string }[]>();
  return [...new Set(found.map((event) => event.conversation))];
}

/** A new event as it is stored. */
export function newEvent(fields: Omit<StoredEvent, 'body' | 'attempts' | 'pending'>, body: EventBody): StoredEvent {
  return { ...fields, pending: true, attempts: 0, body: seal(body) };
}

function inOrder(a: StoredEvent, b: StoredEvent): number {
  return Number(b.answer ?? false) - Number(a.answer ?? false) || a.at - b.at || a.receivedAt - b.receivedAt || a.place - b.place;
}

function duplicatesOf(error: unknown, events: readonly StoredEvent[]): Set<string> {
  const { writeErrors } = error as { writeErrors?: { code?: number; index?: number }[] };
  const list = Array.isArray(writeErrors) ? writeErrors : writeErrors ? [writeErrors] : [];
  if (list.length === 0 || list.some((each) => each.code !== 11000)) throw error;
  return new Set(list.map((each) => events[each.index ?? -1]?._id).filter((id) => id !== undefined));
}
