import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ZaloConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import { parseBody } from './body';
import {
  type Channel,
  type LastHeard,
  type OutboundMessage,
  SendError,
  type Template,
  type Verdict,
  type Window,
} from './channel';
import { post, statusFailure } from './post';
import { asIgnored, field, id, text } from './read';
import { cutText, splitText } from './split-text';
import { templateOf } from './templates';
import { readZaloUsage, watchUsage } from './usage';
import { type ConsentDeps, consentPages } from './zalo-consent';
import { zaloFailure } from './zalo-errors';
import { parseZalo } from './zalo-parse';
import { checkZalo } from './zalo-setup';
import { type TokenAlarm, type TokenStore, zaloTokens } from './zalo-token';

const HOUR = 3_600_000;
const FREE = 48 * HOUR;
const PAID = 7 * 24 * HOUR;
const LIMITS = { text: 2000, buttons: 5, title: 100, perSecond: 60 };
// The console's Test button sends events of this OA: its events pass, so that the set-up can be tried.
const DEMO_OA = '579745863508352884';
const FREE_QUOTAS = new Set(['reply', 'welcome_msg']);
const MAC = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i;

const CS = '/v3.0/oa/message/cs';
const LONGEST_TRACKING = 48;

/** A call of one of the hosts that send. */
type Request = { host: 'messages' | 'templates'; path: string; body: object };
type Sent = { platformId: string; cost: 'free' | 'paid' };

/** The Zalo Official Account as a channel; the token pair lives in `store`. */
export function createZalo(
  config: ZaloConfig,
  store: TokenStore,
  deps: { alarm?: TokenAlarm; consent?: ConsentDeps } = {},
): Channel {
  const usage = watchUsage(readZaloUsage);
  const tokens = zaloTokens(config, store, { alarm: deps.alarm });
  return {
    pages: deps.consent ? consentPages(config, tokens, deps.consent) : [],
    tend: tokens.tend,
    check: () => checkZalo(config, tokens),
    // No documented event brings the parameter back: the page shows the code to type as well.
    chatLink: (code) => `https://zalo.me/${config.oaId}${code === undefined ? '' : `?ref=moi_${code}`}`,
    name: 'zalo',
    can: { abroad: false, buttons: config.buttons ? LIMITS.buttons : 0, text: LIMITS.text, perSecond: LIMITS.perSecond },
    hook: { acknowledge: 'OK', keepsUnsigned: config.signatureMode === 'log_only' },
    verify: (rawBody, headers) => verify(config, rawBody, headers),
    parse: (body, receivedAt) => parseZalo(body, receivedAt, config.oaId).map((event) => ofAccount(event, config.oaId)),
    window: zaloWindow,
    template: (key) => templateOf(config.templates, key),
    send: async (message) => {
      usage.check(message.kind, Date.now());
      if (message.template) return sendPart(zaloTemplate(message, message.template), false);
      const bodies = zaloBodies(message, config.buttons);
      let sent: Sent | undefined;
      for (const body of bodies) sent = await sendPart({ host: 'messages', path: CS, body }, sent !== undefined);
      if (!sent) throw new SendError({ code: 'emptyText', retry: 'never', about: 'content' }, 'none');
      return sent;
    },
  };

  async function sendPart(request: Request, begun: boolean): Promise<Sent> {
    try {
      const token = await tokens.current();
      return await call(request, token).catch(async (error: unknown) => {
        if (!(error instanceof SendError) || error.retry !== 'token') throw error;
        return call(request, await tokens.renewed(token));
      });
    } catch (error) {
      // An earlier part of the same message is with her already.
      throw begun && error instanceof SendError ? new SendError(error, error.platformCode, true) : error;
    }
  }

  async function call({ host, path, body }: Request, token: string): Promise<Sent> {
    const base = host === 'templates' ? config.znsBaseUrl : config.apiBaseUrl;
    const answer = await post(`${base}${path}`, body, { access_token: token });
    usage.saw(answer.headers, Date.now());
    const error = id(field(answer.body, 'error'));
    if (error === '0') return receipt(answer.body);
    if (error !== undefined) throw new SendError(zaloFailure(error, host), error);
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

/** The request of an approved template: to her chat, or to her phone number at the host of its own. */
export function zaloTemplate({ sendId, user }: OutboundMessage, { id: template_id, vars, phone }: Template): Request {
  if (phone === undefined) {
    return { host: 'messages', path: '/v3.0/oa/message/template', body: { user_id: user, template_id, template_data: vars } };
  }
  const short = sendId.length <= LONGEST_TRACKING;
  const tracking_id = short ? sendId : createHash('sha256').update(sendId).digest('base64url');
  return { host: 'templates', path: '/message/template', body: { phone, template_id, template_data: vars, tracking_id } };
}

/** `hide`: her tap sends the payload back without showing it in the chat. */
function button({ title, payload }: { title: string; payload: string }) {
  return { title: cutText(title.normalize('NFC'), LIMITS.title), type: 'oa.query.hide', payload };
}

function receipt(body: unknown): Sent {
  const platformId =
    id(field(body, 'data', 'message_id')) ?? id(field(body, 'data', 'msg_id')) ?? id(field(body, 'message_id')) ?? '';
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
