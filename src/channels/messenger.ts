import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { MessengerConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import { type Channel, type LastHeard, type OutboundMessage, SendError, type Verdict, type Window } from './channel';
import { graphFailure } from './messenger-errors';
import { parseMessenger } from './messenger-parse';
import { post, statusFailure } from './post';
import { asIgnored, field, id } from './read';
import { cutText, splitText } from './split-text';

const HOUR = 3_600_000;
const FREE = 24 * HOUR;
// The Page inbox stops showing above about 40 a second, far below the limit of 300.
const LIMITS = { text: 1999, quickReplies: 13, title: 20, perSecond: 25 };
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** The Facebook Page as a channel. */
export function createMessenger(config: MessengerConfig): Channel {
  return {
    name: 'messenger',
    can: { abroad: true, buttons: LIMITS.quickReplies, text: LIMITS.text, perSecond: LIMITS.perSecond },
    hook: { acknowledge: 'EVENT_RECEIVED', keepsUnsigned: false, challenge: (query) => challenge(config.verifyToken, query) },
    verify: (rawBody, headers) => verify(config.appSecret, rawBody, headers),
    parse: (body, receivedAt) => parseMessenger(body, receivedAt, config.appId).map((event) => ofAccount(event, config.pageId)),
    window: messengerWindow,
    send: async (message) => {
      let platformId: string | undefined;
      for (const body of messengerBodies(message)) platformId = await call(config, body, platformId !== undefined);
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

function quickReply({ title, payload }: { title: string; payload: string }) {
  return { content_type: 'text', title: cutText(title.normalize('NFC'), LIMITS.title), payload };
}

async function call(config: MessengerConfig, body: object, begun: boolean): Promise<string> {
  try {
    const url = `${config.graphBaseUrl}/${config.graphVersion}/${config.pageId}/messages`;
    const answer = await post(url, body, { authorization: `Bearer ${config.pageAccessToken}` });
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
