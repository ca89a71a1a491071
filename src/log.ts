import { type Logger, type LoggerOptions, pino } from 'pino';

// What could hold a name, a number, a text, a platform's id or a token never reaches the log, however deep it is passed.
const PERSONAL = [
  'user',
  'text',
  'name',
  'phone',
  'body',
  'vars',
  'payload',
  'token',
  'access_token',
  'authorization',
  'config',
  'request',
];

/** The log of a process: JSON lines with codes and hashes, nothing personal. */
export const createLog = (level: string, process: string): Logger => pino(loggerOptions(level, process));

/** What makes a log safe: redaction, and errors without the fields that libraries hang on them. */
export function loggerOptions(level: string, process: string): LoggerOptions {
  const paths = PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return { level, base: { process }, redact: { paths, remove: true }, serializers: { err: describe } };
}

export type Log = Logger;

/** An error as it may be logged: its kind, message and stack, none of its other fields. */
export function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code } = error as { code?: unknown };
  return { kind: error.name, message: error.message, ...(code === undefined ? {} : { code }), stack: error.stack };
}

/** As often as a trouble that lasts is said again, ms. */
const SAID_EVERY = 30_000;

/**
 * Keeps a log readable while a trouble lasts: `say` is called at its first time, and then at most every 30 s with how often it
 * came unsaid.
 */
export function createSeldom(now: () => number = Date.now) {
  const said = new Map<string, { at: number; unsaid: number }>();
  return function seldom(trouble: string, say: (unsaid: number) => void): void {
    const last = said.get(trouble);
    if (last && now() - last.at < SAID_EVERY) {
      last.unsaid += 1;
      return;
    }
    said.set(trouble, { at: now(), unsaid: 0 });
    say(last?.unsaid ?? 0);
  };
}
