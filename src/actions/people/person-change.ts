import { type Person, type PersonEffect, type PersonEntry, stocksOf } from '../../models/person';
import { daysBetween } from '../../programme/days';
import type { DecisionOf, DraftOf } from '../act';

/** Why nothing was done to a member's record. */
export type PersonRefusal =
  | 'wrongState'
  | 'noChange'
  /** The day lies ahead, is no day, or lies before something about her membership that is recorded already. */
  | 'future'
  | 'badDay'
  | 'tooEarly'
  | 'underAge'
  /** This record has ended in another one of hers. */
  | 'merged'
  | 'noUnit';

/** When something is recorded, and the local day on which it holds. */
export interface Moment {
  at: number;
  today: string;
  on: string;
}

/** What a decision changes about her. */
export interface Change {
  set?: Partial<Person>;
  unset?: readonly (keyof Person & string)[];
  told?: Partial<Pick<PersonEntry, 'why' | 'from' | 'to' | 'fields' | 'flag'>>;
  /** What happened, each counted once, in the period of the day unless it names another. */
  flows?: { metric: string; unit: string; period?: string; n?: number }[];
  effects?: DraftOf<PersonEffect>[];
  /** A change of membership, whose day leaders should record promptly. */
  prompt?: true;
}

export type PersonDecision = DecisionOf<Person, PersonRefusal>;

/** Women from the year in which they turn 18; a year of birth is all that is asked (domain §2.4). */
export const LEAST_AGE = 18;

/** Whether somebody born in a year is too young to be a member on a day. */
export const tooYoung = (birthYear: number | undefined, on: string): boolean =>
  birthYear !== undefined && Number(on.slice(0, 4)) - birthYear < LEAST_AGE;

/** What a change comes to: her record, and facts for what happened and for every stock in which she counts otherwise now. */
export function changed(was: Person, change: Change, moment: Moment): PersonDecision {
  const { on, at, today } = moment;
  const after = afterwards(was, change);
  const period = on.slice(0, 7);
  const stocks = difference(was, after).map((each) => ({ ...each, period }));
  const flows = (change.flows ?? []).map((each) => ({ n: 1, period, ...each }));
  const lag = change.prompt ? lagOf(after.unit, moment) : [];
  const facts = [...flows, ...stocks, ...lag];
  return {
    told: { on, ...change.told } as never,
    set: { ...change.set, updatedAt: at, ...(stocks.length > 0 ? { changedOn: on } : {}) },
    ...(change.unset ? { unset: change.unset } : {}),
    effects: [
      ...(facts.length > 0 ? [{ name: 'facts' as const, at, facts }] : []),
      ...householdsOf(was, after).map((household) => ({ name: 'countHousehold' as const, household })),
      ...(leavesClubs(was, after) ? [{ name: 'leaveClubs' as const, on }] : []),
      ...(change.effects ?? []),
    ],
  };

  function lagOf(unit: string, { on: day }: Moment) {
    const days = daysBetween(day, today);
    const recorded = { unit, period: today.slice(0, 7) };
    return [...(days > 0 ? [{ metric: 'lag:days', n: days, ...recorded }] : []), { metric: 'lag:events', n: 1, ...recorded }];
  }
}

/** She as she stands after a change. */
export function afterwards(was: Person, { set, unset = [] }: Change): Person {
  const after = { ...was, ...set };
  for (const field of unset) delete after[field];
  return after;
}

function difference(was: Person, after: Person): { metric: string; unit: string; n: number }[] {
  const [before, now] = [stocksOf(was), stocksOf(after)];
  const moved = was.unit !== after.unit;
  return [
    ...before.filter((each) => moved || !now.includes(each)).map((metric) => ({ metric, unit: was.unit, n: -1 })),
    ...now.filter((each) => moved || !before.includes(each)).map((metric) => ({ metric, unit: after.unit, n: 1 })),
  ];
}

/** Whether a club to which she belongs may be none of hers any more. */
const leavesClubs = (was: Person, after: Person): boolean =>
  was.status === 'member' && (after.status !== 'member' || after.unit !== was.unit);

/** Households whose members may be others now. */
function householdsOf(was: Person, after: Person): string[] {
  const same = was.household === after.household && (was.status === 'member') === (after.status === 'member');
  return same ? [] : [...new Set([was.household, after.household])].filter((each) => each !== undefined);
}
