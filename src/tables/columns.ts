import callList from './columns/calls.json';
import clubList from './columns/clubs.json';
import householdList from './columns/households.json';
import memberList from './columns/members.json';
import officerList from './columns/officers.json';
import ratingList from './columns/ratings.json';
import targetList from './columns/targets.json';
import traitList from './columns/traits.json';
import womenList from './columns/women.json';
import type { Column } from './rows';

/** The columns of a list of members, and of its export (domain §2.5). */
export type MemberColumn =
  | 'number'
  | 'family'
  | 'name'
  | 'birth'
  | 'phone'
  | 'unitCode'
  | 'province'
  | 'commune'
  | 'branch'
  | 'group'
  | 'joined'
  | 'kind'
  | 'core'
  | 'groups'
  | 'cardNumber'
  | 'cardDay'
  | 'fee'
  | 'status'
  | 'reason'
  | 'changed'
  | 'away'
  | 'referrer';
/** The columns of a list of officers. */
export type OfficerColumn =
  | 'number'
  | 'family'
  | 'name'
  | 'birth'
  | 'phone'
  | 'post'
  | 'unitCode'
  | 'commune'
  | 'branch'
  | 'group'
  | 'since'
  | 'until'
  | 'smartphone'
  | 'trained'
  | 'trainedDay';
/** The columns of a list of how many women live in communes. */
export type WomenColumn = 'unitCode' | 'commune' | 'present' | 'total' | 'asOf';
/** The columns of a list of targets. */
export type TargetColumn = 'unitCode' | 'unit' | 'metric' | 'period' | 'kind' | 'value' | 'base' | 'baseDay' | 'level';

/** The columns by which a list names a unit. */
export type PlaceColumn = 'unitCode' | 'commune' | 'branch' | 'group';
/** The columns of a list of how units were judged for a year. */
export type RatingColumn = PlaceColumn | 'year' | 'strength' | 'completion';
/** The columns of a list of what holds of units' territories. */
export type TraitColumn = PlaceColumn | 'trait' | 'from' | 'until';
/** The columns of a list of households. */
export type HouseholdColumn = PlaceColumn | 'code' | 'label' | 'members' | 'year' | 'met';

export const MEMBERS = memberList as readonly Column<MemberColumn>[];
export const OFFICERS = officerList as readonly Column<OfficerColumn>[];
export const WOMEN = womenList as readonly Column<WomenColumn>[];
export const TARGETS = targetList as readonly Column<TargetColumn>[];
export const RATINGS = ratingList as readonly Column<RatingColumn>[];
export const TRAITS = traitList as readonly Column<TraitColumn>[];
export const HOUSEHOLDS = householdList as readonly Column<HouseholdColumn>[];

/** The columns of a list of clubs and of who belongs to them; the place is the club's, or that of the woman within the club's. */
export type ClubColumn =
  | PlaceColumn
  | 'club'
  | 'kind'
  | 'founded'
  | 'number'
  | 'family'
  | 'name'
  | 'birth'
  | 'phone'
  | 'role'
  | 'since';
export const CLUBS = clubList as readonly Column<ClubColumn>[];

/** The columns of a list of women to be phoned, and of what they said. */
export type CallColumn = 'number' | 'name' | 'unit' | 'phone' | 'why' | 'outcome' | 'about' | 'person';
export const CALLS = callList as readonly Column<CallColumn>[];
