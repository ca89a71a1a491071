import type { Channel, OutboundMessage } from '../../src/channels/channel';
import { download } from '../../src/channels/media';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { messengerOn, zaloOn } from './set-up';

const DAY = 86_400_000;
const MB = 1024 * 1024;
const picture = { name: 'Ảnh áp phích', type: 'png', bytes: Buffer.from('89504e470d0a1a0a01', 'hex') };
const paper = { name: 'Đề cương', type: 'pdf', bytes: Buffer.from('%PDF-1.7') };
const LINKED = 'Chào chị\n• Ảnh – https://hoi.example.vn/tep/x';
const MESSAGE: OutboundMessage = { sendId: 's', account: '1', user: '111', text: 'Chào chị', buttons: [], kind: 'update' };
const BUTTONS = [{ title: 'Đã đọc', payload: '#broadcast:b:read' }];
const withFile = (kind: 'picture' | 'file', ref?: string): OutboundMessage => ({
  ...MESSAGE,
  enclosed: { kind, linked: LINKED, ...(ref === undefined ? {} : { ref }) },
});
const shown = (fake: FakeZalo | FakeGraph) =>
  fake.to('111').map(({ text, image, file }) => [text, ...(image ? ['ảnh'] : []), ...(file ? ['tệp'] : [])].filter(Boolean));

describe.each([
  ['zalo', startFakeZalo, (fake: FakeZalo | FakeGraph, now: () => number) => zaloAt(fake as FakeZalo, now), 7, '-201', '-100'],
  ['messenger', startFakeGraph, (fake: FakeZalo | FakeGraph) => messengerOn(fake as FakeGraph), 90, '100/2018047', '100/2018074'],
] as const)('%s', (name, start, channelOn, days, refusal, ended) => {
  let clock = Date.parse('2026-12-01T09:00:00+07:00');
  let fake: FakeZalo | FakeGraph;
  let channel: Required<Pick<Channel, 'handIn' | 'download' | 'send'>>;
  beforeEach(async () => {
    fake = await start({ clock: () => clock });
    channel = channelOn(fake, () => clock) as typeof channel;
  });
  afterEach(() => fake.close());

  test('a picture is handed in once and goes with the words, a file before them; buttons stay below the words', async () => {
    const { ref, until } = await channel.handIn(picture);
    const token = await channel.handIn(paper);
    expect(fake.handed).toMatchObject([
      { ref, name: 'Ảnh áp phích.png', bytes: picture.bytes },
      { ref: token.ref, name: 'Đề cương.pdf', bytes: paper.bytes },
    ]);
    // Not used on the last hours before it ends.
    if (name === 'zalo') expect(until).toBeLessThan(clock + days * DAY);
    await channel.send(withFile('picture', ref));
    const apart = name === 'zalo' ? [['Chào chị', 'ảnh']] : [['ảnh'], ['Chào chị']];
    expect(shown(fake)).toEqual(apart);
    await channel.send({ ...withFile('picture', ref), buttons: BUTTONS });
    expect(shown(fake).slice(apart.length)).toEqual([['ảnh'], ['Chào chị']]);
    expect(fake.to('111').at(-1)?.buttons).toEqual(BUTTONS);
    await channel.send(withFile('file', token.ref));
    expect(shown(fake).slice(-2)).toEqual([['tệp'], ['Chào chị']]);
  });

  test('what was not handed in goes by its address, and so does what has ended or is refused', async () => {
    expect(await channel.send(withFile('picture'))).not.toHaveProperty('leftOut');
    const { ref } = await channel.handIn(picture);
    clock += days * DAY;
    expect(await channel.send(withFile('picture', ref))).toMatchObject({ leftOut: 'attachmentExpired' });
    await fake.set({ error: refusal, times: 1 });
    expect(await channel.send(withFile('file', ref))).toMatchObject({ leftOut: expect.any(String) });
    expect(shown(fake)).toEqual([[LINKED], [LINKED], [LINKED]]);
    await fake.set({ error: ended, times: 1 });
    expect(await channel.send(withFile('file', ref))).toMatchObject({ leftOut: 'attachmentExpired' });
  });

  test('a refusal that is not about the file is told as it is', async () => {
    const { ref } = await channel.handIn(picture);
    await fake.set('busy');
    await expect(channel.send(withFile('picture', ref))).rejects.toMatchObject({ retry: 'throttled', unsure: false });
    await expect(channel.handIn(picture)).rejects.toMatchObject({ retry: 'throttled' });
  });

  test('what the platform does not take is refused, the largest before it leaves', async () => {
    const large = { ...picture, bytes: Buffer.concat([picture.bytes, Buffer.alloc(8 * MB)]) };
    await expect(channel.handIn(large)).rejects.toMatchObject({ code: 'tooLarge', retry: 'never', about: 'content' });
    if (name === 'zalo')
      await expect(channel.handIn({ ...paper, type: 'xlsx' })).rejects.toMatchObject({ code: 'badMedia', about: 'content' });
    await fake.set({ error: refusal });
    await expect(channel.handIn(picture)).rejects.toMatchObject({ code: 'badMedia', about: 'content' });
    expect(fake.handed).toEqual([]);
  });

  test('what a person sent is fetched from the platform itself, and from nowhere else', async () => {
    const url = fake.show('bien-ban.jpg', picture.bytes);
    expect(await channel.download(url, MB)).toEqual({ bytes: picture.bytes });
    expect(await channel.download(url, 5)).toEqual({ refused: 'tooLarge' });
    expect(await channel.download(`${fake.url}/media/none.jpg`, MB)).toEqual({ refused: 'gone' });
    const away = fake.show('away.jpg', { redirect: 'http://169.254.169.254/latest' });
    expect(await channel.download(away, MB)).toEqual({ refused: 'elsewhere' });
    await fake.set('gateway');
    await expect(channel.download(url, MB)).rejects.toMatchObject({ retry: 'later' });
  });
});

test('a token that has ended is renewed for a file as for a message', async () => {
  const fake = await startFakeZalo();
  fake.expireToken();
  await zaloOn(fake).handIn?.(picture);
  expect([fake.refreshes(), fake.handed.length]).toEqual([1, 1]);
  await fake.close();
});

test.each([
  'http://f6.photo.talk.zdn.vn/a.jpg',
  'https://zdn.vn.example.com/a.jpg',
  'https://evilzdn.vn/a.jpg',
  'https://user:word@f6.photo.talk.zdn.vn/a.jpg',
  'https://f6.photo.talk.zdn.vn:8443/a.jpg',
  'https://127.0.0.1/a.jpg',
  'file:///etc/passwd',
  'a.jpg',
])('nothing is fetched from %s', async (url) => {
  const hosts = { hosts: ['zdn.vn'], baseUrl: 'https://openapi.zalo.me' };
  expect(await download(url, hosts, MB)).toEqual({ refused: 'elsewhere' });
});

const zaloAt = (fake: FakeZalo, now: () => number) => zaloOn(fake, {}, undefined, now);
