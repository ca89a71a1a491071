import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { MessengerConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import { type Channel, type Delivery, type LastHeard, SendError, type Verdict, type Window } from './channel';
import { download } from './media';
import { LIMITS, messengerParts, utilityBody } from './messenger-bodies';
import { graphFailure } from './messenger-errors';
import { KEPT_FOR, messengerFile } from './messenger-files';
import { parseMessenger } from './messenger-parse';
import { checkMessenger } from './messenger-setup';
import { sendMessage, sendParts } from './parts';
import { post, statusFailure } from './post';
import { asIgnored, field, id } from './read';
import { templateOf } from './templates';
import { readGraphUsage, type Usage, watchUsage } from './usage';

const HOUR = 3_600_000;
const WINDOW_HOURS = 24;
// The Page inbox stops showing above about 40 a second, far below the limit of 300.
const PER_SECOND = 25;
/** Where pictures and files that people send lie. */
const MEDIA_HOSTS = ['fbcdn.net', 'fbsbx.com'];
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** The Facebook Page as a channel. */
export function createMessenger(config: MessengerConfig, { now = Date.now }: { now?: () => number } = {}): Channel {
  const usage = watchUsage(readGraphUsage);
  const call = (edge: Edge, body: object) => callGraph(config, usage, { edge, body, now });
  return {
    name: 'messenger',
    can: {
      abroad: true,
      buttons: LIMITS.quickReplies,
      text: LIMITS.text,
      perSecond: config.perSecond ?? PER_SECOND,
      images: true,
      cards: LIMITS.cards,
      contact: true,
    },
    hook: { acknowledge: 'EVENT_RECEIVED', keepsUnsigned: false, challenge: (query) => challenge(config.verifyToken, query) },
    verify: (rawBody, headers) => verify(config.appSecret, rawBody, headers),
    parse: (body, receivedAt) =>
      parseMessenger(body, receivedAt, config.appId).map((event) => ofAccount(markOurs(event, config.appId), config.pageId)),
    check: (profile, fix) => checkMessenger(config, profile, fix),
    chatLink: (ref) => `https://m.me/${config.pageId}${ref === undefined ? '' : `?ref=${ref}`}`,
    window: (last, at) => messengerWindow(last, at, config.windowHours),
    template: (key) => templateOf(config.templates, key),
    rest: usage.until,
    send: async (message) => {
      usage.check(message.kind, now());
      const send = async (body: object): Promise<Delivery> => ({ platformId: await call('messages', body), cost: 'free' });
      if (message.template) return sendParts([{ body: utilityBody(message, config.utilityShape) }], send);
      return sendMessage(message, messengerParts, send);
    },
    handIn: async (file) => ({ ref: await call('message_attachments', messengerFile(file)), until: now() + KEPT_FOR }),
    download: (url, most) => download(url, { hosts: MEDIA_HOSTS, baseUrl: config.graphBaseUrl }, most),
  };
}

function challenge(verifyToken: string, query: Record<string, unknown>): string | undefined {
  const given = createHmac('sha256', verifyToken).update(String(query['hub.verify_token'])).digest();
  const right = createHmac('sha256', verifyToken).update(verifyToken).digest();
  return query['hub.mode'] === 'subscribe' && timingSafeEqual(given, right) ? String(query['hub.challenge'] ?? '') : undefined;
}

/** Until when Messenger lets a Page write to a person; the hours are those of the Page's windows. */
export function messengerWindow({ at }: LastHeard, now: number, hours = WINDOW_HOURS): Window {
  if (at === undefined) return { state: 'closed', reason: 'neverWrote' };
  const until = at + hours * HOUR;
  return now < until ? { state: 'free', until } : { state: 'template', reason: 'windowClosed' };
}

/** What is asked of Graph, and the field by which it names what it made. */
const MADE = { messages: 'message_id', message_attachments: 'attachment_id' } as const;
type Edge = keyof typeof MADE;

async function callGraph(
  config: MessengerConfig,
  usage: Usage,
  { edge, body, now }: { edge: Edge; body: object; now: () => number },
): Promise<string> {
  const url = `${config.graphBaseUrl}/${config.graphVersion}/${config.pageId}/${edge}`;
  const answer = await post(url, body, { authorization: `Bearer ${config.pageAccessToken}` });
  usage.saw(answer.headers, now());
  const code = id(field(answer.body, 'error', 'code'));
  if (code !== undefined) throw refusal(answer.body, code);
  const made = id(field(answer.body, MADE[edge]));
  if (made !== undefined && answer.status < 300) return made;
  const failure = statusFailure(answer.status, `http${answer.status}`);
  // An answer that nobody can read does not say that nothing was sent.
  throw failure ?? new SendError({ code: 'unreadableAnswer', retry: 'later' }, 'none', true);
}

function refusal(body: unknown, code: string): SendError {
  const subcode = id(field(body, 'error', 'error_subcode'));
  const failure = graphFailure(code, subcode);
  const platformCode = subcode === undefined ? code : `${code}/${subcode}`;
  return new SendError(failure, platformCode, failure.unsure ?? false);
}

/** Whether a hand-over is about this app: passed to us, or taken from us. */
function markOurs(event: InboundEvent, appId: string): InboundEvent {
  return event.type === 'handover' && event.app === appId ? { ...event, ours: true } : event;
}

function ofAccount(event: InboundEvent, pageId: string): InboundEvent {
  return event.account === pageId ? event : asIgnored(event);
}

/** The header is checked before the body is parsed: what is not signed is not worth parsing. */
function verify(appSecret: string, rawBody: Buffer, headers: IncomingHttpHeaders): Verdict {
  const given = SIGNATURE.exec(String(headers['x-hub-signature-256'] ?? ''))?.[1];
  if (given === undefined) return 'bad';
  const right = createHmac('sha256', appSecret).update(rawBody).digest();
  return timingSafeEqual(right, Buffer.from(given, 'hex')) ? 'signed' : 'bad';
}
