import { model, Schema } from 'mongoose';
import type { MetricName } from '../programme/metrics';
import type { Level } from './unit';

/**
 * What a target is (domain §1.2): a number, a percentage of a base that was frozen when it was set, a percentage of the units of
 * a level, or at least so many in each unit of a level.
 */
export type Goal =
  | { kind: 'absolute'; value: number }
  | { kind: 'percent'; value: number; base: { n: number; asOf: string } }
  | { kind: 'share' | 'each'; value: number; level: Level };

/** A target of one unit. */
export interface Target {
  /** `unit|period|metric`. */
  _id: string;
  unit: string;
  /** A month `2026-11`, quarter `2026-Q4` or year `2026`. */
  period: string;
  metric: MetricName;
  goal: Goal;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Target>(
  {
    _id: required,
    unit: required,
    period: required,
    metric: required as never,
    goal: { type: Schema.Types.Mixed as never, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ unit: 1 });

export const Targets = model<Target>('target', schema);

const id = (unit: string, period: string, metric: MetricName) => `${unit}|${period}|${metric}`;

/** Sets or replaces a target. */
export async function putTarget(target: Omit<Target, '_id'>): Promise<void> {
  const _id = id(target.unit, target.period, target.metric);
  await Targets.replaceOne({ _id }, { _id, ...target }, { upsert: true });
}

/** The targets of some units for one metric and period. */
export const targetsOf = (units: readonly string[], period: string, metric: MetricName) =>
  Targets.find({ _id: { $in: units.map((unit) => id(unit, period, metric)) } }).lean<Target[]>();

/** Every target of some units. */
export const targetsIn = (units: readonly string[]) => Targets.find({ unit: { $in: [...units] } }).lean<Target[]>();
