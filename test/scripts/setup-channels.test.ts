import { findingLines, profileOf } from '../../scripts/channels/profile';
import type { Finding } from '../../src/channels/channel';
import { memoryTokens } from '../../src/channels/zalo-token';
import { readPayload } from '../../src/engine/payload';
import { messengerOn, zaloOn } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';

let zalo: FakeZalo;
let graph: FakeGraph;
beforeEach(async () => {
  [zalo, graph] = await Promise.all([startFakeZalo(), startFakeGraph()]);
});
afterEach(() => Promise.all([zalo.close(), graph.close()]));

const verdicts = (found: Finding[] = []) => Object.fromEntries(found.map(({ what, verdict }) => [what, verdict]));
const all = (verdict: string) => ({
  greeting: verdict,
  get_started: verdict,
  persistent_menu: verdict,
  ice_breakers: verdict,
  'webhook fields': verdict,
});

test('Messenger: a dry run says what is wrong, the real one sets it, and then all is right', async () => {
  const { check } = messengerOn(graph);
  const dry = await check?.(profileOf(), false);
  expect(verdicts(dry)).toEqual(all('wrong'));
  for (const { remedy } of dry ?? []) expect(remedy).toContain('setup-channels');
  expect([graph.profile, graph.subscribed()]).toEqual([{}, []]);
  expect(verdicts(await check?.(profileOf(), true))).toEqual(all('set'));
  expect(verdicts(await check?.(profileOf(), false))).toEqual(all('right'));
  expect(graph.subscribed()).toEqual(expect.arrayContaining(['messages', 'message_echoes', 'standby']));
});

test('Messenger: a token that is refused says so, and nothing is called right', async () => {
  const found = await messengerOn(graph, { pageAccessToken: 'other' }).check?.(profileOf(), true);
  expect(verdicts(found)).toEqual(all('unknown'));
  expect(found?.[0]?.remedy).toContain('MESSENGER_PAGE_ACCESS_TOKEN');
});

test('the profile keeps to the limits, and its payloads are those of buttons', () => {
  const { greeting, menu, questions } = profileOf();
  expect(greeting.length).toBeLessThanOrEqual(160);
  expect(questions.length).toBeLessThanOrEqual(4);
  for (const { title, payload } of [...menu, ...questions]) {
    expect(title.length).toBeLessThanOrEqual(30);
    expect(readPayload(payload)).toMatchObject({ verb: 'open' });
  }
});

test('Zalo: account, package and right to send', async () => {
  expect(verdicts(await zaloOn(zalo).check?.(profileOf(), false))).toEqual({
    tokens: 'right',
    account: 'right',
    verified: 'right',
    'package Tiêu chuẩn': 'right',
    'kind: state agency': 'right',
    'right to send': 'right',
    webhook: 'unknown',
  });
  const other = await zaloOn(zalo, { oaId: '1' }).check?.(profileOf(), false);
  expect(verdicts(other)).toMatchObject({ account: 'wrong' });
});

test('Zalo: a package that is too low, an expired token, tokens that are used up', async () => {
  await zalo.set({ error: '-224' }, /quota/);
  expect(verdicts(await zaloOn(zalo).check?.(profileOf(), false))).toMatchObject({ account: 'right', 'right to send': 'wrong' });
  await zalo.set('ok');
  zalo.expireToken();
  expect(verdicts(await zaloOn(zalo).check?.(profileOf(), false))).toMatchObject({ tokens: 'right' });
  const dead = await zaloOn(zalo, {}, memoryTokens({ access: 'old', refresh: 'used-up' })).check?.(profileOf(), false);
  expect(dead).toMatchObject([
    { what: 'tokens', verdict: 'wrong', remedy: expect.stringContaining('--consent') },
    { what: 'webhook' },
  ]);
});

test('the table is aligned and ends without blanks', () => {
  const lines = findingLines([
    { channel: 'zalo', what: 'tokens', verdict: 'right' },
    { channel: 'messenger', what: 'greeting', verdict: 'wrong', remedy: 'do it' },
  ]);
  expect(lines).toBe('zalo       tokens    right\nmessenger  greeting  wrong  do it');
});
