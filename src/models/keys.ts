import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { newHashKey, unwrapHashKey } from './secrets';

/** A key of the database, wrapped by the encryption key of the environment. */
interface StoredKey {
  _id: string;
  wrapped: string;
}

const schema = new Schema<StoredKey>(
  { _id: { type: String, required: true }, wrapped: { type: String, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false },
);

const Keys = model<StoredKey>('key', schema);

/** The hash key of this database, made by whoever comes first; throws when its encryption key is not given. */
export async function hashKey(keys: Map<string, Buffer>): Promise<Buffer> {
  const stored = await Keys.findById('hash').lean<StoredKey>();
  if (stored) return unwrapHashKey(keys, stored.wrapped);
  await insertOnce(Keys, { _id: 'hash', wrapped: newHashKey(keys) });
  const mine = await Keys.findById('hash').lean<StoredKey>();
  if (!mine) throw new Error('the hash key could not be stored: check that MongoDB accepts writes');
  return unwrapHashKey(keys, mine.wrapped);
}
