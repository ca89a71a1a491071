import type { Channel, OutboundMessage, SendError } from '../../src/channels/channel';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { messengerPerson, zaloPerson } from '../fake/people';
import { metaJson, signMessenger, signZalo } from '../fake/sign';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { receiver } from './receiver';
import { messengerOn, zaloOn } from './set-up';

const HOUR = 3_600_000;
const USER = '4567890123456789012';
const NOW = Date.UTC(2026, 10, 22, 3);

/** What the one suite needs to know of a platform. */
interface Platform {
  name: string;
  start(): Promise<FakeZalo | FakeGraph>;
  channel(fake: FakeZalo | FakeGraph): Channel;
  webhook(fake: FakeZalo | FakeGraph, text: string): { raw: Buffer; headers: Record<string, string> };
  freeHours: number;
  tooFast: string;
  windowClosed: string;
}

const PLATFORMS: Platform[] = [
  {
    name: 'zalo',
    start: () => startFakeZalo({ clock: () => NOW, receipts: true }),
    channel: (fake) => zaloOn(fake as FakeZalo),
    webhook(fake, text) {
      const { secrets } = fake as FakeZalo;
      const timestamp = String(NOW);
      const message = { text, msg_id: 'm1' };
      const body = { event_name: 'user_send_text', sender: { id: USER }, recipient: { id: secrets.oaId }, message, timestamp };
      const raw = JSON.stringify(body);
      return { raw: Buffer.from(raw), headers: signZalo(raw, timestamp, secrets) };
    },
    freeHours: 48,
    tooFast: '-32',
    windowClosed: '-230',
  },
  {
    name: 'messenger',
    start: () => startFakeGraph({ clock: () => NOW, receipts: true }),
    channel: (fake) => messengerOn(fake as FakeGraph),
    webhook(fake, text) {
      const { secrets } = fake as FakeGraph;
      const item = { sender: { id: USER }, recipient: { id: secrets.pageId }, timestamp: NOW, message: { mid: 'm1', text } };
      const raw = metaJson({ object: 'page', entry: [{ id: secrets.pageId, time: NOW, messaging: [item] }] });
      return { raw: Buffer.from(raw), headers: signMessenger(raw, secrets) };
    },
    freeHours: 24,
    tooFast: '80006',
    windowClosed: '10/2018278',
  },
];

