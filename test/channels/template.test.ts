import type { OutboundMessage } from '../../src/channels/channel';
import { utilityBody } from '../../src/channels/messenger';
import { readGraphUsage, readZaloUsage, watchUsage } from '../../src/channels/usage';
import { zaloTemplate } from '../../src/channels/zalo';
import { startServer } from '../fake/server';
import { startFakeZalo } from '../fake/zalo';
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

test('Zalo: a template goes to the chat, or to a phone number at the host of its own', () => {
  expect(zaloTemplate(MESSAGE, TEMPLATE)).toEqual({
    host: 'messages',
    path: '/v3.0/oa/message/template',
    body: { user_id: '111', template_id: '4711', template_data: TEMPLATE.vars },
  });
  const byPhone = zaloTemplate(MESSAGE, { ...TEMPLATE, phone: '84905123456' });
  expect(byPhone).toEqual({
    host: 'templates',
    path: '/message/template',
    body: { phone: '84905123456', template_id: '4711', template_data: TEMPLATE.vars, tracking_id: 's' },
  });
  const long = zaloTemplate({ ...MESSAGE, sendId: 'x'.repeat(60) }, { ...TEMPLATE, phone: '84905123456' });
  expect((long.body as { tracking_id: string }).tracking_id).toHaveLength(43);
});

test('Zalo: the codes of the phone host have their own meaning', async () => {
  const phones = await startServer(
    0,
    () => ({ body: { error: 0, data: { msg_id: 'm1' } } }),
    (code) => ({ body: { error: Number(code) } }),
  );
  const fake = await startFakeZalo();
  const channel = zaloOn(fake, { znsBaseUrl: phones.url });
  const message = { ...MESSAGE, template: { ...TEMPLATE, phone: '84905123456' } };
  expect(await channel.send(message)).toEqual({ platformId: 'm1', cost: 'paid' });
  await phones.set({ error: '-108' });
  await expect(channel.send(message)).rejects.toMatchObject({ code: 'badPhone', about: 'person' });
  await Promise.all([phones.close(), fake.close()]);
});

test('Messenger: both shapes of the utility template', () => {
  const parameters = [
    { type: 'text', parameter_name: 'branch', text: 'Chi hội 1' },
    { type: 'text', parameter_name: 'day', text: '22/11' },
  ];
  const components = [{ type: 'body', parameters }];
  const template = { name: '4711', language: { code: 'vi' }, components };
  expect(utilityBody(MESSAGE, TEMPLATE)).toEqual({ recipient: { id: '111' }, messaging_type: 'UTILITY', message: { template } });
  expect(utilityBody(MESSAGE, TEMPLATE, 'B')).toEqual({
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
  expect([refused('reply', 15_000), refused('update', 15_000)]).toEqual([false, false]);
  const graph = watchUsage(readGraphUsage);
  graph.saw({ 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":3}]}' }, 0);
  expect(() => graph.check('reply', 179_000)).toThrow();
  expect(() => graph.check('reply', 181_000)).not.toThrow();
});
