import { parseMessenger } from '../../src/channels/messenger-parse';
import { startFakeGraph } from '../fake/graph';
import { messengerOn } from './set-up';

const PAGE = '118499234501337';
const HOA = '7982612615022587';
const APP = '207329095351741';
const AT = 1698637600838;
const NOW = 1_800_000_000_000;

function hoa(fields: object) {
  return { sender: { id: HOA }, recipient: { id: PAGE }, timestamp: AT, ...fields };
}

function parse(...messaging: unknown[]) {
  return parseMessenger({ object: 'page', entry: [{ id: PAGE, time: AT, messaging }] }, NOW, APP);
}

test('every element of every list is read, in the order of the body', () => {
  const said = (mid: string) => hoa({ message: { mid, text: mid } });
  const events = parseMessenger(
    {
      object: 'page',
      entry: [
        { id: PAGE, messaging: [said('1'), said('2')] },
        { id: PAGE, messaging: [said('3')], standby: [said('4'), said('5')] },
        null,
        7,
        { id: PAGE, changes: [{ field: 'x' }, { field: 'y' }] },
        { id: PAGE, messaging: ['x', null, said('6')] },
      ],
    },
    NOW,
    APP,
  );
  expect(events.map(({ type, id }) => (id.length < 3 ? `${type} ${id}` : type))).toEqual([
    'text 1',
    'text 2',
    'text 3',
    'ignored 4',
    'ignored 5',
    'ignored',
    'ignored',
    'text 6',
  ]);
});

test('a referral stays with the first message or tap, and comes beside a picture', () => {
  const referral = { ref: 'ABC123', source: 'SHORTLINK', type: 'OPEN_THREAD' };
  const kept = { ref: 'ABC123', source: 'SHORTLINK' };
  expect(parse(hoa({ message: { mid: 'm1', text: 'chào', referral } }))).toMatchObject([{ type: 'text', referral: kept }]);
  expect(parse(hoa({ postback: { mid: 'm2', title: 'Bắt đầu', payload: 'get_started', referral } }))).toMatchObject([
    { type: 'tap', id: 'm2', referral: kept },
  ]);
  const picture = parse(
    hoa({ message: { mid: 'm3', referral, attachments: [{ type: 'image', payload: { url: 'https://x' } }] } }),
  );
  expect(picture).toMatchObject([
    { type: 'referral', ...kept },
    { type: 'media', id: 'm3' },
  ]);
});

test.each([
  [
    { type: 'sticker', payload: { sticker_id: 369239263222822, url: 'https://s' } },
    { kind: 'sticker', id: '369239263222822', url: 'https://s' },
  ],
  [
    { type: 'image', payload: { sticker_id: '369239263222822' } },
    { kind: 'sticker', id: '369239263222822' },
  ],
  [
    { type: 'reel', payload: { url: 'https://r', title: 'R', reel_video_id: '5' } },
    { kind: 'reel', url: 'https://r', title: 'R', id: '5' },
  ],
  [
    { type: 'fallback', title: 'T', url: 'https://f' },
    { kind: 'fallback', title: 'T', url: 'https://f' },
  ],
  [{ type: 'fallback', payload: null }, { kind: 'fallback' }],
  [{ type: 'hologram', payload: 5 }, { kind: 'other' }],
])('the attachment %j is understood', (attachment, medium) => {
  expect(parse(hoa({ message: { mid: 'm', attachments: [attachment] } }))).toMatchObject([{ type: 'media', media: [medium] }]);
});

test('a text that quotes says what it quotes', () => {
  const message = { mid: 'm', text: 'vâng', reply_to: { mid: 'm0', is_self_reply: false } };
  expect(parse(hoa({ message }))).toEqual([
    { type: 'text', text: 'vâng', quotes: 'm0', user: HOA, account: PAGE, id: 'm', at: AT },
  ]);
});

