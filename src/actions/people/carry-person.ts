import { personStore } from '../../models/people';
import type { Person, PersonEffect } from '../../models/person';
import { localDay } from '../../programme/periods';
import { type Carrier, carrierOf, carryCommon } from '../carrier';
import { leaveClubs } from '../clubs/carry-club';
import type { ActionDeps } from '../deps';
import { type Following, follow } from '../follow';
import { countHousehold } from './households';
import { decideBrought } from './membership';
import type { Moment, PersonRefusal } from './person-change';

/** Carries out what follows from decisions about a person. */
export const personCarrier: Carrier = carrierOf<Person>({ kind: 'person', store: personStore, handle });

/** Today, as the moment of a step that no leader dates. */
export function momentNow(deps: ActionDeps): Moment {
  const at = deps.now();
  const today = localDay(at, deps.timeZone);
  return { at, today, on: today };
}

/**
 * A step in the record of somebody, or in the one in which that has ended: what was done before is in the history of the record
 * in which it was done, so that it is done once wherever she is now. Undefined when there is no such record.
 */
export async function followPerson(
  of: Omit<Following<Person, PersonRefusal>, 'store' | 'carrier'>,
  deps: ActionDeps,
): Promise<'done' | PersonRefusal | undefined> {
  const done = await follow<Person, PersonRefusal>(
    {
      ...of,
      store: personStore,
      carrier: personCarrier,
      decide: (was, at) => (was.mergedInto === undefined ? of.decide(was, at) : { refuse: 'merged' }),
    },
    deps,
  );
  const next = done === 'merged' ? (await personStore.load(of.about))?.mergedInto : undefined;
  return next === undefined ? done : followPerson({ ...of, about: next }, deps);
}

async function handle(effect: PersonEffect, about: Person, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'credit': {
      const { to, period, n, id } = effect;
      const of = { about: to.referrer, id, action: 'brought', by: 'recognition' } as const;
      // A referrer whose record was erased is nobody's recruiter.
      await followPerson({ ...of, decide: (was) => decideBrought(was, to.unit, period, n, momentNow(deps)) }, deps);
      return;
    }
    case 'leaveClubs':
      return leaveClubs(about._id, effect, deps);
    case 'countHousehold':
      return countHousehold(effect.household, effect.id, deps);
    default:
      return carryCommon(effect, deps);
  }
}
