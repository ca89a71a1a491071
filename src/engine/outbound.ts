import { type Channel, type Delivery, SendError, type Window } from '../channels/channel';
import type { Log } from '../log';
import * as metrics from '../metrics';
import * as consents from '../models/consents';
import * as conversations from '../models/conversations';
import { phoneOf } from '../models/people';
import { seal, unseal } from '../models/secrets';
import * as sends from '../models/sends';
import { messageOf, sendToPhone, tracking } from './message';
import type { Pauses } from './pause';
import { quietUntil, rule } from './policy';

/** Must outlast the call's time-out, else a second worker sends while the first still waits. */
const LEASE = 25_000;
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
}

/** Sends the queued replies of a conversation in their order, one at a time; returns when the next may go (ms), if one waits. */
export async function sendReplies(conversation: string, deps: SenderDeps): Promise<number | undefined> {
  for (;;) {
    const [next] = await sends.openReplies(conversation);
    if (!next) return undefined;
    const ready = next.state === 'sending' ? (next.leaseUntil ?? 0) : (next.notBefore ?? 0);
    if (ready > deps.now()) return ready;
    if (next.state === 'sending' && next.how === 'phone') {
      await end(next, { state: 'unknown', failure: 'crash', platformId: tracking(next) });
      continue;
    }
    const until = await sendOne(next, deps);
    if (until !== undefined) return until;
  }
}

/** Sends one message of our own accord, at most once; a lease that ran out means that nobody knows. */
export async function sendBroadcast(id: string, deps: SenderDeps): Promise<void> {
  const send = await sends.Sends.findById(id).lean<sends.Send>();
  if (!send) return;
  if (send.state === 'sending' && (send.leaseUntil ?? 0) <= deps.now()) {
    await end(send, {
      state: 'unknown',
      failure: 'crash',
      ...(send.how === 'phone' ? { platformId: tracking(send) } : {}),
    });
  } else if (send.state === 'queued' && (send.notBefore ?? 0) <= deps.now()) {
    await sendOne(send, deps);
  }
}

/** One call of the platform, or none; returns a time in ms when the send has to wait. */
async function sendOne(send: sends.Send, deps: SenderDeps): Promise<number | undefined> {
  const toPhone = send.how === 'phone';
  const conversation = (await conversations.load(send.conversation)) ?? undefined;
  const channel = deps.channels.get(send.channel);
  if (!channel || !(conversation || toPhone)) {
    await end(send, { state: 'failed', failure: channel ? 'noConversation' : 'channelOff' });
    return undefined;
  }
  const now = deps.now();
  const { lastHeardAt, pausedUntil } = conversation ?? {};
  const template = send.reply && !toPhone ? undefined : channel.template?.(unseal<sends.SendBody>(send.body).key);
  if (toPhone && (template === undefined || !channel.toPhone)) {
    await end(send, { state: 'failed', failure: 'noTemplate' });
    return undefined;
  }
  const ruling = rule(send, {
    now,
    timeZone: deps.timeZone,
    consents: send.reply ? {} : await consents.current(send.conversation),
    gone: conversation?.goneAt !== undefined,
    window: windowOf(send, channel, lastHeardAt, now),
    template: template !== undefined,
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  });
  if (ruling.rule === 'hold') {
    await end(send, { state: ruling.reason === 'tooLate' ? 'expired' : 'held', failure: ruling.reason });
    return undefined;
  }
  if (ruling.rule === 'wait') {
    await sends.close(send, { state: 'queued', notBefore: ruling.until });
    metrics.sends.inc({ channel: send.channel, verdict: ruling.reason });
    return ruling.until;
  }
  const rest = deps.pauses?.until(send.channel, kindOf(send), now);
  if (rest !== undefined) {
    await sends.close(send, { state: 'queued', notBefore: rest });
    return rest;
  }
  if (!(await sends.claim(send, now, LEASE))) return now + 1_000;
  const attempts = send.attempts + 1;
  const byTemplate = ruling.rule === 'template' ? template : undefined;
  let delivery: Delivery;
  try {
    delivery =
      conversation && !toPhone
        ? await channel.send(messageOf(send, conversation, byTemplate))
        : await sendToPhone(send, channel, template ?? '');
  } catch (error) {
    const chatFailed = byTemplate === undefined ? template !== undefined && 'template' : channel.toPhone !== undefined && 'phone';
    return failed(send, attempts, error, !toPhone && chatFailed, deps);
  }
  const { platformId, cost, leftOut } = delivery;
  if (leftOut !== undefined) deps.log.warn({ send: send._id, code: leftOut }, 'the text went without its additions');
  deps.pauses?.over(send.channel, kindOf(send));
  // Outside: it has left, and when that cannot be noted the lease runs out and says so.
  await sends.conclude(send._id, attempts, {
    state: 'sent',
    platformId,
    ...(cost === undefined ? {} : { cost }),
    ...(byTemplate === undefined ? {} : { how: 'template' }),
  });
  metrics.sends.inc({ channel: send.channel, verdict: 'sent' });
  return undefined;
}

