import { randomUUID } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { seal, unseal } from './secrets';

/** The token pair of one account: one document, moved by `rev`, locked while somebody refreshes. */
interface Token {
  _id: string;
  rev: number;
  /** Sealed `{ access, refresh }`. */
  pair?: string;
  /** When the pair was stored, ms since 1970. */
  at?: number;
  /** The platform's code when it refused the refresh token for good. */
  dead?: string;
  /** Mark of the environment's tokens that the pair comes from. */
  from?: string;
  lockedBy?: string;
  lockedUntil?: number;
}

interface Pair {
  access: string;
  refresh: string;
}

const schema = new Schema<Token>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    pair: String,
    at: Number,
    dead: String,
    from: String,
    lockedBy: String,
    lockedUntil: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);

const Tokens = model<Token>('token', schema);

/** The pair of an account and its revision; null when there is none yet. */
export async function readPair(account: string): Promise<(Pair & Pick<Token, 'rev' | 'at' | 'dead' | 'from'>) | null> {
  const stored = await Tokens.findById(account).lean<Token>();
  if (!stored?.pair) return null;
  const { pair, rev, at, dead, from } = stored;
  return {
    ...unseal<Pair>(pair),
    rev,
    ...(at === undefined ? {} : { at }),
    ...(dead === undefined ? {} : { dead }),
    ...(from === undefined ? {} : { from }),
  };
}

/** Stores a pair as revision `rev + 1` if the stored one is still `rev` (0: none yet). */
export async function savePair(account: string, next: Pair & { from?: string }, rev: number): Promise<boolean> {
  await insertOnce(Tokens, { _id: account, rev: 0 });
  const { access, refresh, from } = next;
  const set = { pair: seal({ access, refresh }), rev: rev + 1, at: Date.now(), ...(from === undefined ? {} : { from }) };
  const unset = { dead: 1 as const, ...(from === undefined ? { from: 1 as const } : {}) };
  const { matchedCount } = await Tokens.updateOne({ _id: account, rev }, { $set: set, $unset: unset });
  return matchedCount === 1;
}

/** Notes that the pair of a revision cannot be refreshed any more; the revision stays. */
export async function killPair(account: string, rev: number, code: string): Promise<void> {
  await Tokens.updateOne({ _id: account, rev }, { $set: { dead: code } });
}

/** Locks the account for one refresher for some ms; answers the release, or null while another has it. */
export async function lockPair(account: string, ms: number): Promise<(() => Promise<void>) | null> {
  await insertOnce(Tokens, { _id: account, rev: 0 });
  const me = randomUUID();
  const now = Date.now();
  const free = [{ lockedUntil: { $exists: false } }, { lockedUntil: { $lt: now } }];
  const lock = { lockedBy: me, lockedUntil: now + ms };
  const { matchedCount } = await Tokens.updateOne({ _id: account, $or: free }, { $set: lock });
  if (matchedCount === 0) return null;
  return async () => {
    await Tokens.updateOne({ _id: account, lockedBy: me }, { $unset: { lockedBy: 1, lockedUntil: 1 } });
  };
}
