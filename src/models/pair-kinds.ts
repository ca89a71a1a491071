import { model, Schema } from 'mongoose';
import type { Strength } from './unit';

/** Who may stand on one side of a pair: a person, or a unit of a level, where it was rated so. */
export type SideRule = { who: 'person' } | { who: 'unit'; level: 'commune' | 'branch' | 'group'; strengths?: Strength[] };

/** One kind of 1+1: data of the province, because the plans leave the list open (domain §1.1). */
export interface PairKind {
  /** Letters, digits and -: part of the metric's name. */
  _id: string;
  /** As the Union calls it; a standard kind's stands in the locale. */
  name?: string;
  helper: SideRule;
  helped: SideRule;
  /** Who stands in it tells of Party membership or of hardship: shown to those who need it, elsewhere as figures only. */
  restricted?: boolean;
}

/** The kinds of the seed plan that are kept as a register; (b) is counted by the applications themselves. */
export const STANDARD_KINDS: readonly PairKind[] = [
  {
    _id: 'a',
    helper: { who: 'unit', level: 'branch', strengths: ['fair', 'strong'] },
    helped: { who: 'unit', level: 'branch', strengths: ['weak'] },
  },
  { _id: 'c', helper: { who: 'person' }, helped: { who: 'person' }, restricted: true },
  {
    _id: 'd',
    helper: { who: 'unit', level: 'branch', strengths: ['strong'] },
    helped: { who: 'unit', level: 'branch', strengths: ['weak'] },
  },
  { _id: 'e', helper: { who: 'person' }, helped: { who: 'person' }, restricted: true },
  { _id: 'f', helper: { who: 'person' }, helped: { who: 'unit', level: 'branch' } },
];

const side = { type: Schema.Types.Mixed as never, required: true } as const;
const schema = new Schema<PairKind>(
  { _id: { type: String, required: true }, name: String, helper: side, helped: side, restricted: Boolean },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);

const PairKinds = model<PairKind>('pairKind', schema, 'pairKinds');

/** All kinds, the standard ones first; what the province has set wins. */
export async function pairKinds(): Promise<PairKind[]> {
  const set = await PairKinds.find().lean<PairKind[]>();
  const own = new Map(set.map((kind) => [kind._id, kind]));
  const further = set.filter(({ _id }) => !STANDARD_KINDS.some((kind) => kind._id === _id));
  return [...STANDARD_KINDS.map((kind) => own.get(kind._id) ?? kind), ...further];
}

/** One kind; undefined where there is none. */
export const pairKind = async (id: string): Promise<PairKind | undefined> => (await pairKinds()).find(({ _id }) => _id === id);

/** Adds a kind, or changes one: pairs that are kept already stay as they are. */
export async function putPairKind(kind: PairKind): Promise<void> {
  await PairKinds.replaceOne({ _id: kind._id }, kind, { upsert: true });
}
