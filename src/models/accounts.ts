import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { keyed, seal, unseal } from './secrets';

/** Somebody who may log in to the console by her phone number and a password. */
export interface Account {
  /** Keyed hash of her phone number. */
  _id: string;
  /** Sealed `{ name, phone }`. */
  who: string;
  /** Id of the officer or person that she is; an account without one is an administrator's. */
  holder?: string;
  /** Argon2id of her password. */
  password: string;
  /** A password that was given to her is good until then, and only to be changed. */
  temporaryUntil?: number;
  /** Wrong passwords in a row, and until when none is looked at. */
  failures: number;
  lockedUntil?: number;
  createdAt: number;
}

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const schema = new Schema<Account>(
  {
    _id: text,
    who: text,
    holder: String,
    password: text,
    temporaryUntil: Number,
    failures: whole,
    lockedUntil: Number,
    createdAt: whole,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);

export const Accounts = model<Account>('account', schema);

const idOf = (phone: string) => keyed('account', phone);

/** The account of a phone number (`0905123456`); null when there is none. */
export const accountOf = (phone: string) => Accounts.findById(idOf(phone)).lean<Account>();

/** Name and phone of an account in clear. */
export const whoIs = ({ who }: Account): { name: string; phone: string } => unseal(who);

/** Makes an account; false when the phone number has one. */
export async function addAccount({
  name,
  phone,
  ...rest
}: Pick<Account, 'password' | 'createdAt' | 'holder' | 'temporaryUntil'> & { name: string; phone: string }): Promise<boolean> {
  return insertOnce(Accounts, { _id: idOf(phone), who: seal({ name, phone }), failures: 0, ...rest } as Account);
}

/** Makes the accounts of an officer those of another id of hers; accounts are few. */
export async function moveAccounts(from: string, to: string): Promise<void> {
  await Accounts.updateMany({ holder: from }, { $set: { holder: to } });
}

/** Sets a password in the place of `was` (of any, without it) and forgets what went wrong; false when `was` is no longer it. */
export async function setPassword(
  phone: string,
  to: { password: string; temporaryUntil?: number },
  was?: string,
): Promise<boolean> {
  const gone = { lockedUntil: 1, ...(to.temporaryUntil === undefined ? { temporaryUntil: 1 } : {}) } as const;
  const filter = { _id: idOf(phone), ...(was === undefined ? {} : { password: was }) };
  const { matchedCount } = await Accounts.updateOne(filter, { $set: { ...to, failures: 0 }, $unset: gone });
  return matchedCount === 1;
}

/** Notes a try before its password is looked at; false when there have been `most` wrong ones in a row. */
export async function countTry(id: string, most: number): Promise<boolean> {
  const { matchedCount } = await Accounts.updateOne({ _id: id, failures: { $lt: most } }, { $inc: { failures: 1 } });
  return matchedCount === 1;
}

/** Looks at no password until a time (ms), if it is not locked already. */
export async function lockAccount(id: string, until: number): Promise<void> {
  await Accounts.updateOne({ _id: id, lockedUntil: { $exists: false } }, { $set: { lockedUntil: until } });
}

/** Forgets what went wrong: after the right password, or when a lock is over (`lockedUntil`, as it was read). */
export async function forgive(id: string, lockedUntil?: number): Promise<void> {
  const filter = { _id: id, ...(lockedUntil === undefined ? {} : { lockedUntil }) };
  await Accounts.updateOne(filter, { $set: { failures: 0 }, $unset: { lockedUntil: 1 } });
}
