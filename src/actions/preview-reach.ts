import type { Audience } from '../models/broadcast-audience';
import type { Plan } from '../models/broadcasts';
import { inUnits } from '../models/people';
import { tree } from '../models/units';
import { narrow } from './broadcast-audience';
import { chatsOf, pricesOf } from './broadcast-plan';
import { addReach, noPlan, type Reaching, reachOf, type Saying } from './broadcast-reach';

/** Longer than this nobody waits for an estimate, ms. */
const PATIENCE = 5_000;

/** How many people something would reach, and how: the policy of the real plan, before there is one. `partial` where it took too long. */
export async function previewReach(audience: Audience, saying: Saying, reaching: Reaching): Promise<Plan & { partial?: true }> {
  const until = performance.now() + PATIENCE;
  const { subtree } = await tree();
  const price = await pricesOf(reaching);
  const plan = noPlan();
  for (const { _id } of audience.units.flatMap((unit) => subtree(unit))) {
    if (performance.now() > until) return { ...plan, partial: true };
    const people = await narrow(audience, await inUnits([_id]));
    const chats = await chatsOf(people);
    for (const { conversations } of people)
      addReach(
        plan,
        reachOf(
          conversations.flatMap((id) => chats.get(id) ?? []),
          saying,
          reaching,
        ),
        price,
      );
  }
  return plan;
}
