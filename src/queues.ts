import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** Every queue of the product, named once; a job carries a hash or an id of ours, nothing personal. */
export const names = {
  turns: 'turns',
  counts: 'counts',
  plans: 'plans',
  replies: (channel: string) => `replies-${channel}`,
  broadcasts: (channel: string) => `broadcasts-${channel}`,
};

export interface TurnJob {
  conversation: string;
  /** Rung by the sweep: something may have gone wrong before. */
  again?: true;
}
export interface ReplyJob {
  conversation: string;
}
export interface BroadcastJob {
  sends: string[];
}
/** A broadcast to go on with. */
export interface PlanJob {
  broadcast: string;
}
export interface CountJob {
  unit: string;
  period: string;
}

/** Rings workers up. A bell is not the work: without it the sweep finds the work, only later. */
export interface Bells {
  turns(conversations: readonly string[]): Promise<void>;
  reply(channel: string, conversation: string): Promise<void>;
  broadcasts(channel: string, sends: readonly string[]): Promise<void>;
  count(unit: string, period: string): Promise<void>;
  /** The sweep's bells: after SIGKILL a dead job's deduplication key would swallow the others. */
  turnsAgain(conversations: readonly string[]): Promise<void>;
  countAgain(unit: string, period: string): Promise<void>;
  /** Also after a wait in ms: of several who wait for the same conversation one goes on. */
  replyAgain(channel: string, conversation: string, wait?: number): Promise<void>;
  /** Lets a worker work on a broadcast. */
  plan(broadcast: string): Promise<void>;
  /** Also after a wait in ms: of several who work on the same broadcast one goes on. */
  planAgain(broadcast: string, wait?: number): Promise<void>;
  /** Batches of broadcast sends that wait for a worker. */
  batchesWaiting(channel: string): Promise<number>;
  /** Jobs waiting, by queue. */
  depth(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** Broadcast sends in one job: about half a second's worth, so that a job is short and its writes are few. */
export const BATCH = 25;

const KEEP: JobsOptions = { removeOnComplete: true, removeOnFail: { age: 3600, count: 1_000 } };

/** A plain dedupe drops a bell that is rung while its job runs; this one rings again afterwards. */
const once = (id: string): JobsOptions => ({ ...KEEP, deduplication: { id, keepLastIfActive: true } });
/** Without a wait never swallowed; else one that waits takes the place of all: two who ring for themselves would never become one. */
const again = (id: string, delay: number): JobsOptions => (delay > 0 ? { ...once(`later/${id}`), delay } : KEEP);

/** The bells of a process on its own connection; `prefix` keeps installations apart on one Redis. */
export function createBells(connection: Redis, channels: readonly string[], prefix: string): Bells {
  const open = (name: string) => {
    const queue = new Queue(name, { connection, prefix });
    // Without a listener BullMQ writes to the console; the connection's own errors are in the log already.
    queue.on('error', () => {});
    return queue;
  };
  const turns = open(names.turns);
  const counts = open(names.counts);
  const plans = open(names.plans);
  const replies = new Map(channels.map((channel) => [channel, open(names.replies(channel))]));
  const broadcasts = new Map(channels.map((channel) => [channel, open(names.broadcasts(channel))]));
  const all = [turns, counts, plans, ...replies.values(), ...broadcasts.values()];
  const turn = (conversation: string, again?: true) => ({ name: 'turn', data: { conversation, ...(again ? { again } : {}) } });
  return {
    async turns(conversations) {
      await turns.addBulk(conversations.map((id) => ({ ...turn(id), opts: once(id) })));
    },
    async turnsAgain(conversations) {
      await turns.addBulk(conversations.map((id) => ({ ...turn(id, true), opts: KEEP })));
    },
    async reply(channel, conversation) {
      await replies.get(channel)?.add('reply', { conversation }, once(conversation));
    },
    async replyAgain(channel, conversation, delay = 0) {
      await replies.get(channel)?.add('reply', { conversation }, again(conversation, delay));
    },
    async broadcasts(channel, sends) {
      const jobs: { name: string; data: BroadcastJob; opts: JobsOptions }[] = [];
      for (let start = 0; start < sends.length; start += BATCH)
        jobs.push({ name: 'broadcast', data: { sends: sends.slice(start, start + BATCH) }, opts: KEEP });
      await broadcasts.get(channel)?.addBulk(jobs);
    },
    async plan(broadcast) {
      await plans.add('plan', { broadcast }, once(broadcast));
    },
    async planAgain(broadcast, delay = 0) {
      await plans.add('plan', { broadcast }, again(broadcast, delay));
    },
    async batchesWaiting(channel) {
      return (await broadcasts.get(channel)?.getWaitingCount()) ?? 0;
    },
    async count(unit, period) {
      await counts.add('count', { unit, period }, once(`${unit}|${period}`));
    },
    async countAgain(unit, period) {
      await counts.add('count', { unit, period }, KEEP);
    },
    async depth() {
      const pairs = all.map(async (queue) => [queue.name, await queue.getWaitingCount()] as const);
      return Object.fromEntries(await Promise.all(pairs));
    },
    async close() {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}
