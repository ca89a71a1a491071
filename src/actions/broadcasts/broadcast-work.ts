import * as chunks from '../../models/broadcast-chunks';
import { type Broadcast, type BroadcastEffect, type BroadcastState, broadcastStore, lookAgain } from '../../models/broadcasts';
import { cancelChunk, lookIntoOne, recallChunk } from '../../models/send-chunks';
import { type DraftOf, numbered } from '../act';
import type { BroadcastDeps } from './broadcast-deps';
import { close, feed, isStill } from './broadcast-feed';
import { unitsOf } from './broadcast-people';
import { planChunks } from './broadcast-plan';
import { sumPlans } from './broadcast-reach';
import { approvalAsked, broadcastCarrier } from './broadcasts';

/** One turn of work, ms: then others have theirs. It begins by reading all parts, which are thousands. */
const TURN = 8_000;
/** Parts planned together: some five hundred people, whose documents are read and written at once. */
const TOGETHER = 16;
const SOON = 1_000;
/** Whoever works on a broadcast and dies is replaced after this time, ms. */
const RESCUE = 15_000;

/**
 * Does a bounded part of what a broadcast needs now; answers when to come back (ms since 1970), undefined when it waits for a
 * person or has ended. May die anywhere and run beside itself.
 */
export async function advance(id: string, deps: BroadcastDeps): Promise<number | undefined> {
  let broadcast = await broadcastStore.load(id);
  if (!broadcast) return undefined;
  if (broadcast.outbox.length > 0) {
    await broadcastCarrier.carry(id, deps);
    broadcast = (await broadcastStore.load(id)) ?? broadcast;
  }
  const again = await work(broadcast, deps);
  await lookAgain(broadcast, again === undefined ? undefined : Math.max(again, deps.now() + RESCUE));
  return again;
}

async function work(broadcast: Broadcast, deps: BroadcastDeps): Promise<number | undefined> {
  switch (broadcast.state) {
    case 'planning':
      return plan(broadcast, deps);
    case 'sending': {
      const again = await feed(broadcast, deps);
      if (again !== 'over') return again;
      return conclude(broadcast, 'finished', 'done', deps);
    }
    case 'paused':
      return recall(broadcast);
    case 'cancelled':
      return end(broadcast, deps);
    case 'planned':
    case 'waiting':
    case 'done':
      return undefined;
    default:
      return broadcast.state satisfies never;
  }
}

async function plan(broadcast: Broadcast, deps: BroadcastDeps): Promise<number | undefined> {
  const until = performance.now() + TURN;
  // A turn is long: nobody else is to begin beside it.
  await lookAgain(broadcast, deps.now() + RESCUE);
  if (!(await chunks.haveChunks(broadcast._id))) {
    await chunks.openChunks(broadcast._id, await unitsOf(broadcast.audience));
  }
  const open = await chunks.chunksIn(broadcast._id, 'open');
  for (const groups of groupsOf(open)) {
    if (performance.now() > until) return deps.now();
    if (!(await isStill(broadcast, 'planning'))) return deps.now();
    const about = { reaching: deps.reaching, now: deps.now() };
    await Promise.all(groups.map((group) => planChunks(broadcast, group, about)));
  }
  const total = sumPlans((await chunks.chunksOf(broadcast._id)).map((part) => part.plan));
  const approval = broadcast.within === undefined && (await deps.needsApproval(broadcast, total));
  const outcome = !broadcast.confirmed ? 'planned' : approval ? 'waiting' : 'sending';
  const effects = outcome === 'waiting' ? [await approvalAsked(broadcast.unit)] : [];
  await conclude(broadcast, 'planned', outcome, deps, { plan: total }, effects);
  return outcome === 'sending' ? deps.now() : undefined;
}

/** Parts to be planned together, two groups side by side: while one is worked out the database has the other. Who moved comes last. */
function* groupsOf(open: readonly chunks.Chunk[]): Generator<chunks.Chunk[][]> {
  const units = open.filter(({ unit }) => unit !== undefined);
  for (let from = 0; from < units.length; from += 2 * TOGETHER) {
    const [middle, end] = [from + TOGETHER, from + 2 * TOGETHER];
    yield [units.slice(from, middle), units.slice(middle, end)].filter((group) => group.length > 0);
  }
  const moved = open.filter(({ unit }) => unit === undefined);
  if (moved.length > 0) yield [moved];
}

async function recall(broadcast: Broadcast): Promise<undefined> {
  for (const part of await chunks.chunksIn(broadcast._id, 'fed')) await recallChunk(part._id);
  await chunks.unfeed(broadcast._id);
}

async function end(broadcast: Broadcast, deps: BroadcastDeps): Promise<number | undefined> {
  const until = performance.now() + TURN;
  for (const part of await chunks.chunksOf(broadcast._id)) {
    if (part.state === 'closed') continue;
    if (performance.now() > until) return deps.now();
    await cancelChunk(part._id);
    const seen = await lookIntoOne(part._id);
    // What is on its way at this moment is counted when it has arrived.
    if (!seen.tally.sending) await close(broadcast, part, seen, deps);
  }
  const left = (await chunks.chunksOf(broadcast._id)).some((part) => part.state !== 'closed');
  return left ? deps.now() + SOON : undefined;
}

async function conclude(
  was: Broadcast,
  action: 'planned' | 'finished',
  outcome: BroadcastState,
  deps: BroadcastDeps,
  set: Partial<Broadcast> = {},
  drafts: readonly DraftOf<BroadcastEffect>[] = [],
): Promise<undefined> {
  const entry = { id: `${was._id}/${action}`, at: deps.now(), action, by: 'system', outcome } as const;
  const effects = numbered<BroadcastEffect>(was._id, was.history.length, drafts);
  const moved = await broadcastStore.move(was, { entry, set: { ...set, state: outcome, dueAt: deps.now() }, effects });
  if (moved && effects.length > 0) await broadcastCarrier.carry(was._id, deps);
  return undefined;
}
