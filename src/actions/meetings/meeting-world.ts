import { namesOfClubs } from '../../models/clubs';
import type { Meeting } from '../../models/meetings';
import { tree } from '../../models/units';
import type { MeetingWorld } from './meeting-decisions';

/** What decisions about a meeting must know of the world. A meeting of clubs is called by their names. */
export async function worldOf(
  { unit, audience }: Pick<Meeting, 'unit'> & Partial<Pick<Meeting, 'audience'>>,
  timeZone: string,
): Promise<MeetingWorld> {
  const clubs = audience?.clubs ? await namesOfClubs(audience.clubs) : '';
  return { branch: clubs || ((await tree()).units.get(unit)?.name ?? ''), timeZone };
}
