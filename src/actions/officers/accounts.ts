import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { type Account, accountOf, addAccount, countTry, forgive, lockAccount, setPassword } from '../../models/accounts';

/** A password that was given is good for this long, ms. */
export const TEMPORARY_FOR = 72 * 3600_000;
/** So many wrong passwords in a row lock an account for so long, ms. */
export const MOST_FAILURES = 5;
export const LOCKED_FOR = 15 * 60_000;
/** The shortest password that somebody may choose, in characters. */
export const SHORTEST = 10;
/** Nothing that is mistaken for another sign when it is read out over the phone. */
const SIGNS = 'abcdefghkmnpqrstuvwxyz23456789';
const LENGTH = 14;

/** What became of a password. `change`: it was given, and another must be chosen before anything else. */
export type LogIn = { result: 'in' | 'change'; account: Account } | { result: 'wrong' | 'locked' | 'expired' };

/** Makes an account with a password to be told once; undefined when the phone number has one. */
export async function createAccount(
  who: { phone: string; name: string; holder?: string },
  now: number,
): Promise<{ password: string; until: number } | undefined> {
  const given = await temporary(now);
  const made = await addAccount({ ...who, password: given.hash, temporaryUntil: given.until, createdAt: now });
  return made ? { password: given.password, until: given.until } : undefined;
}

/** Gives an account a new password to be told once, in the place of hers; undefined for an unknown phone number. */
export async function resetPassword(phone: string, now: number): Promise<{ password: string; until: number } | undefined> {
  const given = await temporary(now);
  const set = await setPassword(phone, { password: given.hash, temporaryUntil: given.until });
  return set ? { password: given.password, until: given.until } : undefined;
}

/** Whether a password is right. An unknown phone number takes as long as a wrong password, and says the same. */
export async function logIn(phone: string, password: string, now: number): Promise<LogIn> {
  const account = await accountOf(phone);
  if (!account) {
    await verify(await nobody(), password);
    return { result: 'wrong' };
  }
  const { _id, lockedUntil, temporaryUntil } = account;
  if (lockedUntil !== undefined && lockedUntil > now) return { result: 'locked' };
  if (lockedUntil !== undefined) await forgive(_id, lockedUntil);
  // Counted before it is looked at, so that many at once are no more tries than one after the other.
  if (!(await countTry(_id, MOST_FAILURES))) {
    await lockAccount(_id, now + LOCKED_FOR);
    return { result: 'locked' };
  }
  if (!(await verify(account.password, password.normalize('NFC')))) return { result: 'wrong' };
  if (temporaryUntil !== undefined && temporaryUntil <= now) return { result: 'expired' };
  await forgive(_id);
  return { result: temporaryUntil === undefined ? 'in' : 'change', account };
}

/** Sets a password that she chose; `same` and `short` change nothing. */
export async function changePassword(
  phone: string,
  { from, to }: { from: string; to: string },
  now: number,
): Promise<'changed' | 'short' | 'same' | 'wrong' | 'locked' | 'expired'> {
  if ([...to.normalize('NFC')].length < SHORTEST) return 'short';
  if (to === from) return 'same';
  const known = await logIn(phone, from, now);
  if (!('account' in known)) return known.result;
  return (await setPassword(phone, { password: await hash(to.normalize('NFC')) }, known.account.password)) ? 'changed' : 'wrong';
}

async function temporary(now: number): Promise<{ password: string; hash: string; until: number }> {
  const password = Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return { password, hash: await hash(password), until: now + TEMPORARY_FOR };
}

let unknown: Promise<string> | undefined;
/** The hash of a password that nobody has. */
function nobody(): Promise<string> {
  unknown ??= temporary(0).then((given) => given.hash);
  return unknown;
}
