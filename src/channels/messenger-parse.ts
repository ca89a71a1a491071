import type { Happening, InboundEvent, Media, Referral } from '../engine/types';
import { asIgnored, derivedId, field, id, ids, isObject, list, medium, present, text, time } from './read';

/** Meta's own app of the Page inbox: what it sends was typed by a person. */
const PAGE_INBOX = '263902037430900';
const KINDS = new Set(
  'image audio video file sticker reel ig_reel post ig_post appointment_booking fallback location template'.split(' '),
);
const OWNER = { pass: 'new_owner_app_id', take: 'previous_owner_app_id', request: 'requested_owner_app_id' } as const;

interface Reading {
  what: Happening;
  /** The platform's id of this very event, where it has one. */
  id?: string | undefined;
  /** What else tells this event from another one, where it has none. */
  mark?: unknown;
  /** The Page is the sender. */
  fromPage?: boolean;
  /** A referral that has no place in the event itself. */
  led?: Referral | undefined;
}
type Read = (value: unknown, ownAppId: string | undefined) => Reading;

const READERS: readonly (readonly [key: string, read: Read])[] = [
  ['message', message],
  ['postback', postback],
  ['message_edit', edit],
  ['reaction', reaction],
  ['referral', (value) => ({ mark: field(value, 'ref'), what: referralEvent(value) })],
  ['optin', (value) => ({ mark: field(value, 'ref'), what: { type: 'optin', ...present({ ref: id(field(value, 'ref')) }) } })],
  ['delivery', (value) => receipt(value, 'delivered')],
  ['read', (value) => receipt(value, 'seen')],
  ['pass_thread_control', (value) => handover('pass', value)],
  ['take_thread_control', (value) => handover('take', value)],
  ['request_thread_control', (value) => handover('request', value)],
  ['app_roles', roles],
];

/** Events of one webhook body of Messenger; without `ownAppId` any app but the Page inbox counts as the bot. */
export function parseMessenger(body: unknown, receivedAt: number, ownAppId?: string): InboundEvent[] {
  if (field(body, 'object') !== 'page') return [];
  return list(field(body, 'entry')).flatMap((entry) => {
    const page = id(field(entry, 'id'));
    const items = (key: string) => list(field(entry, key)).filter(isObject);
    return [
      ...items('messaging').flatMap((item) => fromItem(item, page, receivedAt, ownAppId)),
      // Another app or a person has the thread: the bot only listens.
      ...items('standby').flatMap((item) => fromItem(item, page, receivedAt, ownAppId).slice(-1).map(asIgnored)),
      ...items('changes').map((change) => fromChange(change, entry, page, receivedAt)),
    ];
  });
}

function fromItem(item: object, page: string | undefined, receivedAt: number, ownAppId: string | undefined): InboundEvent[] {
  // What names neither side is no event of this Page.
  if (!Object.hasOwn(item, 'sender') && !Object.hasOwn(item, 'recipient')) return [];
  const [key, read] = READERS.find(([name]) => isObject(field(item, name))) ?? [Object.keys(item).sort().join(' '), undefined];
  const found: Reading = read?.(field(item, key), ownAppId) ?? { what: { type: 'ignored' } };
  const { user, account } = parties(item, page, found.fromPage ?? false);
  const sent = field(item, 'timestamp');
  const at = time(sent) ?? receivedAt;
  const event = { user, account, id: found.id ?? derivedId(key, user, account, found.mark, sent), at };
  // Roles of apps concern the whole Page; anything else without a person has no conversation to belong to.
  const what: Happening = user === '' && found.what.type !== 'handover' ? { type: 'ignored' } : found.what;
  if (found.led === undefined || user === '') return [{ ...what, ...event }];
  const led = { ...event, id: derivedId('referral', event.id), type: 'referral', ...found.led } as const;
  return [led, { ...what, ...event }];
}

/** Who is the person and which is the Page: an echo has a direction of its own, else `entry.id` tells which side is the Page. */
function parties(item: object, page: string | undefined, fromPage: boolean): { user: string; account: string } {
  const sender = id(field(item, 'sender', 'id')) ?? '';
  const recipient = id(field(item, 'recipient', 'id')) ?? '';
  const pageSent = fromPage || (sender === page && recipient !== page);
  const [user, account] = pageSent ? [recipient, sender] : [sender, recipient];
  return { user, account: account === '' ? (page ?? '') : account };
}

function message(value: unknown, ownAppId: string | undefined): Reading {
  const mid = { id: id(field(value, 'mid')), mark: field(value, 'text') };
  if (field(value, 'is_echo') === true) return { ...mid, fromPage: true, what: echo(value, ownAppId) };
  const words = text(field(value, 'text'));
  const referral = referralOf(field(value, 'referral'));
  const payload = text(field(value, 'quick_reply', 'payload'));
  if (payload !== undefined) return { ...mid, what: { type: 'tap', payload, ...present({ text: words, referral }) } };
  const media = list(field(value, 'attachments')).filter(isObject).map(attachment);
  if (media.length > 0) return { ...mid, led: referral, what: { type: 'media', media, ...present({ text: words }) } };
  const sticker = id(field(value, 'sticker_id'));
  if (sticker !== undefined)
    return { ...mid, led: referral, what: { type: 'media', media: [medium('sticker', { id: sticker })] } };
  const quotes = id(field(value, 'reply_to', 'mid'));
  if (words !== undefined) return { ...mid, what: { type: 'text', text: words, ...present({ quotes, referral }) } };
  return { ...mid, led: referral, what: { type: 'ignored' } };
}

