import { personStore } from '../../models/people';
import type { Person, PersonAction } from '../../models/person';
import { instantOf, isDay } from '../../programme/days';
import { localDay } from '../../programme/periods';
import type { Action } from '../access';
import { type Acted, act, type Order } from '../act';
import type { ActionDeps } from '../deps';
import { personCarrier } from './carry-person';
import type { Moment, PersonDecision, PersonRefusal } from './person-change';

/** An order about a member; `on` is the local day on which it holds (YYYY-MM-DD), today where it is absent. */
export interface MemberOrder extends Order {
  on?: string;
}

/** What became of it: the entry in her history, or why nothing was done. */
export type MemberResult = Acted<Person, PersonRefusal>;

/** Acts on a person's record, or on the one in which that has ended, as `act` does. The day may lie neither ahead nor before what is recorded of her stocks already. */
export async function actOnPerson(
  id: string,
  action: PersonAction,
  right: Action,
  order: MemberOrder,
  deps: ActionDeps,
  decide: (was: Person, moment: Moment & { since: number }) => PersonDecision | Promise<PersonDecision>,
): Promise<MemberResult> {
  const acted = await act<Person, PersonRefusal>(
    {
      store: personStore,
      carrier: personCarrier,
      find: () => personStore.load(id),
      action,
      order,
      rights: { see: 'members:see', act: right },
      unitOf: (was) => was.unit,
      decide(was, at) {
        if (was.mergedInto !== undefined) return { refuse: 'merged' };
        const moment = momentOf(order.on, at, deps.timeZone, was.changedOn);
        return typeof moment === 'string' ? { refuse: moment } : decide(was, moment);
      },
    },
    deps,
  );
  const next = acted.done || acted.why !== 'merged' ? undefined : acted.now?.mergedInto;
  return next === undefined ? acted : actOnPerson(next, action, right, order, deps, decide);
}

/** The moment of an order, or why its day cannot be; `since` is the instant from which it holds. */
export function momentOf(
  given: string | undefined,
  at: number,
  timeZone: string,
  changedOn?: string,
): (Moment & { since: number }) | 'badDay' | 'future' | 'tooEarly' {
  const today = localDay(at, timeZone);
  const on = given ?? today;
  if (!isDay(on)) return 'badDay';
  if (on > today) return 'future';
  if (changedOn !== undefined && on < changedOn) return 'tooEarly';
  return { at, today, on, since: instantOf(on, at, timeZone) };
}
