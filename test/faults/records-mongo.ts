import mongoose from 'mongoose';
import { useKeys } from '../../src/models/secrets';

/** Where the records are, and the keys to read them, base64. */
export interface RecordsAt {
  mongoUri: string;
  key: string;
  hashKey: string;
}

/** Connects this process to the records. */
export async function connectMongo({ mongoUri, key, hashKey }: RecordsAt): Promise<void> {
  useKeys(new Map([['k1', Buffer.from(key, 'base64')]]), Buffer.from(hashKey, 'base64'));
  const writeConcern = { w: 'majority', journal: true } as const;
  await mongoose.connect(mongoUri, { writeConcern, maxPoolSize: 4, autoIndex: false });
}
