import os from 'node:os';
import { readConfig } from '../src/config';
import { connect } from '../src/connect';
import { createLog } from '../src/log';
import { failToStart, NO_CHANNEL, stopGracefully } from '../src/process';
import { startWork } from './work';

/** Below the web side's: what was said must be stored before what was said earlier is played. */
const NICENESS = 10;

async function main(): Promise<void> {
  os.setPriority(NICENESS);
  const config = readConfig();
  const log = createLog(config.logLevel, 'worker');
  for (const note of config.notes) log.warn(note);
  if (!config.zalo && !config.messenger) throw new Error(NO_CHANNEL);
  const connections = await connect(config, { log, worker: true });
  const work = startWork(config, connections, log);
  log.info('working');
  stopGracefully(log, async () => {
    await work.stop();
    await connections.close();
  });
}

main().catch(failToStart);
