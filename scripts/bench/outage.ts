import path from 'node:path';
import type { Mode } from '../../test/fake/server';
import type { LoadResult } from './load';
import { load, memoryOf, portOf, prepare, type Rig, withTown } from './rig';

/** Webhooks offered in a second, and for how long. */
export const OFFERED = { rate: 300, seconds: 20 };

/** How the platform's API is while webhooks are measured. */
export const STATES: Record<string, Mode> = { fine: 'ok', dead: 'dead', 'slow by 1 s': { slow: 1_000 } };

/** Webhook times with the worker running, and the memory of both processes at their most. */
export type OutageResult = LoadResult & { webMb: number; workerMb: number };

/** How fast webhooks are answered at an offered rate while the platform is as said. */
export function benchOutage(rig: Rig, mode: Mode): Promise<OutageResult> {
  return withTown(rig, {}, async (town) => {
    const port = portOf(town);
    const { secrets } = town.zalo;
    await load(prepare(path.join(town.folder, 'warm'), secrets, OFFERED.rate, { people: 100 }), port, OFFERED.rate);
    await town.zalo.set(mode);
    const count = OFFERED.rate * OFFERED.seconds;
    const file = prepare(path.join(town.folder, 'load'), secrets, count, { people: 1_000, from: OFFERED.rate });
    const result = await load(file, port, OFFERED.rate);
    const [web, worker] = [memoryOf(town.web.pid), memoryOf(town.worker.pid)];
    return { ...result, webMb: web?.most ?? 0, workerMb: worker?.most ?? 0 };
  });
}
