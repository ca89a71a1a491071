import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { MessengerConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import {
  type Channel,
  type LastHeard,
  type OutboundMessage,
  SendError,
  type Template,
  type Verdict,
  type Window,
} from './channel';
import { graphFailure } from './messenger-errors';
import { parseMessenger } from './messenger-parse';
import { checkMessenger } from './messenger-setup';
import { post, statusFailure } from './post';
import { asIgnored, field, id } from './read';
import { cutText, splitText } from './split-text';
import { templateOf } from './templates';
import { readGraphUsage, type Usage, watchUsage } from './usage';

const HOUR = 3_600_000;
const FREE = 24 * HOUR;
// The Page inbox stops showing above about 40 a second, far below the limit of 300.
const LIMITS = { text: 1999, quickReplies: 13, title: 20, perSecond: 25 };
const LANGUAGE = 'vi';
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** The Facebook Page as a channel. */
export function createMessenger(config: MessengerConfig): Channel {
  const usage = watchUsage(readGraphUsage);
  return {
    name: 'messenger',
    can: { abroad: true, buttons: LIMITS.quickReplies, text: LIMITS.text, perSecond: LIMITS.perSecond },
    hook: { acknowledge: 'EVENT_RECEIVED', keepsUnsigned: false, challenge: (query) => challenge(config.verifyToken, query) },
    verify: (rawBody, headers) => verify(config.appSecret, rawBody, headers),
    parse: (body, receivedAt) =>
      parseMessenger(body, receivedAt, config.appId).map((event) => ofAccount(markOurs(event, config.appId), config.pageId)),
    check: (profile, fix) => checkMessenger(config, profile, fix),
    chatLink: (code) => `https://m.me/${config.pageId}${code === undefined ? '' : `?ref=moi_${code}`}`,
    window: messengerWindow,
    template: (key) => templateOf(config.templates, key),
    send: async (message) => {
      usage.check(message.kind, Date.now());
      const { template } = message;
      if (template)
        return {
          platformId: await call(config, usage, utilityBody(message, template, config.utilityShape), false),
          cost: 'free',
        };
      let platformId: string | undefined;
      for (const body of messengerBodies(message)) platformId = await call(config, usage, body, platformId !== undefined);
      if (platformId === undefined) throw new SendError({ code: 'emptyText', retry: 'never', about: 'content' }, 'none');
      return { platformId, cost: 'free' };
    },
  };
}

function challenge(verifyToken: string, query: Record<string, unknown>): string | undefined {
  const given = createHmac('sha256', verifyToken).update(String(query['hub.verify_token'])).digest();
  const right = createHmac('sha256', verifyToken).update(verifyToken).digest();
  return query['hub.mode'] === 'subscribe' && timingSafeEqual(given, right) ? String(query['hub.challenge'] ?? '') : undefined;
}

/** Until when Messenger lets a Page write to a person. */
export function messengerWindow({ at }: LastHeard, now: number): Window {
  if (at === undefined) return { state: 'closed', reason: 'neverWrote' };
  return now < at + FREE ? { state: 'free', until: at + FREE } : { state: 'template', reason: 'windowClosed' };
}

/** The requests that carry a message: parts of a long text in order, the quick replies under the last. */
export function messengerBodies(message: OutboundMessage): object[] {
  const parts = splitText(message.text.normalize('NFC'), LIMITS.text);
  const quickReplies = message.buttons.slice(0, LIMITS.quickReplies).map(quickReply);
  return parts.map((text, index) => ({
    recipient: { id: message.user },
    messaging_type: message.kind === 'reply' ? 'RESPONSE' : 'UPDATE',
    message: {
      text,
      ...(index === parts.length - 1 && quickReplies.length > 0 ? { quick_replies: quickReplies } : {}),
      // Comes back in the echo: after a lost answer it tells that the message did leave.
      metadata: message.sendId,
    },
  }));
}

/** The request of an approved utility template; two shapes of it are in use, and only a real Page tells which is right. */
export function utilityBody({ user }: OutboundMessage, { id: name, vars }: Template, shape: 'A' | 'B' = 'A'): object {
  const parameters = Object.entries(vars).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text }));
  const template = { name, language: { code: LANGUAGE }, components: [{ type: 'body', parameters }] };
  const payload = { template_type: 'utility_messages', ...template };
  const message = shape === 'A' ? { template } : { attachment: { type: 'template', payload } };
  return { recipient: { id: user }, messaging_type: 'UTILITY', message };
}

function quickReply({ title, payload }: { title: string; payload: string }) {
  return { content_type: 'text', title: cutText(title.normalize('NFC'), LIMITS.title), payload };
}

async function call(config: MessengerConfig, usage: Usage, body: object, begun: boolean): Promise<string> {
  try {
    const url = `${config.graphBaseUrl}/${config.graphVersion}/${config.pageId}/messages`;
    const answer = await post(url, body, { authorization: `Bearer ${config.pageAccessToken}` });
    usage.saw(answer.headers, Date.now());
    const code = id(field(answer.body, 'error', 'code'));
    if (code !== undefined) throw refusal(answer.body, code);
    const messageId = id(field(answer.body, 'message_id'));
    if (messageId !== undefined && answer.status < 300) return messageId;
    const failure = statusFailure(answer.status, `http${answer.status}`);
    // An answer that nobody can read does not say that nothing was sent.
    throw failure ?? new SendError({ code: 'unreadableAnswer', retry: 'later' }, 'none', true);
  } catch (error) {
    // An earlier part of the same message is with her already.
    throw begun && error instanceof SendError ? new SendError(error, error.platformCode, true) : error;
  }
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
