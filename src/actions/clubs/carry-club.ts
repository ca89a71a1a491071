import { belongNow, type Club, type ClubAction, clubStore, clubsOf, clubsWith } from '../../models/clubs';
import { byIds, type Person } from '../../models/people';
import { type Tree, tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { DecisionOf } from '../act';
import { type Carrier, carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { type ClubMoment, type ClubRefusal, decideDrop, decideForget, decideReplace } from './club-decisions';

/** Carries out what clubs ask for. */
export const clubCarrier: Carrier = carrierOf<Club>({
  kind: 'club',
  store: clubStore,
  async handle(effect, about, deps) {
    if (effect.name !== 'look') return carryCommon(effect, deps);
    await lookAgain(about._id, effect.people, { id: effect.id, on: localDay(deps.now(), deps.timeZone) }, deps);
  },
});

/**
 * Somebody left the Union or went to another unit on a day: she leaves every club for which she is no member any more, or
 * whose unit she is no longer in. A unit that is moved or merged itself takes nobody out of a club.
 */
export async function leaveClubs(person: string, from: { id: string; on: string }, deps: ActionDeps): Promise<void> {
  for (const { _id } of await clubsOf(person)) await lookAgain(_id, [person], { ...from, id: `${from.id}/${_id}` }, deps);
}

/** Whether somebody can belong to a club: a member on the roll of its unit, of one below it, or of what stands for it after a merger. */
export const belongsIn =
  (club: Pick<Club, 'unit'>, { within, home }: Tree) =>
  ({ status, unit }: Pick<Person, 'status' | 'unit'>): boolean =>
    status === 'member' && within(unit, home(club.unit)?._id ?? club.unit);

/** Two records of one woman were made one: `to` belongs wherever `from` did. The same id again does nothing. */
export const replaceInClubs = (from: string, to: string, id: string, by: string, deps: ActionDeps): Promise<void> =>
  inEach(from, 'replace', { id, by }, deps, (was, moment) => decideReplace(was, from, to, moment));

/** Her record is erased: no club names her any more. The same id again does nothing. */
export const forgetInClubs = (person: string, id: string, by: string, deps: ActionDeps): Promise<void> =>
  inEach(person, 'forget', { id, by }, deps, (was, moment) => decideForget(was, person, moment));

async function inEach(
  person: string,
  action: ClubAction,
  { id, by }: { id: string; by: string },
  deps: ActionDeps,
  decide: (was: Club, moment: ClubMoment) => DecisionOf<Club, ClubRefusal>,
): Promise<void> {
  for (const { _id } of await clubsWith(person)) {
    const of = { store: clubStore, carrier: clubCarrier, about: _id, id: `${id}/${_id}`, action, by };
    const on = localDay(deps.now(), deps.timeZone);
    await follow<Club, ClubRefusal>({ ...of, decide: (was, at) => decide(was, { at, on }) }, deps);
  }
}

/** Looks at the records anew, between reading the club and its guarded write: a look that was overtaken is taken again. */
async function lookAgain(
  club: string,
  people: readonly string[],
  { id, on }: { id: string; on: string },
  deps: ActionDeps,
): Promise<void> {
  const of = { store: clubStore, carrier: clubCarrier, about: club, id, action: 'drop', by: 'members' } as const;
  const decide = async (was: Club, at: number): Promise<DecisionOf<Club, ClubRefusal>> => {
    const asked = people.filter((person) => belongNow(was).includes(person));
    if (asked.length === 0) return { refuse: 'noChange' };
    const fit = (await byIds(asked)).filter(belongsIn(was, await tree()));
    const stays = new Set(fit.map(({ _id }) => _id));
    return decideDrop(
      was,
      asked.filter((person) => !stays.has(person)),
      { at, on },
    );
  };
  await follow<Club, ClubRefusal>({ ...of, decide }, deps);
}
