import { quietUntil } from '../../engine/policy';
import * as chunks from '../../models/broadcast-chunks';
import { type Broadcast, type BroadcastState, broadcastStore, sendingBroadcasts } from '../../models/broadcasts';
import { standingsOf } from '../../models/people';
import { cancelPlanned, feedChunk, holdWaiting, type Looked, lookInto, waitingIn } from '../../models/send-chunks';
import type { BroadcastDeps } from './broadcast-deps';
import { countReached } from './broadcast-reads';
import { spareTwins } from './broadcast-twins';

/** Sends fed ahead of the workers on each channel, so that a pause takes effect within a thousand on both. */
const DEPTH = 450;
/** Parts that are fed to some of their channels alone: each of them is read whole whenever it is looked at. */
const MOST_SPLIT = 32;
const SOON = 1_000;

export const isStill = async ({ _id }: Broadcast, state: BroadcastState): Promise<boolean> =>
  (await broadcastStore.load(_id))?.state === state;

/**
 * Lets parts of a broadcast go, to each channel as far as it has room there: one that is slow or dead holds up no other. Answers
 * when to come back (ms since 1970), `over` when all have ended.
 */
export async function feed(broadcast: Broadcast, deps: BroadcastDeps): Promise<number | 'over'> {
  const now = deps.now();
  if (broadcast.startsAt !== undefined && broadcast.startsAt > now) return broadcast.startsAt;
  const { open, due } = await look(broadcast, deps);
  // Switched off after they were fed: nobody would ever take them.
  const off = Object.keys(due).filter((channel) => !deps.channels.includes(channel));
  if (off.length > 0) for (const part of open) await holdWaiting(part._id, off, 'channelOff');
  // By night nothing leaves: what is fed would only wait in the queue.
  const morning = quietUntil(now, deps.timeZone);
  const night = morning !== undefined && (broadcast.notAfter ?? morning) >= morning;
  const rooms = await roomsOf(due, deps);
  if (open.length > 0 && (night || rooms.able.length === 0)) return night ? morning : deps.now() + SOON;
  const planned = await chunks.chunksIn(broadcast._id, 'planned');
  if (planned.length === 0 && open.length === 0) return 'over';
  if (night) return morning;
  const split = open.filter(({ waits = [] }) => waits.length > 0);
  const queued = new Map<string, string[]>();
  const fed: { part: chunks.Chunk; waits: string[] }[] = [];
  let mayBeSplit = MOST_SPLIT - split.length;
  for (const part of [...split, ...planned]) {
    const able = rooms.able.filter((channel) => (rooms.left.get(channel) ?? 0) > 0);
    if (able.length === 0 && rooms.all.length > 0) break;
    // Of a channel that is not there any more nothing is waited for.
    const channels = (part.waits ?? part.channels)?.filter((channel) => rooms.all.includes(channel));
    if (channels && channels.length > 0 && !channels.some((channel) => able.includes(channel))) continue;
    const splits = channels === undefined ? able.length < rooms.all.length : channels.some((each) => !able.includes(each));
    if (splits && part.state === 'planned' && mayBeSplit <= 0) continue;
    if (!(await isStill(broadcast, 'sending'))) break;
    const waits = await feedPart(broadcast, part, { able, all: rooms.all }, queued, rooms.left, deps);
    fed.push({ part, waits });
    if (waits.length > 0 && part.state === 'planned') mayBeSplit -= 1;
  }
  // Rung for together: a part has too few for whole batches. A part counts as fed when its bells have rung.
  for (const [channel, sends] of queued) await deps.ringSends(channel, sends);
  for (const { part, waits } of fed) await chunks.moveChunk(part._id, part.state, 'fed', { waits });
  return deps.now() + SOON;
}

/** Lets what a part has for some channels go; answers those for which it still has something. */
async function feedPart(
  broadcast: Broadcast,
  part: chunks.Chunk,
  { able, all }: { able: readonly string[]; all: readonly string[] },
  queued: Map<string, string[]>,
  left: Map<string, number>,
  deps: BroadcastDeps,
): Promise<string[]> {
  const { people, channels } = await waitingIn(part._id);
  // Days may lie between the plan and this: whoever has left the Union since is not written to.
  const standings = await standingsOf(people);
  await cancelPlanned(broadcast._id, standings.left, 'left');
  await spareTwins(broadcast._id, standings.twins);
  await holdWaiting(
    part._id,
    channels.filter((channel) => !all.includes(channel)),
    'channelOff',
  );
  const waits = channels.filter((channel) => all.includes(channel) && !able.includes(channel));
  for (const [channel, sends] of await feedChunk(part._id, deps.now(), waits)) {
    queued.set(channel, [...(queued.get(channel) ?? []), ...sends]);
    left.set(channel, (left.get(channel) ?? 0) - sends.length);
  }
  return waits;
}

/** What the channels can be fed: all of them, those with room for a good piece, and how many sends each takes. */
interface Rooms {
  all: string[];
  able: string[];
  left: Map<string, number>;
}

/** Each broadcast that is being sent has its share of each channel's queue; sends whose bells were lost are in no queue. */
async function roomsOf(due: Readonly<Record<string, number>>, { channels, fed }: BroadcastDeps): Promise<Rooms> {
  const share = DEPTH / Math.max(1, (await sendingBroadcasts()).length);
  const depths = await Promise.all(channels.map(async (name) => Math.min(due[name] ?? 0, await fed(name))));
  const left = new Map(channels.map((name, n) => [name, share - (depths[n] ?? 0)]));
  return { all: [...channels], able: channels.filter((name) => (left.get(name) ?? 0) >= share / 2), left };
}

/**
 * Closes the fed parts whose sends have all ended, and puts those back whose rest waits for another channel; answers those that
 * are open, and how many sends could leave on each channel.
 */
async function look(broadcast: Broadcast, deps: BroadcastDeps): Promise<{ open: chunks.Chunk[]; due: Record<string, number> }> {
  const parts = await chunks.chunksIn(broadcast._id, 'fed');
  const looked = await lookInto(
    parts.map(({ _id }) => _id),
    deps.now(),
  );
  const moved = new Map<string, chunks.Tally>();
  const all: Record<string, number> = {};
  const open: chunks.Chunk[] = [];
  for (const part of parts) {
    const seen = looked.get(part._id);
    if (!seen) continue;
    const { tally, due } = seen;
    for (const [channel, n] of Object.entries(due)) all[channel] = (all[channel] ?? 0) + n;
    const leaves = tally.queued || tally.sending;
    if (!leaves && !tally.planned && (await close(broadcast, part, seen, deps))) continue;
    if (!leaves && tally.planned && (await chunks.moveChunk(part._id, 'fed', 'planned', { tally }))) continue;
    if (JSON.stringify(tally) !== JSON.stringify(part.tally)) moved.set(part._id, tally);
    open.push(part);
  }
  await chunks.noteTallies(moved);
  return { open, due: all };
}

/** Counts whom a part has reached and closes it: whoever dies in between counts it once more, which is once. */
export async function close(
  broadcast: Broadcast,
  part: chunks.Chunk,
  { tally, reached, uncertain }: Looked,
  deps: BroadcastDeps,
): Promise<boolean> {
  // Both of one reading: of whom is heard meanwhile is counted once, here or when she reads it.
  if (broadcast.kind === 'information') await countReached(broadcast, part, reached, deps);
  return chunks.moveChunk(part._id, part.state, 'closed', { tally, uncertain, closedAt: deps.now() });
}
