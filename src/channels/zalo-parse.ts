import type { Happening, InboundEvent } from '../engine/types';
import { parseBody } from './body';
import { derivedId, field, id, ids, isObject, list, medium, present, text, time } from './read';

// The console's Test button sends this as the id of every message, so it tells no message from another.
const TEST_MESSAGE_ID = 'This is message id';
// There is no event for a tap: the button's payload comes back as a text, and only our payloads look like this.
const TAP = /^#[a-z][A-Za-z]*:\S+$/;
// Groups are not conversations with a person, and a consent to a call is no message.
const ECHO = /^oa_send_(?!group_|consent)/;
const MEDIA = /^(user|anonymous)_send_(image|gif|link|audio|video|sticker|location|file)$/;
const REACTION_REMOVED = '/-remove';

interface Reading {
  user: string | undefined;
  account: string | undefined;
  /** The platform's id of this very event, where it has one. */
  id?: string | undefined;
  /** What else tells this event from another one, where it has none. */
  mark?: unknown;
  what: Happening;
}
type Read = (body: object, name: string, oaId?: string) => Reading;

const READERS = new Map<string, Read>([
  ['user_send_text', message],
  ['anonymous_send_text', message],
  ['user_send_business_card', businessCard],
  ['user_submit_info', (body) => ({ ...fromPerson(body), what: contact(field(body, 'info')) })],
  ['user_reacted_message', reaction],
  ['user_received_message', (body, _name, oaId) => receipt(body, 'delivered', oaId)],
  ['user_seen_message', (body, _name, oaId) => receipt(body, 'seen', oaId)],
  ['follow', (body) => ({ ...flat(body), what: { type: 'follow' } })],
  ['user_click_chatnow', (body) => ({ ...flat(body), what: { type: 'follow' } })],
  ['unfollow', (body) => ({ ...flat(body), what: { type: 'unfollow' } })],
  ['user_withdraw', (body) => ({ ...flat(body), what: { type: 'erase' } })],
  ['widget_interaction_accepted', widget],
]);

/** Events of one webhook body of Zalo; `oaId` settles who is who where the direction of a receipt is in doubt. */
export function parseZalo(body: unknown, receivedAt: number, oaId?: string): InboundEvent[] {
  const name = text(field(body, 'event_name'));
  if (!isObject(body) || name === undefined) return [];
  const sent = field(body, 'timestamp');
  const found = reader(name)(body, name, oaId);
  const user = found.user ?? '';
  const account = found.account ?? '';
  const same = found.id ?? derivedId(name, user, account, found.mark, sent);
  // Without a person there is no conversation that it could belong to.
  const what: Happening = user === '' ? { type: 'ignored' } : found.what;
  return [{ ...what, user, account, id: same, at: time(sent) ?? receivedAt }];
}

function reader(name: string): Read {
  if (MEDIA.test(name)) return message;
  if (ECHO.test(name)) return echo;
  return READERS.get(name) ?? ((body) => ({ ...anybody(body), mark: messageId(body), what: { type: 'ignored' } }));
}

function message(body: object, name: string): Reading {
  const sent = field(body, 'message');
  const what = content(sent, name);
  // An anonymous visitor is not to be answered as a person, whatever she sends.
  const mark: { anonymous?: true } = name.startsWith('anonymous_') && what.type !== 'ignored' ? { anonymous: true } : {};
  return { ...fromPerson(body), ...ownId(body), what: { ...what, ...mark } };
}

function content(sent: unknown, name: string): Happening {
  const words = text(field(sent, 'text'));
  const kind = MEDIA.exec(name)?.[2];
  if (kind !== undefined) {
    const attachments = list(field(sent, 'attachments')).filter(isObject);
    const media = attachments.length > 0 ? attachments.map((one) => attachment(one, kind)) : [medium(kind, {})];
    return { type: 'media', media, ...present({ text: words }) };
  }
  if (words === undefined) return { type: 'ignored' };
  if (name === 'user_send_text' && TAP.test(words)) return { type: 'tap', payload: words };
  return { type: 'text', text: words, ...present({ quotes: id(field(sent, 'quote_msg_id')) }) };
}

