import { quietUntil } from '../../engine/policy';
import * as chunks from '../../models/broadcast-chunks';
import {
  type Broadcast,
  type BroadcastEffect,
  type BroadcastState,
  broadcastStore,
  lookAgain,
  sendingBroadcasts,
} from '../../models/broadcasts';
import { standingsOf } from '../../models/people';
import {
  cancelChunk,
  cancelPlanned,
  feedChunk,
  type Looked,
  lookInto,
  lookIntoOne,
  peoplePlanned,
  recallChunk,
} from '../../models/send-chunks';
import { type DraftOf, numbered } from '../act';
import type { BroadcastDeps } from './broadcast-deps';
import { unitsOf } from './broadcast-people';
import { planChunks } from './broadcast-plan';
import { sumPlans } from './broadcast-reach';
import { countReached } from './broadcast-reads';
import { spareTwins } from './broadcast-twins';
import { approvalAsked, broadcastCarrier } from './broadcasts';

/** One turn of work, ms: then others have theirs. It begins by reading all parts, which are thousands. */
const TURN = 8_000;
/** Parts planned together: some five hundred people, whose documents are read and written at once. */
const TOGETHER = 16;
/** Sends fed ahead of the workers on each channel, so that a pause takes effect within a thousand on both. */
const DEPTH = 450;
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
    case 'sending':
      return feed(broadcast, deps);
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

async function feed(broadcast: Broadcast, deps: BroadcastDeps): Promise<number | undefined> {
  const now = deps.now();
  if ((broadcast.startsAt ?? 0) > now) return broadcast.startsAt;
  const { open, due } = await look(broadcast, deps);
  // By night nothing leaves: what is fed would only wait in the queue.
  const morning = quietUntil(now, deps.timeZone);
  const night = morning !== undefined && (broadcast.notAfter ?? morning) >= morning;
  const share = DEPTH / Math.max(1, (await sendingBroadcasts()).length);
  const room = await roomIn(share, due, deps);
  if (open > 0 && (night || room < share / 2)) return night ? morning : deps.now() + SOON;
  const planned = await chunks.chunksIn(broadcast._id, 'planned');
  if (planned.length === 0 && open === 0) {
    await conclude(broadcast, 'finished', 'done', deps);
    return undefined;
  }
  if (night) return morning;
  const queued = new Map<string, string[]>();
  const fed: chunks.Chunk[] = [];
  for (let n = 0; n < room && planned.length > 0; ) {
    const part = planned.shift();
    if (!part || !(await isStill(broadcast, 'sending'))) break;
    // Days may lie between the plan and this: whoever has left the Union since is not written to.
    const { left, twins } = await standingsOf(await peoplePlanned(part._id));
    await cancelPlanned(broadcast._id, left, 'left');
    await spareTwins(broadcast._id, twins);
    for (const [channel, sends] of await feedChunk(part._id, deps.now())) {
      queued.set(channel, [...(queued.get(channel) ?? []), ...sends]);
      n += sends.length;
    }
    fed.push(part);
  }
  // Rung for together: a part has too few for whole batches. A part counts as fed when its bells have rung.
  for (const [channel, sends] of queued) await deps.ringSends(channel, sends);
  for (const part of fed) await chunks.moveChunk(part._id, 'planned', 'fed');
  return deps.now() + SOON;
}

/** Each broadcast that is being sent has its share of the queue; sends whose bells were lost are in no queue. */
async function roomIn(share: number, due: Readonly<Record<string, number>>, deps: BroadcastDeps): Promise<number> {
  const depths = await Promise.all(deps.channels.map(async (name) => Math.min(due[name] ?? 0, await deps.fed(name))));
  return share - Math.max(0, ...depths);
}

/** Closes the fed parts whose sends have all ended; answers how many are open, and how many sends could leave on each channel. */
async function look(broadcast: Broadcast, deps: BroadcastDeps): Promise<{ open: number; due: Record<string, number> }> {
  const parts = await chunks.chunksIn(broadcast._id, 'fed');
  const looked = await lookInto(
    parts.map(({ _id }) => _id),
    deps.now(),
  );
  const moved = new Map<string, chunks.Tally>();
  const all: Record<string, number> = {};
  let open = 0;
  for (const part of parts) {
    const seen = looked.get(part._id);
    if (!seen) continue;
    const { tally, due } = seen;
    for (const [channel, n] of Object.entries(due)) all[channel] = (all[channel] ?? 0) + n;
    if (!tally.planned && !tally.queued && !tally.sending) {
      if (await close(broadcast, part, seen, deps)) continue;
    } else if (JSON.stringify(tally) !== JSON.stringify(part.tally)) moved.set(part._id, tally);
    open += 1;
  }
  await chunks.noteTallies(moved);
  return { open, due: all };
}

/** Counts whom a part has reached and closes it: whoever dies in between counts it once more, which is once. */
async function close(
  broadcast: Broadcast,
  part: chunks.Chunk,
  { tally, reached, uncertain }: Looked,
  deps: BroadcastDeps,
): Promise<boolean> {
  // Both of one reading: of whom is heard meanwhile is counted once, here or when she reads it.
  if (broadcast.kind === 'information') await countReached(broadcast, part, reached, deps);
  return chunks.moveChunk(part._id, part.state, 'closed', { tally, uncertain, closedAt: deps.now() });
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

const isStill = async ({ _id }: Broadcast, state: BroadcastState) => (await broadcastStore.load(_id))?.state === state;

async function conclude(
  was: Broadcast,
  action: 'planned' | 'finished',
  outcome: BroadcastState,
  deps: BroadcastDeps,
  set: Partial<Broadcast> = {},
  drafts: readonly DraftOf<BroadcastEffect>[] = [],
): Promise<void> {
  const entry = { id: `${was._id}/${action}`, at: deps.now(), action, by: 'system', outcome } as const;
  const effects = numbered<BroadcastEffect>(was._id, was.history.length, drafts);
  const moved = await broadcastStore.move(was, { entry, set: { ...set, state: outcome, dueAt: deps.now() }, effects });
  if (moved && effects.length > 0) await broadcastCarrier.carry(was._id, deps);
}
