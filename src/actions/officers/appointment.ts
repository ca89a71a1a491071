import { namedHolder, type Officer, sealNamed } from '../../models/officers';
import { person } from '../../models/people';
import { type Post, rankOf } from '../../models/posts';
import { tree } from '../../models/units';
import type { DraftOf } from '../act';
import { changeOf, type OfficerRefusal } from './officer-decisions';

/** Whom to appoint to what. Days are local, YYYY-MM-DD; a phone is `0905123456`. */
export interface Appointment {
  /** Id of a person of the register, or somebody who is only named. */
  who: { person: string } | { name: string; phone: string };
  unit: string;
  post: Post;
  from: string;
  /** Last day of the term; without it the post lasts until it is ended. */
  to?: string;
  smartphone?: boolean;
}

/** Why somebody cannot be appointed; undefined when she can. */
export async function refuseAppointment({ unit, post, from, to, who }: Appointment): Promise<OfficerRefusal | undefined> {
  const level = (await tree()).units.get(unit)?.level;
  if (level === undefined) return 'unknownUnit';
  if (!rankOf(post).level.includes(level)) return 'wrongPost';
  if (to !== undefined && to < from) return 'wrongDay';
  return 'person' in who && (await person(who.person)) === null ? 'unknownPerson' : undefined;
}

/** The post as it begins, with what is counted: in the month of its first day, which may be long ago at an import. */
export function appointed({ who, unit, post, from, to, smartphone }: Appointment): {
  post: Omit<Officer, '_id' | 'rev' | 'history' | 'outbox'>;
  effects: DraftOf<Officer['outbox'][number]>[];
} {
  const holder = 'person' in who ? who.person : namedHolder(who.phone);
  const month = from.slice(0, 7);
  return {
    post: {
      ...{ holder, unit, post, from, trainings: [] },
      ...('person' in who ? {} : { named: sealNamed({ name: who.name, phone: who.phone }) }),
      ...(to === undefined ? {} : { to }),
      ...(smartphone === undefined ? {} : { smartphone: { has: smartphone, month } }),
    },
    effects: [
      changeOf(`officers:${post}`, unit, month, 1),
      ...(smartphone ? [changeOf('officers:smartphone', unit, month, 1)] : []),
    ],
  };
}
