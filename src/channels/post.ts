import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError } from 'axios';
import { parseBody } from './body';
import { SendError } from './channel';

/** Longest wait for a platform's answer in ms; leases and locks around a call must outlast it. */
export const CALL_TIMEOUT = 10_000;

// Failures before the first byte of the request could leave: the message has surely not been sent.
const NOT_BEGUN = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * A kept connection is closed by us after this idle time, ms: before any server does, since a message that is written into a
 * connection that has just been closed may or may not have left.
 */
const IDLE = 4_000;

const http = axios.create({
  maxRedirects: 0,
  proxy: false,
  maxContentLength: 1_000_000,
  httpAgent: new HttpAgent({ keepAlive: true, timeout: IDLE }),
  httpsAgent: new HttpsAgent({ keepAlive: true, timeout: IDLE }),
  responseType: 'arraybuffer',
  validateStatus: () => true,
});

/** What a platform answered: the HTTP status, the headers by their small names, the body as JSON values or undefined. */
export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

/** Asks a platform once; failures as with `post`. */
export async function get(url: string, headers: Record<string, string>): Promise<Answer> {
  try {
    const answer = await http.get<Buffer>(url, { headers, timeout: CALL_TIMEOUT, signal: AbortSignal.timeout(CALL_TIMEOUT) });
    return { status: answer.status, headers: { ...answer.headers }, body: parseBody(Buffer.from(answer.data)) };
  } catch (error) {
    throw networkFailure(error);
  }
}

/** Calls a platform once, with JSON or a form; a failure of the network becomes a SendError that holds no header, address or body. */
export async function post(url: string, body: object, headers: Record<string, string>, wait = CALL_TIMEOUT): Promise<Answer> {
  try {
    // `timeout` only counts silence, `signal` the whole call.
    const answer = await http.post<Buffer>(url, body, { headers, timeout: wait, signal: AbortSignal.timeout(wait) });
    return { status: answer.status, headers: { ...answer.headers }, body: parseBody(Buffer.from(answer.data)) };
  } catch (error) {
    throw networkFailure(error);
  }
}

/** The failure that an HTTP status alone tells, undefined when the answer came through. */
export function statusFailure(status: number, platformCode: string): SendError | undefined {
  if (status === 429) return new SendError({ code: 'tooFast', retry: 'throttled', about: 'account' }, platformCode);
  if (status === 401) return new SendError({ code: 'tokenInvalid', retry: 'token', about: 'account' }, platformCode);
  // A gateway speaks here, not the platform: nobody knows what happened behind it.
  if (status >= 500) return new SendError({ code: 'platformDown', retry: 'later' }, platformCode, true);
  if (status >= 300) return new SendError({ code: 'unexpectedAnswer', retry: 'later', about: 'account' }, platformCode);
  return undefined;
}

/** What became of a call that got no answer; nothing of its address, headers or body is in it. */
export function networkFailure(error: unknown): SendError {
  const code = isAxiosError(error) ? (error.code ?? 'unknown') : 'unknown';
  const connecting =
    isAxiosError(error) && error.cause !== undefined && 'syscall' in error.cause && error.cause.syscall === 'connect';
  if (connecting || NOT_BEGUN.has(code)) return new SendError({ code: 'unreachable', retry: 'later' }, code);
  const late = code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT';
  return new SendError({ code: late ? 'timeOut' : 'connectionLost', retry: 'later' }, code, true);
}
