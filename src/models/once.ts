import type { Model } from 'mongoose';

const DUPLICATE = 11000;

/** Inserts a document whose `_id` tells where it came from; false when it is there already, which is not an error. */
export async function insertOnce<T extends { _id: string }>(model: Model<T>, document: T): Promise<boolean> {
  try {
    await model.collection.insertOne(document as never);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Inserts those that are not there yet, in one unordered write. Throws when one failed for another reason. */
export async function insertAllOnce<T extends { _id: string }>(model: Model<T>, documents: readonly T[]): Promise<void> {
  if (documents.length === 0) return;
  try {
    await model.collection.insertMany(documents as never, { ordered: false });
  } catch (error) {
    const failed = [(error as { writeErrors?: unknown }).writeErrors ?? []].flat();
    if (failed.length === 0 || !failed.every(isDuplicate)) throw error;
  }
}

/** Whether a write failed only because a unique value is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown })?.code === DUPLICATE;
