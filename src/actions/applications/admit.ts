import type { Group } from '../../models/groups';
import type { PersonInClear } from '../../models/people';
import { giveNumber, holderOf, insertPerson, newPerson, personStore, sealedPhone } from '../../models/people';
import type { Person, Recruited } from '../../models/person';
import { seal } from '../../models/secrets';
import { laterOf } from '../../programme/days';
import { localDay } from '../../programme/periods';
import { numbered } from '../act';
import type { ActionDeps } from '../deps';
import { followPerson, personCarrier } from '../people/carry-person';
import { sharePhone } from '../people/members';
import { decideAdmit } from '../people/membership';
import { afterwards, type Moment, type PersonDecision } from '../people/person-change';

/** A woman whom the commune recognised, by which application and when (ms), and who decided. */
export interface Recognised extends Pick<PersonInClear, 'name' | 'birthYear' | 'phone' | 'unit'> {
  application: string;
  at: number;
  by: string;
  conversation?: string;
  groups?: readonly Group[];
  /** Who brought her, if that one was an active member on this day. */
  pair?: Recruited;
}

/** Makes somebody a member by an application, exactly once for it, whatever became of her since. Throws on an outage: then it goes on. */
export async function admit(id: string, woman: Recognised, deps: ActionDeps): Promise<void> {
  const { application, by, at, unit, pair, name, birthYear, phone } = woman;
  const today = localDay(deps.now(), deps.timeZone);
  const told = {
    name: seal(name),
    ...(birthYear === undefined ? {} : { birthYear }),
    ...(phone === undefined ? {} : sealedPhone(phone)),
    ...(woman.groups && woman.groups.length > 0 ? { groups: [...woman.groups] } : {}),
  };
  const flag = phone !== undefined && (await sharePhone(id, phone)) ? { flag: 'sharedPhone' as const } : {};
  const decide = async (was: Person): Promise<PersonDecision> => {
    // What is recorded of her since cannot be overtaken: her day is then that of the newest.
    const on = laterOf(was.changedOn, localDay(at, deps.timeZone));
    const moment: Moment = { at, today, on };
    return decideAdmit(
      was,
      { application, unit, told, ...(await free(was, woman.conversation)), ...(pair ? { pair } : {}), ...flag },
      moment,
    );
  };
  if (await personStore.load(id)) {
    await giveNumber(id);
  } else {
    const blank = newPerson(id, { name, unit, status: 'applicant' }, at);
    const decision = await decide(blank);
    if ('refuse' in decision) throw new Error(`application ${application} makes nobody a member: ${decision.refuse}`);
    const { told: entry, effects, ...change } = decision;
    const history = [{ id: application, at, action: 'admit' as const, by, ...entry }];
    const fresh = { ...afterwards(blank, change), history, outbox: numbered<Person['outbox'][number]>(id, 0, effects) };
    if (await insertPerson(fresh, deps.now())) return personCarrier.carry(id, deps);
  }
  const done = await followPerson({ about: id, id: application, action: 'admit', by, decide }, deps);
  if (done !== 'done') throw new Error(`application ${application} makes nobody a member: ${done ?? 'unknown'}`);
}

/** Her chat, unless it is somebody else's. */
async function free({ _id }: Person, conversation: string | undefined): Promise<{ conversation?: string }> {
  if (conversation === undefined) return {};
  const holder = await holderOf(conversation);
  return holder && holder._id !== _id ? {} : { conversation };
}