test.each([
  [
    { app_id: Number(APP), metadata: 'send-1' },
    { by: 'bot', pauses_bot: false, send: 'send-1' },
  ],
  [{ app_id: APP }, { by: 'bot', pauses_bot: false }],
  [{ app_id: 263902037430900 }, { by: 'human', pauses_bot: true }],
  [
    { app_id: 5, metadata: 'theirs' },
    { by: 'human', pauses_bot: true },
  ],
  [{}, { by: 'human', pauses_bot: true }],
])('an echo with %j', (fields, echo) => {
  const item = {
    sender: { id: PAGE },
    recipient: { id: HOA },
    timestamp: AT,
    message: { mid: 'm', is_echo: true, text: 'a', ...fields },
  };
  expect(parse(item)).toEqual([{ type: 'echo', ...echo, user: HOA, account: PAGE, id: 'm', at: AT }]);
});

test('edits and reactions of one message have ids of their own', () => {
  const edits = [1, '2', 3].map((num_edit) => hoa({ message_edit: { mid: 'm', text: `lần ${num_edit}`, num_edit } }));
  const reactions = ['react', 'unreact'].map((action) => hoa({ reaction: { mid: 'm', action, reaction: 'love', emoji: '❤️' } }));
  const events = parse(...edits, ...reactions);
  expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  expect(events.slice(3)).toMatchObject([
    { type: 'reaction', on: 'm', emoji: '❤️' },
    { type: 'reaction', on: 'm' },
  ]);
  expect(events[4]).not.toHaveProperty('emoji');
});

test('a new comment of a person is a comment, anything else on the Page is not', () => {
  const change = (value: object) => {
    const entry = {
      id: PAGE,
      time: 1701684708,
      changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', from: { id: HOA }, ...value } }],
    };
    return parseMessenger({ object: 'page', entry: [entry] }, NOW, APP);
  };
  const about = { post_id: 'p1', comment_id: 'c1', created_time: 1701684706, message: 'Cho em hỏi' };
  const event = { type: 'comment', post: 'p1', text: 'Cho em hỏi', user: HOA, account: PAGE, id: 'c1', at: 1701684706000 };
  expect(change(about)).toEqual([event]);
  expect(change({ ...about, verb: 'edited' })).toMatchObject([{ type: 'ignored' }]);
  expect(change({ ...about, from: { id: PAGE } })).toMatchObject([{ type: 'ignored' }]);
  expect(change({ ...about, item: 'post' })).toMatchObject([{ type: 'ignored' }]);
});

test('a tap without its payload is read by the words on the button', () => {
  expect(parse(hoa({ postback: { mid: 'm', title: 'Lịch họp' } }))).toMatchObject([{ type: 'text', text: 'Lịch họp' }]);
});

test('people without an id are ignored, and the dashboard test is harmless', () => {
  expect(parse({ ...hoa({ optin: { ref: 'r' } }), sender: { user_ref: 'u' } })).toMatchObject([{ type: 'ignored', user: '' }]);
  const value = { sender: { id: '1' }, recipient: { id: '2' }, timestamp: '1527459824', message: { mid: 't', text: 'test' } };
  const body = { object: 'page', entry: [{ id: '0', time: 1527459824, changes: [{ field: 'messages', value }] }] };
  expect(parseMessenger(body, NOW)).toMatchObject([{ type: 'ignored' }]);
});

test('long ids survive as strings, whether sent as strings or numbers', () => {
  const [event] = parse({ ...hoa({ message: { mid: 'm', text: 'a' } }), sender: { id: '20222867435891343' } });
  expect(event).toMatchObject({ user: '20222867435891343' });
});

test('events of another Page are ignored', async () => {
  const fake = await startFakeGraph();
  const channel = messengerOn(fake);
  await fake.close();
  const body = (page: string) => {
    const item = { sender: { id: HOA }, recipient: { id: page }, timestamp: AT, message: { mid: 'm', text: 'a' } };
    return { object: 'page', entry: [{ id: page, messaging: [item] }] };
  };
  expect(channel.parse(body(fake.secrets.pageId), NOW)).toMatchObject([{ type: 'text' }]);
  expect(channel.parse(body('999'), NOW)).toEqual([{ type: 'ignored', user: HOA, account: '999', id: 'm', at: AT }]);
});
