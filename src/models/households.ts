import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { unseal } from './secrets';

/** What happened to a household's entry: who, and the local day on which it holds. */
export interface HouseholdEntry extends Entry {
  action: 'enter' | 'count' | 'rate' | 'move' | 'close';
  on: string;
  why?: string;
}

/** A household with a woman of 18, whether a member lives there or not (domain §1.2, QB-2013 and KH-2021: two different 85 %). */
export interface Household extends AggregateRoot<HouseholdEntry, CommonEffect> {
  /** Branch or group. */
  unit: string;
  /** How the branch calls it, sealed: the head's name, a house number. */
  label: string;
  /** The number under which its branch's own list has it. */
  code?: string;
  state: 'open' | 'closed';
  /** At least one member lives there; follows from the members' records. */
  member: boolean;
  /** 5 không, 3 sạch by year: met or not; a year without an entry was not judged. */
  fiveThree: Record<string, boolean>;
  updatedAt: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Household>(
  {
    ...rootFields,
    unit: required,
    label: required,
    code: String,
    state: required as never,
    member: { type: Boolean, required: true },
    fiveThree: { type: Schema.Types.Mixed, required: true },
    updatedAt: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
indexWakeUps(schema);

export const Households = model<Household>('household', schema);
export const householdStore = storeOf<Household>(Households);

/** The open households of some units. */
export const householdsIn = (units: readonly string[]) =>
  Households.find({ unit: { $in: [...new Set(units)] }, state: 'open' }).lean<Household[]>();

/** How the branch calls it, in clear. */
export const labelOf = ({ label }: Pick<Household, 'label'>): string => unseal<string>(label);

/** The stocks in which a household counts 1, as it stands. */
export function householdStocks({ state, member, fiveThree }: Household): string[] {
  if (state === 'closed') return [];
  const met = Object.entries(fiveThree).flatMap(([year, yes]) => (yes ? [`households:5k3s:${year}`] : []));
  return ['households', ...(member ? ['households:member'] : []), ...met];
}
