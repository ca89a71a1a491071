import { createBook } from '../../flows';
import { sendBatch } from '../../src/engine/batch';
import { createHandlers, type EffectDeps } from '../../src/engine/effects';
import { takeTurns } from '../../src/engine/turn';
import type { InboundEvent } from '../../src/engine/types';
import { createLog } from '../../src/log';
import { current, record } from '../../src/models/consents';
import { conversationId, load, open } from '../../src/models/conversations';
import { insertEvents, newEvent } from '../../src/models/events';
import { queueSend, type Send, Sends } from '../../src/models/sends';
import { words } from '../../src/words';
import { receiver } from '../channels/receiver';
import { zaloOn } from '../channels/set-up';
import { zaloPerson } from '../fake/people';
import { startFakeZalo } from '../fake/zalo';
import { NOW, UNIT } from '../flows/talk';
import { useEngine } from './engine';

useEngine();
const log = createLog('silent', 'test');

test('who unfollows gets nothing more of our own accord; her consent stays hers, and following again opens the way', async () => {
  const zalo = await startFakeZalo({ clock: () => NOW });
  const channel = zaloOn(zalo);
  const bot = await receiver((raw, headers) => ({
    verdict: channel.verify(raw, headers),
    events: channel.parse(JSON.parse(raw.toString()), NOW),
  }));
  const lan = zaloPerson(bot.url, zalo.secrets, '111', { platform: zalo, clock: () => NOW });
  const at = { channel: 'zalo', account: zalo.secrets.oaId, user: '111' };
  const conversation = conversationId(at.channel, at.account, at.user);
  await open(conversation, at);
  const consent = {
    purpose: 'NHAC_LICH',
    given: true,
    text: 't',
    textHash: 'h',
    locale: 'vi',
    by: 'tap',
    at: 1,
    seq: 1,
  } as const;
  await record({ ...consent, _id: 'c1', conversation, channel: 'zalo', event: 'e' });
  const effects = {
    leaders: {},
    members: {},
    now: () => NOW,
    log,
    fact: async () => undefined,
    ringReplies: () => undefined,
    month: () => '2026-11',
  };
  const play = async (event: InboundEvent) => {
    const place = { _id: event.id, conversation, at: event.at, receivedAt: NOW, place: 0 };
    await insertEvents([newEvent(place, { channel: 'zalo', event })]);
    await takeTurns(conversation, {
      book: createBook(words),
      known: async () => ({ today: '2026-11-22', now: NOW, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false }),
      handlers: createHandlers(effects as unknown as EffectDeps),
      unitOf: async () => UNIT.id,
      now: () => NOW,
      log,
    });
  };
  const remind = async (id: string) => {
    const say = { key: 'common.stale' };
    await queueSend({ _id: id, conversation, channel: 'zalo', reply: false, purpose: 'NHAC_LICH', seq: 1, say });
    await sendBatch([id], { channels: new Map([['zalo', channel]]), timeZone: 'Asia/Ho_Chi_Minh', now: () => NOW, log });
    return Sends.findById(id).lean<Send>();
  };

  await lan.follows();
  await lan.unfollows();
  await lan.follows();
  const [followed, unfollowed, back] = (await bot.until(3)).flatMap(({ events }) => events);
  if (!followed || !unfollowed || !back) throw new Error('three webhooks hold three events');
  expect([followed.type, unfollowed.type]).toEqual(['follow', 'unfollow']);
  await play(followed);
  expect(await remind('s1')).toMatchObject({ state: 'sent' });
  await play({ ...unfollowed, at: NOW + 1 });
  expect((await load(conversation))?.goneAt).toBe(NOW);
  expect(await remind('s2')).toMatchObject({ state: 'held', failure: 'gone', attempts: 0 });
  expect(await current(conversation)).toMatchObject({ NHAC_LICH: true });
  await play({ ...back, id: 'back', at: NOW + 2 });
  expect((await load(conversation))?.goneAt).toBeUndefined();
  expect(await remind('s3')).toMatchObject({ state: 'sent' });
  await Promise.all([zalo.close(), bot.close()]);
});
