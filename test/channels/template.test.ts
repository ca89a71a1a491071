import type { OutboundMessage } from '../../src/channels/channel';
import { utilityBody } from '../../src/channels/messenger-bodies';
import { TEMPLATE_OF, templateOf } from '../../src/channels/templates';
import { readGraphUsage, readZaloUsage, watchUsage } from '../../src/channels/usage';
import { zaloPhoneTemplate, zaloTemplate } from '../../src/channels/zalo-bodies';
import { TEMPLATE_NAMES } from '../../src/config';
import { templateOf as wordsOf } from '../../src/words';
import { startFakeZalo } from '../fake/zalo';
import { receiver } from './receiver';
import { zaloOn } from './set-up';

const TEMPLATE = { id: '4711', vars: { branch: 'Chi hội 1', day: '22/11' } };
const MESSAGE: OutboundMessage = {
  sendId: 's',
  account: '1',
  user: '111',
  text: 'x',
  buttons: [],
  kind: 'update',
  template: TEMPLATE,
};

test('Zalo: a template goes to the chat, or to a phone number', () => {
  expect(zaloTemplate(MESSAGE)).toEqual({ user_id: '111', template_id: '4711', template_data: TEMPLATE.vars });
  expect(zaloPhoneTemplate({ sendId: 's', phone: '0905123456', template: TEMPLATE })).toEqual({
    phone: '84905123456',
    template_id: '4711',
    template_data: TEMPLATE.vars,
    tracking_id: 's',
  });
});

test('Zalo: a template to a phone number is paid, and its receipt names it by our id', async () => {
  const fake = await startFakeZalo({ receipts: true });
  const channel = zaloOn(fake);
  const bot = await receiver((raw, headers) => ({
    verdict: channel.verify(raw, headers),
    events: channel.parse(JSON.parse(raw.toString()), 0),
  }));
  fake.pointTo(bot.url);
  const sent = await channel.toPhone?.({ sendId: 'send-1', phone: '0905123456', template: TEMPLATE });
  expect(sent).toEqual({ platformId: 'send-1', cost: 'paid' });
  const [heard] = await bot.until(1);
  expect(heard).toMatchObject({ verdict: 'signed', events: [{ type: 'receipt', status: 'delivered', ids: ['send-1'] }] });
  await Promise.all([fake.close(), bot.close()]);
});

test.each([
  ['a wrong number', { phone: '12345' }, {}, '-108', 'person'],
  ['a number that takes none', {}, { unreachable: ['84905123456'] }, '-118', 'person'],
  ['a template that is not approved', {}, { templates: [{ id: '1' }] }, '-117', 'content'],
  ['a template that was disabled', {}, { templates: [{ id: '4711', disabled: true }] }, '-146', 'content'],
  ['an empty variable', { template: { id: '4711', vars: { branch: '' } } }, {}, '-1121', 'content'],
  ['an id that is too long', { sendId: 'x'.repeat(49) }, {}, '-1122', 'content'],
  ['the limit of the day', {}, { daily: 0 }, '-144', 'account'],
  ['no money', {}, { paid: 0 }, '-115', 'account'],
] as const)('Zalo: the host of phone numbers refuses %s', async (_, changes, zns, code, about) => {
  const fake = await startFakeZalo({ zns: zns as object });
  const order = { sendId: 's', phone: '0905123456', template: TEMPLATE, ...changes };
  await expect(zaloOn(fake).toPhone?.(order)).rejects.toMatchObject({ platformCode: code, about, unsure: false });
  expect(fake.sent).toEqual([]);
  await fake.close();
});

test('Zalo: a token that ran out is renewed once on either host', async () => {
  const fake = await startFakeZalo();
  fake.expireToken();
  await zaloOn(fake).toPhone?.({ sendId: 's', phone: '0905123456', template: TEMPLATE });
  expect([fake.refreshes(), fake.to('84905123456')]).toMatchObject([1, [{ kind: 'template', metadata: 's' }]]);
  await fake.close();
});

