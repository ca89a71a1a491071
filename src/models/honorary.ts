import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';

/** What happened to an entry of the register of honorary members, and the local day on which it holds. */
export interface HonoraryEntry extends Entry {
  action: 'recognise' | 'end';
  on: string;
  why?: string;
}

/** Hội viên danh dự (domain §2.4): of 18 years or more, also men and foreigners; a register of its own, never counted as members. */
export interface Honorary extends AggregateRoot<HonoraryEntry, CommonEffect> {
  /** Sealed text. */
  name: string;
  birthYear: number;
  /** Sealed text. */
  phone?: string;
  unit: string;
  /** Number of the written decision, and its local day. */
  decision: string;
  on: string;
  state: 'recognised' | 'ended';
  updatedAt: number;
}

const required = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const schema = new Schema<Honorary>(
  {
    ...rootFields,
    name: required,
    birthYear: whole,
    phone: String,
    unit: required,
    decision: required,
    on: required,
    state: required as never,
    updatedAt: whole,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
indexWakeUps(schema);

export const HonoraryMembers = model<Honorary>('honorary', schema, 'honorary');
export const honoraryStore = storeOf<Honorary>(HonoraryMembers);

/** The honorary members of some units. */
export const honoraryIn = (units: readonly string[]) =>
  HonoraryMembers.find({ unit: { $in: [...new Set(units)] }, state: 'recognised' }).lean<Honorary[]>();
