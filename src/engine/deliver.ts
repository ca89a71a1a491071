import { type Channel, type Delivery, SendError, type Window } from '../channels/channel';
import type { Log } from '../log';
import * as metrics from '../metrics';
import * as conversations from '../models/conversations';
import { phoneOf } from '../models/people';
import { seal, unseal } from '../models/secrets';
import type { Becomes } from '../models/send-moves';
import type { Send, SendBody } from '../models/sends';
import type { Enclosures } from './enclosures';
import { messageOf, sendToPhone, tracking } from './message';
import type { Pace } from './pace';
import type { PausedKind, Pauses } from './pause';
import { quietUntil, type Ruling, rule } from './policy';
import type { Purpose } from './types';

/** Must outlast the call's time-out, else a second worker sends while the first still waits. */
export const LEASE = 25_000;
/** First and longest wait before another try, ms. Where nobody knows whether it left, its echo is given time to come. */
const UNSURE = [3_000, 300_000] as const;
const REFUSED = [1_000, 30_000] as const;
const RETRIES = 6;
const HOUR = 3_600_000;

export interface SenderDeps {
  channels: ReadonlyMap<string, Channel>;
  timeZone: string;
  now(): number;
  log: Log;
  /** Rests of channels whose account is in trouble; without it each send fails by itself. */
  pauses?: Pauses;
  /** Most messages of broadcasts that one person gets in 24 hours; without it there is no such limit. */
  perDay?(): Promise<number>;
  /** The files that go with messages; without it they go by their addresses. */
  enclosures?: Enclosures;
  /** Holds all processes together below the platforms' limits; without it nothing is held back. */
  pace?: Pace;
}

/** What the policy must know of the person. */
export interface About {
  /** Missing where a message to a phone number has no chat. */
  conversation: conversations.Conversation | undefined;
  consents: Partial<Record<Purpose, boolean>>;
}

/** A send that may leave now, and the template by which it must, where the window is closed or it goes to a phone number. */
export interface Ready {
  send: Send;
  conversation: conversations.Conversation | undefined;
  template?: string;
  /** Each request costs. */
  paid?: true;
  /** The platform's name of what is enclosed. */
  ref?: string;
}

/** The policy's word at this moment: what may leave, or what becomes of it instead. */
export type Verdict = { ready: Ready } | { stays: Becomes };

export const kindOf = (send: Send): PausedKind => (send.how === 'phone' ? 'phones' : send.reply ? 'replies' : 'broadcasts');

/** Asks the policy about a send. */
export function judge(send: Send, { conversation, consents }: About, deps: SenderDeps): Verdict {
  const toPhone = send.how === 'phone';
  const channel = deps.channels.get(send.channel);
  if (!channel || !(conversation || toPhone))
    return stays(send, { state: 'failed', failure: channel ? 'noConversation' : 'channelOff' });
  const template = templateFor(send, channel);
  if (toPhone && (template === undefined || !channel.toPhone)) return stays(send, { state: 'failed', failure: 'noTemplate' });
  const now = deps.now();
  const { lastHeardAt, pausedUntil } = conversation ?? {};
  const ruling = rule(send, {
    now,
    timeZone: deps.timeZone,
    consents: send.reply ? {} : consents,
    gone: conversation?.goneAt !== undefined,
    window: windowFor(send, channel, lastHeardAt, now),
    template: template !== undefined,
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  });
  if (ruling.rule === 'hold')
    return stays(send, { state: ruling.reason === 'tooLate' ? 'expired' : 'held', failure: ruling.reason });
  if (ruling.rule === 'wait') {
    metrics.sends.inc({ channel: send.channel, verdict: ruling.reason });
    return { stays: waiting(send, ruling.until) };
  }
  if (dearer(send, ruling)) return stays(send, { state: 'held', failure: 'overPlan' });
  const rest = restOf(send, channel, deps);
  if (rest) return { stays: rest };
  const byTemplate = toPhone || ruling.rule === 'template';
  const paid = ruling.rule === 'send' && ruling.reason === 'paid' ? { paid: true as const } : {};
  return { ready: { send, conversation, ...paid, ...(byTemplate && template ? { template } : {}) } };
}

/** What may leave with the platform's name of what is enclosed, where it has one; until when it waits (ms) while it is handed in. */
export async function enclosing(ready: Ready, channel: Channel, { enclosures }: SenderDeps): Promise<Ready | { wait: number }> {
  const { enclosed } = unseal<SendBody>(ready.send.body);
  // Where each request costs, the file would cost a second time: its address says the same.
  if (!enclosed || !enclosures || ready.template !== undefined || ready.paid) return ready;
  const asked = await enclosures.ask(enclosed.file, channel);
  if (asked.way === 'wait') return { wait: asked.until };
  return asked.way === 'ref' ? { ...ready, ref: asked.ref } : ready;
}

/** What was approved is a ceiling: who could be reached free and cannot any more is left to a caller. */
function dearer({ planned }: Send, ruling: Ruling): boolean {
  if (planned === 'free') return ruling.rule === 'template' || (ruling.rule === 'send' && ruling.reason === 'paid');
  return planned === 'paid' && ruling.rule === 'template';
}

/** What becomes of a send while its channel rests: the account is in trouble, or the platform's limit is near. */
export function restOf(send: Send, channel: Channel, deps: SenderDeps): Becomes | undefined {
  const now = deps.now();
  const kind = kindOf(send);
  const paused = deps.pauses?.until(channel.name, kind, now);
  if (paused !== undefined) return waiting(send, paused);
  // Templates to phone numbers go to another host, which has no such limit.
  const near = kind === 'phones' ? undefined : channel.rest?.(kind === 'replies' ? 'reply' : 'update', now);
  return near === undefined ? undefined : waiting({ failure: 'nearLimit', ...send }, near);
}

