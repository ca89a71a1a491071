import type { Failure, OutboundMessage } from '../../src/channels/channel';
import { zaloParts } from '../../src/channels/zalo-bodies';
import { zaloFailure } from '../../src/channels/zalo-errors';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { zaloOn } from './set-up';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 3);
const MESSAGE: OutboundMessage = {
  sendId: 'send-1',
  account: '1',
  user: '111',
  text: 'Chào chị',
  buttons: [{ title: 'Vào Hội', payload: '#menu:join' }],
  kind: 'reply',
};

/** Every code of the platform's reference for messages, with what it must lead to. */
const CODES: [codes: string, retry: Failure['retry'], about?: Failure['about']][] = [
  ['-216 216 -220 401 -401 -124', 'token', 'account'],
  ['-32', 'throttled', 'account'],
  ['-200', 'later'],
  ['-201 -210 -233 -248 -249 -100', 'never', 'content'],
  ['-211 -235 -240 -204 -205 -209 -212 -219 -221 -223 -224 -242 -320 -321', 'never', 'account'],
  ['-218 -213 -217 -227 -244', 'never', 'person'],
  ['-230 -232', 'never', 'window'],
  ['-234', 'later', 'window'],
  ['-9999', 'later'],
];

let fake: FakeZalo;
beforeEach(async () => {
  fake = await startFakeZalo({ clock: () => NOW });
});
afterEach(() => fake.close());

const bodies = (...given: Parameters<typeof zaloParts>) => zaloParts(...given).map(({ body }) => body);
const rows = CODES.flatMap(([codes, retry, about]) => codes.split(' ').map((code) => ({ code, retry, about })));

test.each(rows)('the code $code is $retry about $about', async ({ code, retry, about }) => {
  await fake.set({ error: code }, /message/);
  const error = zaloOn(fake).send(MESSAGE);
  await expect(error).rejects.toMatchObject({ retry, platformCode: code, unsure: false, ...(about ? { about } : {}) });
});

test.each([
  ['-108 -114 -118 -119 -139 -140 -141 -1441 -1471 -1472', 'never', 'person'],
  ['-115 -135 -136 -137', 'never', 'account'],
  ['-117 -131 -1121 -1122 -1124 -146', 'never', 'content'],
  ['-124', 'token', 'account'],
  ['-133', 'later', 'window'],
  ['-144', 'later', 'account'],
  ['-147', 'later', 'content'],
  ['-32', 'throttled', 'account'],
])('templates to phone numbers: %s are %s about %s', (codes, retry, about) => {
  for (const code of codes.split(' ')) expect(zaloFailure(code, 'templates')).toMatchObject({ retry, about });
});

test('the body is the one of the reference, without a template_type', () => {
  expect(bodies({ ...MESSAGE, text: 'Cha\u0300o chi\u0323' }, { buttons: true })).toEqual([
    {
      recipient: { user_id: '111' },
      message: {
        text: 'Chào chị',
        attachment: {
          type: 'template',
          payload: { buttons: [{ title: 'Vào Hội', type: 'oa.query.hide', payload: '#menu:join' }] },
        },
      },
    },
  ]);
});

test('without buttons the numbers in the text are enough', async () => {
  expect(bodies(MESSAGE, { buttons: false })).toEqual([{ recipient: { user_id: '111' }, message: { text: 'Chào chị' } }]);
  const channel = zaloOn(fake, { buttons: false });
  expect(channel.can.buttons).toBe(0);
  await channel.send(MESSAGE);
  expect(fake.to('111')[0]?.buttons).toEqual([]);
});

test('a message is free in the first 48 hours, paid until the seventh day', async () => {
  const channel = zaloOn(fake);
  fake.heard('111', NOW - 47 * HOUR);
  expect(await channel.send(MESSAGE)).toMatchObject({ cost: 'free' });
  fake.heard('111', NOW - 49 * HOUR);
  expect(await channel.send(MESSAGE)).toMatchObject({ cost: 'paid' });
  expect(channel.window({ at: NOW - 49 * HOUR }, NOW)).toEqual({ state: 'paid', until: NOW + 119 * HOUR });
});

test('the platform refuses what its limits forbid', async () => {
  const call = async (body: object) => {
    const headers = { access_token: fake.tokens().access, 'content-type': 'application/json' };
    const answer = await fetch(`${fake.url}/v3.0/oa/message/cs`, { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await answer.json()) as { error: number }).error;
  };
  const recipient = { user_id: '111' };
  expect(await call({ recipient, message: { text: 'a'.repeat(2001) } })).toBe(-210);
  expect(await call({ recipient, message: {} })).toBe(-201);
  const button = { title: 'a', type: 'oa.query.hide', payload: '#a:b' };
  const six = { type: 'template', payload: { buttons: Array.from({ length: 6 }, () => button) } };
  expect(await call({ recipient, message: { text: 'a', attachment: six } })).toBe(-201);
  expect(await call({ recipient, message: { text: 'a' } })).toBe(0);
});

test('calls beyond the rate are told to slow down', async () => {
  const slow = await startFakeZalo({ rate: { calls: 2, ms: 60_000 } });
  // Three that know nothing of each other: one alone reads the headers and slows down before.
  await zaloOn(slow).send(MESSAGE);
  await zaloOn(slow).send(MESSAGE);
  await expect(zaloOn(slow).send(MESSAGE)).rejects.toMatchObject({ retry: 'throttled', platformCode: '-32' });
  await slow.close();
});
