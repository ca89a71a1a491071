import type { Rsvp } from '../engine/types';
import type { Group } from './groups';
import type { Post } from './posts';
import type { How } from './sends';

/**
 * What somebody is to a meeting: what she answered (`silent`: nothing that still counts); once the roll was called whether she
 * was `present` or `absent`, and `summary` where she was absent and had asked for one.
 */
export type MeetingPart = Rsvp | 'silent' | 'present' | 'absent' | 'summary';

/** Whom a broadcast is for: everybody in some units and below them, narrowed by what is given. */
export interface Audience {
  units: readonly string[];
  /** Members; also, or only, women whose application is open. */
  status: 'members' | 'membersAndApplicants' | 'applicants';
  /** Of the members only the core ones, those who work away, or those who do not. */
  marks?: readonly MemberMark[];
  /** Holders of some posts only: also officers who are only named, in the chats that they have tied. */
  posts?: readonly Post[];
  /** In at least one of these groups (codes of domain §1.9). */
  groups?: readonly Group[];
  /** Who belong to at least one of these clubs (ids) when it is planned. */
  clubs?: readonly string[];
  /** What they said to a meeting, or were at it: at least one of these. */
  answered?: { meeting: string; answers: readonly MeetingPart[] };
  /** With a chat on this channel only. */
  channel?: string;
  /** Only those who would be reached in one of these ways when it is planned. */
  reach?: readonly How[];
  /** Only those whom an earlier broadcast did not reach, nor any that was sent again after it; `unknown`: also where nobody knows. */
  missedBy?: { broadcast: string; resends: readonly string[]; unknown?: true };
  /** These people only. */
  people?: readonly string[];
}

/** All of these must hold of a member. */
export type MemberMark = 'core' | 'away' | 'present';
