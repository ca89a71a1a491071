import path from 'node:path';
import { Events } from '../../src/models/events';
import { Sends } from '../../src/models/sends';
import { pause } from '../services/processes';
import { load, memoryOf, portOf, prepare, type Rig, withTown } from './rig';

const TEXTS = { embedded: 400, fast: 2_000 };
const LOOK = 100;
const WITHIN = 180_000;

/** What the worker does in a second, from a full stock of waiting messages. */
export interface TurnsResult {
  turns: number;
  seconds: number;
  turnsPerSecond: number;
  replies: number;
  /** Until the last reply had been sent. */
  repliesPerSecond: number;
  webMb: number;
  workerMb: number;
}

/** How many messages are played in a second: each by two people's, one short reply each, the first with a greeting. */
export function benchTurns(rig: Rig): Promise<TurnsResult> {
  return withTown(rig, { without: ['worker'] }, async (town) => {
    const turns = TEXTS[rig.engine];
    await load(prepare(path.join(town.folder, 'load'), town.zalo.secrets, turns, { people: turns / 4 }), portOf(town));
    await town.revive('worker');
    const first = await when(async () => (await Events.countDocuments({ pending: true })) < turns);
    const last = await when(async () => (await Events.countDocuments({ pending: true })) === 0);
    const replies = await Sends.countDocuments({});
    const sent = await when(async () => (await Sends.countDocuments({ state: { $ne: 'sent' } })) === 0);
    const [web, worker] = [memoryOf(town.web.pid), memoryOf(town.worker.pid)];
    const seconds = (last - first) / 1000;
    return {
      turns,
      seconds,
      turnsPerSecond: Math.round((turns / seconds) * 10) / 10,
      replies,
      repliesPerSecond: Math.round((replies / (sent - first)) * 10_000) / 10,
      webMb: web?.most ?? 0,
      workerMb: worker?.most ?? 0,
    };
  });
}

async function when(holds: () => Promise<boolean>): Promise<number> {
  const until = performance.now() + WITHIN;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`the worker is not through after ${WITHIN / 1000} s`);
    await pause(LOOK);
  }
  return performance.now();
}
