import type { Group } from '../../models/groups';
import type { Person, PersonEntry } from '../../models/person';
import { type Change, changed, type Moment, type PersonDecision, tooYoung } from './person-change';

/** What can be corrected, sealed as it is stored; a field that is absent stays. */
export type Correction = Pick<Partial<Person>, 'name' | 'birthYear' | 'birthday' | 'birthdayHash' | 'phone' | 'phoneHash'>;

/** Her name, day of birth or phone was wrong. The history names the fields, never the values. */
export function decideCorrect(
  was: Person,
  set: Correction,
  told: Pick<PersonEntry, 'fields' | 'flag'>,
  m: Moment,
): PersonDecision {
  if (told.fields?.length === 0) return { refuse: 'noChange' };
  if (tooYoung(set.birthYear, m.on)) return { refuse: 'underAge' };
  return changed(was, { set, told }, m);
}

/** Something that only a member has: refused for anybody else, and when it is so already. */
function ofMember(was: Person, already: boolean, change: Change, moment: Moment): PersonDecision {
  if (was.status !== 'member') return { refuse: 'wrongState' };
  return already ? { refuse: 'noChange' } : changed(was, change, moment);
}

/** All her ordinary groups, in place of those before. */
export function decideGroups(was: Person, groups: readonly Group[], m: Moment): PersonDecision {
  const sorted = [...new Set(groups)].sort();
  const same = JSON.stringify(sorted) === JSON.stringify([...(was.groups ?? [])].sort());
  return ofMember(was, same, sorted.length > 0 ? { set: { groups: sorted } } : { unset: ['groups'] }, m);
}

/** Her membership card was handed out, with its number. */
export function decideCard(was: Person, number: string, m: Moment): PersonDecision {
  return ofMember(was, was.card?.number === number, { set: { card: { number, on: m.on } } }, m);
}

/** Her fee of a year is paid, or was noted by mistake. */
export function decideFee(was: Person, year: number, paid: boolean, m: Moment): PersonDecision {
  const { [year]: before, ...others } = was.fees ?? {};
  const fees = paid ? { ...others, [year]: true as const } : others;
  return ofMember(was, (before === true) === paid, { set: { fees }, told: { why: String(year) } }, m);
}

/** She is a core member, or no longer. */
export function decideCore(was: Person, core: boolean, m: Moment): PersonDecision {
  return ofMember(was, (was.core === true) === core, core ? { set: { core: true } } : { unset: ['core'] }, m);
}

/** The household she lives in; undefined for none that is known. */
export function decideHousehold(was: Person, household: string | undefined, m: Moment): PersonDecision {
  if (was.household === household) return { refuse: 'noChange' };
  return changed(was, household === undefined ? { unset: ['household'] } : { set: { household } }, m);
}

/** A chat is hers, proven by a code or her leader's tap. */
export function decideLink(was: Person, conversation: string, m: Moment): PersonDecision {
  if (was.conversations.includes(conversation) && was.linked) return { refuse: 'noChange' };
  const conversations = [...new Set([...was.conversations, conversation])];
  return changed(was, { set: { conversations, linked: true } }, m);
}

/** A chat is hers no longer; she counts as linked while she has another. */
export function decideUnlink(was: Person, conversation: string, m: Moment): PersonDecision {
  if (!was.conversations.includes(conversation)) return { refuse: 'noChange' };
  const conversations = was.conversations.filter((each) => each !== conversation);
  return changed(was, { set: { conversations }, ...(conversations.length > 0 ? {} : { unset: ['linked'] as const }) }, m);
}
