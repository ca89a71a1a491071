import type { Config } from '../src/config';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import { startPlans } from './broadcasts';
import { compose } from './compose';
import { startCounts, startDriftCheck } from './counts';
import { startBroadcasts, startReplies } from './sends';
import { startSweep } from './sweep';
import { startTurns } from './turns';

/** Everything that works behind the web side, started; `stop` finishes what is under way. `now` is its clock, ms. */
export function startWork(
  config: Config,
  connections: Connections,
  log: Log,
  now: () => number = Date.now,
): { stop(): Promise<void> } {
  const { turns, sender, actions, broadcasts } = compose(config, connections, log, now);
  const channels = [...connections.channels.values()];
  const workers = [
    startTurns(connections, turns),
    startCounts(connections, log),
    startPlans(connections, broadcasts, log),
    ...channels.flatMap((channel) => [startReplies(connections, channel, sender), startBroadcasts(connections, channel, sender)]),
  ];
  const drift = startDriftCheck(log);
  const sweep = startSweep(connections, actions, log);
  return {
    async stop() {
      drift.stop();
      await sweep.stop();
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
