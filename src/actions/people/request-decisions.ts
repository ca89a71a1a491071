import type { Vars } from '../../engine/types';
import { codeHash, type MemberRequest, type RequestEffect, type RequestEntry } from '../../models/requests';
import type { DecisionOf, DraftOf } from '../act';

/** Why nothing was done about a request. */
export type RequestRefusal =
  | 'decided'
  /** Name the record that the chat is to be tied to. */
  | 'needsPerson'
  /** Name the branch that she joins in her new commune. */
  | 'needsUnit'
  /** The commune itself knows no such woman. */
  | 'nobodyAbove'
  /** The record is not a member's of the units she answers for. */
  | 'wrongPerson';
export type RequestDecision = DecisionOf<MemberRequest, RequestRefusal>;
type Effects = DraftOf<RequestEffect>[];

/** A code is good for this long, ms, and for so many tries. */
export const CODE_FOR = 10 * 60_000;
export const CODE_TRIES = 5;
/** Links that a chat may ask for, and codes that may go to a phone, in a day. */
export const LINKS_A_DAY = 3;
export const CODES_A_DAY = 3;
/** Who has not typed her code by then is her leader's, ms. */
export const CODE_WAIT = 30 * 60_000;

const told = (key: string, was: Pick<MemberRequest, 'conversation' | 'no'>, vars: Vars = {}): Effects => [
  { name: 'tell', conversation: was.conversation, key, vars: { no: was.no, ...vars }, purpose: 'GIA_NHAP' },
];
const toLeaders = (unit: string): Effects => [{ name: 'tellLeaders', unit, matter: 'request' }];
/** What ends with a decision. */
const OVER = ['dueAt', 'code'] as const;

/** What is known when a chat is to be tied: whose record it belongs to already, if anybody's, with all chats of that one. */
export interface Holder {
  holder?: { id: string; chats: string[] };
}

/** A try of the one-time code: right, wrong, or over, after which her leader is asked. */
export function decideTry(was: MemberRequest, typed: string, at: number, on: Holder & { days: number }): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  const { code } = was;
  const over: RequestDecision = {
    told: { outcome: 'open', result: 'over' },
    set: { dueAt: at + on.days },
    unset: ['code'],
    // Without a code her leader has been told before.
    effects: code ? toLeaders(was.unit) : [],
  };
  if (!code || code.until < at) return over;
  if (was.person !== undefined && code.hash === codeHash(was._id, typed)) return tieTo(was, was.person, at, on, 'linked');
  const triesLeft = code.triesLeft - 1;
  if (triesLeft < 1) return over;
  return { told: { outcome: 'open', result: 'wrong' }, set: { code: { ...code, triesLeft } }, effects: [] };
}

/** She got no code, or did not type it in time. */
export function decideAskLeader(was: MemberRequest, at: number, days: number): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  const effects = was.code ? toLeaders(was.unit) : [];
  return { told: { outcome: 'open', result: 'over' }, set: { dueAt: at + days }, unset: ['code'], effects };
}

/** A move to a commune in which she named no branch that there is. */
export interface Placing {
  commune: string;
  name: string;
  /** Whether who confirms may give her a branch there. */
  may: boolean;
  /** The branch of that commune that was given. */
  branch?: string;
}

/**
 * Her leader says yes; for a link `person` is the record, for which she stands. Who moves to a commune and knows no branch there
 * is let go by the leader of the unit that she leaves, and is then that commune's to place.
 */
export function decideConfirm(
  was: MemberRequest,
  on: Holder & { person?: { id: string; hers: boolean }; placing?: Placing; at: number; days: number },
): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  const { person, placing } = on;
  if (!person) return { refuse: 'needsPerson' };
  if (!person.hers && !(was.released && placing?.may)) return { refuse: 'wrongPerson' };
  if (was.kind === 'move' && placing && !placing.may) {
    return {
      told: { outcome: 'open', person: person.id, to: placing.commune },
      set: { unit: placing.commune, released: true, dueAt: on.at + on.days },
      effects: [...toLeaders(placing.commune), ...told('request.letGo', was, { unit: placing.name })],
    };
  }
  if (was.kind === 'move' && placing && placing.branch === undefined) return { refuse: 'needsUnit' };
  if (was.kind === 'link') return tieTo(was, person.id, on.at, on);
  const other = was.kind === 'joinRecords' && on.holder?.id !== person.id ? on.holder : undefined;
  const effects: Effects = [
    ...(other ? [{ name: 'join' as const, person: person.id, from: other.id, chats: other.chats }] : []),
    ...(was.kind === 'joinRecords'
      ? [{ name: 'tie' as const, person: person.id }, ...told('request.linked', was)]
      : [{ name: 'change' as const, person: person.id, ...(placing?.branch === undefined ? {} : { unit: placing.branch }) }]),
  ];
  return {
    told: { outcome: 'confirmed', person: person.id },
    set: { state: 'confirmed', person: person.id },
    unset: [...OVER],
    effects,
  };
}

/** Her leader says no; she is told whom to ask. */
export function decideRefuse(was: MemberRequest): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  return {
    told: { outcome: 'refused' },
    set: { state: 'refused' },
    unset: [...OVER],
    effects: told(was.kind === 'link' || was.kind === 'joinRecords' ? 'request.linkRefused' : 'request.refused', was),
  };
}

/** Her leader knows no such woman: the commune, whose rolls are all its own, is asked at once. */
export function decidePass(was: MemberRequest, at: number, on: { days: number; commune: string }): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  if (was.kind !== 'link' || was.unit === on.commune) return { refuse: 'nobodyAbove' };
  return {
    told: { outcome: 'open', to: on.commune },
    set: { unit: on.commune, dueAt: at + on.days },
    effects: toLeaders(on.commune),
  };
}

/** Nobody decided in time: reminded once, then it climbs to the commune, where it is reminded again and again. */
export function decideDue(was: MemberRequest, at: number, on: { days: number; commune: string }): RequestDecision {
  if (was.state !== 'open') return { refuse: 'decided' };
  if (was.code) return decideAskLeader(was, at, on.days);
  const reminded = was.history.some(({ action }) => action === 'remind');
  const set = { dueAt: at + on.days };
  if (!reminded || was.unit === on.commune) return { told: { outcome: 'open' }, set, effects: toLeaders(was.unit) };
  return {
    told: { outcome: 'open', to: on.commune },
    set: { ...set, unit: on.commune },
    effects: toLeaders(on.commune),
  };
}

/** What a due request's entry is called. */
export function dueAction(was: MemberRequest, commune: string): RequestEntry['action'] {
  if (was.code) return 'askLeader';
  return was.unit === commune || !was.history.some(({ action }) => action === 'remind') ? 'remind' : 'climb';
}

/** Ties the chat, unless it is another record's: then two records may be one woman, which her leader must say. */
function tieTo(
  was: MemberRequest,
  person: string,
  at: number,
  { holder, days }: Holder & { days: number },
  result?: 'linked',
): RequestDecision {
  if (holder !== undefined && holder.id !== person) {
    return {
      told: { outcome: 'open', result: 'over', person },
      set: { kind: 'joinRecords', person, dueAt: at + days },
      unset: ['code'],
      effects: toLeaders(was.unit),
    };
  }
  return {
    told: { outcome: 'confirmed', person, ...(result ? { result } : {}) },
    set: { state: 'confirmed', person },
    unset: [...OVER],
    effects: [{ name: 'tie', person }, ...(result ? [] : told('request.linked', was))],
  };
}
