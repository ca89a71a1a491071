import { model, Schema } from 'mongoose';
import { insertAllOnce, isDuplicate } from './once';
import { keyed, seal, unseal } from './secrets';

/** A woman whom the Union knows. Her name and phone are sealed; her chats are named by conversation id only. */
export interface Person {
  _id: string;
  /** Sealed text. */
  name: string;
  birthYear?: number;
  /** Sealed text, and a keyed hash of it to find her by. */
  phone?: string;
  phoneHash?: string;
  /** Id of her branch, or of the group within it. */
  unit: string;
  status: 'applicant' | 'member' | 'left';
  /** Since when she is a member and when she left, ms since 1970. */
  memberSince?: number;
  leftAt?: number;
  /** Her invitation code, see `CODE`. */
  code?: string;
  conversations: string[];
  /** Applications by which she became a member. */
  admissions: string[];
}

/** Six characters that are not mistaken for others: no vowels, no 0 1 I L O, no D W Y, which Telex turns into other letters. */
export const CODE = /^[2-9BCFGHJKMNPQRSTVXZ]{6}$/;
const LETTERS = 'BCFGHJKMNPQRSTVXZ';
const SIGNS = `23456789${LETTERS}`;

const required = { type: String, required: true } as const;
const schema = new Schema<Person>(
  {
    _id: required,
    name: required,
    birthYear: Number,
    phone: String,
    phoneHash: String,
    unit: required,
    status: required,
    memberSince: Number,
    leftAt: Number,
    code: String,
    conversations: { type: [String], required: true },
    admissions: { type: [String], required: true },
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ code: 1 }, { unique: true, sparse: true });
schema.index({ phoneHash: 1 }, { sparse: true });
schema.index({ conversations: 1 });
schema.index({ unit: 1 });

export const People = model<Person>('person', schema, 'people');

/** A person as she is told of, with name and phone in clear. */
export type PersonInClear = Omit<Person, '_id' | 'phoneHash' | 'code' | 'conversations' | 'admissions'>;

/** A person as a conversation needs her. */
export interface KnownPerson {
  id: string;
  name: string;
  member: boolean;
  unit: string;
}

/** The hash under which a phone number (`0905123456`) is found. */
export const phoneHash = (phone: string): string => keyed('phone', phone);

/** Her name in clear. */
export const nameOf = (person: Person): string => unseal<string>(person.name);

/** Makes a person, or brings what is known of her up to date; her code and chats stay as they are. */
export async function putPerson(id: string, clear: PersonInClear): Promise<void> {
  await People.updateOne(
    { _id: id },
    { $set: stored(clear), $setOnInsert: { conversations: [], admissions: [] } },
    { upsert: true },
  );
}

/** A person as she is stored, without chats and code. */
export function newPerson(id: string, clear: PersonInClear): Person {
  return { _id: id, ...stored(clear), conversations: [], admissions: [] };
}

/** Keeps people who are not there yet, in one unordered insert; whoever is there, or has a code that is taken, is passed over. */
export const insertPeople = (people: readonly Person[]): Promise<void> => insertAllOnce(People, people);

/** Everybody of some units. */
export const inUnits = (units: readonly string[]) => People.find({ unit: { $in: [...new Set(units)] } }).lean<Person[]>();

/** Makes somebody a member by an application; one that did so before changes nothing, whatever became of her since. */
export async function admit(id: string, application: string, clear: PersonInClear): Promise<void> {
  try {
    await People.updateOne(
      { _id: id, admissions: { $ne: application } },
      { $set: stored(clear), $unset: { leftAt: 1 }, $addToSet: { admissions: application }, $setOnInsert: { conversations: [] } },
      { upsert: true },
    );
  } catch (error) {
    // The filter passed over her because of this very application, and the upsert met her id.
    if (!isDuplicate(error)) throw error;
  }
}

/** Null means there is none. */
export const person = (id: string) => People.findById(id).lean<Person>();

/** Whose conversation it is; null for a stranger. */
export const holderOf = (conversation: string) => People.findOne({ conversations: conversation }).lean<Person>();

/** What a conversation needs of the person whose it is, her name in clear; undefined for a stranger. */
export async function byConversation({ _id }: { _id: string }): Promise<KnownPerson | undefined> {
  const found = await holderOf(_id);
  return found ? { id: found._id, name: nameOf(found), member: found.status === 'member', unit: found.unit } : undefined;
}

/** The phone number (`0905123456`) of the person whose chat it is; undefined where none is known. */
export async function phoneOf(conversation: string): Promise<string | undefined> {
  const holder = await holderOf(conversation);
  return holder?.phone === undefined ? undefined : unseal<string>(holder.phone);
}

/** Whose invitation code it is, however it was typed; null for none. */
export async function byCode(typed: string): Promise<Person | null> {
  const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return CODE.test(code) ? People.findOne({ code }).lean<Person>() : null;
}

/** Everybody with a phone number: a family may share one. */
export const byPhone = (hash: string) => People.find({ phoneHash: hash }).lean<Person[]>();

/** Whether somebody was an active member at a time (ms). */
export function isMemberAt(who: Person, at: number): boolean {
  return who.memberSince !== undefined && who.memberSince <= at && (who.leftAt === undefined || who.leftAt > at);
}

/** Ties a conversation to a person, unless it is somebody else's already; answers whose it is. */
export async function tieConversation(id: string, conversation: string): Promise<string> {
  const holder = await holderOf(conversation);
  if (holder) return holder._id;
  await People.updateOne({ _id: id }, { $addToSet: { conversations: conversation } });
  return id;
}

/** Her invitation code, given at the first call: always the same one. Throws for an unknown person. */
export async function giveCode(id: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const known = await People.findById(id).select({ code: 1 }).lean<Pick<Person, 'code'>>();
    if (!known) throw new Error(`no person ${id} to give a code to: make the person first`);
    if (known.code) return known.code;
    const code = codeFor(id, attempt);
    try {
      const { matchedCount } = await People.updateOne({ _id: id, code: { $exists: false } }, { $set: { code } });
      if (matchedCount === 1) return code;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
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

/** The fields as they are stored, of a person told of in clear. */
function stored({ name, phone, ...rest }: PersonInClear): Omit<Person, '_id' | 'conversations' | 'admissions'> {
  return { ...rest, name: seal(name), ...(phone === undefined ? {} : { phone: seal(phone), phoneHash: phoneHash(phone) }) };
}
