import { DateTime } from 'luxon';
import { type Meeting, meetingsOf } from '../../models/meetings';
import { tree } from '../../models/units';
import { type Actor, can } from '../access';
import type { ActionDeps } from '../deps';

/** The meetings of a unit and those below it that the actor sees, drafts and past ones as well, by their time; days are local ones. */
export async function listMeetings(
  unit: string,
  actor: Actor,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  { timeZone }: Pick<ActionDeps, 'timeZone'>,
): Promise<Meeting[]> {
  const below = (await tree()).subtree(unit).map((each) => each._id);
  const seen = await Promise.all(below.map((each) => can(actor, 'meetings:see', each)));
  const found = await meetingsOf(below.filter((_, n) => seen[n]));
  const start = from === undefined ? Number.NEGATIVE_INFINITY : DateTime.fromISO(from, { zone: timeZone }).toMillis();
  const end = to === undefined ? Number.POSITIVE_INFINITY : DateTime.fromISO(to, { zone: timeZone }).endOf('day').toMillis();
  return found.filter(({ startsAt }) => startsAt >= start && startsAt <= end).sort((a, b) => a.startsAt - b.startsAt);
}
