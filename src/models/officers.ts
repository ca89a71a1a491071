import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { type Post, rankOf } from './posts';
import { keyed, seal, unseal } from './secrets';
import { lookAtSlot, type Slot } from './slots';

/** Why a post ended. */
export const END_REASONS = ['termOver', 'moved', 'resigned', 'relieved', 'died', 'mistake', 'unitClosed'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A training that she took part in: a topic's code (`it`, `work`…) and the day, YYYY-MM-DD. */
export interface Training {
  topic: string;
  on: string;
}

/** One decision about a post, with what it was about. */
export type OfficerEntry = Entry &
  (
    | { action: 'appoint' | 'renew'; from: string; to?: string }
    | { action: 'end'; on: string; reason: EndReason }
    | { action: 'absent'; from: string; to?: string }
    | { action: 'present' }
    /** Its holder is known by another id from then on. */
    | { action: 'holder' }
    | ({ action: 'train' } & Training)
    | { action: 'smartphone'; has: boolean }
  );

/** One post held by one person in one unit; an ended one is kept as history. Days are local, YYYY-MM-DD. */
export interface Officer extends AggregateRoot<OfficerEntry, CommonEffect> {
  /** Id of the person in the register, or of somebody only named (`namedHolder`). */
  holder: string;
  /** Sealed `{ name, phone }` of somebody who is not in the register. */
  named?: string;
  unit: string;
  post: Post;
  /** First day in office, and the last one of the term if it has an end. */
  from: string;
  to?: string;
  /** First day on which she is no longer in office. */
  endedOn?: string;
  /** Whether she has a smartphone, and the month in which that was counted. */
  smartphone?: { has: boolean; month: string };
  trainings: Training[];
  /** Days of her absence, both inclusive; a deputy stands in. */
  away?: { from: string; to?: string };
  /** Its turn at what only one can hold at a time (`slots.ts`): a lead's post in a unit, anything else for each holder; kept as history. */
  slot?: string;
}

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<Officer>(
  {
    ...(rootFields as object),
    holder: required,
    named: String,
    unit: required,
    post: required as never,
    from: required,
    to: String,
    endedOn: String,
    smartphone: mixed as never,
    trainings: { type: [mixed] as never, required: true },
    away: mixed as never,
    slot: String,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
indexWakeUps(schema);
schema.index({ slot: 1 }, { unique: true, sparse: true });
schema.index({ holder: 1 });
schema.index({ unit: 1 });
schema.index({ post: 1 });

export const Officers = model<Officer>('officer', schema);
export const officerStore = storeOf<Officer>(Officers);

/** The id of somebody who is only named, by her phone number (`0905123456`): the same phone is the same officer. */
export const namedHolder = (phone: string): string => keyed('officer', phone);

/** Name and phone of somebody only named, to be kept. */
export const sealNamed = (who: { name: string; phone: string }): string => seal(who);

/** Name and phone in clear of somebody only named; undefined for somebody of the register. */
export const namedOf = ({ named }: Pick<Officer, 'named'>): { name: string; phone: string } | undefined =>
  named === undefined ? undefined : unseal(named);

/** Who holds a post that only one can hold (`keyOfPost`), or the slot for the next one. */
export const slotOfPost = (key: string): Promise<Slot<Officer>> =>
  lookAtSlot(Officers, key, ({ endedOn }) => endedOn === undefined);

/** What only one can hold at a time. */
export const keyOfPost = ({ unit, post, holder }: Pick<Officer, 'unit' | 'post' | 'holder'>): string =>
  [unit, post, ...(rankOf(post).many ? [holder] : [])].join('|');

/** Every post that somebody holds or held. */
export const heldBy = (holders: readonly string[]) => Officers.find({ holder: { $in: [...holders] } }).lean<Officer[]>();

/** Every post of some units, ended ones too. */
export const officersOf = (units: readonly string[]) => Officers.find({ unit: { $in: [...units] } }).lean<Officer[]>();

/** Every holding of some posts in the whole province, ended ones too: thousands, read at once. */
export const withPosts = (posts: readonly Post[]) => Officers.find({ post: { $in: [...posts] } }).lean<Officer[]>();

/** Whether a post gives rights on a day (YYYY-MM-DD). */
export function inOffice({ from, to, endedOn }: Pick<Officer, 'from' | 'to' | 'endedOn'>, today: string): boolean {
  return from <= today && (to === undefined || today <= to) && (endedOn === undefined || today < endedOn);
}

/** Whether she is away on a day (YYYY-MM-DD). */
export function isAway({ away }: Pick<Officer, 'away'>, today: string): boolean {
  return away !== undefined && away.from <= today && (away.to === undefined || today <= away.to);
}
