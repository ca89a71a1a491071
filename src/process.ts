import type { Log } from './log';

const STOP_WITHIN = 25_000;

/** What is said where neither platform has its variables. */
export const NO_CHANNEL =
  'No channel is configured: set the variables of Zalo or Messenger (README, Settings), or use npm run dev';

/** Runs `stop` once at SIGTERM or SIGINT and ends the process, at the latest after 25 s (the platforms' calls take 10). */
export function stopGracefully(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Ends a process that could not start: one clear line, and no stack where the message says what to do. */
export function failToStart(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`);
  process.exit(1);
}
