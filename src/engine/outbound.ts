import { type Channel, type OutboundMessage, SendError } from '../channels/channel';
import type { Log } from '../log';
import * as metrics from '../metrics';
import * as consents from '../models/consents';
import * as conversations from '../models/conversations';
import { unseal } from '../models/secrets';
import * as sends from '../models/sends';
import { words } from '../words';
import type { Pauses } from './pause';
import { quietUntil, rule } from './policy';
import type { Button, Vars } from './types';

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
    const until = await sendOne(next, deps);
    if (until !== undefined) return until;
  }
}

/** Sends one message of our own accord, at most once; a lease that ran out means that nobody knows. */
export async function sendBroadcast(id: string, deps: SenderDeps): Promise<void> {
  const send = await sends.Sends.findById(id).lean<sends.Send>();
  if (!send) return;
  if (send.state === 'sending' && (send.leaseUntil ?? 0) <= deps.now()) {
    await end(send, { state: 'unknown', failure: 'crash' });
  } else if (send.state === 'queued' && (send.notBefore ?? 0) <= deps.now()) {
    await sendOne(send, deps);
  }
}

/** One call of the platform, or none; returns a time in ms when the send has to wait. */
async function sendOne(send: sends.Send, deps: SenderDeps): Promise<number | undefined> {
  const conversation = await conversations.load(send.conversation);
  const channel = deps.channels.get(send.channel);
  if (!conversation || !channel) {
    await end(send, { state: 'failed', failure: conversation ? 'channelOff' : 'noConversation' });
    return undefined;
  }
  const now = deps.now();
  const { lastHeardAt, pausedUntil } = conversation;
  const template = send.reply ? undefined : channel.template?.(unseal<sends.SendBody>(send.body).key);
  const ruling = rule(send, {
    now,
    timeZone: deps.timeZone,
    consents: send.reply ? {} : await consents.current(send.conversation),
    gone: conversation.goneAt !== undefined,
    // The platform's word about its window is truer than our reckoning.
    window:
      send.failure === 'windowClosed'
        ? { state: 'template', reason: 'windowClosed' }
        : channel.window(lastHeardAt ? { at: lastHeardAt } : {}, now),
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
  let platformId: string;
  try {
    ({ platformId } = await channel.send(await message(send, conversation, byTemplate, deps)));
  } catch (error) {
    return failed(send, attempts, error, template !== undefined && byTemplate === undefined, deps);
  }
  deps.pauses?.over(send.channel, kindOf(send));
  // Outside: it has left, and when that cannot be noted the lease runs out and says so.
  await sends.conclude(send._id, attempts, { state: 'sent', platformId });
  metrics.sends.inc({ channel: send.channel, verdict: 'sent' });
  return undefined;
}

const kindOf = (send: sends.Send) => (send.reply ? 'replies' : 'broadcasts');

async function message(
  send: sends.Send,
  conversation: conversations.Conversation,
  template: string | undefined,
  deps: SenderDeps,
): Promise<OutboundMessage> {
  const body = unseal<sends.SendBody>(send.body);
  const buttons = (body.buttons ?? []).map((button) => ({
    title: titleOf(button),
    payload: button.payload,
    number: button.number,
  }));
  const lines = buttons.map(({ title, number }, index) =>
    body.numbered === false ? `• ${title}` : `${number ?? index + 1}. ${title}`,
  );
  deps.log.debug({ send: send._id, key: body.key }, 'leaves');
  return {
    sendId: send._id,
    account: conversation.account,
    user: unseal<string>(conversation.user),
    text: [words(body.key, body.vars), ...lines].join('\n'),
    buttons: buttons.map(({ title, payload }) => ({ title, payload })),
    kind: send.reply ? 'reply' : 'update',
    ...(template === undefined ? {} : { template: { id: template, vars: inWords(body.vars) } }),
  };
}

const inWords = (vars: Vars = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]));

function titleOf(button: Button): string {
  return 'text' in button ? button.text : words(button.label, button.vars);
}

/** What becomes of a send that the platform did not take: its table of errors says which. */
async function failed(
  send: sends.Send,
  attempts: number,
  error: unknown,
  hasTemplate: boolean,
  deps: SenderDeps,
): Promise<number | undefined> {
  const failure = error instanceof SendError ? error : undefined;
  // Not the platform's word: our own fault, and to be seen.
  if (!failure) deps.log.error({ err: error, send: send._id }, 'a send failed inside');
  const { code = 'inside', retry = 'later', unsure = false } = failure ?? {};
  metrics.sends.inc({ channel: send.channel, verdict: code });
  if (failure) deps.log.warn({ send: send._id, code, platformCode: failure.platformCode, attempts }, 'not sent');
  if (unsure && !send.reply) {
    await sends.conclude(send._id, attempts, { state: 'unknown', failure: code });
    return undefined;
  }
  if (failure?.about === 'person' && retry === 'never' && !failure.reachable)
    await conversations.markGone(send.conversation, deps.now());
  if (hasTemplate && code === 'windowClosed') {
    // Once: the template's own failure ends it.
    await sends.conclude(send._id, attempts, { state: 'queued', notBefore: deps.now(), failure: code });
    return deps.now();
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

async function end(send: sends.Send, to: { state: sends.SendState; failure: string }): Promise<void> {
  await sends.close(send, to);
  metrics.sends.inc({ channel: send.channel, verdict: to.failure });
}
