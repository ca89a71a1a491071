import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { fileNumber } from './applications';

export type BranchRequestState = 'asked' | 'verified' | 'founded' | 'refused';

export interface BranchRequestEntry extends Entry {
  action: 'ask' | 'verify' | 'found' | 'refuse';
  outcome: BranchRequestState;
}

/** A wish to found a branch where there is none ("trắng tổ chức Hội", QB-2013), as a leader brings it. */
export interface BranchRequest extends AggregateRoot<BranchRequestEntry, CommonEffect> {
  /** `C26-123456`, by which people speak of it. */
  no: string;
  state: BranchRequestState;
  /** The commune in which the branch would be. */
  unit: string;
  place: string;
  /** Women who want it. */
  women: number;
  /** The unit that was founded. */
  founded?: string;
}

const required = { type: String, required: true } as const;
const schema = new Schema<BranchRequest>(
  {
    ...rootFields,
    no: required,
    state: required as never,
    unit: required,
    place: required,
    women: { type: Number, required: true },
    founded: String,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ no: 1 }, { unique: true });
schema.index({ unit: 1 });
indexWakeUps(schema);

export const BranchRequests = model<BranchRequest>('branchRequest', schema, 'branchRequests');
export const branchRequestStore = storeOf<BranchRequest>(BranchRequests);

/** By number; null for an unknown one. */
export const branchRequestByNo = (no: string) => BranchRequests.findOne({ no }).lean<BranchRequest>();

/** The requests of some communes that nobody has decided. */
export const openBranchRequests = (units: readonly string[]) =>
  BranchRequests.find({ unit: { $in: [...units] }, state: { $in: ['asked', 'verified'] } }).lean<BranchRequest[]>();

/** Keeps a new request under a free number; the stored one when its id is there already. */
export async function keepBranchRequest(
  draft: Omit<BranchRequest, 'no' | 'rev' | 'wakeAt'>,
  at: number,
  year: number,
): Promise<BranchRequest> {
  for (let attempt = 0; ; attempt += 1) {
    await branchRequestStore.insert({ ...draft, no: `C${fileNumber(draft._id, year, attempt)}` }, at);
    const there = await branchRequestStore.load(draft._id);
    if (there) return there;
  }
}