test('every template has its texts, every text exists, and a text without one gets none', () => {
  expect(new Set(Object.values(TEMPLATE_OF))).toEqual(new Set(TEMPLATE_NAMES));
  for (const key of Object.keys(TEMPLATE_OF)) expect(wordsOf(key)).not.toBe('');
  const templates = { MEETING: '1', MEETING_CANCELLED: '2' };
  expect(
    ['meeting.invite', 'meeting.cancelled', 'meeting.changed', 'menu.ask', 'constructor'].map((key) =>
      templateOf(templates, key),
    ),
  ).toEqual(['1', '2', undefined, undefined, undefined]);
});

test('Messenger: both shapes of the utility template', () => {
  const parameters = [
    { type: 'text', parameter_name: 'branch', text: 'Chi hội 1' },
    { type: 'text', parameter_name: 'day', text: '22/11' },
  ];
  const components = [{ type: 'body', parameters }];
  const template = { name: '4711', language: { code: 'vi' }, components };
  expect(utilityBody(MESSAGE)).toEqual({ recipient: { id: '111' }, messaging_type: 'UTILITY', message: { template } });
  expect(utilityBody(MESSAGE, 'B')).toEqual({
    recipient: { id: '111' },
    messaging_type: 'UTILITY',
    message: { attachment: { type: 'template', payload: { template_type: 'utility_messages', ...template } } },
  });
});

test.each([
  [{ 'x-ratelimit-limit': '4000', 'x-ratelimit-remain': '400' }, { share: 0.9 }],
  [{ 'x-ratelimit-limit': '4000' }, undefined],
  [{ 'x-ratelimit-limit': 'many', 'x-ratelimit-remain': {} }, undefined],
])('Zalo: the headers %j say %j', (headers, reading) => {
  expect(readZaloUsage(headers)).toEqual(reading && { share: expect.closeTo(reading.share) });
});

test.each([
  [{ 'x-app-usage': '{"call_count":85,"total_cputime":1,"total_time":2}' }, { share: 0.85 }],
  [
    { 'x-business-use-case-usage': '{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":3}]}' },
    { share: 1, closedFor: 180_000 },
  ],
  [{ 'x-app-usage': '[1,2' }, undefined],
  [{}, undefined],
])('Messenger: the headers %j say %j', (headers, reading) => {
  expect(readGraphUsage(headers)).toEqual(reading);
});

test('messages of our own accord wait first, replies only near the end, and what was said grows old', () => {
  const usage = watchUsage(readZaloUsage);
  const saw = (remain: number) => usage.saw({ 'x-ratelimit-limit': '100', 'x-ratelimit-remain': String(remain) }, 0);
  const refused = (kind: 'reply' | 'update', now: number) => {
    try {
      usage.check(kind, now);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ retry: 'throttled', unsure: false });
      return true;
    }
  };
  saw(30);
  expect([refused('reply', 1), refused('update', 1)]).toEqual([false, false]);
  saw(15);
  expect([refused('reply', 1), refused('update', 1)]).toEqual([false, true]);
  saw(2);
  expect([refused('reply', 1), refused('update', 1)]).toEqual([true, true]);
  // One goes to see, and the others wait for what it finds.
  expect([refused('reply', 15_000), refused('update', 15_000)]).toEqual([false, true]);
  const graph = watchUsage(readGraphUsage);
  graph.saw({ 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":3}]}' }, 0);
  expect(() => graph.check('reply', 179_000)).toThrow();
  expect(() => graph.check('reply', 181_000)).not.toThrow();
});

test.each([
  [{ daily: 300 }, 'ok', { what: 'templates to phones: 300 left today', verdict: 'right' }],
  [{ daily: 0 }, 'ok', { what: 'templates to phones: 0 left today', verdict: 'wrong' }],
  [{}, { error: '-135' }, { what: 'templates to phones', verdict: 'wrong' }],
] as const)('Zalo: the set-up tells what may still go to phone numbers today (%j, %j)', async (zns, mode, finding) => {
  const fake = await startFakeZalo({ zns });
  await fake.set(mode, /^\/message\/quota$/);
  const profile = { greeting: '', start: '', menu: [], questions: [] };
  const check = async (templates: object) => (await zaloOn(fake, { templates }).check?.(profile, false)) ?? [];
  expect(await check({ LINK_CODE: '1' })).toContainEqual(expect.objectContaining(finding));
  expect((await check({})).filter(({ what }) => what.startsWith('templates'))).toEqual([]);
  await fake.close();
});