function attachment(sent: object, kind: string) {
  const payload = field(sent, 'payload');
  return medium(text(field(sent, 'type')) ?? kind, {
    url: field(payload, 'url'),
    title: text(field(payload, 'title')) ?? text(field(payload, 'name')) ?? field(payload, 'description'),
    id: field(payload, 'id'),
    latitude: field(payload, 'coordinates', 'latitude'),
    longitude: field(payload, 'coordinates', 'longitude'),
  });
}

/** A card that she passes on: the name is the text, the number is in a JSON string inside the attachment. */
function businessCard(body: object): Reading {
  const sent = field(body, 'message');
  const description = text(field(list(field(sent, 'attachments'))[0], 'payload', 'description'));
  const card = description === undefined ? undefined : parseBody(Buffer.from(description));
  const what = contact({ name: field(sent, 'text'), phone: field(card, 'phone') });
  return { ...fromPerson(body), ...ownId(body), what };
}

function contact(info: unknown): Happening {
  return { type: 'contact', ...present({ name: text(field(info, 'name')), phone: id(field(info, 'phone')) }) };
}

function reaction(body: object): Reading {
  const on = messageId(body);
  const icon = text(field(body, 'message', 'react_icon'));
  const emoji = icon === REACTION_REMOVED ? undefined : icon;
  const what: Happening = on === undefined ? { type: 'ignored' } : { type: 'reaction', on, ...present({ emoji }) };
  return { ...fromPerson(body), mark: `${on} ${icon}`, what };
}

function receipt(body: object, status: 'delivered' | 'seen', oaId: string | undefined): Reading {
  const seen = ids(field(body, 'message', 'msg_ids'));
  const one = messageId(body);
  // A template to a phone number is named by the id that we gave it, its "person" is the number.
  const tracked = id(field(body, 'message', 'tracking_id'));
  const about = ids([...seen, ...(seen.length === 0 ? [one] : []), tracked]);
  const turned = oaId !== undefined && id(field(body, 'recipient', 'id')) === oaId;
  return {
    ...(turned ? fromPerson(body) : fromAccount(body)),
    mark: about.join(' '),
    what: { type: 'receipt', status, ...(about.length > 0 ? { ids: about } : {}) },
  };
}

function echo(body: object): Reading {
  // An admin is named only when a person typed in the OA's own tool: then the bot must be silent.
  const byHuman = id(field(body, 'sender', 'admin_id')) !== undefined;
  const said = byHuman ? undefined : text(field(body, 'message', 'text'));
  const what: Happening = { type: 'echo', by: byHuman ? 'human' : 'bot', pauses_bot: byHuman, ...present({ said }) };
  return { ...fromAccount(body), ...ownId(body), what };
}

function widget(body: object): Reading {
  const ref = id(field(body, 'data', 'user_external_id'));
  const user = id(field(body, 'data', 'user_id')) ?? flat(body).user;
  return { user, account: anybody(body).account, what: { type: 'optin', ...present({ ref }) } };
}

function ownId(body: object): { id?: string | undefined; mark: unknown } {
  const given = messageId(body);
  return given === TEST_MESSAGE_ID ? { mark: given } : { id: given, mark: field(body, 'message', 'text') };
}

function messageId(body: object): string | undefined {
  return id(field(body, 'message', 'msg_id')) ?? id(field(body, 'message', 'message_id'));
}

function fromPerson(body: object) {
  return { user: id(field(body, 'sender', 'id')), account: id(field(body, 'recipient', 'id')) ?? accountOf(body) };
}

function fromAccount(body: object) {
  return { user: id(field(body, 'recipient', 'id')), account: id(field(body, 'sender', 'id')) ?? accountOf(body) };
}

function flat(body: object) {
  const user = id(field(body, 'follower', 'id')) ?? id(field(body, 'user_id')) ?? id(field(body, 'sender', 'id'));
  return { user, account: accountOf(body) ?? id(field(body, 'recipient', 'id')) };
}

function anybody(body: object) {
  const account = accountOf(body);
  return account === undefined ? fromPerson(body) : { user: flat(body).user, account };
}

function accountOf(body: object): string | undefined {
  return id(field(body, 'oa_id')) ?? id(field(body, 'oaId'));
}
