import { readConfig } from './config';
import { connect } from './connect';
import { createLog } from './log';
import { failToStart, NO_CHANNEL, stopGracefully } from './process';
import { startWeb } from './web';

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel, 'web');
  for (const note of config.notes) log.warn(note);
  if (!config.zalo && !config.messenger) throw new Error(NO_CHANNEL);
  const connections = await connect(config, { log });
  const web = await startWeb(config, connections, log);
  log.info({ port: web.port }, 'listening');
  // Backwards: what started last stops first.
  stopGracefully(log, async () => {
    await web.close();
    await connections.close();
  });
}

main().catch(failToStart);
