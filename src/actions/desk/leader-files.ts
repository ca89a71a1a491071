import type { LeaderAnswers } from '../../engine/leader-types';
import { isPaper } from '../../models/meeting-files';
import { meetingsOf } from '../../models/meetings';
import { unseal } from '../../models/secrets';
import { can } from '../access';
import type { ActionDeps } from '../deps';
import { FILE_LINK_MINUTES, linkToFile } from '../meetings/kept-files';
import type { FromChat } from '../officers/bind-leader';
import { briefOf, leaderIn, unitsAround } from './leader-meetings';

/** Files in one message, the newest ones. */
const MOST = 5;

/** Minutes and photos of the last meeting of hers that has any; each address is in the audit before it is given. */
export async function readMinutes(from: FromChat, deps: ActionDeps): Promise<LeaderAnswers['minutesRead']> {
  const actor = await leaderIn(from, deps);
  const { publicBaseUrl } = deps;
  if (!actor || publicBaseUrl === undefined) return { found: false };
  const all = await meetingsOf(await unitsAround(actor));
  for (const meeting of all.sort((a, b) => b.startsAt - a.startsAt)) {
    const kept = (meeting.files ?? []).filter((each) => !isPaper(each)).slice(-MOST);
    if (kept.length === 0 || !(await can(actor, 'meetings:files', meeting.unit))) continue;
    const files = [];
    for (const { id, name } of kept) {
      const made = await linkToFile({ id: from.id, actor, meeting: meeting._id, file: id }, { ...deps, publicBaseUrl });
      if (made.done) files.push({ title: unseal<string>(name), url: made.link });
    }
    return { found: true, meeting: briefOf(meeting, deps.timeZone), files, minutes: FILE_LINK_MINUTES };
  }
  return { found: false };
}
