import { createBook } from '../../flows';
import { sendBatch } from '../../src/engine/batch';
import type { Carrying } from '../../src/engine/carrying';
import { createHandlers, type EffectDeps } from '../../src/engine/effects';
import { sendReplies } from '../../src/engine/outbound';
import { takeTurns } from '../../src/engine/turn';
import { createLog } from '../../src/log';
import { current, record } from '../../src/models/consents';
import { conversationId, load, open } from '../../src/models/conversations';
import { insertEvents, newEvent } from '../../src/models/events';
import { Notes } from '../../src/models/notes';
import { queueSend, Sends } from '../../src/models/sends';
import { words } from '../../src/words';
import { zaloOn } from '../channels/set-up';
import { startFakeZalo } from '../fake/zalo';
import { NOW, UNIT } from '../flows/talk';
import { useEngine } from './engine';

const DAY = 24 * 3_600_000;
useEngine();

test('a withdrawal on the platform files the deletion with its deadline, ends consent and stops what was queued', async () => {
  const zalo = await startFakeZalo({ clock: () => NOW });
  const channel = zaloOn(zalo);
  const conversation = conversationId('zalo', '1', '111');
  await open(conversation, { channel: 'zalo', account: '1', user: '111' });
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
  await record({ ...consent, _id: 'c2', conversation, channel: 'zalo', event: 'e', purpose: 'TUYEN_TRUYEN' });
  const say = { key: 'common.stale' };
  await queueSend({ _id: 's1', conversation, channel: 'zalo', reply: false, purpose: 'NHAC_LICH', seq: 1, say });
  await queueSend({ _id: 's2', conversation, channel: 'zalo', reply: true, seq: 2, say });
  const log = createLog('silent', 'test');
  const event = { type: 'erase', user: '111', account: '1', id: 'withdrawn', at: NOW } as const;
  await insertEvents([
    newEvent({ _id: 'withdrawn', conversation, at: NOW, receivedAt: NOW, place: 0 }, { channel: 'zalo', event }),
  ]);
  const effects = {
    leaders: {},
    members: {},
    now: () => NOW,
    log,
    fact: async () => undefined,
    ringReplies: () => undefined,
    month: () => '2026-11',
  };
  await takeTurns(conversation, {
    book: createBook(words),
    known: async () => ({ today: '2026-11-22', now: NOW, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false }),
    handlers: createHandlers(effects as unknown as EffectDeps),
    unitOf: async () => UNIT.id,
    now: () => NOW,
    log,
  });
  expect(await Notes.find({ conversation }).lean()).toMatchObject([
    { kind: 'delete', state: 'open', at: NOW, due: NOW + 20 * DAY },
  ]);
  expect(await current(conversation)).toEqual({ NHAC_LICH: false, KHAO_SAT: false, TUYEN_TRUYEN: false });
  expect((await load(conversation))?.goneAt).toBe(NOW);
  const deps = { channels: new Map([['zalo', channel]]), timeZone: 'Asia/Ho_Chi_Minh', now: () => NOW, log };
  await sendBatch(['s1'], deps);
  await sendReplies(conversation, deps);
  const sends = await Sends.find({ conversation }).sort({ seq: 1 }).lean();
  expect(sends.map(({ state, failure }) => [state, failure])).toEqual([
    ['held', 'gone'],
    ['held', 'gone'],
  ]);
  expect(zalo.sent).toEqual([]);
  await zalo.close();
});

test('taking back her consent for sensitive data forgets them; giving it, or taking back another, does not', async () => {
  const forgotten: string[] = [];
  const effects = {
    leaders: {},
    members: {},
    fact: async () => undefined,
    forgetSensitive: async (of: string) => void forgotten.push(of),
  };
  const handlers = createHandlers(effects as unknown as EffectDeps);
  const conversation = await open(conversationId('zalo', '1', '222'), { channel: 'zalo', account: '1', user: '222' });
  const asked = [
    ['NHAY_CAM', true],
    ['KHAO_SAT', false],
    ['NHAY_CAM', false],
  ] as const;
  for (const [n, [purpose, given]] of asked.entries()) {
    const effect = { id: `e${n}.0`, seq: n, at: n, name: 'recordConsent', params: {}, flow: 'x' };
    const about = { conversation, unit: UNIT.id, flow: 'x', effect } as unknown as Carrying;
    await handlers.recordConsent({ purpose, given, text: 'survey.consent', by: 'tap' }, about);
    expect(forgotten).toEqual(n < 2 ? [] : [conversation._id]);
  }
});
