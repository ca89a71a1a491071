import { model, Schema } from 'mongoose';
import type { Asked, Purpose } from '../engine/types';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import type { Audience } from './broadcast-audience';
import { seal, unseal } from './secrets';
import type { How, SendBody } from './sends';

/** What a broadcast is for; each kind has a consent of its own (product §2, Broadcasts). `work` is for holders of posts alone. */
export const BROADCAST_KINDS = ['meeting', 'reminder', 'information', 'care', 'survey', 'work'] as const;
export type BroadcastKind = (typeof BROADCAST_KINDS)[number];

/**
 * `planning`: sends are made, none leaves. `planned`: its plan can be read, somebody must confirm it. `waiting`: it is large or
 * dear, and a leader one level up must approve. Then `sending`, `paused`, and `done` or `cancelled` for good.
 */
export type BroadcastState = 'planning' | 'planned' | 'waiting' | 'sending' | 'paused' | 'done' | 'cancelled';
export type BroadcastAction =
  | 'broadcast'
  | 'planned'
  | 'confirm'
  | 'approve'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'resend'
  | 'finished';

/** How many will be reached how; `why` says for those to be phoned what stands against a message. */
export interface Plan {
  people: number;
  how: Record<How, number>;
  why: Record<string, number>;
  /** Estimated cost, VND. */
  cost: number;
}

/** A message to many. One guarded write moves it; its sends are planned and fed part by part (architecture §5). */
export interface Broadcast extends AggregateRoot<BroadcastEntry, BroadcastEffect> {
  unit: string;
  kind: BroadcastKind;
  purpose: Purpose;
  audience: Audience;
  /** Sealed `SendBody`. */
  body: string;
  asks?: Asked;
  /** What it tells about, by a short name under which its figures are kept: `vay-von`. */
  topic?: string;
  /** The broadcast that it sends again to those whom that one did not reach. */
  resends?: string;
  /** Those that sent it again, in their order. */
  resent?: string[];
  state: BroadcastState;
  /** Leaves by itself once it is planned and nobody need approve. */
  confirmed?: true;
  /** The broadcast to the same people, or more, that it follows: who may let that one go has let this one go. */
  within?: string;
  /** Not before and not after, ms since 1970. */
  startsAt?: number;
  notAfter?: number;
  /** Whoever moved to another unit from here on is looked at a second time. */
  plannedFrom: number;
  plan?: Plan;
}

export interface BroadcastEntry extends Entry {
  action: BroadcastAction;
  outcome: BroadcastState;
}

export type BroadcastEffect =
  | CommonEffect
  /** Opens the broadcast that sends it again to those whom it missed; `by` is whose order that was. */
  | { id: string; attempts?: number; name: 'resend'; broadcast: string; by: string; missedBy: NonNullable<Audience['missedBy']> };

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<Broadcast>(
  {
    ...rootFields,
    unit: required,
    kind: required as never,
    purpose: required as never,
    audience: { ...mixed, required: true } as never,
    body: required,
    asks: mixed as never,
    topic: String,
    resends: String,
    resent: { type: [String] as never, default: undefined },
    state: required as never,
    confirmed: Boolean as never,
    within: String,
    startsAt: Number,
    notAfter: Number,
    plannedFrom: { type: Number, required: true },
    plan: mixed as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
schema.index({ state: 1 });
indexWakeUps(schema);

export const Broadcasts = model<Broadcast>('broadcast', schema);
export const broadcastStore = storeOf<Broadcast>(Broadcasts);

/** What it says, in clear. */
export const sayingOf = ({ body }: Pick<Broadcast, 'body'>): SendBody => unseal<SendBody>(body);
/** What it says, as it is stored. */
export const sealedSaying = (say: SendBody): string => seal(say);

/** Ids of those that are being sent at this moment. */
export async function sendingBroadcasts(): Promise<string[]> {
  const found = await Broadcasts.find({ state: 'sending' }).select({ _id: 1 }).lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
}

/** Those of some units that have not ended. */
export const openBroadcasts = (units: readonly string[]) =>
  Broadcasts.find({ unit: { $in: [...units] }, state: { $nin: ['done', 'cancelled'] } }).lean<Broadcast[]>();

/** Those of some units, ended ones too. */
export const broadcastsOf = (units: readonly string[]) => Broadcasts.find({ unit: { $in: [...units] } }).lean<Broadcast[]>();

/** Sets when a broadcast is looked at again (ms since 1970; undefined: when somebody moves it), unless it was moved since. */
export async function lookAgain(was: Broadcast, at: number | undefined): Promise<void> {
  const change = at === undefined ? { $unset: { dueAt: 1, wakeAt: 1 } } : { $set: { dueAt: at, wakeAt: at } };
  await Broadcasts.updateOne({ _id: was._id, rev: was.rev, 'outbox.0': { $exists: false } }, change);
}
