import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ZaloConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import { parseBody } from './body';
import { type Channel, type LastHeard, type OutboundMessage, SendError, type Verdict, type Window } from './channel';
import { post, statusFailure } from './post';
import { asIgnored, field, id, text } from './read';
import { cutText, splitText } from './split-text';
import { zaloFailure } from './zalo-errors';
import { parseZalo } from './zalo-parse';
import { type TokenStore, zaloTokens } from './zalo-token';

const HOUR = 3_600_000;
const FREE = 48 * HOUR;
const PAID = 7 * 24 * HOUR;
const LIMITS = { text: 2000, buttons: 5, title: 100, perSecond: 60 };
// The console's Test button sends events of this OA: its events pass, so that the set-up can be tried.
const DEMO_OA = '579745863508352884';
const FREE_QUOTAS = new Set(['reply', 'welcome_msg']);
const MAC = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i;

type Sent = { platformId: string; cost: 'free' | 'paid' };

/** The Zalo Official Account as a channel; the token pair lives in `store`. */
export function createZalo(config: ZaloConfig, store: TokenStore): Channel {
  const tokens = zaloTokens(config, store);
  return {
    name: 'zalo',
    can: { abroad: false, buttons: config.buttons ? LIMITS.buttons : 0, text: LIMITS.text, perSecond: LIMITS.perSecond },
    hook: { acknowledge: 'OK', keepsUnsigned: config.signatureMode === 'log_only' },
    verify: (rawBody, headers) => verify(config, rawBody, headers),
    parse: (body, receivedAt) => parseZalo(body, receivedAt, config.oaId).map((event) => ofAccount(event, config.oaId)),
    window: zaloWindow,
    send: async (message) => {
      const bodies = zaloBodies(message, config.buttons);
      let sent: Sent | undefined;
      for (const body of bodies) sent = await sendPart(body, sent !== undefined);
      if (!sent) throw new SendError({ code: 'emptyText', retry: 'never', about: 'content' }, 'none');
      return sent;
    },
  };

  async function sendPart(body: object, begun: boolean): Promise<Sent> {
    try {
      const token = await tokens.current();
      return await call(body, token).catch(async (error: unknown) => {
        if (!(error instanceof SendError) || error.retry !== 'token') throw error;
        return call(body, await tokens.renewed(token));
      });
    } catch (error) {
      // An earlier part of the same message is with her already.
      throw begun && error instanceof SendError ? new SendError(error, error.platformCode, true) : error;
    }
  }

  async function call(body: object, token: string): Promise<Sent> {
    const answer = await post(`${config.apiBaseUrl}/v3.0/oa/message/cs`, body, { access_token: token });
    const error = id(field(answer.body, 'error'));
    if (error === '0') return receipt(answer.body);
    if (error !== undefined) throw new SendError(zaloFailure(error), error);
    const failure = statusFailure(answer.status, `http${answer.status}`);
    // An answer that nobody can read does not say that nothing was sent.
    throw failure ?? new SendError({ code: 'unreadableAnswer', retry: 'later' }, 'none', true);
  }
}

/** Until when Zalo lets an OA write to a person, free of charge and paid. */
export function zaloWindow({ at }: LastHeard, now: number): Window {
  if (at === undefined) return { state: 'closed', reason: 'neverWrote' };
  if (now < at + FREE) return { state: 'free', until: at + FREE };
  if (now < at + PAID) return { state: 'paid', until: at + PAID };
  return { state: 'template', reason: 'windowClosed' };
}

/** The requests that carry a message: parts of a long text in order, the buttons under the last. */
export function zaloBodies(message: OutboundMessage, withButtons: boolean): object[] {
  const parts = splitText(message.text.normalize('NFC'), LIMITS.text);
  const buttons = withButtons ? message.buttons.slice(0, LIMITS.buttons) : [];
  return parts.map((part, index) => {
    const last = index === parts.length - 1 && buttons.length > 0;
    const attachment = { type: 'template', payload: { buttons: buttons.map(button) } };
    return { recipient: { user_id: message.user }, message: { text: part, ...(last ? { attachment } : {}) } };
  });
}

/** `hide`: her tap sends the payload back without showing it in the chat. */
function button({ title, payload }: { title: string; payload: string }) {
  return { title: cutText(title.normalize('NFC'), LIMITS.title), type: 'oa.query.hide', payload };
}

function receipt(body: unknown): Sent {
  const platformId = id(field(body, 'data', 'message_id')) ?? id(field(body, 'message_id')) ?? '';
  const quota = text(field(body, 'data', 'quota', 'quota_type'));
  return { platformId, cost: quota !== undefined && FREE_QUOTAS.has(quota) ? 'free' : 'paid' };
}

function ofAccount(event: InboundEvent, oaId: string): InboundEvent {
  if (event.account === '') return { ...event, account: oaId };
  return event.account === oaId || event.account === DEMO_OA ? event : asIgnored(event);
}

function verify(config: ZaloConfig, rawBody: Buffer, headers: IncomingHttpHeaders): Verdict {
  const body = parseBody(rawBody);
  if (body === undefined) return 'notJson';
  const given = headers['x-zevent-signature'];
  if (given === undefined) return rawBody.toString('utf8').trim() === '{}' ? 'probe' : 'bad';
  const mac = MAC.exec(String(given))?.[1];
  if (mac === undefined) return 'bad';
  const signed = Buffer.from(mac, 'hex');
  const times = [id(field(body, 'timestamp')) ?? '', headers['x-zevent-timestamp']].filter((time) => typeof time === 'string');
  const macs = times.map((time) =>
    createHash('sha256').update(config.appId).update(rawBody).update(time).update(config.oaSecretKey).digest(),
  );
  return macs.some((right) => timingSafeEqual(right, signed)) ? 'signed' : 'bad';
}
