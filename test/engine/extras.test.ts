import type { Channel } from '../../src/channels/channel';
import { sendReplies } from '../../src/engine/outbound';
import { BLANK } from '../../src/engine/play';
import type { Extras } from '../../src/engine/types';
import { createLog } from '../../src/log';
import { Conversations, commit, open } from '../../src/models/conversations';
import { queueSend, type Send, Sends } from '../../src/models/sends';
import { messengerOn, zaloOn } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const EXTRAS: Extras = {
  image: 'https://hoi.example.vn/anh.jpg',
  cards: [{ title: 'Họp chi hội 1', detail: 'thứ bảy 19h', url: 'https://hoi.example.vn/hop/1' }, { title: 'Họp chi hội 2' }],
  contact: true,
};
const log = createLog('silent', 'test');
useEngine();
let zalo: FakeZalo;
let graph: FakeGraph;
let count = 0;
beforeAll(async () => {
  [zalo, graph] = await Promise.all([startFakeZalo({ clock: () => NOON }), startFakeGraph({ clock: () => NOON })]);
});
afterAll(() => Promise.all([zalo.close(), graph.close()]));

async function said(channel: Channel, message?: string): Promise<{ user: string; send: Send }> {
  const [id, conversation, user] = [`send-${++count}`, `conversation-${count}`, `40${count}`];
  const begun = await open(conversation, { channel: channel.name, account: '1', user });
  const move = { event: 'e1', state: BLANK, timers: [], effects: [], heardAt: NOON };
  await commit(begun, { ...move, ...(message ? { message } : {}) }, NOON);
  await queueSend({
    _id: id,
    conversation,
    channel: channel.name,
    reply: true,
    seq: 1,
    say: { key: 'join.askPhone', ...EXTRAS },
  });
  await sendReplies(conversation, {
    channels: new Map([[channel.name, channel]]),
    timeZone: 'Asia/Ho_Chi_Minh',
    now: () => NOON,
    log,
  });
  return { user, send: (await Sends.findById(id).lean<Send>()) as Send };
}

const LINES = '• Họp chi hội 1 – thứ bảy 19h – https://hoi.example.vn/hop/1\n• Họp chi hội 2';

test('where a channel shows them, picture, cards and the question for her number go with a text that says it all', async () => {
  const { user, send } = await said(messengerOn(graph));
  expect(send).toMatchObject({ state: 'sent', cost: 'free' });
  expect(graph.to(user).map(({ image, cards, contact }) => image ?? cards ?? contact)).toEqual([
    EXTRAS.image,
    ['Họp chi hội 1'],
    true,
  ]);
  expect(graph.to(user).at(-1)?.text).toContain(LINES);
});

test('where it does not, the text alone must do', async () => {
  const { user, send } = await said(zaloOn(zalo));
  expect(zalo.to(user)).toMatchObject([{ id: send.platformId, image: EXTRAS.image, text: expect.stringContaining(LINES) }]);
  expect([zalo.to(user)[0]?.cards, zalo.to(user)[0]?.contact]).toEqual([undefined, undefined]);
});

test('a reply can name the message of hers that it answers, which is kept sealed', async () => {
  const id = 'her-message-1';
  zalo.heard(`40${count + 1}`, NOON, id);
  const { user, send } = await said(zaloOn(zalo, { recipientMode: 'message_id' }), id);
  expect(zalo.to(user)).toMatchObject([{ body: { recipient: { message_id: id } } }]);
  expect(JSON.stringify(await Conversations.findById(send.conversation).lean())).not.toContain(id);
});
