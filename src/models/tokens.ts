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
    lockedBy: String,
    lockedUntil: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);

const Tokens = model<Token>('token', schema);

/** The pair of an account and its revision; null when there is none yet. */
export async function readPair(account: string): Promise<(Pair & { rev: number }) | null> {
  const stored = await Tokens.findById(account).lean<Token>();
  return stored?.pair ? { ...unseal<Pair>(stored.pair), rev: stored.rev } : null;
}

/** Stores a pair as revision `rev + 1` if the stored one is still `rev` (0: none yet). */
export async function savePair(account: string, next: Pair, rev: number): Promise<boolean> {
  await insertOnce(Tokens, { _id: account, rev: 0 });
  const { matchedCount } = await Tokens.updateOne({ _id: account, rev }, { $set: { pair: seal(next), rev: rev + 1 } });
  return matchedCount === 1;
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
