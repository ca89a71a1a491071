import type { LeaderAnswers } from '../../engine/leader-types';
import type { MeetingRating } from '../../engine/types';
import { ratingsOf } from '../../models/meeting-ratings';
import { meetingsBetween } from '../../models/meetings';
import { settingOf } from '../../models/units';
import { localDay } from '../../programme/periods';
import { hideSmall } from '../../programme/small-cells';
import { words } from '../../words';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import type { FromChat } from '../officers/bind-leader';
import { briefOf, leaderIn, noteLook, unitsAround } from './leader-meetings';

/** How long back the last meeting is looked for, ms. */
const LATEST = 60 * 24 * 3_600_000;
const VALUES: readonly MeetingRating[] = ['good', 'fair', 'poor'];

/** How the last meeting of her part was for those who came; what could tell of one woman is hidden. */
export async function readRatings(from: FromChat, deps: ActionDeps): Promise<LeaderAnswers['ratingsRead']> {
  const actor = await leaderIn(from, deps);
  if (!actor) return { found: false };
  const now = deps.now();
  const held = (await meetingsBetween(await unitsAround(actor), now - LATEST, now)).filter(({ state }) => state === 'held');
  const hers = [];
  for (const each of held) if (await can(actor, 'meetings:call', each.unit)) hers.push(each);
  const last = hers.sort((a, b) => b.startsAt - a.startsAt)[0];
  if (!last) return { found: false };
  await noteLook(from, actor, { action: 'meetings:see', unit: last.unit, about: last._id }, deps);
  const given = await ratingsOf(last);
  const cells = new Map(VALUES.map((value) => [words(`rating.${value}`), given[value]]));
  const total = [...cells.values()].reduce((sum, each) => sum + each, 0);
  const shown = hideSmall(total, cells, await settingOf(last.unit, 'smallCell', localDay(now, deps.timeZone)));
  const meeting = briefOf(last, deps.timeZone);
  if (shown.total === null || shown.total === 0) return { found: true, meeting, few: true };
  const lines = [...shown.cells].map(([label, n]) => `- ${label}: ${n ?? '…'}`).join('\n');
  return { found: true, meeting, n: shown.total, lines };
}
