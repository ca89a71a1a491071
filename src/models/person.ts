import type { AggregateRoot, CommonEffect, Entry } from './aggregate';
import type { Group } from './groups';

/** Why a member leaves; `duplicate`: she was on the roll twice; `recognitionWithdrawn`: she should never have been recognised. */
export const LEAVE_REASONS = ['movedAway', 'asked', 'died', 'struckOff', 'duplicate', 'other'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** By an application that the commune recognised, or by right, without one (hội viên đương nhiên, domain §2.4). */
export type Membership = 'application' | 'byRight';

export type PersonAction =
  | 'add'
  | 'admit'
  | 'unrecognise'
  | 'enrol'
  | 'transfer'
  | 'leave'
  | 'return'
  | 'goAway'
  | 'comeBack'
  | 'correct'
  | 'setGroups'
  | 'giveCard'
  | 'payFee'
  | 'setCore'
  | 'setHousehold'
  | 'link'
  | 'unlink'
  | 'brought'
  /** Another record of hers is being joined to this one; it was not to be; this one has ended in another; it has taken the other over. */
  | 'hold'
  | 'release'
  | 'mergeInto'
  | 'takeOver';

/** What happened to her record: who and when, the day on which it holds, and why. */
export interface PersonEntry extends Entry {
  action: PersonAction;
  /** Local day, YYYY-MM-DD. */
  on: string;
  why?: string;
  from?: string;
  to?: string;
  /** Names of what was corrected, never the values. */
  fields?: string[];
  /** Somebody else has this phone number: families share them, so it is for a leader to look at. */
  flag?: 'sharedPhone';
}

/** A pair of 1+1 (b) as it was decided at recognition. */
export interface Recruited {
  referrer: string;
  /** The referrer's branch of that day. */
  unit: string;
}

/** What follows from a decision about her. */
export type PersonEffect =
  | CommonEffect
  /** Tells the referrer's record that a woman whom she brought was counted, or is no longer. */
  | { id: string; attempts?: number; name: 'credit'; to: Recruited; period: string; n: 1 | -1 }
  | { id: string; attempts?: number; name: 'countHousehold'; household: string }
  /** Takes her out of the clubs for which she is no member any more, or lives elsewhere, from a day on. */
  | { id: string; attempts?: number; name: 'leaveClubs'; on: string };

/** A woman whom the Union knows. Her name and phone are sealed; her chats are named by conversation id only. */
export interface Person extends AggregateRoot<PersonEntry, PersonEffect> {
  /** Sealed text. */
  name: string;
  birthYear?: number;
  /** Month and day of birth (`03-12`), sealed, where a list told them; and a keyed hash of them to find her by on that day. */
  birthday?: string;
  birthdayHash?: string;
  /** Sealed text, and a keyed hash of it to find her by. */
  phone?: string;
  phoneHash?: string;
  /** Id of her branch, or of the group within it. */
  unit: string;
  status: 'applicant' | 'member' | 'left';
  /** Eight digits that stay hers for ever, for the national software; given with the first membership. */
  number?: string;
  kind?: Membership;
  /** Local day on which she first became a member. */
  joinedOn?: string;
  /** Since when she is a member this time and when she left, ms since 1970. */
  memberSince?: number;
  leftAt?: number;
  leftWhy?: LeaveReason | 'recognitionWithdrawn';
  /** Newest day on which something about her membership holds: nothing earlier can be recorded after it. */
  changedOn?: string;
  /** Works away since a day: stays a member, in neither side of the gathering ratio. */
  away?: { since: string };
  /** Hội viên nòng cốt. */
  core?: true;
  card?: { number: string; on: string };
  /** Years whose fee is paid. */
  fees?: Record<string, true>;
  groups?: Group[];
  household?: string;
  /** Has a chat that she was bound to by proof. */
  linked?: true;
  /** The application that made her a member and where she was counted; the pair of 1+1 (b) that ever counted for her. */
  recognition?: { application: string; unit: string; on: string };
  pair?: Recruited & { application: string; period: string };
  /** Women whom she brought, by year of recognition, and where she counts as one who did. */
  brought?: Record<string, { n: number; unit: string; period: string }>;
  /** Her invitation code, see `CODE`. */
  code?: string;
  conversations: string[];
  /** This record has ended: she is the woman of that other one, which has everything from then on. Such a record never changes. */
  mergedInto?: string;
  /** Records that have ended in this one, however far back. */
  merged?: string[];
  /** The merge for which this record is held: it ends in no other meanwhile, so that no circle can arise. */
  merging?: string;
  /** When anything of this was last recorded, ms: what an export of changes asks. */
  updatedAt: number;
}

/** All ids under which she was ever known. */
export const idsOf = ({ _id, merged = [] }: Pick<Person, '_id' | 'merged'>): string[] => [_id, ...merged];

/** The stocks in which a person counts 1, as she stands; a move's facts are the difference of before and after. */
export function stocksOf(who: Person): string[] {
  if (who.status !== 'member') return [];
  return [
    'members',
    ...(who.away ? ['members:away'] : []),
    ...(who.kind === 'byRight' ? ['members:byRight'] : []),
    ...(who.core ? ['members:core'] : []),
    ...(who.card ? ['members:carded'] : []),
    ...(who.linked ? ['members:linked'] : []),
    ...(who.groups ?? []).map((group) => `group:${group}`),
    ...Object.keys(who.fees ?? {}).map((year) => `fees:${year}`),
  ];
}

/** Whether somebody was an active member at a time (ms). */
export function isMemberAt(who: Person, at: number): boolean {
  return who.memberSince !== undefined && who.memberSince <= at && (who.leftAt === undefined || who.leftAt > at);
}
