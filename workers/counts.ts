import { Worker } from 'bullmq';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import * as metrics from '../src/metrics';
import { recount } from '../src/programme/recount';
import { verifyCounts } from '../src/programme/verify';
import { type CountJob, names } from '../src/queues';
import { watch, workerOptions } from './options';

const AT_ONCE = 2;
const CHECK_EVERY = 3600_000;

/** Recounts a unit's row whenever its bell rings. */
export function startCounts(connections: Connections, log: Log): Worker<CountJob> {
  const { bells } = connections;
  const count = ({ unit, period }: CountJob) => recount(unit, period, bells.count);
  return watch(new Worker<CountJob>(names.counts, (job) => count(job.data), workerOptions(connections, AT_ONCE)), log);
}

/** Compares all counts with a fresh sum of the facts every hour; a difference is logged and shown as a metric. */
export function startDriftCheck(log: Log): { stop(): void } {
  const check = async () => {
    const { differences } = await verifyCounts();
    metrics.countDrift.set(differences.length);
    for (const { unit, period, metric } of differences) log.error({ unit, period, metric }, 'a count differs from its facts');
  };
  const timer = setInterval(() => void check().catch((err: unknown) => log.warn({ err }, 'counts not checked')), CHECK_EVERY);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
