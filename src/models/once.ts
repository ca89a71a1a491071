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

/** Whether a write failed only because a unique value is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown })?.code === DUPLICATE;
