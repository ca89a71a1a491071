import type { Meeting } from '../../models/meetings';
import { tree } from '../../models/units';
import type { MeetingWorld } from './meeting-decisions';

/** What decisions about a meeting must know of the world. */
export async function worldOf({ unit }: Pick<Meeting, 'unit'>, timeZone: string): Promise<MeetingWorld> {
  return { branch: (await tree()).units.get(unit)?.name ?? '', timeZone };
}
