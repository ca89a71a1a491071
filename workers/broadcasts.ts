import { Worker } from 'bullmq';
import type { BroadcastDeps } from '../src/actions/broadcasts/broadcast-deps';
import { advance } from '../src/actions/broadcasts/broadcast-work';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import { names, type PlanJob } from '../src/queues';
import { watch, workerOptions } from './options';

/** Broadcasts that one worker plans and feeds side by side. */
const AT_ONCE = 2;
/** A longer wait is left to the sweep. */
const LONGEST_WAIT = 30_000;

/** Plans and feeds broadcasts, a bounded piece at a time, whenever their bell rings. */
export function startPlans(connections: Connections, deps: BroadcastDeps, log: Log): Worker<PlanJob> {
  const { bells } = connections;
  const go = async ({ broadcast }: PlanJob) => {
    const until = await advance(broadcast, deps);
    const wait = until === undefined ? undefined : Math.max(1, until - deps.now());
    if (wait !== undefined && wait < LONGEST_WAIT) await bells.planAgain(broadcast, wait);
  };
  return watch(new Worker<PlanJob>(names.plans, (job) => go(job.data), workerOptions(connections, AT_ONCE)), log);
}
