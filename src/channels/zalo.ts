import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ZaloConfig } from '../config';
import type { InboundEvent } from '../engine/types';
import { parseBody } from './body';
import { type Channel, type Delivery, type LastHeard, SendError, type Verdict, type Window } from './channel';
import { download } from './media';
import { sendMessage } from './parts';
import { post, statusFailure } from './post';
import { asIgnored, field, id, text, time } from './read';
import { templateOf } from './templates';
import { readZaloUsage, watchUsage } from './usage';
import { LIMITS, zaloParts, zaloPhoneTemplate, zaloTemplate } from './zalo-bodies';
import { type ConsentDeps, consentPages } from './zalo-consent';
import { zaloFailure } from './zalo-errors';
import { fileForm, handedIn } from './zalo-files';
import { parseZalo } from './zalo-parse';
import { checkZalo } from './zalo-setup';
import { type TokenAlarm, type TokenStore, zaloTokens } from './zalo-token';

const HOUR = 3_600_000;
const FREE = 48 * HOUR;
const PAID = 7 * 24 * HOUR;
const PER_SECOND = 60;
// The console's Test button sends events of this OA: its events pass, so that the set-up can be tried.
const DEMO_OA = '579745863508352884';
const FREE_QUOTAS = new Set(['reply', 'welcome_msg']);
const MAC = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i;

/** Where pictures and files that people send lie. */
const MEDIA_HOSTS = ['zdn.vn', 'zadn.vn', 'zalo.me'];

const CS = '/v3.0/oa/message/cs';
const TO_CHAT = '/v3.0/oa/message/template';
const TO_PHONE = '/message/template';

/** The Zalo Official Account as a channel; the token pair lives in `store`. */
export function createZalo(
  config: ZaloConfig,
  store: TokenStore,
  deps: { alarm?: TokenAlarm; consent?: ConsentDeps; now?: () => number } = {},
): Channel {
  const { now = Date.now } = deps;
  const usage = watchUsage(readZaloUsage);
  const tokens = zaloTokens(config, store, { alarm: deps.alarm });
  return {
    pages: deps.consent ? consentPages(config, tokens, deps.consent) : [],
    tend: tokens.tend,
    check: () => checkZalo(config, tokens),
    // No documented event brings the parameter back: the page shows the code to type as well.
    chatLink: (ref) => `https://zalo.me/${config.oaId}${ref === undefined ? '' : `?ref=${ref}`}`,
    name: 'zalo',
    can: {
      abroad: false,
      buttons: config.buttons ? LIMITS.buttons : 0,
      text: LIMITS.text,
      perSecond: config.perSecond ?? PER_SECOND,
      images: true,
      cards: config.list ? LIMITS.cards : 0,
      contact: config.contactForm ?? false,
    },
    hook: { acknowledge: 'OK', keepsUnsigned: config.signatureMode === 'log_only' },
    verify: (rawBody, headers) => verify(config, rawBody, headers, now()),
    parse: (body, receivedAt) => parseZalo(body, receivedAt, config.oaId).map((event) => ofAccount(event, config.oaId)),
    window: zaloWindow,
    template: (key) => templateOf(config.templates, key),
    rest: usage.until,
    send: async (message) => {
      usage.check(message.kind, now());
      if (message.template) return asked(async (token) => receipt(await call('messages', TO_CHAT, zaloTemplate(message), token)));
      const parts = (each: typeof message) => zaloParts(each, config);
      return sendMessage(message, parts, (body) => asked(async (token) => receipt(await call('messages', CS, body, token))));
    },
    handIn: async (file) => {
      const { path, kind } = fileForm(file);
      // A form is read when it is sent: each try has its own.
      return asked(async (token) => handedIn(await call('files', path, fileForm(file).form, token), kind, now()));
    },
    download: (url, most) => download(url, { hosts: MEDIA_HOSTS, baseUrl: config.apiBaseUrl }, most),
    // The host of phone numbers has limits of its own: what the other one says of its minute does not count here.
    toPhone: async (message) => {
      const body = zaloPhoneTemplate(message);
      const delivery = await asked(async (token) => receipt(await call('templates', TO_PHONE, body, token)));
      return { ...delivery, platformId: message.sendId };
    },
  };

  async function asked<T>(request: (token: string) => Promise<T>): Promise<T> {
    const token = await tokens.current();
    return request(token).catch(async (error: unknown) => {
      if (!(error instanceof SendError) || error.retry !== 'token') throw error;
      return request(await tokens.renewed(token));
    });
  }

  /** The body of an answer without an error; throws SendError. */
  async function call(host: 'messages' | 'files' | 'templates', path: string, body: object, token: string): Promise<unknown> {
    const base = host === 'templates' ? config.znsBaseUrl : config.apiBaseUrl;
    const answer = await post(`${base}${path}`, body, { access_token: token });
    if (host === 'messages') usage.saw(answer.headers, now());
    const error = id(field(answer.body, 'error'));
    if (error === '0') return answer.body;
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

function receipt(body: unknown): Delivery {
  const platformId =
    id(field(body, 'data', 'message_id')) ?? id(field(body, 'data', 'msg_id')) ?? id(field(body, 'message_id')) ?? '';
  const quota = text(field(body, 'data', 'quota', 'quota_type'));
  return { platformId, cost: quota !== undefined && FREE_QUOTAS.has(quota) ? 'free' : 'paid' };
}

function ofAccount(event: InboundEvent, oaId: string): InboundEvent {
  if (event.account === '') return { ...event, account: oaId };
  return event.account === oaId || event.account === DEMO_OA ? event : asIgnored(event);
}

function verify(config: ZaloConfig, rawBody: Buffer, headers: IncomingHttpHeaders, now: number): Verdict {
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
  const old = now - (config.maxEventAge ?? Number.POSITIVE_INFINITY) > (time(field(body, 'timestamp')) ?? now);
  return !old && macs.some((right) => timingSafeEqual(right, signed)) ? 'signed' : 'bad';
}
