import { applyReceipts } from '../../src/engine/receipts';
import type { InboundEvent } from '../../src/engine/types';
import { conversationId, open } from '../../src/models/conversations';
import { Events, insertEvents, newEvent, RECEIPTS } from '../../src/models/events';
import { newSend, type Send, Sends } from '../../src/models/sends';
import { words } from '../../src/words';
import { useEngine } from './engine';

useEngine();
const NOW = Date.UTC(2026, 10, 22, 5);
const CHAT = { channel: 'zalo', account: 'oa', user: '42' };
let chat = '';
let number = 0;
const vars = { commune: 'Ân Thi' };
const text = words('greeting.welcome', vars);

beforeAll(async () => {
  chat = conversationId(CHAT.channel, CHAT.account, CHAT.user);
  await open(chat, CHAT);
});
beforeEach(() => Promise.all([Events.deleteMany({}), Sends.deleteMany({})]));

async function has(id: string, state: Send['state'], more: Partial<Send> = {}): Promise<void> {
  const send = newSend({
    _id: id,
    conversation: chat,
    channel: 'zalo',
    reply: false,
    seq: 1,
    say: { key: 'greeting.welcome', vars },
  });
  await Sends.collection.insertOne({ ...send, state, leftAt: NOW, ...more } as never);
}
async function echo(what: Partial<Extract<InboundEvent, { type: 'echo' }>>, at = NOW + 500): Promise<void> {
  number += 1;
  const event: InboundEvent = { type: 'echo', by: 'bot', pauses_bot: false, ...CHAT, id: `e${number}`, at, ...what };
  await insertEvents([
    newEvent({ _id: `e${number}`, conversation: RECEIPTS, at, receivedAt: at, place: 0 }, { channel: 'zalo', event }),
  ]);
}
const state = async (id: string) => (await Sends.findById(id).lean<Send>())?.state;
const waiting = () => Events.countDocuments({ pending: true });

test('a broadcast of which nobody knew is sent when its echo comes: by its id, or by the same words to the same person', async () => {
  await has('named', 'unknown', { failure: 'crash' });
  await has('alike', 'unknown', { failure: 'crash' });
  await echo({ send: 'named' });
  await applyReceipts(NOW + 1_000);
  expect([await state('named'), await state('alike')]).toEqual(['sent', 'unknown']);
  await echo({ said: text });
  await applyReceipts(NOW + 1_000);
  expect(await state('alike')).toBe('sent');
  expect(await waiting()).toBe(0);
});

test('an echo that comes while the send is on its way waits for what becomes of it', async () => {
  await has('early', 'sending');
  await echo({ said: text });
  await applyReceipts(NOW + 1_000);
  expect([await state('early'), await waiting()]).toEqual(['sending', 1]);
  await Sends.updateOne({ _id: 'early' }, { $set: { state: 'unknown', failure: 'crash' } });
  await applyReceipts(NOW + 30_000);
  expect([await state('early'), await waiting()]).toEqual(['sent', 0]);
});

test('other words, another person, or an echo from before the claim prove nothing', async () => {
  await has('unproved', 'unknown');
  await echo({ said: 'Dạ em chào chị' });
  await echo({ said: '' });
  await echo({ said: text, user: '43' });
  await echo({ said: text }, NOW - 60_000);
  await applyReceipts(NOW + 1_000);
  expect([await state('unproved'), await waiting()]).toEqual(['unknown', 0]);
});
