import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure, OutboundMessage } from '../../src/channels/channel';
import { messengerParts } from '../../src/channels/messenger-bodies';
import { graphFailure } from '../../src/channels/messenger-errors';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { messengerOn } from './set-up';

const PAYLOADS = join(__dirname, '../payloads/messenger');
const MESSAGE: OutboundMessage = {
  sendId: 'send-1',
  account: '1',
  user: '222',
  text: 'Chào chị',
  buttons: [{ title: 'Đăng ký tham gia Hội Liên hiệp', payload: '#menu:join' }],
  kind: 'reply',
};

/** Every code of the platform's reference, with what it must lead to. */
const CODES: [codes: string, retry: Failure['retry'], about?: Failure['about']][] = [
  ['10/2018278 10/2534022 10/2018065', 'never', 'window'],
  ['10/2018108 551 551/1545041 200/1545041 100/2018001 100/33 613/2018338 2018300', 'never', 'person'],
  ['10/1893063 10 200 200/2018028 200/2018027 200/2018021 2022 2/2018344', 'never', 'account'],
  ['100 100/1893061 100/2018008 100/2018047 100/2018109 100/2018294 100/2018074 100/2018014 2018416', 'never', 'content'],
  ['190 190/458 190/460 190/463 190/1234567', 'token', 'account'],
  ['4 32 613 613/2534040 80001 80006', 'throttled', 'account'],
  ['2018321', 'later', 'person'],
  ['99999', 'later'],
];

let fake: FakeGraph;
beforeEach(async () => {
  fake = await startFakeGraph();
});
afterEach(() => fake.close());

const bodies = (message: OutboundMessage) => messengerParts(message).map(({ body }) => body);
const rows = CODES.flatMap(([codes, retry, about]) => codes.split(' ').map((code) => ({ code, retry, about })));

test.each(rows)('the code $code is $retry about $about', async ({ code, retry, about }) => {
  await fake.set({ error: code });
  const error = messengerOn(fake).send(MESSAGE);
  await expect(error).rejects.toMatchObject({ retry, platformCode: code, unsure: false, ...(about ? { about } : {}) });
});

test.each([
  ['1', 'later'],
  ['2', 'later'],
  ['1200', 'later'],
  ['1/1357046', 'never'],
])('after the code %s the message may have left', async (code, retry) => {
  await fake.set({ error: code });
  await expect(messengerOn(fake).send(MESSAGE)).rejects.toMatchObject({ retry, unsure: true });
});

test('a profile that is missing never stops a reply', () => {
  expect(graphFailure('100', '2018218')).toMatchObject({ retry: 'never' });
  expect(graphFailure('2018247')).toMatchObject({ code: 'noProfile' });
});

test('every recorded error has a verdict of its own', () => {
  for (const file of readdirSync(PAYLOADS).filter((name) => name.startsWith('send-error'))) {
    const { error } = JSON.parse(readFileSync(join(PAYLOADS, file), 'utf8')) as {
      error: { code: number; error_subcode?: number };
    };
    expect(graphFailure(String(error.code), error.error_subcode?.toString()).code).not.toBe('unknownFailure');
  }
});

test('the body is the one of the reference, with the id of the send and titles of 20', () => {
  expect(bodies(MESSAGE)).toEqual([
    {
      recipient: { id: '222' },
      messaging_type: 'RESPONSE',
      message: {
        text: 'Chào chị',
        quick_replies: [{ content_type: 'text', title: 'Đăng ký tham gia Hộ…', payload: '#menu:join' }],
        metadata: 'send-1',
      },
    },
  ]);
  expect(bodies({ ...MESSAGE, kind: 'update', buttons: [] })).toEqual([
    { recipient: { id: '222' }, messaging_type: 'UPDATE', message: { text: 'Chào chị', metadata: 'send-1' } },
  ]);
});

test('the echo brings the id of the send back', async () => {
  await messengerOn(fake).send(MESSAGE);
  expect(fake.to('222')[0]).toMatchObject({ metadata: 'send-1' });
});

test('a wrong token is an account that somebody must connect again', async () => {
  const channel = messengerOn(fake, { pageAccessToken: 'other' });
  await expect(channel.send(MESSAGE)).rejects.toMatchObject({ retry: 'token', about: 'account', platformCode: '190' });
});

test('profile and subscription are kept', async () => {
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${fake.pageAccessToken}`, 'content-type': 'application/json' };
    const answer = await fetch(`${fake.url}/v26.0/me/${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answer.json() as Promise<unknown>;
  };
  expect(await call('GET', 'subscribed_apps')).toEqual({ data: [] });
  await call('POST', 'subscribed_apps?subscribed_fields=messages,message_echoes');
  expect(fake.subscribed()).toEqual(['messages', 'message_echoes']);
  await call('POST', 'messenger_profile', { get_started: { payload: 'get_started' } });
  expect(await call('GET', 'messenger_profile')).toEqual({ data: [{ get_started: { payload: 'get_started' } }] });
});

test('the hours of the window are a switch', () => {
  const [at, day] = [Date.UTC(2026, 10, 22), 24 * 3_600_000];
  expect(messengerOn(fake).window({ at }, at + day)).toEqual({ state: 'template', reason: 'windowClosed' });
  expect(messengerOn(fake, { windowHours: 168 }).window({ at }, at + day)).toEqual({ state: 'free', until: at + 7 * day });
});

test('where templates are to be used, the set-up names the permission that they need', async () => {
  const profile = { greeting: 'Chào chị', start: '#menu::open', menu: [], questions: [] };
  const findings = async (changes: object) => (await messengerOn(fake, changes).check?.(profile, false)) ?? [];
  expect((await findings({})).map(({ what }) => what)).not.toContain('utility templates');
  const changes = { templates: { MEETING: 'meeting' }, utilityPermission: 'pages_utility_messaging' };
  const remedy = expect.stringContaining('pages_utility_messaging');
  expect(await findings(changes)).toContainEqual({ what: 'utility templates', verdict: 'unknown', remedy });
});
