import { model, Schema } from 'mongoose';
import type { ApplicationForm } from '../engine/types';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, started, storeOf } from './aggregate';
import { insertOnce } from './once';
import { plainName } from './plain-name';
import { keyed, seal, unseal } from './secrets';
import { lookAtSlot, MOST_TRIES, type Slot } from './slots';

export type ApplicationState = 'submitted' | 'verified' | 'recognised' | 'withdrawn' | 'duplicate';
export type ApplicationAction = 'submit' | 'refer' | 'verify' | 'recognise' | 'withdraw' | 'unrecognise' | 'wait';
/** Why an application ends; the last one: after a recognition that was a mistake. */
export type WithdrawReason = 'asked' | 'underAge' | 'unreachable' | 'duplicate' | 'recognitionWithdrawn';
/** Somebody else may be her: with this phone, or with her name and birth year in her unit. For the branch to look at, never refused. */
export type Likeness = 'samePhone' | 'sameName';
/** What comes next for an application that waits: its leader is reminded, then the level above is told that it is late. */
export type DueStep = 'remind' | 'climb';
/** Why a pair of 1+1 (b) does not count: `whyNoPair` has the rules. */
export type NoPair = 'self' | 'notYet' | 'left' | 'again' | 'loop';

/** What follows from a decision; the ids come from the application and its place in the history. */
export type ApplicationEffect =
  | Exclude<CommonEffect, { name: 'tell' }>
  /** `named` adds her name as `name` when it is told: an outbox holds no names. */
  | (Extract<CommonEffect, { name: 'tell' }> & { named?: 'applicant' | 'referrer' })
  | { id: string; attempts?: number; name: 'makeMember' | 'unmakeMember' }
  /** Keeps that she agreed on paper. */
  | { id: string; attempts?: number; name: 'paperConsent' };

/** One decision about an application. */
export interface Decided extends Entry {
  action: ApplicationAction;
  outcome: ApplicationState;
  reason?: WithdrawReason;
  /** In a leader's words. */
  why?: string;
}

/** A woman's wish to join. Its id is that of the effect that created it. */
export interface Application extends AggregateRoot<Decided, ApplicationEffect> {
  /** File number `YY-NNNNNN`, by which people speak of it. */
  file: string;
  state: ApplicationState;
  at: number;
  unit: string;
  conversation: string;
  /** Sealed `ApplicationForm`. */
  form: string;
  phoneHash: string;
  /** Its turn among those that counted for its phone (`slots.ts`); kept when it is over. */
  slot?: string;
  duplicateOf?: string;
  likeness?: Likeness[];
  /** Keyed hash of her name, birth year and commune. */
  nameKey?: string;
  /** Who brought her: by the code that she gave, or named by her and picked by the leader who verified. */
  referrer?: { person: string; code?: string };
  /** A leader entered her from a paper that she signed: who, and where it lies. */
  paper?: { by: string; ref: string };
  /** Since when it waits for whom it waits now, ms, and the last step taken about that. */
  since?: number;
  step?: DueStep;
  /** Decided at recognition: the person she became, and her pair of 1+1 (b), for the referrer's branch of that day. */
  member?: string;
  pair?: { active: boolean; unit: string; why?: NoPair };
}

const required = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<Application>(
  {
    ...rootFields,
    file: required,
    state: required as never,
    at: whole,
    unit: required,
    conversation: required,
    form: required,
    phoneHash: required,
    slot: String,
    duplicateOf: String,
    likeness: { type: [String] as never, default: undefined },
    nameKey: String,
    paper: mixed as never,
    since: Number,
    step: String as never,
    referrer: mixed as never,
    member: String,
    pair: mixed as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ file: 1 }, { unique: true });
// Sparse and not partial: the embedded server reads the whole collection for a partial index on `$exists`.
schema.index({ slot: 1 }, { unique: true, sparse: true });
indexWakeUps(schema);
schema.index({ state: 1, unit: 1 });
schema.index({ conversation: 1 });
schema.index({ nameKey: 1 }, { sparse: true });
schema.index({ 'referrer.person': 1 }, { sparse: true });

export const Applications = model<Application>('application', schema);

export const applicationStore = storeOf<Application>(Applications);

/** Null means there is none. */
export const application = applicationStore.load;
/** By file number; null for an unknown one. */
export const byFile = (file: string) => Applications.findOne({ file }).lean<Application>();
/** The application that counts for a phone while it waits, or the slot for the next one. */
export const slotOfPhone = (hash: string): Promise<Slot<Application>> => lookAtSlot(Applications, hash, countsForPhone);

// Also after the decision until her record is there, by which she is known from then on: else she could become two people.
const countsForPhone = ({ state, outbox }: Application): boolean =>
  state === 'submitted' || state === 'verified' || outbox.some(({ name }) => name === 'makeMember');
/** Those of a state, of some units or of all. */
export const inState = (state: ApplicationState, units?: readonly string[]) =>
  Applications.find({ state, ...(units ? { unit: { $in: [...units] } } : {}) }).lean<Application[]>();

/** The newest application of a chat; null when there is none. */
export async function newestOf(conversation: string): Promise<Application | null> {
  const found = await Applications.find({ conversation }).lean<Application[]>();
  return found.sort((a, b) => b.at - a.at)[0] ?? null;
}
/** Those with a key of name, year and commune. */
export const byNameKey = (nameKey: string) => Applications.find({ nameKey }).lean<Application[]>();
/** Those that somebody brought, by all her ids. */
export const broughtBy = (ids: readonly string[]) =>
  Applications.find({ 'referrer.person': { $in: [...ids] } }).lean<Application[]>();

/** What a form said, in clear. */
export const formOf = (from: Pick<Application, 'form'>): ApplicationForm => unseal<ApplicationForm>(from.form);

/** Files a new application under a free number; the stored one when its id is there already, `taken` when another one took its slot. Throws where no number is free. */
export async function fileNew(
  draft: Omit<Application, 'file' | 'form' | 'rev' | 'wakeAt'> & { form: ApplicationForm; year: number },
): Promise<Application | 'taken'> {
  const { form, year, ...rest } = draft;
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const filed = { ...rest, form: seal(form), file: fileNumber(rest._id, year, attempt) };
    const fresh: Application = { ...filed, ...started(rest.outbox, rest.at, rest.dueAt) };
    if (await insertOnce(Applications, fresh)) return fresh;
    const there = await application(fresh._id);
    if (there) return there;
    if (fresh.slot !== undefined && (await Applications.exists({ slot: fresh.slot }))) return 'taken';
  }
  throw new Error(
    `application ${rest._id}: no file number in ${MOST_TRIES} tries; an index of applications names what is not there: rebuild its indexes`,
  );
}

/** The key under which another woman of this name, birth year and commune is found; accents and capitals do not matter. */
export const nameKeyOf = (name: string, birthYear: number, commune: string): string =>
  keyed('name', plainName(name), String(birthYear), commune);

/** The file number that an id gets in a year (four digits) at an attempt from 0. */
export function fileNumber(id: string, year: number, attempt: number): string {
  const bytes = Buffer.from(keyed('file', id, String(attempt)), 'base64url');
  return `${String(year % 100).padStart(2, '0')}-${String(bytes.readUInt32BE(0) % 1_000_000).padStart(6, '0')}`;
}
