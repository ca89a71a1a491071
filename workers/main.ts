import { readConfig } from '../src/config';
import { connect } from '../src/connect';
import { createLog } from '../src/log';
import { failToStart, NO_CHANNEL, stopGracefully } from '../src/process';
import { startWork } from './work';

/** Few, so that a worker with much to do leaves the web side its turn at the database; more work takes more workers. */
const MONGO_CONNECTIONS = 3;

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, 'worker');
  for (const note of config.notes) log.warn(note);
  if (!config.zalo && !config.messenger) throw new Error(NO_CHANNEL);
  const connections = await connect(config, { log, mongoConnections: MONGO_CONNECTIONS });
  const work = startWork(config, connections, log);
  log.info('working');
  stopGracefully(log, async () => {
    await work.stop();
    await connections.close();
  });
}

main().catch(failToStart);
