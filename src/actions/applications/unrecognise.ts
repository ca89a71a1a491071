import type { Person } from '../../models/person';
import { laterOf } from '../../programme/days';
import { localDay } from '../../programme/periods';
import type { ActionDeps } from '../deps';
import { followPerson } from '../people/carry-person';
import { decideUnrecognise } from '../people/membership';

/** Takes back what an application's recognition led to (`decideUnrecognise` has the rule); exactly once, nothing when she has left since. */
export async function unrecognise(
  id: string,
  application: string,
  { at, by, why }: { at: number; by: string; why: string },
  deps: ActionDeps,
): Promise<void> {
  const of = { about: id, id: `${application}/unrecognise`, by } as const;
  const decide = (was: Person) => {
    const on = laterOf(was.changedOn, localDay(at, deps.timeZone));
    return decideUnrecognise(was, application, why, { at, today: on, on });
  };
  await followPerson({ ...of, action: 'unrecognise', decide }, deps);
}