function echo(value: unknown, ownAppId: string | undefined): Happening {
  const app = id(field(value, 'app_id'));
  const own = app !== undefined && (ownAppId === undefined ? app !== PAGE_INBOX : app === ownAppId);
  const send = own ? id(field(value, 'metadata')) : undefined;
  return { type: 'echo', by: own ? 'bot' : 'human', pauses_bot: !own, ...present({ send }) };
}

function attachment(sent: object): Media {
  const payload = field(sent, 'payload');
  const type = text(field(sent, 'type')) ?? 'other';
  const sticker = id(field(payload, 'sticker_id')) ?? id(field(sent, 'sticker_id'));
  const kind = sticker === undefined ? type : 'sticker';
  return medium(KINDS.has(kind) ? kind : 'other', {
    url: text(field(payload, 'url')) ?? field(sent, 'url'),
    title: text(field(payload, 'title')) ?? field(sent, 'title'),
    id:
      sticker ?? id(field(payload, 'reel_video_id')) ?? id(field(payload, 'ig_post_media_id')) ?? field(payload, 'attachment_id'),
    latitude: field(payload, 'coordinates', 'lat'),
    longitude: field(payload, 'coordinates', 'long'),
  });
}

function postback(value: unknown): Reading {
  const title = text(field(value, 'title'));
  const payload = text(field(value, 'payload'));
  const referral = referralOf(field(value, 'referral'));
  const mid = { id: id(field(value, 'mid')), mark: payload ?? title };
  if (payload !== undefined) return { ...mid, what: { type: 'tap', payload, ...present({ text: title, referral }) } };
  // The payload goes only to the app whose button it is; the words on the button can still be understood.
  if (title !== undefined) return { ...mid, what: { type: 'text', text: title, ...present({ referral }) } };
  return { ...mid, led: referral, what: { type: 'ignored' } };
}

function edit(value: unknown): Reading {
  const on = id(field(value, 'mid'));
  const words = field(value, 'text');
  const mark = `${on} ${id(field(value, 'num_edit'))}`;
  if (on === undefined || typeof words !== 'string') return { mark, what: { type: 'ignored' } };
  return { mark, what: { type: 'edit', on, text: words } };
}

function reaction(value: unknown): Reading {
  const on = id(field(value, 'mid'));
  const action = text(field(value, 'action'));
  // Taking a reaction back is a reaction without an emoji.
  const emoji = action === 'unreact' ? undefined : (text(field(value, 'emoji')) ?? text(field(value, 'reaction')));
  const mark = `${on} ${action} ${emoji}`;
  return { mark, what: on === undefined ? { type: 'ignored' } : { type: 'reaction', on, ...present({ emoji }) } };
}

function receipt(value: unknown, status: 'delivered' | 'seen'): Reading {
  const mids = ids(field(value, 'mids'));
  const watermark = time(field(value, 'watermark'));
  const about = mids.length > 0 ? { ids: mids } : {};
  return {
    mark: `${watermark} ${mids.join(' ')}`,
    what: { type: 'receipt', status, ...about, ...present({ watermark }) },
  };
}

function handover(action: keyof typeof OWNER, value: unknown): Reading {
  const app = id(field(value, OWNER[action]));
  return { mark: app, what: { type: 'handover', action, ...present({ app }) } };
}

function roles(value: unknown): Reading {
  const app = id(isObject(value) ? Object.keys(value)[0] : undefined);
  return { mark: app, what: { type: 'handover', action: 'app_roles', ...present({ app }) } };
}

function referralEvent(value: unknown): Happening {
  return { type: 'referral', ref: '', ...present({ source: text(field(value, 'source')) }), ...referralOf(value) };
}

function referralOf(value: unknown): Referral | undefined {
  const ref = id(field(value, 'ref'));
  return ref === undefined ? undefined : { ref, ...present({ source: text(field(value, 'source')) }) };
}

function fromChange(change: object, entry: unknown, page: string | undefined, receivedAt: number): InboundEvent {
  const value = field(change, 'value');
  const account = page ?? '';
  const user = id(field(value, 'from', 'id')) ?? '';
  const comment = id(field(value, 'comment_id'));
  const post = id(field(value, 'post_id'));
  const item = field(value, 'item');
  const verb = field(value, 'verb');
  const sent = field(value, 'created_time') ?? field(entry, 'time');
  const at = time(sent) ?? receivedAt;
  const what = `${text(field(change, 'field'))}`;
  const isNew = what === 'feed' && item === 'comment' && verb === 'add' && user !== '' && user !== account;
  if (isNew && post !== undefined) {
    const written = field(value, 'message');
    const same = comment ?? derivedId('comment', account, user, post, sent);
    return { type: 'comment', post, text: typeof written === 'string' ? written : '', user, account, id: same, at };
  }
  return { type: 'ignored', user, account, id: derivedId('change', what, account, user, item, verb, post, comment, sent), at };
}