/** Still queued, until a time in ms. */
export const waiting = ({ failure }: { failure?: string }, notBefore: number): Becomes => ({
  state: 'queued',
  notBefore,
  ...(failure === undefined ? {} : { failure }),
});

function stays(send: Send, to: Becomes & { failure: string }): Verdict {
  metrics.sends.inc({ channel: send.channel, verdict: to.failure });
  return { stays: to };
}

const templateFor = (send: Send, channel: Channel): string | undefined =>
  send.reply && send.how !== 'phone' ? undefined : channel.template?.(unseal<SendBody>(send.body).key);

function windowFor(send: Send, channel: Channel, lastHeardAt: number | undefined, now: number): Window {
  // A template to a phone number knows no window, only its price.
  if (send.how === 'phone') return { state: 'paid', until: Number.POSITIVE_INFINITY };
  // The platform's word about its window is truer than our reckoning.
  if (send.failure === 'windowClosed') return { state: 'template', reason: 'windowClosed' };
  return channel.window(lastHeardAt ? { at: lastHeardAt } : {}, now);
}

/** Calls the platform for a send that has just been claimed, and answers what becomes of it; never throws for a failure of the call. */
export async function deliver(ready: Ready, channel: Channel, deps: SenderDeps): Promise<Becomes> {
  const { send, conversation, template, ref } = ready;
  const toPhone = send.how === 'phone' || !conversation;
  let delivery: Delivery;
  try {
    delivery = toPhone
      ? await sendToPhone(send, channel, template ?? '')
      : await channel.send(messageOf(send, conversation, template, ref));
  } catch (error) {
    return failed(send, error, toPhone ? undefined : otherWay(send, channel, template), deps);
  }
  const { platformId, cost, leftOut, linked } = delivery;
  if (linked && leftOut !== undefined && ref !== undefined) {
    const { enclosed } = unseal<SendBody>(send.body);
    if (enclosed) await deps.enclosures?.refused(enclosed.file, send.channel, { ref, code: leftOut });
  }
  if (leftOut !== undefined) deps.log.warn({ send: send._id, code: leftOut }, 'the text went without its additions');
  deps.pauses?.over(send.channel, kindOf(send));
  metrics.sends.inc({ channel: send.channel, verdict: 'sent' });
  const how = template === undefined || toPhone ? {} : { how: 'template' as const };
  return { state: 'sent', platformId, ...(cost === undefined ? {} : { cost }), ...how };
}

/** Of a send that is at most once and may have left: nobody knows. A phone's receipts will name it. */
export const unknown = (send: Send, failure: string): Becomes => ({
  state: 'unknown',
  failure,
  ...(send.how === 'phone' ? { platformId: tracking(send) } : {}),
});

/** How else a message could reach her, when the platform refuses it. */
function otherWay(send: Send, channel: Channel, template: string | undefined): 'template' | 'phone' | undefined {
  if (template === undefined) return templateFor(send, channel) === undefined ? undefined : 'template';
  return channel.toPhone ? 'phone' : undefined;
}

/** What becomes of a send that the platform did not take: its table of errors says which. */
async function failed(send: Send, error: unknown, next: 'template' | 'phone' | undefined, deps: SenderDeps): Promise<Becomes> {
  const attempts = send.attempts + 1;
  const failure = error instanceof SendError ? error : undefined;
  // Not the platform's word: our own fault, and to be seen.
  if (!failure) deps.log.error({ err: error, send: send._id }, 'a send failed inside');
  const { code = 'inside', retry = 'later', unsure = false } = failure ?? {};
  metrics.sends.inc({ channel: send.channel, verdict: code });
  if (failure) deps.log.warn({ send: send._id, code, platformCode: failure.platformCode, attempts }, 'not sent');
  const later = (notBefore: number): Becomes => ({ state: 'queued', notBefore, failure: code });
  const toPhone = send.how === 'phone';
  if (unsure && (!send.reply || toPhone)) return unknown(send, code);
  // A number that takes no templates says nothing about her chat.
  if (failure?.about === 'person' && retry === 'never' && !failure.reachable && !toPhone)
    await conversations.markGone(send.conversation, deps.now());
  // Once: the template's own failure ends it, or sends it to her phone.
  if (next === 'template' && code === 'windowClosed') return later(deps.now());
  if (next === 'phone' && (code === 'windowClosed' || code === 'templateNotForUsers')) {
    const phone = await phoneOf(send.conversation);
    const body = phone && seal({ ...unseal<SendBody>(send.body), phone });
    if (body) return { ...later(deps.now()), how: 'phone', body };
  }
  if (deps.pauses && failure?.about === 'account' && (retry === 'never' || retry === 'token' || code === 'outOfQuota'))
    return later(deps.pauses.begin(send.channel, kindOf(send), code, deps.now()));
  // The platform's night: in the morning it may leave.
  if (failure?.about === 'window' && retry === 'later') return later(quietUntil(deps.now(), deps.timeZone) ?? deps.now() + HOUR);
  const tooOften = attempts >= RETRIES && !unsure && retry !== 'throttled' && code !== 'unreachable';
  if (retry === 'never' || tooOften) return { state: 'failed', failure: code };
  const [first, most] = unsure ? UNSURE : REFUSED;
  return later(deps.now() + Math.min(first * 2 ** Math.min(attempts - 1, 10), most));
}
