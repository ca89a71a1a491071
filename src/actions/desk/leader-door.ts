import type { LeaderAnswers } from '../../engine/leader-types';
import { openMeetings } from '../../models/meetings';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import { doorsOf } from '../meetings/check-in';
import { doorLink } from '../meetings/door';
import type { FromChat } from '../officers/bind-leader';
import { briefOf, leaderIn, noteLook, unitsAround } from './leader-meetings';

/** A meeting that began longer ago is over, ms. */
const LONGEST = 48 * 3_600_000;

/** The door of the meeting that she may call the roll of and that is on or comes next: its code, and the page to be shown. */
export async function showDoor(from: FromChat, deps: ActionDeps): Promise<LeaderAnswers['doorShown']> {
  const actor = await leaderIn(from, deps);
  if (!actor || deps.publicBaseUrl === undefined) return { found: false };
  for (const each of await openMeetings(await unitsAround(actor), deps.now() - LONGEST)) {
    if (doorsOf(each, deps.now()) === 'over' || !(await can(actor, 'meetings:call', each.unit))) continue;
    await noteLook(from, actor, { action: 'meetings:call', unit: each.unit, about: each._id }, deps);
    return { found: true, meeting: briefOf(each, deps.timeZone), code: each.code, link: doorLink(deps.publicBaseUrl, each.code) };
  }
  return { found: false };
}
