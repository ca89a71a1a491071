import type { Channel } from '../src/channels/channel';
import { type Config, readConfig } from '../src/config';
import { type Connections, connect } from '../src/connect';
import { createLog, type Log } from '../src/log';
import { openServices } from './services';
import { helpOf, usageLine } from './usage';

/** What a command works with. */
export interface Context {
  config: Config;
  connections: Connections;
  log: Log;
}

/** Runs a command on the servers of the environment, or on those of DATA_DIR; progress goes to stderr. */
export async function withConnections<T>(
  use: (context: Context) => Promise<T>,
  channels?: ReadonlyMap<string, Channel>,
): Promise<T> {
  const own = readConfig();
  const services = await openServices({ dataDir: own.dataDir, onProgress: (line) => process.stderr.write(`${line}\n`) });
  const config = { ...own, mongoUri: services.mongoUri, redisUrl: services.redisUrl };
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel, 'command');
  try {
    const connections = await connect(config, { log, ...(channels ? { channels } : {}) });
    try {
      return await use({ config, connections, log });
    } finally {
      await connections.close();
    }
  } finally {
    await services.close();
  }
}

/** A command that was called wrongly: one line that says what to do, exit code 2. */
export class UsageError extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'UsageError';
  }
}

/** Runs a command's main function; its number is the exit code. */
export function runCommand(main: () => Promise<number>): void {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      if (error instanceof UsageError) return saysUsage(error.message, process.argv.slice(2));
      const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
      process.exitCode = 1;
    },
  );
}

function saysUsage(message: string, args: readonly string[]): void {
  const isAsked = args.includes('--help') || args.includes('-h');
  if (isAsked) process.stdout.write(`${helpOf(message)}\n`);
  else process.stderr.write(`${usageLine(message, args)}\n`);
  process.exitCode = isAsked ? 0 : 2;
}
