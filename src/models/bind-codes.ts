import { randomInt } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { keyed } from './secrets';

/** A one-time code that ties a chat to an officer; only its keyed hash is kept. */
export interface BindCode {
  /** Keyed hash of the code. */
  _id: string;
  holder: string;
  expiresAt: number;
  /** The chat that used it, and whether that one has been tied: a second run of the same effect ties nothing anew. */
  usedBy?: string;
  tied?: boolean;
  /** MongoDB forgets it then. */
  expireAt: Date;
}

/** What somebody tried in an hour, by the ids of her tries; of everybody together those that were wrong. */
interface Tries {
  _id: string;
  ids: string[];
  expireAt: Date;
}

const HOUR = 3600_000;
const ALL = 'all';
/** Six digits are guessed by trying: so many tries in an hour in one chat, and wrong ones in all together. */
export const TRIES = { chat: 5, all: 300 } as const;

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const options = { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' } as const;
const schema = new Schema<BindCode>(
  { _id: text, holder: text, expiresAt: { type: Number, required: true }, usedBy: String, tied: Boolean, expireAt: date },
  options,
);
schema.index({ holder: 1 });
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });
const tries = new Schema<Tries>({ _id: text, ids: { type: [String], required: true }, expireAt: date }, options);
tries.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const BindCodes = model<BindCode>('bindCode', schema);
export const BindTries = model<Tries>('bindTries', tries);

const idOf = (code: string) => keyed('bindCode', code);

/** Makes a code of six digits for an officer, good for some ms; every older one of hers ends. */
export async function newCode(holder: string, now: number, ms: number): Promise<string> {
  await BindCodes.deleteMany({ holder, usedBy: { $exists: false } });
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = now + ms;
    const fresh: BindCode = { _id: idOf(code), holder, expiresAt, expireAt: new Date(expiresAt + 24 * HOUR) };
    if (await insertOnce(BindCodes, fresh)) return code;
  }
}

/** Makes the codes of an officer those of another id of hers. */
export async function moveBindCodes(from: string, to: string): Promise<void> {
  await BindCodes.updateMany({ holder: from }, { $set: { holder: to } });
}

/** A code that a chat could use now, or has used; undefined for a wrong, an old and another chat's one. */
export async function peekCode(code: string, conversation: string, now: number): Promise<BindCode | undefined> {
  const found = await BindCodes.findById(idOf(code)).lean<BindCode>();
  if (!found) return undefined;
  return found.usedBy === conversation || (found.usedBy === undefined && found.expiresAt > now) ? found : undefined;
}

/** Uses a code in a chat, once: undefined for a wrong, an old or a used one; the same chat gets its own code again. */
export async function useCode(code: string, conversation: string, now: number): Promise<BindCode | undefined> {
  const _id = idOf(code);
  const free = { _id, usedBy: { $exists: false }, expiresAt: { $gt: now } };
  await BindCodes.updateOne(free, { $set: { usedBy: conversation } });
  const found = await BindCodes.findById(_id).lean<BindCode>();
  return found?.usedBy === conversation ? found : undefined;
}

/** Notes that the chat of a used code is tied. */
export async function codeTied(id: string): Promise<void> {
  await BindCodes.updateOne({ _id: id }, { $set: { tied: true } });
}

/** Notes a try before its code is looked at; false when there have been too many in this hour. The same id is one try. */
export async function mayTry(id: string, conversation: string, now: number): Promise<boolean> {
  const own = await note(id, conversation, now);
  if (own.indexOf(id) >= TRIES.chat) return false;
  return ((await BindTries.findById(triesOf(ALL, now)).lean<Tries>())?.ids ?? []).length < TRIES.all;
}

/** Notes that a try was wrong, among those of everybody. */
export async function wrongTry(id: string, now: number): Promise<void> {
  await note(id, ALL, now);
}

async function note(id: string, who: string, now: number): Promise<string[]> {
  const _id = triesOf(who, now);
  await insertOnce(BindTries, { _id, ids: [], expireAt: new Date(now + 2 * HOUR) });
  await BindTries.updateOne({ _id }, { $addToSet: { ids: id } });
  return (await BindTries.findById(_id).lean<Tries>())?.ids ?? [];
}

const triesOf = (who: string, now: number) => keyed('bindTries', who, String(Math.floor(now / HOUR)));
