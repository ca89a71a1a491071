import { model, Schema } from 'mongoose';
import { indexWakeUps, rootFields, storeOf } from './aggregate';
import type { Group } from './groups';
import { insertAllOnce, isDuplicate } from './once';
import { idsOf, isMemberAt, type Person } from './person';
import { inPieces } from './pieces';
import { keyed, seal, unseal } from './secrets';

export { idsOf, isMemberAt, type Person };

/** Six characters that are not mistaken for others: no vowels, no 0 1 I L O, no D W Y, which Telex turns into other letters. */
export const CODE = /^[2-9BCFGHJKMNPQRSTVXZ]{6}$/;
const LETTERS = 'BCFGHJKMNPQRSTVXZ';
const SIGNS = `23456789${LETTERS}`;

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<Person>(
  {
    ...rootFields,
    name: required,
    birthYear: Number,
    birthday: String,
    birthdayHash: String,
    phone: String,
    phoneHash: String,
    unit: required,
    status: required as never,
    number: String,
    kind: String as never,
    joinedOn: String,
    memberSince: Number,
    leftAt: Number,
    leftWhy: String as never,
    changedOn: String,
    away: mixed as never,
    core: Boolean as never,
    card: mixed as never,
    fees: mixed as never,
    groups: { type: [String] as never, default: undefined },
    household: String,
    linked: Boolean as never,
    recognition: mixed as never,
    pair: mixed as never,
    brought: mixed as never,
    code: String,
    conversations: { type: [String], required: true },
    mergedInto: String,
    merged: { type: [String] as never, default: undefined },
    merging: String,
    updatedAt: { type: Number, required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ number: 1 }, { unique: true, sparse: true });
schema.index({ code: 1 }, { unique: true, sparse: true });
schema.index({ phoneHash: 1 }, { sparse: true });
schema.index({ birthdayHash: 1 }, { sparse: true });
schema.index({ conversations: 1 });
schema.index({ unit: 1 });
schema.index({ household: 1 }, { sparse: true });
schema.index({ updatedAt: 1 });
indexWakeUps(schema);

export const People = model<Person>('person', schema, 'people');

export const personStore = storeOf<Person>(People);

/** A person as she is told of, with name and phone in clear. */
export type PersonInClear = Pick<
  Person,
  'name' | 'birthYear' | 'birthday' | 'phone' | 'unit' | 'status' | 'memberSince' | 'leftAt'
>;

/** A person as a conversation needs her. */
export interface KnownPerson {
  id: string;
  name: string;
  member: boolean;
  unit: string;
  groups?: Group[];
}

/** The hash under which a phone number (`0905123456`) is found. */
export const phoneHash = (phone: string): string => keyed('phone', phone);

/** Her name in clear. */
export const nameOf = (person: Pick<Person, 'name'>): string => unseal<string>(person.name);

/** Her phone number in clear; undefined when none is known. */
export const phoneNumberOf = (person: Person): string | undefined =>
  person.phone === undefined ? undefined : unseal<string>(person.phone);

/** Makes a person, or replaces what is known of her; her code, chats and history stay. For made-up data: no fact follows. */
export async function putPerson(id: string, clear: PersonInClear): Promise<void> {
  const { _id, name, birthYear, phone, phoneHash, unit, status, memberSince, leftAt, updatedAt, ...fresh } = newPerson(id, clear);
  const told = { name, birthYear, phone, phoneHash, unit, status, memberSince, leftAt, updatedAt };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  await People.updateOne({ _id }, { $set: given, $setOnInsert: fresh } as never, { upsert: true });
}

/** A person as she is stored, without chats and code. */
export function newPerson(id: string, { name, phone, birthday, ...rest }: PersonInClear, at = Date.now()): Person {
  const root = { _id: id, rev: 1, history: [], outbox: [], conversations: [], updatedAt: at };
  const found = {
    ...(phone === undefined ? {} : sealedPhone(phone)),
    ...(birthday === undefined ? {} : sealedBirthday(birthday)),
  };
  return { ...root, ...rest, name: seal(name), ...found };
}

/** The hash under which those born on a day of the year (`03-12`) are found. */
const birthdayHash = (day: string): string => keyed('birthday', day);

/** Month and day of birth (`03-12`) as they are stored: sealed, and hashed to be found by. */
export const sealedBirthday = (day: string): Required<Pick<Person, 'birthday' | 'birthdayHash'>> => ({
  birthday: seal(day),
  birthdayHash: birthdayHash(day),
});

/** Month and day of her birth in clear, `03-12`; undefined where only the year is known. */
export const birthdayOf = ({ birthday }: Pick<Person, 'birthday'>): string | undefined =>
  birthday === undefined ? undefined : unseal<string>(birthday);

/** A phone number as it is stored: sealed, and hashed to be found by. */
export const sealedPhone = (phone: string): Required<Pick<Person, 'phone' | 'phoneHash'>> => ({
  phone: seal(phone),
  phoneHash: phoneHash(phone),
});

/** Keeps people who are not there yet, in one unordered insert; whoever is there, or has a code or number that is taken, is passed over. */
export const insertPeople = (people: readonly Person[]): Promise<void> => insertAllOnce(People, people);

/** Everybody of some units. */
export const inUnits = (units: readonly string[]) => People.find({ unit: { $in: [...new Set(units)] } }).lean<Person[]>();

/** A person as far as writing to her goes: what was ever recorded of her may be long. */
export type Addressee = Pick<
  Person,
  '_id' | 'name' | 'unit' | 'status' | 'core' | 'away' | 'groups' | 'conversations' | 'merged'
>;

const ADDRESSEE = { name: 1, unit: 1, status: 1, core: 1, away: 1, groups: 1, conversations: 1, merged: 1 } as const;

/** Everybody of some units, as far as writing to them goes. */
export const addresseesIn = (units: readonly string[]) =>
  People.find({ unit: { $in: [...new Set(units)] } })
    .select(ADDRESSEE)
    .lean<Addressee[]>();

/** Members born on one of some days of the year (`03-12`), as far as writing to them goes; the days are few. */
export const membersBornOn = (days: readonly string[]) =>
  People.find({ birthdayHash: { $in: days.map(birthdayHash) }, status: 'member' })
    .select(ADDRESSEE)
    .lean<Addressee[]>();

/** Who of some people has left the Union, and who has another record: this one has ended in it, or it in this one. */
export async function standingsOf(
  ids: readonly string[],
): Promise<{ left: string[]; twins: Pick<Person, '_id' | 'mergedInto' | 'merged'>[] }> {
  const found = await inPieces(ids, (piece) =>
    People.find({ _id: { $in: piece } })
      .select({ status: 1, mergedInto: 1, merged: 1 })
      .lean<Pick<Person, '_id' | 'status' | 'mergedInto' | 'merged'>[]>(),
  );
  const twins = found.filter(({ mergedInto, merged }) => mergedInto !== undefined || merged !== undefined);
  return {
    left: found.flatMap(({ _id, status }) => (status === 'left' && !twins.some((t) => t._id === _id) ? [_id] : [])),
    twins,
  };
}

/** Those of whom anything was recorded from a time (ms) on. */
export const changedSince = (at: number) => People.find({ updatedAt: { $gte: at } }).lean<Person[]>();

/** Those that there are of some ids. */
export const byIds = (ids: readonly string[]) => People.find({ _id: { $in: [...ids] } }).lean<Person[]>();

/** The same of many, a piece at a time. */
export const manyByIds = (ids: readonly string[]): Promise<Person[]> => inPieces(ids, byIds);

/** The record that stands for her now: the one in which hers has ended, however often. */
async function now(found: Person | null): Promise<Person | null> {
  let her = found;
  while (her?.mergedInto !== undefined) her = await personStore.load(her.mergedInto);
  return her;
}

/** Somebody as she stands now, by any id that she ever had; null means there is none. */
export const person = async (id: string): Promise<Person | null> => now(await personStore.load(id));

/** Somebody by any member number that she ever had; null means there is none. */
export const byNumber = async (number: string): Promise<Person | null> => now(await People.findOne({ number }).lean<Person>());

/** Whose conversation it is; null for a stranger. */
export const holderOf = async (conversation: string): Promise<Person | null> =>
  now(await People.findOne({ conversations: conversation }).lean<Person>());

/** Takes the chats of a record that has ended from it: they are the other one's by now. */
export async function handOver(gone: string, to: string): Promise<void> {
  await People.updateOne({ _id: gone, mergedInto: to }, { $set: { conversations: [] } });
}

/** What a conversation needs of the person whose it is, her name in clear; undefined for a stranger. */
export async function byConversation({ _id }: { _id: string }): Promise<KnownPerson | undefined> {
  const found = await holderOf(_id);
  if (!found) return undefined;
  const { _id: id, unit, status, groups } = found;
  return { id, name: nameOf(found), member: status === 'member', unit, ...(groups ? { groups } : {}) };
}

/** The phone number (`0905123456`) of the person whose chat it is; undefined where none is known. */
export async function phoneOf(conversation: string): Promise<string | undefined> {
  const holder = await holderOf(conversation);
  return holder?.phone === undefined ? undefined : unseal<string>(holder.phone);
}

/** Whose invitation code it is, however it was typed; null for none. */
export async function byCode(typed: string): Promise<Person | null> {
  const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return CODE.test(code) ? now(await People.findOne({ code }).lean<Person>()) : null;
}

/** Everybody with a phone number, each once as she stands now: a family may share one. */
export async function byPhone(hash: string): Promise<Person[]> {
  const found = await Promise.all((await People.find({ phoneHash: hash }).lean<Person[]>()).map(now));
  return [...new Map(found.flatMap((each) => (each ? [[each._id, each]] : []))).values()];
}

/** How many members some units have. */
export const membersOf = (units: readonly string[]) => People.countDocuments({ unit: { $in: [...units] }, status: 'member' });

/** Members of a household. */
export const membersIn = (household: string) => People.countDocuments({ household, status: 'member' });

/** Ties a conversation to a person, unless it is somebody else's already; answers whose it is. */
export async function tieConversation(id: string, conversation: string): Promise<string> {
  const holder = await holderOf(conversation);
  if (holder) return holder._id;
  await People.updateOne({ _id: id }, { $addToSet: { conversations: conversation } });
  return id;
}

/** Her invitation code, given at the first call: always the same one. Throws for an unknown person. */
export const giveCode = (id: string): Promise<string> => giveOnce(id, 'code', codeFor);

/** Her member number, given at the first call: always the same one. Throws for an unknown person. */
export const giveNumber = (id: string): Promise<string> => giveOnce(id, 'number', numberFor);

async function giveOnce(id: string, field: 'code' | 'number', make: (id: string, attempt: number) => string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const known = await People.findById(id)
      .select({ [field]: 1 })
      .lean<Pick<Person, 'code' | 'number'>>();
    if (!known) throw new Error(`no person ${id} to give a ${field} to: make the person first`);
    const has = known[field];
    if (has !== undefined) return has;
    const fresh = make(id, attempt);
    try {
      const { matchedCount } = await People.updateOne({ _id: id, [field]: { $exists: false } }, { $set: { [field]: fresh } });
      if (matchedCount === 1) return fresh;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}

/** Keeps a new person under a free member number; false when she is there already. */
export async function insertPerson(fresh: Omit<Person, 'rev' | 'wakeAt'>, at: number): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    if (await personStore.insert({ ...fresh, number: numberFor(fresh._id, attempt) }, at)) return true;
    if (await personStore.load(fresh._id)) return false;
  }
}

/** The code that a person gets at an attempt (from 0): a letter first, so that it is no number. */
export function codeFor(id: string, attempt: number): string {
  const bytes = Buffer.from(keyed('code', id, String(attempt)), 'base64url');
  const signs = [...bytes.subarray(0, 6)].map((byte, place) => {
    const from = place === 0 ? LETTERS : SIGNS;
    return from[byte % from.length];
  });
  return signs.join('');
}

/** The member number that an id gets at an attempt (from 0): eight digits, the first of them no zero. */
export function numberFor(id: string, attempt: number): string {
  const bytes = Buffer.from(keyed('number', id, String(attempt)), 'base64url');
  return String(10_000_000 + (bytes.readUInt32BE(0) % 90_000_000));
}
