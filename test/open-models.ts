import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { useKeys } from '../src/models/secrets';
import { useDatabase } from './setup/database';

/** Connects the models that a test file imports to a database of its own, with keys and indexes, as `connect` does. */
export function openModels(): void {
  const database = useDatabase();
  beforeAll(async () => {
    useKeys(new Map([['k1', randomBytes(32)]]), randomBytes(32));
    await mongoose.connect(database.mongoUri, {
      writeConcern: { w: 'majority', journal: true },
      maxPoolSize: 8,
      autoIndex: false,
    });
    for (const each of Object.values(mongoose.models)) await each.createIndexes();
  });
  afterAll(() => mongoose.disconnect());
}
