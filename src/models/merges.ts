import { model, Schema } from 'mongoose';
import { type AggregateRoot, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';

/** `off`: one of the two records was being joined to another at that moment, or had been; nothing was moved. */
export type MergeState = 'open' | 'done' | 'off';

export interface MergeEntry extends Entry {
  action: 'merge' | 'end';
  outcome: MergeState;
}

/** All that a merge asks for; each of its steps is in the history of the record that it changes, and so happens once. `audit`: it was a leader's order. */
export interface MergeEffect {
  id: string;
  attempts?: number;
  name: 'join';
  audit?: true;
}

/** Two records of one woman become one; its id is that of the order which asked for it. */
export interface Merge extends AggregateRoot<MergeEntry, MergeEffect> {
  /** Ids of the record that stays and of the one that ends in it. */
  keep: string;
  gone: string;
  state: MergeState;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Merge>(
  { ...rootFields, keep: required, gone: required, state: required as never },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
indexWakeUps(schema);

export const Merges = model<Merge>('merge', schema);
export const mergeStore = storeOf<Merge>(Merges);
