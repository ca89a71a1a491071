import { type Broadcast, type BroadcastState, broadcastStore } from '../../models/broadcasts';
import { nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, type Order } from '../act';
import type { BroadcastDeps } from './broadcast-deps';
import { broadcastCarrier, isNameable, type Refusal } from './broadcasts';

const ENDED: readonly BroadcastState[] = ['done', 'cancelled'];

/** How something is sent again. */
export interface Resending {
  /** Id of the broadcast that it becomes. */
  id: string;
  by: string;
  /** Also those of whom nobody knows whether they got it: they may get it twice. */
  unknown: boolean;
}

/** What sending it again comes to, beside what was sent again before; pure. */
export function decideResend(
  was: Broadcast,
  { id, by, unknown }: Resending,
  earlier: readonly BroadcastState[],
  at: number,
): DecisionOf<Broadcast, Refusal> {
  if (!ENDED.includes(was.state)) return { refuse: 'wrongState' };
  // Whom they reach is not known before they have ended.
  if (earlier.some((state) => !ENDED.includes(state))) return { refuse: 'stillSending' };
  if (was.notAfter !== undefined && was.notAfter <= at) return { refuse: 'tooLate' };
  const resends = was.resent ?? [];
  const missedBy = { broadcast: was._id, resends, ...(unknown ? { unknown: true as const } : {}) };
  return {
    told: { outcome: was.state },
    set: { resent: [...resends, id] },
    effects: [{ name: 'resend', broadcast: id, by, missedBy }],
  };
}

/**
 * Sends a broadcast again to those whom it did not reach: another one is planned under the order's id, to be confirmed as any
 * other. Of one that was sent again before, it is the first that counts, and whom any of them reached gets nothing.
 */
export async function resend(
  broadcast: string,
  { id, actor, unknown = false }: Order & { unknown?: boolean },
  deps: BroadcastDeps,
): Promise<Acted<Broadcast, Refusal>> {
  const named = await broadcastStore.load(broadcast);
  const first = named?.resends ?? broadcast;
  if (named && !isNameable(id, named)) throw new Error(`order ${id}: give it an id of letters, digits, . and -`);
  const acted = await act<Broadcast, Refusal>(
    {
      store: broadcastStore,
      carrier: broadcastCarrier,
      find: () => broadcastStore.load(first),
      action: 'resend',
      order: { id, actor },
      rights: { see: 'broadcasts:see', act: 'broadcasts:send' },
      unitOf: (was) => was.unit,
      async decide(was, at) {
        const earlier = await Promise.all((was.resent ?? []).map((each) => broadcastStore.load(each)));
        // One that is ordered and not there yet, because somebody died in between, has not ended either.
        const states = earlier.map((each) => each?.state ?? 'planning');
        return decideResend(was, { id, by: nameOfActor(actor), unknown }, states, at);
      },
    },
    deps,
  );
  if (acted.done) await deps.ringBroadcast(id);
  return acted;
}
