import { Worker } from 'bullmq';
import type { Channel } from '../src/channels/channel';
import type { Connections } from '../src/connect';
import { type SenderDeps, sendBroadcast, sendReplies } from '../src/engine/outbound';
import { type BroadcastJob, names, type ReplyJob } from '../src/queues';
import { watch, workerOptions } from './options';

/** Calls under way at once: enough to reach the limit of a platform that answers in a second. */
const AT_ONCE = 40;
/** Share of a platform's limit that broadcasts may use, so that a reply never waits for them. */
const BROADCAST_SHARE = 0.8;
const SECOND = 1_000;
/** A longer wait is left to the sweep. */
const LONGEST_WAIT = 60_000;

/** Sends the replies of a conversation whenever its bell rings. */
export function startReplies(connections: Connections, channel: Channel, deps: SenderDeps): Worker<ReplyJob> {
  const send = async ({ conversation }: ReplyJob) => {
    const until = await sendReplies(conversation, deps);
    const wait = until === undefined ? undefined : Math.max(until - deps.now(), 50);
    if (wait !== undefined && wait < LONGEST_WAIT) await connections.bells.replyAgain(channel.name, conversation, wait);
  };
  const options = { ...workerOptions(connections, AT_ONCE), limiter: { max: channel.can.perSecond, duration: SECOND } };
  return watch(new Worker<ReplyJob>(names.replies(channel.name), (job) => send(job.data), options), deps.log);
}

/** Sends messages of our own accord, one for each job, below the platform's limit. */
export function startBroadcasts(connections: Connections, channel: Channel, deps: SenderDeps): Worker<BroadcastJob> {
  const max = Math.max(1, Math.floor(channel.can.perSecond * BROADCAST_SHARE));
  const options = { ...workerOptions(connections, AT_ONCE), limiter: { max, duration: SECOND } };
  return watch(
    new Worker<BroadcastJob>(names.broadcasts(channel.name), (job) => sendBroadcast(job.data.send, deps), options),
    deps.log,
  );
}
