import type { Channel, OutboundMessage } from '../../src/channels/channel';
import { messengerParts } from '../../src/channels/messenger-bodies';
import { zaloParts } from '../../src/channels/zalo-bodies';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { messengerOn, zaloOn } from './set-up';

const PICTURE = 'https://hoi.example.vn/anh.jpg';
const LONG = Array.from({ length: 60 }, (_, n) => `Câu số ${n} của bản tin Hội Phụ nữ tỉnh nhà, mời chị đọc.`).join(' ');
const MESSAGE: OutboundMessage = { sendId: 's', account: '1', user: '111', text: 'Chào chị', buttons: [], kind: 'reply' };
const BUTTONS = [{ title: 'Vào Hội', payload: '#join::open' }];
const CONTACT = { title: 'Gửi số', detail: 'Chị bấm vào đây' };
const CARDS = [
  { title: 'Họp chi hội 1', detail: 'thứ bảy 19h', image: PICTURE, url: 'https://hoi.example.vn/hop/1' },
  { title: 'Họp chi hội 2' },
];

describe('Zalo, in the shapes of the reference', () => {
  const recipient = { user_id: '111' };
  const media = {
    type: 'template',
    payload: { template_type: 'media', elements: [{ media_type: 'image', url: PICTURE }] },
  };

  test('a picture rides with the text, and the text goes alone where the picture is refused', () => {
    expect(zaloParts({ ...MESSAGE, image: PICTURE }, {})).toEqual([
      {
        body: { recipient, message: { text: 'Chào chị', attachment: media } },
        instead: { recipient, message: { text: 'Chào chị' } },
      },
    ]);
  });

  test('one attachment for each message: a picture goes before a text with buttons', () => {
    const buttons = { buttons: [{ title: 'Vào Hội', type: 'oa.query.hide', payload: '#join::open' }] };
    expect(zaloParts({ ...MESSAGE, image: PICTURE, buttons: BUTTONS }, { buttons: true })).toEqual([
      { body: { recipient, message: { attachment: media } }, instead: 'nothing' },
      {
        body: { recipient, message: { text: 'Chào chị', attachment: { type: 'template', payload: buttons } } },
        instead: { recipient, message: { text: 'Chào chị' } },
      },
    ]);
    const [typed] = zaloParts({ ...MESSAGE, buttons: BUTTONS }, { buttons: true, buttonsTemplateType: 'buttons' });
    expect(typed?.body).toMatchObject({ message: { attachment: { payload: { template_type: 'buttons', ...buttons } } } });
  });

  test('the picture of a long text is with its first part', () => {
    const parts = zaloParts({ ...MESSAGE, text: LONG, image: PICTURE }, {});
    expect(parts.map(({ body }) => Object.keys((body as { message: object }).message))).toEqual([
      ['text', 'attachment'],
      ['text'],
    ]);
  });

  test('the form for her number follows the text, where it is switched on', () => {
    const element = { title: 'Gửi số', subtitle: 'Chị bấm vào đây' };
    const form = { type: 'template', payload: { template_type: 'request_user_info', elements: [element] } };
    expect(zaloParts({ ...MESSAGE, contact: CONTACT }, { contactForm: true })).toEqual([
      { body: { recipient, message: { text: 'Chào chị' } } },
      { body: { recipient, message: { attachment: form } }, instead: 'nothing' },
    ]);
    expect(zaloParts({ ...MESSAGE, contact: CONTACT }, {})).toHaveLength(1);
  });

  test('cards are a list template, where it is switched on', () => {
    const action = { type: 'oa.open.url', url: 'https://hoi.example.vn/hop/1' };
    const elements = [
      { title: 'Họp chi hội 1', subtitle: 'thứ bảy 19h', image_url: PICTURE, default_action: action },
      { title: 'Họp chi hội 2' },
    ];
    const attachment = { type: 'template', payload: { template_type: 'list', elements } };
    expect(zaloParts({ ...MESSAGE, cards: CARDS }, { list: true })[0]).toEqual({
      body: { recipient, message: { attachment } },
      instead: 'nothing',
    });
    expect(zaloParts({ ...MESSAGE, cards: CARDS }, {})).toHaveLength(1);
  });

  test('a reply can name her message in place of herself', () => {
    const mode = { recipientMode: 'message_id' } as const;
    const first = (message: OutboundMessage) => zaloParts(message, mode)[0]?.body;
    expect(first({ ...MESSAGE, answers: 'm9' })).toMatchObject({ recipient: { message_id: 'm9' } });
    expect(first({ ...MESSAGE, answers: 'm9', kind: 'update' })).toMatchObject({ recipient });
    expect(first(MESSAGE)).toMatchObject({ recipient });
  });
});

