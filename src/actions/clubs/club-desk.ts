import { belongNow, type Club, clubStore, clubsIn } from '../../models/clubs';
import { manyByIds, nameOf } from '../../models/people';
import { foldName } from '../../models/place-names';
import { tree } from '../../models/units';
import { type Actor, can } from '../access';

/** Whether somebody sees each of some clubs that have not ended; so she does where none is named. */
export async function areSeen(clubs: readonly string[] | undefined, actor: Actor): Promise<boolean> {
  for (const id of clubs ?? []) {
    const found = await clubStore.load(id);
    if (!found || found.endedOn !== undefined || !(await can(actor, 'clubs:see', found.unit))) return false;
  }
  return true;
}

/** The clubs of a unit and those below it that somebody sees, by name; ended ones only with `all`. */
export async function listClubs(actor: Actor, unit: string, { all = false } = {}): Promise<Club[]> {
  const below = (await tree()).subtree(unit).map(({ _id }) => _id);
  const seen = await Promise.all(below.map((each) => can(actor, 'clubs:see', each)));
  const found = await clubsIn(below.filter((_, n) => seen[n]));
  return all ? found : found.filter(({ endedOn }) => endedOn === undefined);
}

/** Somebody of a club as a leader sees her. */
export interface BelongingSeen {
  person: string;
  number: string;
  name: string;
  unit: string;
  since: string;
  head: boolean;
  /** She is in no unit of the club any more: a unit was moved. */
  outside: boolean;
}

/** A club, where the actor sees it, with those who belong to it now; without them where she may not see members. */
export async function showClub(id: string, actor: Actor): Promise<{ club: Club; people?: BelongingSeen[] } | undefined> {
  const club = await clubStore.load(id);
  if (!club || !(await can(actor, 'clubs:see', club.unit))) return undefined;
  if (!(await can(actor, 'members:see', club.unit))) return { club };
  const { within, home } = await tree();
  const since = new Map(club.members.map((each) => [each.person, each.since]));
  const people = (await manyByIds(belongNow(club))).map(
    (each): BelongingSeen => ({
      ...{ person: each._id, number: each.number ?? '', name: nameOf(each), unit: each.unit },
      ...{ since: since.get(each._id) ?? '', head: club.head === each._id },
      outside: !within(each.unit, home(club.unit)?._id ?? club.unit),
    }),
  );
  return { club, people: people.sort((a, b) => Number(b.head) - Number(a.head) || a.name.localeCompare(b.name, 'vi')) };
}

/** Words in front of a club's name that do not tell it from others. */
const FORMS = /^(?:(?:clb|c l b|cau lac bo|mo hinh|nhom|to|hoi)\s+)+/;

/** A club's name as it is compared: without accents, and without what such clubs are called in general. */
export function clubKey(name: string): string {
  const folded = foldName(name);
  const bare = folded.replace(FORMS, '').trim();
  return bare === '' ? folded : bare;
}

/** Those of some clubs that words name: exactly so if there is one, else those whose name begins with them, else holds them. */
export function clubsNamed<C extends Pick<Club, 'name'>>(words: string, clubs: readonly C[]): C[] {
  const asked = clubKey(words);
  const keyed = clubs.map((club) => ({ club, key: clubKey(club.name) }));
  for (const fits of [
    (key: string) => key === asked,
    (key: string) => key.startsWith(`${asked} `),
    (key: string) => ` ${key} `.includes(` ${asked} `),
  ]) {
    const found = keyed.filter(({ key }) => fits(key));
    if (found.length > 0) return found.map(({ club }) => club);
  }
  return [];
}
