import { Worker } from 'bullmq';
import type { Connections } from '../src/connect';
import { type TurnDeps, takeTurns } from '../src/engine/turn';
import { names, type TurnJob } from '../src/queues';
import { watch, workerOptions } from './options';

const AT_ONCE = 8;

/** Plays what waits for a conversation whenever its bell rings. */
export function startTurns(connections: Connections, deps: TurnDeps): Worker<TurnJob> {
  const { bells } = connections;
  const play = async ({ conversation, again }: TurnJob) => {
    const quiet = await takeTurns(conversation, deps, again);
    if (!quiet) await bells.turnsAgain([conversation]);
  };
  const worker = new Worker<TurnJob>(names.turns, (job) => play(job.data), workerOptions(connections, AT_ONCE));
  return watch(worker, deps.log);
}
