import type { Audience } from '../../models/broadcast-audience';
import type { Plan } from '../../models/broadcasts';
import { localDay } from '../../programme/periods';
import { peopleOf, reachAll, unitsOf } from '../broadcasts/broadcast-people';
import { pricesOf } from '../broadcasts/broadcast-plan';
import { addReach, noPlan, type Reaching, type Saying } from '../broadcasts/broadcast-reach';

/** Longer than this nobody waits for an estimate in a chat, ms. */
const PATIENCE = 5_000;
/** Units whose people are looked at together. */
const TOGETHER = 16;

/**
 * How many people something would reach, and how: the policy of the real plan, before there is one. `partial` where it took
 * longer than `patience` (ms).
 */
export async function previewReach(
  audience: Audience,
  saying: Saying,
  reaching: Reaching,
  patience = PATIENCE,
): Promise<Plan & { partial?: true }> {
  const until = performance.now() + patience;
  const price = await pricesOf(reaching);
  const today = localDay(saying.leavesAt, reaching.timeZone);
  const plan = noPlan();
  const seen = new Set<string>();
  const units = await unitsOf(audience);
  for (let from = 0; from < units.length; from += TOGETHER) {
    if (performance.now() > until) return { ...plan, partial: true };
    const people = (await peopleOf(units.slice(from, from + TOGETHER), audience, today)).map(({ person }) => person);
    for (const { person, reach } of await reachAll(audience, people, saying, reaching)) {
      // Who holds posts in two units is one person.
      if (audience.posts === undefined || seen.size < seen.add(person._id).size) addReach(plan, reach, price);
    }
  }
  return plan;
}
