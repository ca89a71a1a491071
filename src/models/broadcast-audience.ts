import type { Rsvp } from '../engine/types';
import type { Group } from './groups';
import type { Post } from './offices';

/**
 * What somebody is to a meeting: what she answered (`silent`: nothing that still counts); once the roll was called whether she
 * was `present` or `absent`, and `summary` where she was absent and had asked for one.
 */
export type MeetingPart = Rsvp | 'silent' | 'present' | 'absent' | 'summary';

/** Whom a broadcast is for: everybody in some units and below them, narrowed by what is given. */
export interface Audience {
  units: readonly string[];
  /** Members; or also women whose application is open. */
  status: 'members' | 'membersAndApplicants';
  /** Holders of some posts only. */
  posts?: readonly Post[];
  /** In at least one of these groups (codes of domain §1.9). */
  groups?: readonly Group[];
  /** What they said to a meeting, or were at it: at least one of these. */
  answered?: { meeting: string; answers: readonly MeetingPart[] };
  /** With a chat on this channel only. */
  channel?: string;
  /** These people only: resending, a test to oneself. */
  people?: readonly string[];
}
