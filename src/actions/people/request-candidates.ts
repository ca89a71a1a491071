import type { Candidate } from '../../engine/types';
import { inUnits, nameOf } from '../../models/people';
import { plainName } from '../../models/plain-name';
import { bodyOf, type MemberRequest } from '../../models/requests';
import { tree } from '../../models/units';
import { openPlaces } from './requests';

/** Records that are offered at once. */
const MOST = 8;

/** A member of a roll, with her name in clear. */
interface Listed {
  id: string;
  name: string;
  birthYear?: number;
  place: string;
}

/**
 * The members of a roll whom somebody may be who told her name and birth year, the likeliest first; pure. Her whole name counts,
 * with and without accents; or her given name with the year, because rolls know women by other family names.
 */
export function likely(roll: readonly Listed[], told: { name: string; birthYear: number }): Listed[] {
  const given = (name: string) => plainName(name).split(' ').at(-1);
  const rank = (each: Listed): number => {
    const [whole, year] = [plainName(each.name) === plainName(told.name), each.birthYear === told.birthYear];
    if (whole) return year ? 0 : 1;
    return year && given(each.name) === given(told.name) ? 2 : 3;
  };
  const ranked = roll.map((each) => ({ each, rank: rank(each) })).filter((found) => found.rank < 3);
  return ranked
    .sort((a, b) => a.rank - b.rank || (a.each.id < b.each.id ? -1 : 1))
    .slice(0, MOST)
    .map(({ each }) => each);
}

/** The records that a link may be meant for, in the unit that decides about it: name, birth year and place, no phone number. */
export async function recordsFor(request: MemberRequest): Promise<Candidate[]> {
  const body = bodyOf(request);
  if (body.kind !== 'link') return [];
  const { units, subtree } = await tree();
  const members = (await inUnits(subtree(request.unit).map(({ _id }) => _id))).filter(({ status }) => status === 'member');
  const roll = members.map((each) => ({
    ...{ id: each._id, name: nameOf(each), place: units.get(each.unit)?.place ?? '' },
    ...(each.birthYear === undefined ? {} : { birthYear: each.birthYear }),
  }));
  return likely(roll, body).map(({ id, name, birthYear, place }) => ({
    id,
    label: [name, birthYear, place].filter(Boolean).join(', '),
  }));
}

/** The branches of which one must be given to a woman who moves to a commune. */
export async function branchesFor(request: MemberRequest): Promise<Candidate[]> {
  const { branches = [] } = (await openPlaces(request)) ?? {};
  return branches.map(({ _id, place }) => ({ id: _id, label: place }));
}
