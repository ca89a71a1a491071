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
