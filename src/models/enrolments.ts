import { model, Schema } from 'mongoose';
import type { FactDraft } from '../programme/metrics';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';

/** What one new member counts in. */
export interface EnrolledFacts {
  person: string;
  unit: string;
  facts: FactDraft[];
  household?: string;
}

/** What follows from a part of a list: the facts of those whom this order made members. */
export type EnrolmentEffect = CommonEffect | { id: string; attempts?: number; name: 'count'; people: EnrolledFacts[] };

/** A part of a list of new members, at most some hundred of them: written before they are, so that a crash finds their facts. */
export interface Enrolment extends AggregateRoot<Entry, EnrolmentEffect> {
  /** Id of the order. */
  order: string;
}

const schema = new Schema<Enrolment>(
  { ...rootFields, order: { type: String, required: true } },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
indexWakeUps(schema);

export const Enrolments = model<Enrolment>('enrolment', schema);
export const enrolmentStore = storeOf<Enrolment>(Enrolments);
