import type { Redis } from 'ioredis';
import { AggregatorRegistry } from 'prom-client';
import { registry } from './metrics';

/** Figures older than this are of a process that has gone, ms. */
const FRESH = 15_000;
/** Of the machine and the runtime: they would make no sense summed over processes. */
const OWN = /^(process|nodejs)_/;

interface Figures {
  at: number;
  metrics: object[];
}

/** Leaves this process's figures where the web side finds them. */
export async function publishMetrics(redis: Redis, prefix: string, now: number): Promise<void> {
  const all = await registry.getMetricsAsJSON();
  const figures: Figures = { at: now, metrics: all.filter((metric) => !OWN.test(metric.name)) };
  await redis.hset(`${prefix}:metrics`, String(process.pid), JSON.stringify(figures));
}

/** This process's figures and those of all workers, summed, as Prometheus text; only its own when Redis does not answer. */
export async function gatherMetrics(redis: Redis, prefix: string, now: number): Promise<string> {
  const others: object[][] = [];
  try {
    for (const [pid, text] of Object.entries(await redis.hgetall(`${prefix}:metrics`))) {
      const figures = JSON.parse(text) as Figures;
      if (figures.at + FRESH < now) await redis.hdel(`${prefix}:metrics`, pid);
      else if (pid !== String(process.pid)) others.push(figures.metrics);
    }
  } catch {
    // Redis is down: /readyz says so, and these figures are better than none.
    return registry.metrics();
  }
  const own = (await registry.getMetricsAsJSON()) as object[];
  return AggregatorRegistry.aggregate([own, ...others]).metrics();
}
