import { Worker } from 'bullmq';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import { recount } from '../src/programme/recount';
import { type CountJob, names } from '../src/queues';
import { watch, workerOptions } from './options';

const AT_ONCE = 2;

/** Recounts a unit's row whenever its bell rings. */
export function startCounts(connections: Connections, log: Log): Worker<CountJob> {
  const { bells } = connections;
  const count = ({ unit, period }: CountJob) => recount(unit, period, bells.count);
  return watch(new Worker<CountJob>(names.counts, (job) => count(job.data), workerOptions(connections, AT_ONCE)), log);
}
