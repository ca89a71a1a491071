import { parseZalo } from '../../src/channels/zalo-parse';
import { startFakeZalo } from '../fake/zalo';
import { zaloOn } from './set-up';

const OA = '2345678901234567890';
const LAN = '4567890123456789012';
const AT = '1785672000000';
const NOW = 1_800_000_000_000;

/** A body of something that Lan does, with the fields that matter. */
function lan(name: string, fields: object, timestamp: unknown = AT) {
  return { app_id: '1', event_name: name, sender: { id: LAN }, recipient: { id: OA }, timestamp, ...fields };
}

function only(body: unknown, oaId?: string) {
  const events = parseZalo(body, NOW, oaId);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (!event) throw new Error('no event');
  return event;
}

test.each([
  ['#menu:join', 'tap'],
  ['#joinUp:consent:yes', 'tap'],
  ['#s:123e:q2:o1', 'tap'],
  ['#menu', 'text'],
  ['#Menu:join', 'text'],
  ['# menu:join', 'text'],
  ['#hop: chị em ơi', 'text'],
  ['menu:join', 'text'],
  ['a #menu:join', 'text'],
])('the text %j is a %s', (text, type) => {
  expect(only(lan('user_send_text', { message: { text, msg_id: 'm1' } }))).toMatchObject(
    type === 'tap' ? { type, payload: text } : { type, text },
  );
});

test('a quoted message goes with the answer', () => {
  const body = lan('user_send_text', { message: { text: 'vâng', msg_id: 'm1', quote_msg_id: 'm0' } });
  expect(only(body)).toEqual({ type: 'text', text: 'vâng', quotes: 'm0', user: LAN, account: OA, id: 'm1', at: 1785672000000 });
});

test.each([
  ['1785672000000', 1785672000000],
  [1785672000000, 1785672000000],
  ['1785672000', 1785672000000],
  [1785672000, 1785672000000],
  ['154390853474', NOW],
  ['1', NOW],
  ['-1785672000000', NOW],
  [undefined, NOW],
  [{}, NOW],
])('the time %j is read as %d', (timestamp, at) => {
  expect(only({ ...lan('user_send_text', { message: { text: 'a', msg_id: 'm1' } }), timestamp })).toMatchObject({ at });
});

test('two presses of the console Test button are two messages, a repeated delivery is one', () => {
  const press = (timestamp: string) =>
    only(lan('user_send_text', { message: { text: 'x', msg_id: 'This is message id' } }, timestamp)).id;
  expect(press('1785672000001')).not.toBe(press('1785672000002'));
  expect(press('1785672000001')).toBe(press('1785672000001'));
  expect(press('1785672000001')).not.toContain('1785672000001');
});

test('an anonymous visitor is marked, whatever she sends', () => {
  const text = { message: { text: 'chào', msg_id: 'm1', conversation_id: 'c' } };
  expect(only(lan('anonymous_send_text', text))).toMatchObject({ type: 'text', anonymous: true });
  expect(only(lan('anonymous_send_image', { message: { msg_id: 'm2' } }))).toMatchObject({ type: 'media', anonymous: true });
  // A tap needs a person with rights.
  expect(only(lan('anonymous_send_text', { message: { text: '#menu:join', msg_id: 'm3' } }))).toMatchObject({
    type: 'text',
    anonymous: true,
  });
});

test('a location is in degrees, whether sent as strings or numbers', () => {
  const at = (latitude: unknown, longitude: unknown) =>
    only(
      lan('user_send_location', {
        message: { msg_id: 'm', attachments: [{ type: 'location', payload: { coordinates: { latitude, longitude } } }] },
      }),
    );
  expect(at('10.7', '106.6')).toMatchObject({ media: [{ kind: 'location', latitude: 10.7, longitude: 106.6 }] });
  expect(at(10.7, 106.6)).toMatchObject({ media: [{ kind: 'location', latitude: 10.7, longitude: 106.6 }] });
  expect(at('north', 500)).toMatchObject({ media: [{ kind: 'location' }] });
});

test('a business card is a contact, with the number in the JSON of its description', () => {
  const card = (description: unknown) => {
    const message = { text: 'Chị Hoa', msg_id: 'm', attachments: [{ type: 'link', payload: { description } }] };
    return only(lan('user_send_business_card', { message }));
  };
  expect(card('{"phone":"84905123456","qrCodeUrl":"https://x"}')).toMatchObject({
    type: 'contact',
    name: 'Chị Hoa',
    phone: '84905123456',
  });
  expect(card('{"phone":84905123456}')).toMatchObject({ type: 'contact', phone: '84905123456' });
  expect(card('not JSON')).toMatchObject({ type: 'contact', name: 'Chị Hoa' });
});

