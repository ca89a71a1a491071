import { model, Schema } from 'mongoose';
import type { UnitChange } from './tree-document';

/** A part of a change that is too large for the tree document's outbox. Written before the decision, read when it is carried out. */
interface PlanChunk {
  /** `plan/number`. */
  _id: string;
  changes: UnitChange[];
  /** A plan that was never decided on goes away by itself. */
  at: Date;
}

/** Changes in a chunk: each is well below a kilobyte or two, a document may have 16 MB. */
export const CHUNK = 200;
const KEPT_DAYS = 30;

const schema = new Schema<PlanChunk>(
  {
    _id: { type: String, required: true },
    changes: { type: [Schema.Types.Mixed] as never, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_DAYS * 24 * 3600 });

const Plans = model<PlanChunk>('treeplan', schema);

/** Keeps the changes of a plan, replacing what an earlier try kept; the number of chunks. */
export async function keepPlan(plan: string, changes: readonly UnitChange[], at: number): Promise<number> {
  const chunks = Math.ceil(changes.length / CHUNK);
  for (let n = 0; n < chunks; n += 1) {
    const chunk = { _id: `${plan}/${n}`, changes: changes.slice(n * CHUNK, (n + 1) * CHUNK), at: new Date(at) };
    await Plans.replaceOne({ _id: chunk._id }, chunk, { upsert: true });
  }
  return chunks;
}

/** The changes of a chunk; none where somebody has carried out the whole plan already. */
export async function planChunk(plan: string, n: number): Promise<UnitChange[]> {
  return (await Plans.findById(`${plan}/${n}`).lean<PlanChunk>())?.changes ?? [];
}

/** Ends a plan that is carried out. */
export async function dropPlan(plan: string, chunks: number): Promise<void> {
  for (let n = 0; n < chunks; n += 1) await Plans.deleteOne({ _id: `${plan}/${n}` });
}
