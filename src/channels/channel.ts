import type { IncomingHttpHeaders } from 'node:http';
import type { InboundEvent } from '../engine/types';

/** What a platform can do, for those who must not know its name. */
export interface Capabilities {
  /** Data leave the country: sensitive questions are not asked here by default (domain.md §3.6). */
  abroad: boolean;
  /** Buttons under one message; more choices are only numbered. */
  buttons: number;
  /** Longest text in UTF-16 units. */
  text: number;
  /** Sends allowed a second. */
  perSecond: number;
}

/** Whether a webhook body is from the platform; `unsigned` is the one probe that comes without a signature. */
export type Verdict = 'signed' | 'probe' | 'bad' | 'notJson';

/** When the person last did something that opens the window, ms since 1970. */
export interface LastHeard {
  at?: number;
}

/** Until when plain messages may be sent, and why not. */
export type Window =
  | { state: 'free'; until: number }
  | { state: 'paid'; until: number }
  | { state: 'template'; reason: 'windowClosed' }
  | { state: 'closed'; reason: 'neverWrote' };

/** A message ready to leave: `text` is complete by itself (choices numbered in it), buttons are an addition. */
export interface OutboundMessage {
  /** Our id of the send, echoed back where the platform can. */
  sendId: string;
  account: string;
  user: string;
  text: string;
  buttons: { title: string; payload: string }[];
  /** A reply to what she just did, or a message of our own accord inside the window. */
  kind: 'reply' | 'update';
}

/** What a failure is about, and what may be done: the sender reads this, nobody compares platform codes elsewhere. */
export interface Failure {
  code: string;
  retry: 'never' | 'later' | 'throttled' | 'token';
  about?: 'person' | 'window' | 'content' | 'account';
}

/** A send that the platform refused, or of which nobody knows (`unsure`: the request had begun). */
export class SendError extends Error implements Failure {
  readonly code: string;
  readonly retry: Failure['retry'];
  readonly about?: NonNullable<Failure['about']>;
  readonly platformCode: string;
  /** True when the message may have left: a time-out or a broken connection after the request began. */
  readonly unsure: boolean;

  constructor(failure: Failure, platformCode: string, unsure = false) {
    super(`${failure.code} (platform code ${platformCode})`);
    this.name = 'SendError';
    this.code = failure.code;
    this.retry = failure.retry;
    if (failure.about) this.about = failure.about;
    this.platformCode = platformCode;
    this.unsure = unsure;
  }
}

/** How the platform wants its webhook answered. */
export interface Hook {
  /** Body of the 200. */
  acknowledge: string;
  /** Badly signed bodies are kept as dead letters instead of refused (first day of a real account). */
  keepsUnsigned: boolean;
  /** What the handshake's GET is answered with; undefined refuses it. */
  challenge?(query: Record<string, unknown>): string | undefined;
}

/** The one port to a platform. */
export interface Channel {
  readonly name: string;
  readonly can: Capabilities;
  readonly hook: Hook;
  /** Constant-time check of the raw bytes. */
  verify(rawBody: Buffer, headers: IncomingHttpHeaders): Verdict;
  /** Events of a whole webhook body in its order; total: never throws, what is unknown becomes `ignored` or nothing. */
  parse(body: unknown, receivedAt: number): InboundEvent[];
  window(last: LastHeard, now: number): Window;
  /** Sends one message; throws SendError. */
  send(message: OutboundMessage): Promise<{ platformId: string; cost?: 'free' | 'paid' }>;
}
