import { Worker } from 'bullmq';
import type { Channel } from '../src/channels/channel';
import type { Connections } from '../src/connect';
import { sendBatch } from '../src/engine/batch';
import type { SenderDeps } from '../src/engine/deliver';
import { sendReplies } from '../src/engine/outbound';
import { BATCH, type BroadcastJob, names, type ReplyJob } from '../src/queues';
import { watch, workerOptions } from './options';

/** Seconds of the limit that may be under way at once: enough for a platform that answers in a second and a slow database. */
const SECONDS_UNDER_WAY = 2;
/** Where the limit is low a few conversations with slow answers must not hold up the others. */
const LEAST_REPLIES = 40;
/** Also for the lowest limit one batch waits for its answers while another one is read. */
const LEAST_BATCHES = 2;
/** A longer wait is left to the sweep. */
const LONGEST_WAIT = 60_000;

/** Sends the replies of a conversation whenever its bell rings. */
export function startReplies(connections: Connections, channel: Channel, deps: SenderDeps): Worker<ReplyJob> {
  const send = async ({ conversation }: ReplyJob) => {
    const until = await sendReplies(conversation, deps);
    const wait = until === undefined ? undefined : Math.max(until - deps.now(), 50);
    if (wait !== undefined && wait < LONGEST_WAIT) await connections.bells.replyAgain(channel.name, conversation, wait);
  };
  const atOnce = Math.max(LEAST_REPLIES, channel.can.perSecond * SECONDS_UNDER_WAY);
  const options = workerOptions(connections, atOnce);
  return watch(new Worker<ReplyJob>(names.replies(channel.name), (job) => send(job.data), options), deps.log);
}

/** Sends messages of our own accord, a batch for each job. */
export function startBroadcasts(connections: Connections, channel: Channel, deps: SenderDeps): Worker<BroadcastJob> {
  const atOnce = LEAST_BATCHES + Math.ceil((channel.can.perSecond * SECONDS_UNDER_WAY) / BATCH);
  const options = workerOptions(connections, atOnce);
  return watch(
    new Worker<BroadcastJob>(names.broadcasts(channel.name), (job) => sendBatch(job.data.sends, deps), options),
    deps.log,
  );
}
