import { inState } from '../../models/applications';
import { householdsIn } from '../../models/households';
import { seriesOf } from '../../models/meeting-series';
import { openMeetings } from '../../models/meetings';
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
    meetings: (await openMeetings(units, now)).length,
    series: (await seriesOf(units)).length,
    pairs: (await pairsOf(units)).filter(({ state }) => state === 'running').length,
  };
}
