import { inState } from '../../models/applications';
import { openBranchRequests } from '../../models/branch-requests';
import { openBroadcasts } from '../../models/broadcasts';
import { clubsIn } from '../../models/clubs';
import { householdsIn } from '../../models/households';
import { seriesOf } from '../../models/meeting-series';
import { draftMeetings, openMeetings } from '../../models/meetings';
import { openCalls } from '../../models/news-calls';
import { pairsOf } from '../../models/pairs';
import { membersOf } from '../../models/people';
import { openRequests } from '../../models/requests';
import type { Left } from './decide-close';

/** What some units still have; `now` in ms, from which on a meeting is to come. */
export async function leftIn(units: readonly string[], now: number): Promise<Left> {
  const applications = await Promise.all((['submitted', 'duplicate', 'verified'] as const).map((state) => inState(state, units)));
  return {
    members: await membersOf(units),
    applications: applications.flat().length,
    requests: (await openRequests(units)).length,
    households: (await householdsIn(units)).length,
    calls: new Set((await openCalls(units)).map(({ about }) => about)).size,
    branchRequests: (await openBranchRequests(units)).length,
    meetings: (await openMeetings(units, now)).length,
    drafts: (await draftMeetings(units, now)).length,
    series: (await seriesOf(units)).length,
    broadcasts: (await openBroadcasts(units)).length,
    clubs: (await clubsIn(units)).filter(({ endedOn }) => endedOn === undefined).length,
    pairs: (await pairsOf(units)).filter(({ state }) => state === 'running').length,
  };
}
