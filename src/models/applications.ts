import { model, Schema } from 'mongoose';
import type { ApplicationForm, Purpose, Vars } from '../engine/types';
import type { FactDraft } from '../programme/metrics';
import { insertOnce } from './once';
import { keyed, seal, unseal } from './secrets';

export type ApplicationState = 'submitted' | 'verified' | 'recognised' | 'withdrawn' | 'duplicate';
export type ApplicationAction = 'submit' | 'verify' | 'recognise' | 'withdraw';
/** Why an application ends without recognition. */
export type WithdrawReason = 'asked' | 'underAge' | 'unreachable' | 'duplicate';

/** What follows from a decision; the ids come from the application and its place in the history. */
export type ApplicationEffect = { id: string; attempts?: number } & (
  | { name: 'fact'; fact: FactDraft; once?: string }
  /** `named` adds her name as `name` when it is told: an outbox holds no names. */
  | { name: 'tell'; conversation: string; key: string; vars: Vars; purpose: Purpose; named?: 'applicant' | 'referrer' }
  | { name: 'makeMember' }
);

/** One decision: `id` is the action's, so that the same action again finds what became of it. */
export interface Decided {
  id: string;
  at: number;
  action: ApplicationAction;
  by: string;
  outcome: ApplicationState;
  reason?: WithdrawReason;
}

/** A woman's wish to join. One guarded write moves it, with its effects in the outbox. */
export interface Application {
  /** Id of the effect that created it. */
  _id: string;
  /** File number `YY-NNNNNN`, by which people speak of it. */
  file: string;
  rev: number;
  state: ApplicationState;
  at: number;
  unit: string;
  conversation: string;
  /** Sealed `ApplicationForm`. */
  form: string;
  phoneHash: string;
  /** The phone's hash while this is the one application that counts for it. */
  slot?: string;
  duplicateOf?: string;
  referrer?: { code: string; person: string };
  /** Decided at recognition: the person she became, and her pair of 1+1 (b), for the referrer's branch of that day. */
  member?: string;
  pair?: { active: boolean; unit: string };
  history: Decided[];
  outbox: ApplicationEffect[];
  wakeAt?: number;
}

/** An outbox that nobody emptied is looked at again after this time, ms. */
const LOOK_AGAIN = 30_000;
const required = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const list = { type: [Schema.Types.Mixed] as never, required: true } as const;
const schema = new Schema<Application>(
  {
    _id: required,
    file: required,
    rev: whole,
    state: required as never,
    at: whole,
    unit: required,
    conversation: required,
    form: required,
    phoneHash: required,
    slot: String,
    duplicateOf: String,
    referrer: mixed as never,
    member: String,
    pair: mixed as never,
    history: list,
    outbox: list,
    wakeAt: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ file: 1 }, { unique: true });
// Sparse and not partial: the embedded server reads the whole collection for a partial index on `$exists`.
schema.index({ slot: 1 }, { unique: true, sparse: true });
schema.index({ wakeAt: 1 }, { sparse: true });
schema.index({ state: 1, unit: 1 });
schema.index({ conversation: 1 });

export const Applications = model<Application>('application', schema);

/** Null means there is none. */
export const application = (id: string) => Applications.findById(id).lean<Application>();
/** By file number; null for an unknown one. */
export const byFile = (file: string) => Applications.findOne({ file }).lean<Application>();
/** The application that counts for a phone; null when there is none. */
export const bySlot = (hash: string) => Applications.findOne({ slot: hash }).lean<Application>();
/** Those of a state, of some units or of all. */
export const inState = (state: ApplicationState, units?: readonly string[]) =>
  Applications.find({ state, ...(units ? { unit: { $in: [...units] } } : {}) }).lean<Application[]>();

/** What a form said, in clear. */
export const formOf = (from: Pick<Application, 'form'>): ApplicationForm => unseal<ApplicationForm>(from.form);

/** Files a new application under a free number; the stored one when its id is there already, `taken` when its slot is. */
export async function fileNew(
  draft: Omit<Application, 'file' | 'form' | 'rev' | 'wakeAt'> & { form: ApplicationForm; year: number },
): Promise<Application | 'taken'> {
  const { form, year, ...rest } = draft;
  const wake = rest.outbox.length > 0 ? { wakeAt: rest.at + LOOK_AGAIN } : {};
  for (let attempt = 0; ; attempt += 1) {
    const fresh: Application = { ...rest, ...wake, form: seal(form), rev: 1, file: fileNumber(rest._id, year, attempt) };
    if (await insertOnce(Applications, fresh)) return fresh;
    const there = await application(fresh._id);
    if (there) return there;
    if (fresh.slot !== undefined && (await bySlot(fresh.slot))) return 'taken';
  }
}

/** What a decision changes. */
export interface ApplicationMove {
  entry: Decided;
  set?: Partial<Pick<Application, 'unit' | 'member' | 'pair'>>;
  freeSlot?: boolean;
  effects: ApplicationEffect[];
}

/** The one write that moves an application; false when another decision was first. */
export async function moveApplication(was: Application, { entry, set, freeSlot, effects }: ApplicationMove): Promise<boolean> {
  const { matchedCount } = await Applications.updateOne(
    { _id: was._id, rev: was.rev },
    {
      $set: { ...set, state: entry.outcome, wakeAt: entry.at + LOOK_AGAIN },
      ...(freeSlot ? { $unset: { slot: 1 } } : {}),
      $inc: { rev: 1 },
      $push: { history: entry, outbox: { $each: effects } } as never,
    },
  );
  return matchedCount === 1;
}

/** Takes carried effects out; the wake-up ends if all were carried, else is put off, unless somebody moved the application. */
export async function settleApplication(was: Application, ids: string[], now: number): Promise<void> {
  const pull = { $pull: { outbox: { id: { $in: ids } } } } as never as object;
  const wake = ids.length === was.outbox.length ? { $unset: { wakeAt: 1 } } : { $set: { wakeAt: now + LOOK_AGAIN } };
  const { matchedCount } = await Applications.updateOne({ _id: was._id, rev: was.rev }, { ...pull, ...wake });
  if (matchedCount === 0 && ids.length > 0) await Applications.updateOne({ _id: was._id }, pull);
}

/** Notes that carrying an effect out failed. */
export async function applicationEffectFailed(was: Application, effect: string): Promise<void> {
  await Applications.updateOne({ _id: was._id, 'outbox.id': effect }, { $inc: { 'outbox.$.attempts': 1 } });
}

/** Puts an effect that was set aside back into the outbox. */
export async function reopenApplication(id: string, effect: ApplicationEffect, now: number): Promise<void> {
  const push = { $push: { outbox: effect } } as never as object;
  await Applications.updateOne(
    { _id: id, 'outbox.id': { $ne: effect.id } },
    { ...push, $set: { wakeAt: now }, $inc: { rev: 1 } },
  );
}

/** Applications whose outbox nobody emptied in time, for the sweep. */
export async function applicationsToWake(now: number, most = 100): Promise<string[]> {
  const found = await Applications.find({ wakeAt: { $lte: now } })
    .select({ _id: 1 })
    .limit(most)
    .lean<{ _id: string }[]>();
  return found.map((each) => each._id);
}

/** The file number that an id gets in a year (four digits) at an attempt from 0. */
export function fileNumber(id: string, year: number, attempt: number): string {
  const bytes = Buffer.from(keyed('file', id, String(attempt)), 'base64url');
  return `${String(year % 100).padStart(2, '0')}-${String(bytes.readUInt32BE(0) % 1_000_000).padStart(6, '0')}`;
}
