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
  /** The channels on which it was planned to leave; those for which it still waits, once it has been fed to others. */
  channels?: string[];
  waits?: string[];
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
    channels: { type: [String], default: undefined } as never,
    waits: { type: [String], default: undefined } as never,
    tally: { type: Schema.Types.Mixed } as never,
    closedAt: Number,
    uncertain: { type: [String], default: undefined } as never,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, minimize: false, collection: 'broadcastChunks' },
);
schema.index({ broadcast: 1, state: 1 });

export const Chunks = model<Chunk>('broadcastChunk', schema);

/** The part of those who moved meanwhile: made last, so that where it is all others are. */
const lastOf = (broadcast: string) => `${broadcast}/+`;

/** Makes the parts of a broadcast; those that are there already stay as they are. */
export async function openChunks(broadcast: string, units: readonly string[]): Promise<void> {
  await insertAllOnce(
    Chunks,
    units.map((unit): Chunk => ({ _id: `${broadcast}/${unit}`, broadcast, unit, state: 'open' })),
  );
  await insertAllOnce(Chunks, [{ _id: lastOf(broadcast), broadcast, state: 'open' }]);
}

/** Whether all parts of a broadcast are made. */
export const haveChunks = async (broadcast: string): Promise<boolean> =>
  (await Chunks.exists({ _id: lastOf(broadcast) })) !== null;

/** All parts of a broadcast. */
export const chunksOf = (broadcast: string) => Chunks.find({ broadcast }).lean<Chunk[]>();

/** Those parts of a broadcast that are in one state: few of the thousands that there may be. */
export const chunksIn = (broadcast: string, state: ChunkState) => Chunks.find({ broadcast, state }).lean<Chunk[]>();

/** Null means there is none. */
export const chunkOf = (id: string) => Chunks.findById(id).lean<Chunk>();

/** Moves a part on from the state in which it was found; false when somebody else did. */
export async function moveChunk(
  id: string,
  from: ChunkState,
  to: ChunkState,
  set: Partial<Pick<Chunk, 'plan' | 'waits' | 'tally' | 'uncertain' | 'closedAt'>> = {},
): Promise<boolean> {
  const { matchedCount } = await Chunks.updateOne({ _id: id, state: from }, { $set: { ...set, state: to } });
  return matchedCount === 1;
}

/** Notes what parts that were open come to, in one write; one that somebody else has planned meanwhile stays as it is. */
export async function notePlans(plans: ReadonlyMap<string, { plan: Plan; channels: string[] }>): Promise<void> {
  const planned = [...plans].map(([_id, { plan, channels }]) => ({
    updateOne: { filter: { _id, state: 'open' }, update: { $set: { plan, channels, state: 'planned' } } },
  }));
  if (planned.length > 0) await Chunks.collection.bulkWrite(planned as never, { ordered: false });
}

/** Notes how far parts that are being sent are, in one write. */
export async function noteTallies(tallies: ReadonlyMap<string, Tally>): Promise<void> {
  const updates = [...tallies].map(([_id, tally]) => ({
    updateOne: { filter: { _id, state: 'fed' }, update: { $set: { tally } } },
  }));
  if (updates.length > 0) await Chunks.collection.bulkWrite(updates as never, { ordered: false });
}

/** Takes fed parts of a broadcast that is paused back, so that they are fed again. */
export async function unfeed(broadcast: string): Promise<void> {
  await Chunks.updateMany({ broadcast, state: 'fed' }, { $set: { state: 'planned' }, $unset: { waits: 1 } });
}
