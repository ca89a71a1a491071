import { model, Schema } from 'mongoose';
import type { State, Timer } from '../engine/flow';
import type { Effect } from '../engine/types';
import { grouped } from './grouped';
import { insertOnce } from './once';
import { inPieces } from './pieces';
import { keyed, seal, unseal } from './secrets';

const DONE = 64;
/** Conversations that are read in one query. */
const MOST_TOGETHER = 50;
/** An outbox that nobody emptied is looked at again after this time, ms. */
const LOOK_AGAIN = 30_000;

/** An effect that waits to be carried out; `seq` grows within a conversation. */
export interface StoredEffect {
  id: string;
  seq: number;
  /** Time of the event that led to it, ms since 1970. */
  at: number;
  name: Effect['name'];
  attempts?: number;
  /** Sealed `{ params, flow }`. */
  body: string;
}

/** One person on one platform. `rev` moves with every turn. */
export interface Conversation {
  _id: string;
  channel: string;
  account: string;
  /** Sealed platform id of the person. */
  user: string;
  rev: number;
  /** Sealed `State`. */
  state?: string;
  timers: Timer[];
  outbox: StoredEffect[];
  /** The last events played. */
  done: string[];
  pausedUntil?: number;
  lastHeardAt?: number;
  /** Sealed platform id of her newest message. */
  lastMessage?: string;
  /** She unfollowed, withdrew or blocked us at this time. */
  goneAt?: number;
  wakeAt?: number;
}

