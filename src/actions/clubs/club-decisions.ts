import { type Belonging, belongNow, type Club, clubStocks } from '../../models/clubs';
import { laterOf } from '../../programme/days';
import type { DecisionOf } from '../act';

/** Why nothing was done about a club. */
export type ClubRefusal =
  | 'wrongState'
  | 'noChange'
  | 'noKind'
  | 'noName'
  | 'nameTaken'
  /** She is no member of the Union, or none of the club. */
  | 'notMember'
  /** She is on the roll of a unit outside the club's own. */
  | 'elsewhere'
  | 'tooMany'
  /** The day lies ahead, is no day, or lies before something that is recorded already. */
  | 'future'
  | 'badDay'
  | 'tooEarly';

type ClubDecision = DecisionOf<Club, ClubRefusal>;

/** When something is recorded, and the local day on which it holds. */
export interface ClubMoment {
  at: number;
  on: string;
}

/** Whoever ever belonged to a club stays in its document: more than this would make it heavy. */
export const MOST_MEMBERS = 3_000;

/** What a change comes to: facts for every stock in which the club counts otherwise now, in the month of the day. */
export function changedClub(
  was: Club,
  change: { set?: Partial<Club>; unset?: readonly ('head' | 'endedOn')[]; n?: number; flow?: 'clubs:founded' | 'clubs:ended' },
  { at, on }: ClubMoment,
): Exclude<ClubDecision, { refuse: unknown }> {
  const after = { ...was, ...change.set };
  const [before, now] = [was.rev === 0 ? {} : clubStocks(was), clubStocks(after)];
  const period = on.slice(0, 7);
  const facts = [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((metric) => {
    const n = (now[metric] ?? 0) - (before[metric] ?? 0);
    return n === 0 ? [] : [{ metric, unit: was.unit, period, n }];
  });
  const flow = change.flow ? [{ metric: change.flow, unit: was.unit, period, n: 1 }] : [];
  const all = [...flow, ...facts];
  return {
    told: { on, ...(change.n === undefined ? {} : { n: change.n }) },
    set: { ...change.set, updatedAt: at },
    ...(change.unset ? { unset: change.unset } : {}),
    effects: all.length > 0 ? [{ name: 'facts', at, facts: all }] : [],
  };
}

/** It is called otherwise, or is of another kind. */
export function decideRename(
  was: Club,
  { name = was.name, kind = was.kind }: { name?: string; kind?: string },
  m: ClubMoment,
): ClubDecision {
  if (was.endedOn !== undefined) return { refuse: 'wrongState' };
  if (name === was.name && kind === was.kind) return { refuse: 'noChange' };
  return changedClub(was, { set: { name, kind } }, m);
}

/** Some women belong to it from a day on; whoever does already is passed over. */
export function decideJoin(was: Club, people: readonly string[], m: ClubMoment): ClubDecision {
  if (was.endedOn !== undefined) return { refuse: 'wrongState' };
  const now = new Set(belongNow(was));
  const fresh = [...new Set(people)].filter((person) => !now.has(person));
  if (fresh.length === 0) return { refuse: 'noChange' };
  if (m.on < was.foundedOn) return { refuse: 'tooEarly' };
  // Who comes back cannot have come before she went.
  if (was.members.some(({ person, until }) => until !== undefined && until > m.on && fresh.includes(person)))
    return { refuse: 'tooEarly' };
  if (was.members.length + fresh.length > MOST_MEMBERS) return { refuse: 'tooMany' };
  const members = [...was.members, ...fresh.map((person): Belonging => ({ person, since: m.on }))];
  const decided = changedClub(was, { set: { members }, n: fresh.length }, m);
  return { ...decided, effects: [...decided.effects, { name: 'look', people: fresh }] };
}

/** Some women belong to it no longer. */
export function decideLeave(was: Club, people: readonly string[], m: ClubMoment): ClubDecision {
  if (was.endedOn !== undefined) return { refuse: 'wrongState' };
  const gone = new Set(belongNow(was).filter((person) => people.includes(person)));
  if (gone.size === 0) return { refuse: 'notMember' };
  if (was.members.some(({ person, since, until }) => until === undefined && since > m.on && gone.has(person)))
    return { refuse: 'tooEarly' };
  const members = was.members.map((each) =>
    each.until === undefined && gone.has(each.person) ? { ...each, until: m.on } : each,
  );
  return changedClub(was, { set: { members }, n: gone.size, ...headless(was, gone) }, m);
}

/** Who leads it (chủ nhiệm), one of those who belong to it; undefined for nobody. */
export function decideHead(was: Club, head: string | undefined, m: ClubMoment): ClubDecision {
  if (was.endedOn !== undefined) return { refuse: 'wrongState' };
  if (head === was.head) return { refuse: 'noChange' };
  if (head === undefined) return changedClub(was, { unset: ['head'] }, m);
  return belongNow(was).includes(head) ? changedClub(was, { set: { head } }, m) : { refuse: 'notMember' };
}

/** It ends, and with it everybody's belonging to it. */
export function decideEnd(was: Club, m: ClubMoment): ClubDecision {
  if (was.endedOn !== undefined) return { refuse: 'wrongState' };
  const last = was.members.reduce((day, { since, until }) => laterOf(until ?? since, day), was.foundedOn);
  if (m.on < last) return { refuse: 'tooEarly' };
  const members = was.members.map((each) => (each.until === undefined ? { ...each, until: m.on } : each));
  return changedClub(was, { set: { members, endedOn: m.on }, unset: ['head'], n: belongNow(was).length, flow: 'clubs:ended' }, m);
}

/** Those who left the Union or moved away belong to it no longer, from the day given, or from the one on which they came if that is later. */
export function decideDrop(was: Club, people: readonly string[], { at, on }: ClubMoment): ClubDecision {
  const going = was.members.filter(({ person, until }) => until === undefined && people.includes(person));
  if (going.length === 0) return { refuse: 'noChange' };
  const until = going.reduce((day, { since }) => laterOf(since, day), on);
  const members = was.members.map((each) => (going.includes(each) ? { ...each, until } : each));
  const gone = new Set(going.map(({ person }) => person));
  return changedClub(was, { set: { members }, n: gone.size, ...headless(was, gone) }, { at, on: until });
}

/** Two records were one woman: what stood under the one stands under the other; belonging twice becomes once, since the earlier day. */
export function decideReplace(was: Club, from: string, to: string, m: ClubMoment): ClubDecision {
  if (!was.members.some(({ person }) => person === from)) return { refuse: 'noChange' };
  const renamed = was.members.map((each) => (each.person === from ? { ...each, person: to } : each));
  const own = renamed.filter(({ person, until }) => person === to && until === undefined);
  const since = own.map((each) => each.since).sort()[0];
  const members = [...renamed.filter((each) => !own.includes(each)), ...(since === undefined ? [] : [{ person: to, since }])];
  return changedClub(was, { set: { members, ...(was.head === from ? { head: to } : {}) } }, m);
}

/** Her record is erased: nothing of the club names her any more. What was counted stays counted, the stock is one less. */
export function decideForget(was: Club, person: string, m: ClubMoment): ClubDecision {
  if (!was.members.some((each) => each.person === person)) return { refuse: 'noChange' };
  const members = was.members.filter((each) => each.person !== person);
  return changedClub(was, { set: { members }, ...headless(was, new Set([person])) }, m);
}

const headless = ({ head }: Club, gone: ReadonlySet<string>) =>
  head !== undefined && gone.has(head) ? { unset: ['head'] as const } : {};
