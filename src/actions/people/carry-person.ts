import { personStore } from '../../models/people';
import type { Person, PersonEffect } from '../../models/person';
import { localDay } from '../../programme/periods';
import { type Carrier, carrierOf, carryCommon } from '../carrier';
import { leaveClubs } from '../clubs/carry-club';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { countHousehold } from './households';
import { decideBrought } from './membership';
import type { Moment } from './person-change';

/** Carries out what follows from decisions about a person. */
export const personCarrier: Carrier = carrierOf<Person>({ kind: 'person', store: personStore, handle });

/** Today, as the moment of a step that no leader dates. */
export function momentNow(deps: ActionDeps): Moment {
  const at = deps.now();
  const today = localDay(at, deps.timeZone);
  return { at, today, on: today };
}

async function handle(effect: PersonEffect, about: Person, deps: ActionDeps): Promise<void> {
  switch (effect.name) {
    case 'credit': {
      const { to, period, n, id } = effect;
      const of = {
        store: personStore,
        carrier: personCarrier,
        about: to.referrer,
        id,
        action: 'brought',
        by: 'recognition',
      } as const;
      // A referrer whose record was erased is nobody's recruiter.
      await follow<Person, never>(
        { ...of, decide: (was) => decideBrought(was, to.unit, period, n, momentNow(deps)) as never },
        deps,
      );
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