describe.each(PLATFORMS)('$name keeps the contract of a channel', (platform) => {
  let fake: FakeZalo | FakeGraph;
  let channel: Channel;
  beforeEach(async () => {
    fake = await platform.start();
    channel = platform.channel(fake);
  });
  afterEach(() => fake.close());

  const message = (changes: Partial<OutboundMessage> = {}): OutboundMessage => ({
    sendId: 'send-1',
    account: 'a',
    user: USER,
    text: 'Chị có dự họp không?\n1 Có\n2 Không',
    buttons: [
      { title: 'Có', payload: '#meeting:answer:yes' },
      { title: 'Không', payload: '#meeting:answer:no' },
    ],
    kind: 'reply',
    ...changes,
  });
  const failure = (changes: Partial<OutboundMessage> = {}): Promise<SendError> =>
    channel.send(message(changes)).then(
      () => Promise.reject(new Error('the send went through')),
      (error: SendError) => error,
    );

  test('what is signed over the raw bytes is signed, in Vietnamese as well', () => {
    const { raw, headers } = platform.webhook(fake, 'chị ơi cho em hỏi 😢 https://x.vn');
    expect(channel.verify(raw, headers)).toBe('signed');
    expect(channel.parse(JSON.parse(raw.toString()), NOW)).toMatchObject([{ type: 'text', user: USER, id: 'm1', at: NOW }]);
  });

  test('what was changed, cut, signed by somebody else or not signed is refused', () => {
    const { raw, headers } = platform.webhook(fake, 'chào');
    const [name = '', value = ''] = Object.entries(headers)[0] ?? [];
    const changed = Buffer.from(raw.toString().replace(USER, `${USER.slice(0, -1)}3`));
    expect(channel.verify(changed, headers)).toBe('bad');
    expect(channel.verify(raw, {})).toBe('bad');
    for (const wrong of [
      '',
      'mac=',
      'sha256=',
      value.slice(0, -1),
      `${value.slice(0, -4)}0000`,
      value.replace(/\w{64}/, 'é'.repeat(64)),
    ]) {
      expect(channel.verify(raw, { [name]: wrong })).toBe('bad');
    }
  });

  test('the window is free, then template only, and closed to those who never wrote', () => {
    const last = { at: NOW };
    expect(channel.window({}, NOW)).toEqual({ state: 'closed', reason: 'neverWrote' });
    expect(channel.window(last, NOW + platform.freeHours * HOUR - 1)).toMatchObject({ state: 'free' });
    expect(channel.window(last, NOW + platform.freeHours * HOUR)).not.toMatchObject({ state: 'free' });
    expect(channel.window(last, NOW + 7 * 24 * HOUR)).toEqual({ state: 'template', reason: 'windowClosed' });
  });

  test('a message reaches the person, and its echo and receipts come back as events', async () => {
    const bot = await receiver((raw, headers) => ({
      verdict: channel.verify(raw, headers),
      events: channel.parse(JSON.parse(raw.toString()), NOW),
    }));
    fake.pointTo(bot.url);
    const { platformId, cost } = await channel.send(message());
    const [sent] = await fake.until(USER, 1);
    expect(sent).toMatchObject({ id: platformId, text: message().text, buttons: message().buttons });
    expect(cost).toBe('free');
    const heard = await bot.until(3);
    await bot.close();
    expect(heard.map(({ verdict }) => verdict)).toEqual(['signed', 'signed', 'signed']);
    const events = heard.flatMap((one) => one.events);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'echo', by: 'bot', pauses_bot: false, user: USER, id: platformId }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'receipt', status: 'delivered', user: USER, ids: [platformId] }),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: 'receipt', status: 'seen', user: USER }));
  });

  test('a long text leaves in parts, in order, with the buttons under the last', async () => {
    const text = Array.from({ length: 120 }, (_, n) => `Câu số ${n} của bản tin Hội Phụ nữ tỉnh nhà.`).join(' ');
    await channel.send(message({ text }));
    const parts = fake.to(USER);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.text).join(' ')).toBe(text);
    expect(parts.map((part) => part.buttons.length)).toEqual([...parts.slice(1).map(() => 0), 2]);
  });

  test('more buttons than the platform takes are left to the numbers, and long titles are cut', async () => {
    const buttons = Array.from({ length: 20 }, (_, n) => ({
      title: `${n} Hội viên phụ nữ 👩‍👩‍👧 thôn Đông ${'x'.repeat(90)}`,
      payload: `#a:b:${n}`,
    }));
    await channel.send(message({ buttons }));
    expect(fake.to(USER)[0]?.buttons).toHaveLength(channel.can.buttons);
  });

  test('too fast, window closed, refused, dead and lost are told apart', async () => {
    await fake.set({ error: platform.tooFast });
    expect(await failure()).toMatchObject({ retry: 'throttled', unsure: false });
    await fake.set('busy');
    expect(await failure()).toMatchObject({ retry: 'throttled', unsure: false });
    await fake.set({ error: platform.windowClosed, times: 1 });
    expect(await failure()).toMatchObject({ retry: 'never', about: 'window', platformCode: platform.windowClosed });
    await channel.send(message());
    await fake.set('refused');
    expect(await failure()).toMatchObject({ retry: 'later', unsure: false });
    await fake.set('dead');
    expect(await failure()).toMatchObject({ retry: 'later', unsure: true });
    await fake.set('gateway');
    expect(await failure()).toMatchObject({ retry: 'later', unsure: true });
    await fake.set('lost');
    const before = fake.to(USER).length;
    expect(await failure()).toMatchObject({ retry: 'later', unsure: true });
    expect(fake.to(USER)).toHaveLength(before + 1);
  });

  test('the platform refuses whom it may not write to', async () => {
    fake.heard(USER, NOW - 8 * 24 * HOUR);
    expect(await failure()).toMatchObject({ retry: 'never', about: 'window' });
  });

  test('an error holds no token, text or user', async () => {
    for (const mode of ['dead', 'refused', 'gateway', { error: platform.windowClosed }] as const) {
      await fake.set(mode);
      const error = await failure();
      const told = JSON.stringify([error, error.message, error.stack, Object.getOwnPropertyNames(error), String(error.cause)]);
      for (const secret of [USER, 'dự họp', 'access-0', 'page-token', fake.url]) expect(told).not.toContain(secret);
    }
  });

  test('an empty text never leaves', async () => {
    expect(await failure({ text: ' \n' })).toMatchObject({ retry: 'never', about: 'content' });
    expect(fake.sent).toEqual([]);
  });

  test('a part that fails after another has left is unsure', async () => {
    const text = 'Một câu dài của bản tin. '.repeat(200);
    let left = 0;
    fake.onSend(() => {
      if (++left === 1) void fake.set({ error: platform.tooFast });
    });
    expect(await failure({ text })).toMatchObject({ retry: 'throttled', unsure: true });
  });
});

test('people of both platforms write signed webhooks', async () => {
  const zalo = await startFakeZalo();
  const graph = await startFakeGraph();
  const [zaloChannel, graphChannel] = [zaloOn(zalo), messengerOn(graph)];
  const seen = (channel: Channel) =>
    receiver((raw, headers) => ({
      verdict: channel.verify(raw, headers),
      events: channel.parse(JSON.parse(raw.toString()), NOW),
    }));
  const [zaloBot, graphBot] = await Promise.all([seen(zaloChannel), seen(graphChannel)]);
  const lan = zaloPerson(zaloBot.url, zalo.secrets, '111', { platform: zalo });
  const hoa = messengerPerson(graphBot.url, graph.secrets, '222', { platform: graph });
  expect([await lan.says('Chào chị'), await lan.again(), await lan.taps('#menu:join'), await lan.follows()]).toEqual([
    200, 200, 200, 200,
  ]);
  await hoa.says('Đăng ký');
  await hoa.taps('#menu:join', 'Vào Hội');
  await hoa.arrives('ABC123');
  await hoa.saysAtOnce(['một', 'hai'], ['ba']);
  expect(zaloBot.heard.map(({ verdict }) => verdict)).toEqual(['signed', 'signed', 'signed', 'signed']);
  const [first, again, tap, follow] = zaloBot.heard.flatMap((one) => one.events);
  expect(first).toMatchObject({ type: 'text', text: 'Chào chị', user: '111' });
  expect(again).toEqual(first);
  expect(tap).toMatchObject({ type: 'tap', payload: '#menu:join' });
  expect(follow).toMatchObject({ type: 'follow', user: '111' });
  expect(graphBot.heard.map(({ verdict }) => verdict)).toEqual(['signed', 'signed', 'signed', 'signed']);
  expect(graphBot.heard.flatMap((one) => one.events)).toMatchObject([
    { type: 'text', text: 'Đăng ký', user: '222' },
    { type: 'tap', payload: '#menu:join', text: 'Vào Hội' },
    { type: 'referral', ref: 'ABC123' },
    { type: 'text', text: 'một' },
    { type: 'text', text: 'hai' },
    { type: 'text', text: 'ba' },
  ]);
  await Promise.all([zalo.close(), graph.close(), zaloBot.close(), graphBot.close()]);
});