describe('Messenger, in the shapes of the reference', () => {
  const parties = { recipient: { id: '111' }, messaging_type: 'RESPONSE' };

  test('picture and cards go before the text, so that the quick replies stay', () => {
    const elements = [
      {
        title: 'Họp chi hội 1',
        subtitle: 'thứ bảy 19h',
        image_url: PICTURE,
        default_action: { type: 'web_url', url: 'https://hoi.example.vn/hop/1' },
      },
    ];
    expect(messengerParts({ ...MESSAGE, image: PICTURE, cards: CARDS, buttons: BUTTONS })).toEqual([
      { body: { ...parties, message: { attachment: { type: 'image', payload: { url: PICTURE } } } }, instead: 'nothing' },
      {
        body: { ...parties, message: { attachment: { type: 'template', payload: { template_type: 'generic', elements } } } },
        instead: 'nothing',
      },
      {
        body: {
          ...parties,
          message: {
            text: 'Chào chị',
            quick_replies: [{ content_type: 'text', title: 'Vào Hội', payload: '#join::open' }],
            metadata: 's',
          },
        },
      },
    ]);
  });

  test('the button for her number comes first, never more than 13 in all', () => {
    const buttons = Array.from({ length: 13 }, (_, n) => ({ title: `${n}`, payload: `#a:b:${n}` }));
    const [part] = messengerParts({ ...MESSAGE, buttons, contact: CONTACT });
    const texts = buttons.slice(0, 12).map((button) => ({ content_type: 'text', ...button }));
    const quick_replies = [{ content_type: 'user_phone_number' }, ...texts];
    expect(part?.body).toMatchObject({ message: { quick_replies } });
  });
});

describe.each([
  [
    'zalo',
    () => startFakeZalo(),
    (fake: FakeZalo | FakeGraph) => zaloOn(fake as FakeZalo, { list: true, contactForm: true }),
    '-201',
  ],
  ['messenger', () => startFakeGraph(), (fake: FakeZalo | FakeGraph) => messengerOn(fake as FakeGraph), '100/2018047'],
] as const)('%s takes them', (_, start, channelOf, refusal) => {
  let fake: FakeZalo | FakeGraph;
  let channel: Channel;
  beforeEach(async () => {
    fake = await start();
    channel = channelOf(fake);
  });
  afterEach(() => fake.close());
  const everything = { ...MESSAGE, image: PICTURE, cards: CARDS, buttons: BUTTONS, contact: CONTACT };

  test('picture, cards, buttons and the question for her number all arrive; the answer names the text', async () => {
    const { platformId, leftOut } = await channel.send(everything);
    const sent = fake.to('111');
    expect(leftOut).toBeUndefined();
    expect(sent.flatMap(({ image }) => image ?? [])).toEqual([PICTURE]);
    expect(sent.flatMap(({ cards }) => cards ?? [])[0]).toBe('Họp chi hội 1');
    expect(sent.flatMap(({ buttons }) => buttons)).toEqual(BUTTONS);
    expect(sent.filter(({ contact }) => contact)).toHaveLength(1);
    expect(sent.find(({ id }) => id === platformId)?.text).toBe('Chào chị');
  });

  test('a picture that is refused costs the picture, not the words', async () => {
    await fake.set({ error: refusal, times: 1 });
    expect(await channel.send({ ...MESSAGE, image: PICTURE })).toMatchObject({ leftOut: expect.any(String) });
    expect(fake.to('111')).toMatchObject([{ text: 'Chào chị', buttons: [] }]);
    expect(fake.to('111')[0]?.image).toBeUndefined();
  });

  test('before the text nothing has left, and a platform that is too fast for a picture is asked again later', async () => {
    await fake.set('busy');
    await expect(channel.send(everything)).rejects.toMatchObject({ retry: 'throttled', unsure: false });
    expect(fake.sent).toEqual([]);
  });
});

test('a form that fails after the text is not worth saying the text twice', async () => {
  const fake = await startFakeZalo();
  fake.onSend(() => void fake.set('busy'));
  const channel = zaloOn(fake, { contactForm: true });
  expect(await channel.send({ ...MESSAGE, contact: CONTACT })).toMatchObject({ leftOut: 'tooFast' });
  expect(fake.to('111')).toHaveLength(1);
  await fake.close();
});

test('what is refused with buttons goes out with its numbers', async () => {
  const fake = await startFakeZalo();
  await fake.set({ error: '-201', times: 1 });
  const text = 'Chị dự không?\n1. Có';
  expect(await zaloOn(fake).send({ ...MESSAGE, text, buttons: BUTTONS })).toMatchObject({ leftOut: 'badParameter' });
  expect(fake.to('111')).toMatchObject([{ text, buttons: [] }]);
  await fake.close();
});

test('a picture between two days and seven is paid, and so is the message', async () => {
  const fake = await startFakeZalo({ later: { inPackage: 1, charged: 1 } });
  fake.heard('111', Date.now() - 49 * 3_600_000);
  const channel = zaloOn(fake);
  expect(await channel.send({ ...MESSAGE, image: PICTURE })).toMatchObject({ cost: 'paid' });
  expect(await channel.send(MESSAGE)).toMatchObject({ cost: 'paid' });
  await expect(channel.send(MESSAGE)).rejects.toMatchObject({ platformCode: '-211', about: 'account' });
  await fake.close();
});
