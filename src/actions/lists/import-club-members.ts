import { inUnits, nameOf, People, phoneHash } from '../../models/people';
import type { Person } from '../../models/person';
import type { Tree } from '../../models/units';
import { headingKey } from '../../tables/headings';
import type { ClubDraft } from './import-club-rows';

/** The member who is meant, or what is wrong with the cells that name her. */
export type WomanFound = { person: Person } | { column: 'number' | 'name'; why: string };

/**
 * Finds members as a list names them: by number, else by name, year of birth and phone among those of the unit that the row
 * names. A unit is read once.
 */
export function womanFinder({ subtree, units }: Tree) {
  const read = new Map<string, Map<string, Person[]>>();
  return async ({ number, name = '', birthYear, phone }: NonNullable<ClubDraft['woman']>, place: string): Promise<WomanFound> => {
    if (number !== undefined) {
      const person = await People.findOne({ number }).lean<Person>();
      return person?.status === 'member' ? { person } : { column: 'number', why: 'unknownNumber' };
    }
    // A whole province is not read for a name.
    if (units.get(place)?.level === 'province') return { column: 'number', why: 'clubNeedsNumber' };
    const known = read.get(place) ?? byName(await inUnits(subtree(place).map(({ _id }) => _id)));
    read.set(place, known);
    const called = (known.get(headingKey(name)) ?? []).filter((each) => birthYear === undefined || each.birthYear === birthYear);
    const hash = phone === undefined ? undefined : phoneHash(phone);
    const phoned = called.filter((each) => hash !== undefined && each.phoneHash === hash);
    const [person, another] = phoned.length > 0 ? phoned : called;
    if (!person) return { column: 'name', why: 'clubMember' };
    return another ? { column: 'name', why: 'severalMatch' } : { person };
  };
}

function byName(people: readonly Person[]): Map<string, Person[]> {
  const names = new Map<string, Person[]>();
  for (const who of people) {
    if (who.status !== 'member') continue;
    const key = headingKey(nameOf(who));
    names.set(key, [...(names.get(key) ?? []), who]);
  }
  return names;
}
