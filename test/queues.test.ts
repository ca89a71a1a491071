import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';
import { createBells, names, type PlanJob } from '../src/queues';
import { useDatabase } from './setup/database';
import { until } from './until';

const { redisUrl } = useDatabase();
const PREFIX = 'bells';

test('however often a broadcast is rung for, one of those who work on it goes on', async () => {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const bells = createBells(redis, [], PREFIX);
  const queue = new Queue<PlanJob>(names.plans, { connection: redis, prefix: PREFIX });
  let jobs = 0;
  const go = async ({ data }: { data: PlanJob }) => {
    jobs += 1;
    await bells.planAgain(data.broadcast, 5);
  };
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const worker = new Worker<PlanJob>(names.plans, go, { connection, prefix: PREFIX, concurrency: 4 });
  try {
    await Promise.all([bells.plan('b'), bells.planAgain('b'), bells.planAgain('b'), bells.planAgain('b')]);
    await until('it goes on', () => jobs > 20);
    await worker.pause();
    const { waiting = 0, delayed = 0, active = 0, paused = 0 } = await queue.getJobCounts();
    expect(waiting + delayed + active + paused).toBe(1);
  } finally {
    await worker.close();
    await queue.close();
    await bells.close();
    await Promise.all([redis.quit(), connection.quit()]);
  }
});
