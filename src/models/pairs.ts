import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { fileNumber } from './applications';
import { keyed, seal, unseal } from './secrets';
import { lookAtSlot, MOST_TRIES, type Slot } from './slots';
import type { Strength } from './unit';

/** One side of a pair as it stood when the pair was kept. */
export type Side = { who: 'person'; person: string; unit: string } | { who: 'unit'; unit: string; strength?: Strength };

/** What became of a pair; `mistake` means that it never was one. */
export type PairResult = 'achieved' | 'partly' | 'notAchieved' | 'mistake';

export interface PairEntry extends Entry {
  /** `side`: a person of it is known by another id from then on. */
  action: 'add' | 'end' | 'side';
  outcome: 'running' | 'ended';
}

/** A pair of 1+1 other than (b), kept by leaders. */
export interface Pair extends AggregateRoot<PairEntry, CommonEffect> {
  /** `P26-123456`, by which people speak of it. */
  no: string;
  kind: string;
  helper: Side;
  helped: Side;
  /** Where it counts: the helper's branch, or the helper itself. */
  unit: string;
  /** The unit of the other side, whose leaders see it as well. */
  helpedUnit: string;
  state: 'running' | 'ended';
  /** Days, YYYY-MM-DD. */
  startsOn: string;
  endsOn?: string;
  result?: PairResult;
  /** Sealed text. */
  note?: string;
  /** Its turn among those of its kind and sides (`slots.ts`), of which one is under way at a time; kept when it is over. */
  slot?: string;
}

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed as never, required: true } as const;
const schema = new Schema<Pair>(
  {
    ...rootFields,
    no: required,
    kind: required,
    helper: mixed,
    helped: mixed,
    unit: required,
    helpedUnit: required,
    state: required as never,
    startsOn: required,
    endsOn: String,
    result: String,
    note: String,
    slot: String,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ no: 1 }, { unique: true });
schema.index({ slot: 1 }, { unique: true, sparse: true });
schema.index({ unit: 1 });
schema.index({ helpedUnit: 1 });
indexWakeUps(schema);

export const Pairs = model<Pair>('pair', schema);
export const pairStore = storeOf<Pair>(Pairs);

/** The pair of a kind that is under way between two sides, by their names, or the slot for the next one. */
export const slotOfPair = (kind: string, helper: string, helped: string): Promise<Slot<Pair>> =>
  lookAtSlot(Pairs, keyed('pair', kind, helper, helped), ({ state }) => state === 'running');

/** By number; null for an unknown one. */
export const pairByNo = (no: string) => Pairs.findOne({ no }).lean<Pair>();

/** The pairs of some units, on either side, the newest first. */
export async function pairsOf(units: readonly string[]): Promise<Pair[]> {
  const found = await Pairs.find({ $or: [{ unit: { $in: [...units] } }, { helpedUnit: { $in: [...units] } }] }).lean<Pair[]>();
  return found.sort((a, b) => b.startsOn.localeCompare(a.startsOn) || a.no.localeCompare(b.no));
}

/** Every pair of which somebody is a side; pairs are few. */
export const pairsWith = (person: string) =>
  Pairs.find({ $or: [{ 'helper.person': person }, { 'helped.person': person }] }).lean<Pair[]>();

/** Keeps a new pair under a free number; the stored one when its id is there already, `taken` when another one took its slot. Throws where no number is free. */
export async function keepPair(
  draft: Omit<Pair, 'no' | 'rev' | 'wakeAt'> & { slot: string },
  at: number,
  year: number,
): Promise<Pair | 'taken'> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    await pairStore.insert({ ...draft, no: `P${fileNumber(draft._id, year, attempt)}` }, at);
    const there = await pairStore.load(draft._id);
    if (there) return there;
    if (await Pairs.exists({ slot: draft.slot })) return 'taken';
  }
  throw new Error(`pair ${draft._id}: no number in ${MOST_TRIES} tries: an index of pairs names what is not there: rebuild it`);
}

/** A note as it is stored, and as it is read. */
export const sealNote = (text: string): string => seal(text);
export const noteOf = ({ note }: Pick<Pair, 'note'>): string | undefined =>
  note === undefined ? undefined : unseal<string>(note);
