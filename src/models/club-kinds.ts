import { model, Schema } from 'mongoose';

/** One kind of club or model with members: data of the province, because the plans leave the list open (domain §1.1 M10, M14). */
export interface ClubKind {
  /** Letters, digits and -: part of a metric's name. */
  _id: string;
  /** As the Union calls it; a standard kind's stands in the locale. */
  name?: string;
}

/** The kinds that the plans and the Union's practice name; `khac` is any other. */
export const STANDARD_CLUB_KINDS = [
  'gia-dinh',
  'kinh-te',
  'truyen-thong',
  'phap-luat',
  'suc-khoe',
  'van-the',
  'ao-dai',
  'thien-nguyen',
  'moi-truong',
  'chuyen-doi-so',
  'dac-thu',
  'khac',
] as const;

const schema = new Schema<ClubKind>(
  { _id: { type: String, required: true }, name: String },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);

const ClubKinds = model<ClubKind>('clubKind', schema, 'clubKinds');
const ID = /^[a-z][a-z0-9-]{1,19}$/;

/** All kinds, the standard ones first; what the province has named otherwise wins. */
export async function clubKinds(): Promise<ClubKind[]> {
  const set = await ClubKinds.find().lean<ClubKind[]>();
  const own = new Map(set.map((kind) => [kind._id, kind]));
  const standard = STANDARD_CLUB_KINDS.map((_id) => own.get(_id) ?? { _id });
  return [...standard, ...set.filter(({ _id }) => !STANDARD_CLUB_KINDS.some((each) => each === _id))];
}

/** Whether there is a kind of this id. */
export const isClubKind = async (id: string): Promise<boolean> => (await clubKinds()).some(({ _id }) => _id === id);

/** Adds a kind or names one otherwise; false where its id cannot be one. */
export async function putClubKind(kind: Required<ClubKind>): Promise<boolean> {
  if (!ID.test(kind._id)) return false;
  await ClubKinds.replaceOne({ _id: kind._id }, kind, { upsert: true });
  return true;
}
