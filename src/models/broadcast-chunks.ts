import { model, Schema } from 'mongoose';
import type { Plan } from './broadcasts';
import { insertAllOnce } from './once';
import type { SendState } from './sends';

/** `open`: its people are still to be planned. `planned`: its sends wait. `fed`: they may leave. `closed`: all have ended. */
export type ChunkState = 'open' | 'planned' | 'fed' | 'closed';

/** How many sends are in each state. */
export type Tally = Partial<Record<SendState, number>>;

/** A part of a broadcast: the people of one unit, or those who moved while it was planned. */
export interface Chunk {
  /** `broadcast/unit`, or `broadcast/+`. */
  _id: string;
  broadcast: string;
  unit?: string;
  state: ChunkState;
  plan?: Plan;
  tally?: Tally;
  /** Sends of which nobody knew, when the part was closed, whether they had left. */
  uncertain?: string[];
  /** When it was closed, ms since 1970. */
  closedAt?: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Chunk>(
  {
    _id: required,
    broadcast: required,
    unit: String,
    state: required as never,
    plan: { type: Schema.Types.Mixed } as never,
    tally: { type: Schema.Types.Mixed } as never,
    closedAt: Number,
    uncertain: { type: [String], default: undefined } as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, minimize: false, collection: 'broadcastChunks' },
);
schema.index({ broadcast: 1 });

export const Chunks = model<Chunk>('broadcastChunk', schema);

/** Makes the parts of a broadcast; those that are there already stay as they are. */
export async function openChunks(broadcast: string, units: readonly string[]): Promise<void> {
  const chunks = units.map((unit): Chunk => ({ _id: `${broadcast}/${unit}`, broadcast, unit, state: 'open' }));
  // Last, once all others are planned: whoever moved meanwhile.
  chunks.push({ _id: `${broadcast}/+`, broadcast, state: 'open' });
  await insertAllOnce(Chunks, chunks);
}

/** All parts of a broadcast. */
export const chunksOf = (broadcast: string) => Chunks.find({ broadcast }).lean<Chunk[]>();

/** Moves a part on from the state in which it was found; false when somebody else did. */
export async function moveChunk(
  id: string,
  from: ChunkState,
  to: ChunkState,
  set: Partial<Pick<Chunk, 'plan' | 'tally' | 'uncertain' | 'closedAt'>> = {},
): Promise<boolean> {
  const { matchedCount } = await Chunks.updateOne({ _id: id, state: from }, { $set: { ...set, state: to } });
  return matchedCount === 1;
}

/** Notes how far a part is. */
export async function noteTally(id: string, tally: Tally): Promise<void> {
  await Chunks.updateOne({ _id: id }, { $set: { tally } });
}

/** Takes fed parts of a broadcast that is paused back, so that they are fed again. */
export async function unfeed(broadcast: string): Promise<void> {
  await Chunks.updateMany({ broadcast, state: 'fed' }, { $set: { state: 'planned' } });
}