test('an echo by an administrator pauses the bot, its own does not, and neither does a group or a call', () => {
  const echo = (name: string, sender: object) =>
    only({
      event_name: name,
      sender: { id: OA, ...sender },
      recipient: { id: LAN },
      message: { text: 'a', msg_id: 'm' },
      timestamp: AT,
    });
  expect(echo('oa_send_text', { admin_id: '9' })).toMatchObject({
    type: 'echo',
    by: 'human',
    pauses_bot: true,
    user: LAN,
    account: OA,
    id: 'm',
  });
  for (const kind of ['text', 'image', 'gif', 'list', 'file', 'sticker', 'template', 'anonymous_text']) {
    expect(echo(`oa_send_${kind}`, {})).toMatchObject({ type: 'echo', by: 'bot', pauses_bot: false });
  }
  for (const name of ['oa_send_group_text', 'oa_send_consent', 'oa_reacted_message'])
    expect(echo(name, {})).toMatchObject({ type: 'ignored' });
});

test('a receipt is read in both directions when the account is known', () => {
  const seen = {
    event_name: 'user_seen_message',
    sender: { id: LAN },
    recipient: { id: OA },
    message: { msg_ids: ['a'] },
    timestamp: AT,
  };
  expect(only(seen, OA)).toMatchObject({ type: 'receipt', status: 'seen', user: LAN, account: OA, ids: ['a'] });
  const turned = { ...seen, sender: { id: OA }, recipient: { id: LAN } };
  expect(only(turned, OA)).toMatchObject({ user: LAN, account: OA });
  expect(only(turned)).toMatchObject({ user: LAN, account: OA });
});

test('delivered and seen of one message have ids of their own', () => {
  const about = { sender: { id: OA }, recipient: { id: LAN }, timestamp: AT };
  const delivered = only({ event_name: 'user_received_message', message: { msg_id: 'm' }, ...about });
  const seen = only({ event_name: 'user_seen_message', message: { msg_ids: ['m'] }, ...about });
  expect(delivered.id).not.toBe(seen.id);
});

test('a template to a phone number is received as well', () => {
  const message = { msg_id: 'z1', tracking_id: 'send-1', delivery_time: AT };
  const body = {
    event_name: 'user_received_message',
    sender: { id: OA },
    recipient: { id: '84905123456' },
    message,
    timestamp: AT,
  };
  expect(only(body)).toMatchObject({ type: 'receipt', status: 'delivered', ids: ['z1', 'send-1'] });
});

test('reactions differ by what and when, and taking one back has no emoji', () => {
  const react = (react_icon: string, timestamp = AT) =>
    only(lan('user_reacted_message', { message: { msg_id: 'm', react_icon } }, timestamp));
  const all = [react('/-heart'), react('/-strong'), react('/-heart', '1785672000009'), react('/-remove')];
  expect(new Set(all.map(({ id }) => id)).size).toBe(4);
  expect(all[3]).not.toHaveProperty('emoji');
});

test.each([
  'user_send_group_text',
  'create_group',
  'user_call_oa',
  'user_reply_consent',
  'remove_tag',
  'user_feedback',
  'constructor',
  '__proto__',
])('the event %s is ignored', (name) => {
  expect(only(lan(name, { message: { text: 'a', msg_id: 'm' } }))).toMatchObject({ type: 'ignored' });
});

test('messages of nobody are ignored', () => {
  expect(only({ ...lan('user_send_text', { message: { text: 'a', msg_id: 'm' } }), sender: {} })).toMatchObject({
    type: 'ignored',
    user: '',
  });
});

test('events of another OA are ignored, those of the demo OA and without an OA are not', async () => {
  const fake = await startFakeZalo();
  const { parse } = zaloOn(fake);
  await fake.close();
  const to = (id: string | undefined) =>
    parse({ ...lan('user_send_text', { message: { text: 'a', msg_id: 'm' } }), recipient: { id } }, NOW);
  expect(to(fake.secrets.oaId)).toMatchObject([{ type: 'text' }]);
  expect(to('579745863508352884')).toMatchObject([{ type: 'text', account: '579745863508352884' }]);
  expect(to(undefined)).toMatchObject([{ type: 'text', account: fake.secrets.oaId }]);
  expect(to('999')).toEqual([{ type: 'ignored', user: LAN, account: '999', id: 'm', at: 1785672000000 }]);
});
