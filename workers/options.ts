import type { Worker, WorkerOptions } from 'bullmq';
import type { Connections } from '../src/connect';
import { createSeldom, type Log } from '../src/log';

/** What every worker shares: a killed one's jobs are taken over within seconds. */
export function workerOptions(connections: Connections, concurrency: number): WorkerOptions {
  return {
    connection: connections.workerRedis(),
    prefix: connections.prefix,
    concurrency,
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 10,
  };
}

/** While Redis is away each worker hears of it several times a second. */
const seldom = createSeldom();

/** Logs what goes wrong in a worker; a failed job is found again by the sweep. */
export function watch<T>(worker: Worker<T>, log: Log): Worker<T> {
  worker.on('failed', (job, err) =>
    log.warn({ err, queue: worker.name, job: job?.id }, 'a job failed, the sweep will find its work'),
  );
  worker.on('error', (err) =>
    seldom(worker.name, (unsaid) => log.warn({ err, queue: worker.name, unsaid }, 'a worker cannot reach Redis')),
  );
  return worker;
}