const kindOf = (send: sends.Send) => (send.how === 'phone' ? 'phones' : send.reply ? 'replies' : 'broadcasts');

function windowOf(send: sends.Send, channel: Channel, lastHeardAt: number | undefined, now: number): Window {
  // A template to a phone number knows no window, only its price.
  if (send.how === 'phone') return { state: 'paid', until: Number.POSITIVE_INFINITY };
  // The platform's word about its window is truer than our reckoning.
  if (send.failure === 'windowClosed') return { state: 'template', reason: 'windowClosed' };
  return channel.window(lastHeardAt ? { at: lastHeardAt } : {}, now);
}

/** What becomes of a send that the platform did not take: its table of errors says which. */
async function failed(
  send: sends.Send,
  attempts: number,
  error: unknown,
  next: 'template' | 'phone' | false,
  deps: SenderDeps,
): Promise<number | undefined> {
  const failure = error instanceof SendError ? error : undefined;
  // Not the platform's word: our own fault, and to be seen.
  if (!failure) deps.log.error({ err: error, send: send._id }, 'a send failed inside');
  const { code = 'inside', retry = 'later', unsure = false } = failure ?? {};
  metrics.sends.inc({ channel: send.channel, verdict: code });
  if (failure) deps.log.warn({ send: send._id, code, platformCode: failure.platformCode, attempts }, 'not sent');
  const toPhone = send.how === 'phone';
  if (unsure && (!send.reply || toPhone)) {
    const named = toPhone ? { platformId: tracking(send) } : {};
    await sends.conclude(send._id, attempts, { state: 'unknown', failure: code, ...named });
    return undefined;
  }
  // A number that takes no templates says nothing about her chat.
  if (failure?.about === 'person' && retry === 'never' && !failure.reachable && !toPhone)
    await conversations.markGone(send.conversation, deps.now());
  if (next === 'template' && code === 'windowClosed') {
    // Once: the template's own failure ends it, or sends it to her phone.
    await sends.conclude(send._id, attempts, { state: 'queued', notBefore: deps.now(), failure: code });
    return deps.now();
  }
  if (next === 'phone' && (code === 'windowClosed' || code === 'templateNotForUsers')) {
    const phone = await phoneOf(send.conversation);
    if (phone !== undefined) {
      const body = seal({ ...unseal<sends.SendBody>(send.body), phone });
      await sends.conclude(send._id, attempts, { state: 'queued', notBefore: deps.now(), failure: code, how: 'phone', body });
      return deps.now();
    }
  }
  if (deps.pauses && failure?.about === 'account' && (retry === 'never' || retry === 'token' || code === 'outOfQuota')) {
    const rest = deps.pauses.begin(send.channel, kindOf(send), code, deps.now());
    await sends.conclude(send._id, attempts, { state: 'queued', notBefore: rest, failure: code });
    return rest;
  }
  if (failure?.about === 'window' && retry === 'later') {
    // The platform's night: in the morning it may leave.
    const morning = quietUntil(deps.now(), deps.timeZone) ?? deps.now() + HOUR;
    await sends.conclude(send._id, attempts, { state: 'queued', notBefore: morning, failure: code });
    return morning;
  }
  const tooOften = attempts >= RETRIES && !unsure && retry !== 'throttled' && code !== 'unreachable';
  if (retry === 'never' || tooOften) {
    await sends.conclude(send._id, attempts, { state: 'failed', failure: code });
    return undefined;
  }
  const [first, most] = unsure ? UNSURE : REFUSED;
  const wait = Math.min(first * 2 ** Math.min(attempts - 1, 10), most);
  const notBefore = deps.now() + wait;
  await sends.conclude(send._id, attempts, { state: 'queued', notBefore, failure: code });
  return notBefore;
}

async function end(send: sends.Send, to: { state: sends.SendState; failure: string; platformId?: string }): Promise<void> {
  await sends.close(send, to);
  metrics.sends.inc({ channel: send.channel, verdict: to.failure });
}
