import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';

/** Since when and until when (local days, YYYY-MM-DD) somebody of the register belongs to a club; without `until` she does now. */
export interface Belonging {
  person: string;
  since: string;
  until?: string;
}

export type ClubAction = 'found' | 'rename' | 'join' | 'leave' | 'head' | 'end' | 'drop' | 'replace' | 'forget';

/** What happened to a club: the local day on which it holds and how many people it was about; who they are is told by `members` alone. */
export interface ClubEntry extends Entry {
  action: ClubAction;
  on: string;
  n?: number;
}

export type ClubEffect =
  | CommonEffect
  /** Looks whether those who joined are members still, and live where the club is: whoever left meanwhile leaves it again. */
  | { id: string; attempts?: number; name: 'look'; people: string[] };

/** A club, group or model with members (câu lạc bộ, tổ truyền thông, mô hình; domain §1.1): women of a unit and of those below it. */
export interface Club extends AggregateRoot<ClubEntry, ClubEffect> {
  unit: string;
  name: string;
  /** Id of a kind, see `clubKinds`. */
  kind: string;
  /** Local days, YYYY-MM-DD. */
  foundedOn: string;
  endedOn?: string;
  /** Chủ nhiệm: one of those who belong to it now. */
  head?: string;
  members: Belonging[];
  updatedAt: number;
}

const required = { type: String, required: true } as const;
const schema = new Schema<Club>(
  {
    ...rootFields,
    unit: required,
    name: required,
    kind: required,
    foundedOn: required,
    endedOn: String,
    head: String,
    members: { type: [Schema.Types.Mixed] as never, required: true },
    updatedAt: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ unit: 1 });
schema.index({ 'members.person': 1 });
indexWakeUps(schema);

export const Clubs = model<Club>('club', schema);
export const clubStore = storeOf<Club>(Clubs);

/** Who belongs to a club now. */
export const belongNow = ({ members }: Pick<Club, 'members'>): string[] =>
  members.flatMap(({ person, until }) => (until === undefined ? [person] : []));

/** The clubs of some units, ended ones too, by name. */
export async function clubsIn(units: readonly string[]): Promise<Club[]> {
  const found = await Clubs.find({ unit: { $in: [...new Set(units)] } }).lean<Club[]>();
  return found.sort((a, b) => a.name.localeCompare(b.name, 'vi') || (a._id < b._id ? -1 : 1));
}

/** The clubs to which somebody belongs now, or ever did. */
export const clubsWith = (person: string) => Clubs.find({ 'members.person': person }).lean<Club[]>();

/** The clubs to which somebody belongs now. */
export const clubsOf = async (person: string): Promise<Club[]> =>
  (await clubsWith(person)).filter((club) => belongNow(club).includes(person));

/** Everybody who belongs to one of some clubs now, each once. */
export async function peopleOfClubs(ids: readonly string[]): Promise<string[]> {
  const found = await Clubs.find({ _id: { $in: [...ids] } })
    .select({ members: 1 })
    .lean<Pick<Club, '_id' | 'members'>[]>();
  return [...new Set(found.flatMap(belongNow))];
}

/** The names of some clubs, as a message tells them. */
export async function namesOfClubs(ids: readonly string[]): Promise<string> {
  const found = await Clubs.find({ _id: { $in: [...ids] } })
    .select({ name: 1 })
    .lean<Pick<Club, '_id' | 'name'>[]>();
  return found.map(({ name }) => name).join(', ');
}

/** The stocks in which a club counts, as it stands. */
export function clubStocks(club: Pick<Club, 'kind' | 'endedOn' | 'members'>): Record<string, number> {
  if (club.endedOn !== undefined) return {};
  return { clubs: 1, [`clubs:kind:${club.kind}`]: 1, 'clubs:members': belongNow(club).length };
}
