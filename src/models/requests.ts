import { model, Schema } from 'mongoose';
import type { ChangeForm, LinkForm } from '../engine/types';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import { keyed, seal, unseal } from './secrets';
import { lookAtSlot, type Slot } from './slots';

/** What a member asks her leader: to tie a chat, or a change of her record. */
export type RequestBody = ({ kind: 'link' } & LinkForm) | ChangeForm;

/** A link becomes `joinRecords` when the chat turns out to be another record's: only her leader says that both are one woman. */
export type RequestKind = RequestBody['kind'] | 'joinRecords';
export type RequestState = 'open' | 'confirmed' | 'refused';

/** One decision; `result` of a try, `person` whom a chat was tied to, `to` the unit that decides from now on. */
export type RequestEntry = Entry & {
  action: 'ask' | 'try' | 'askLeader' | 'confirm' | 'refuse' | 'pass' | 'remind' | 'climb';
  outcome: RequestState;
  result?: 'linked' | 'wrong' | 'over';
  person?: string;
  to?: string;
};

/** What follows from a decision. */
export type RequestEffect =
  | CommonEffect
  | ({ id: string; attempts?: number } /** The code is sealed: an outbox holds no secrets. */ & (
      | { name: 'sendCode'; code: string }
      | { name: 'tie'; person: string }
      /** Two records are one woman: the chats go over from the one that ends. */
      | { name: 'join'; person: string; from: string; chats: string[] }
      /** `unit` is the branch that a commune has given her. */
      | { name: 'change'; person: string; unit?: string }
    ));

/** A one-time code: hashed, for one chat, for a short time and a few tries. */
export interface OneTimeCode {
  hash: string;
  until: number;
  triesLeft: number;
}

/** What a woman asked in her chat and her leader confirms. One guarded write moves it, with its effects in the outbox. */
export interface MemberRequest extends AggregateRoot<RequestEntry, RequestEffect> {
  /** `NNNNNN`, by which people speak of it. */
  no: string;
  kind: RequestKind;
  state: RequestState;
  at: number;
  /** The unit that decides now; it climbs when nobody does. */
  unit: string;
  conversation: string;
  /** Whose record it is about: known for a change, found or named for a link. */
  person?: string;
  /** Hash of the phone that was told, for a link: codes to one phone are few. */
  phoneHash?: string;
  /** A code went out at this time. */
  codeAt?: number;
  code?: OneTimeCode;
  /** A move whose leader has let her go: the commune to which she comes says which branch she joins. */
  released?: true;
  /** Its turn at what may be open only once (`slots.ts`): a link of a chat, a change of a kind of a person; kept when it is over. */
  slot?: string;
  /** Sealed `RequestBody`. */
  body: string;
}

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const schema = new Schema<MemberRequest>(
  {
    ...(rootFields as object),
    no: required,
    kind: required as never,
    state: required as never,
    at: { type: Number, required: true },
    unit: required,
    conversation: required,
    person: String,
    phoneHash: String,
    codeAt: Number,
    code: mixed as never,
    released: Boolean as never,
    slot: String,
    body: required,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
indexWakeUps(schema);
schema.index({ no: 1 }, { unique: true });
schema.index({ slot: 1 }, { unique: true, sparse: true });
schema.index({ conversation: 1 });
schema.index({ phoneHash: 1 }, { sparse: true });
schema.index({ unit: 1, state: 1 });

export const Requests = model<MemberRequest>('request', schema);
export const requestStore = storeOf<MemberRequest>(Requests);

/** By number; null for an unknown one. */
export const requestByNo = (no: string) => Requests.findOne({ no }).lean<MemberRequest>();
/** The request that is open under a key (`link/CHAT`, `KIND/PERSON`), or the slot for the next one. */
export const slotOfRequest = (key: string): Promise<Slot<MemberRequest>> =>
  lookAtSlot(Requests, key, ({ state }) => state === 'open');
/** Everything that a chat asked. */
export const requestsOf = (conversation: string) => Requests.find({ conversation }).lean<MemberRequest[]>();
/** Open ones that some units decide. */
export const openRequests = (units: readonly string[]) =>
  Requests.find({ state: 'open', unit: { $in: [...units] } }).lean<MemberRequest[]>();
/** What a chat asked since a time (ms). */
export const askedSince = async (conversation: string, kind: RequestKind, since: number): Promise<number> =>
  (await Requests.find({ conversation, kind }).select({ at: 1 }).lean<{ at: number }[]>()).filter(({ at }) => at > since).length;
/** Codes that went to a phone since a time (ms). */
export const codesSince = async (phoneHash: string, since: number): Promise<number> =>
  (await Requests.find({ phoneHash }).select({ codeAt: 1 }).lean<{ codeAt?: number }[]>()).filter(
    ({ codeAt = 0 }) => codeAt > since,
  ).length;

/** What was asked, in clear. */
export const bodyOf = ({ body }: Pick<MemberRequest, 'body'>): RequestBody => unseal<RequestBody>(body);
export const sealBody = (body: RequestBody): string => seal(body);

/** The number that an id gets at an attempt from 0. */
export function requestNumber(id: string, attempt: number): string {
  const bytes = Buffer.from(keyed('request', id, String(attempt)), 'base64url');
  return String(bytes.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** A code's hash: it opens one request alone. */
export const codeHash = (request: string, code: string): string => keyed('linkCodeOf', request, code);