const schema = new Schema<Conversation>(
  {
    _id: { type: String, required: true },
    channel: { type: String, required: true },
    account: { type: String, required: true },
    user: { type: String, required: true },
    rev: { type: Number, required: true },
    state: String,
    timers: { type: [Schema.Types.Mixed] as never, required: true },
    outbox: { type: [Schema.Types.Mixed] as never, required: true },
    done: { type: [String], required: true },
    pausedUntil: Number,
    lastHeardAt: Number,
    lastMessage: String,
    goneAt: Number,
    wakeAt: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);
// Sparse, because the embedded server never uses a partial index on `$exists`.
schema.index({ wakeAt: 1 }, { sparse: true });

export const Conversations = model<Conversation>('conversation', schema);

/** The id of a conversation: a keyed hash, so that jobs and logs never hold a platform's id. */
export const conversationId = (channel: string, account: string, user: string) => keyed('conversation', channel, account, user);

/** Null means there is none; a failure is thrown and the turn is tried again. */
export const load = (id: string) => Conversations.findById(id).lean<Conversation>();

/** The same for many at once, as the sender asks: null where there is none; those asked for together are read together. */
export const loadTogether = grouped(MOST_TOGETHER, async (ids: readonly string[]): Promise<(Conversation | null)[]> => {
  const found = new Map((await loadMany(ids)).map((each) => [each._id, each]));
  return ids.map((id) => found.get(id) ?? null);
});

/** Those that there are of some conversations. */
export const loadMany = (ids: readonly string[]) =>
  Conversations.find({ _id: { $in: [...new Set(ids)] } }).lean<Conversation[]>();

/** The same, only with what reaching somebody takes: what was said there may be long. */
export const loadBriefly = (ids: readonly string[]) =>
  inPieces(ids, (piece) =>
    Conversations.find({ _id: { $in: piece } })
      .select({ channel: 1, lastHeardAt: 1, goneAt: 1 })
      .lean<Pick<Conversation, '_id' | 'channel' | 'lastHeardAt' | 'goneAt'>[]>(),
  );

/** The conversation of a person on a platform, made at her first event. */
export async function open(id: string, at: { channel: string; account: string; user: string }): Promise<Conversation> {
  const fresh: Conversation = { _id: id, ...at, user: seal(at.user), rev: 0, timers: [], outbox: [], done: [] };
  await insertOnce(Conversations, fresh);
  return (await load(id)) ?? fresh;
}

/** What one turn changes. */
export interface Move {
  event: string;
  state: State;
  timers: Timer[];
  effects: StoredEffect[];
  heardAt?: number;
  /** The platform's id of the message that was played. */
  message?: string;
  gone?: boolean;
}

/** The one write that moves a conversation; null when another turn was first. */
export async function commit(was: Conversation, move: Move, now: number): Promise<Conversation | null> {
  const { pausedUntil } = move.state;
  const wakeAt = nextWake(move.timers, move.effects.length > 0, now);
  const set = {
    state: seal(move.state),
    timers: move.timers,
    ...(wakeAt === undefined ? {} : { wakeAt }),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
    ...(move.gone ? { goneAt: now } : {}),
    ...(move.message === undefined ? {} : { lastMessage: seal(move.message) }),
  };
  const unset = {
    ...(wakeAt === undefined ? { wakeAt: 1 as const } : {}),
    ...(pausedUntil === undefined ? { pausedUntil: 1 as const } : {}),
    ...(move.gone === false ? { goneAt: 1 as const } : {}),
  };
  const { matchedCount } = await Conversations.updateOne(
    { _id: was._id, rev: was.rev },
    {
      $set: set,
      $unset: unset,
      $inc: { rev: 1 },
      $push: { done: { $each: [move.event], $slice: -DONE }, outbox: { $each: move.effects } },
      ...(move.heardAt === undefined ? {} : { $max: { lastHeardAt: move.heardAt } }),
    },
  );
  if (matchedCount === 0) return null;
  const next: Conversation = { ...was, ...set, rev: was.rev + 1, outbox: [...was.outbox, ...move.effects] };
  next.done = [...was.done, move.event].slice(-DONE);
  next.lastHeardAt = Math.max(was.lastHeardAt ?? 0, move.heardAt ?? 0);
  for (const name of Object.keys(unset) as (keyof typeof unset)[]) delete next[name];
  return next;
}

/** Takes carried effects out; plans the next wake-up only if nobody moved the conversation since. */
export async function settle(was: Conversation, ids: readonly string[]): Promise<void> {
  const pull = { $pull: { outbox: { id: { $in: ids } } } } as const;
  const left = was.outbox.length > ids.length;
  const wakeAt = nextWake(was.timers, left, Date.now());
  const wake = wakeAt === undefined ? { $unset: { wakeAt: 1 as const } } : { $set: { wakeAt } };
  const { matchedCount } = await Conversations.updateOne({ _id: was._id, rev: was.rev }, { ...pull, ...wake });
  if (matchedCount === 0) await Conversations.updateOne({ _id: was._id }, pull);
}

/** Notes that carrying an effect out failed. */
export async function effectFailed(id: string, effect: string): Promise<void> {
  await Conversations.updateOne({ _id: id, 'outbox.id': effect }, { $inc: { 'outbox.$.attempts': 1 } });
}

/** Conversations with a timer that is due or an outbox that nobody emptied, for the sweep. */
export async function toWake(now: number, most: number): Promise<string[]> {
  const found = await Conversations.find({ wakeAt: { $lte: now } })
    .select({ _id: 1 })
    .limit(most)
    .lean<{ _id: string }[]>();
  return found.map((each) => each._id);
}

/** The state in clear; undefined for a conversation that has not begun. */
export const stateOf = (conversation: Conversation): State | undefined =>
  conversation.state === undefined ? undefined : unseal<State>(conversation.state);

function nextWake(timers: readonly Timer[], outbox: boolean, now: number): number | undefined {
  const due = timers.map((timer) => timer.due);
  if (outbox) due.push(now + LOOK_AGAIN);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** Notes that a platform will not reach her any more, until she writes again. */
export async function markGone(id: string, now: number): Promise<void> {
  await Conversations.updateOne({ _id: id }, { $set: { goneAt: now } });
}

/** Puts an effect that was set aside back into the outbox. */
export async function reopenOutbox(id: string, effect: StoredEffect, now: number): Promise<void> {
  await Conversations.updateOne({ _id: id }, { $push: { outbox: effect }, $set: { wakeAt: now }, $inc: { rev: 1 } });
}
