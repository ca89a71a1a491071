import { LIMITS } from '../../src/console/guard';
import { IDLE, LONGEST } from '../../src/console/sessions';
import { Audit } from '../../src/models/audit';
import { tieLeaderChat, untieLeaderChat } from '../../src/models/leader-chats';
import { type Officer, Officers, officerStore } from '../../src/models/officers';
import type { Post } from '../../src/models/posts';
import { openModels } from '../open-models';
import { putTree } from '../small-tree';
import { openConsole } from './console';

const MORNING = Date.parse('2026-11-23T09:00:00+07:00');
const DAY = 24 * 3_600_000;
const town = openConsole(MORNING);
openModels();

beforeAll(async () => {
  await putTree([
    ['p', 'province', null],
    ['c1', 'commune', 'p'],
    ['b1', 'branch', 'c1'],
  ]);
  await give('lead', 'b1', 'branchLead', {});
  await give('deputy', 'b1', 'branchDeputy', {});
  await give('short', 'c1', 'communeDeputy', { to: '2026-11-23' });
});
beforeEach(() => {
  town.clock.now = MORNING;
});

/** An officer with a chat of her own. */
async function give(holder: string, unit: string, post: Post, more: Partial<Officer>): Promise<void> {
  const nothing = { trainings: [], history: [], outbox: [] };
  await officerStore.insert({ ...nothing, _id: holder, holder, unit, post, from: '2025-01-01', ...more }, 1);
  await tieLeaderChat({ _id: `chat-${holder}`, holder, at: 1 });
}

test('a link lets its leader in once, and says afterwards what to do; looking at it uses nothing up', async () => {
  const link = (await town.linkFor('chat-lead')) ?? '';
  const preview = town.browser();
  for (const _ of [1, 2]) {
    const { status, html } = await preview.get(link);
    expect([status, html.includes('Vào trang quản lý</button>'), preview.cookie]).toEqual([200, true, '']);
  }
  // A preview is the same whatever the token is.
  expect((await preview.get('/quan-ly/vao/none')).status).toBe(200);
  const her = town.browser();
  const entered = await her.post(link);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/quan-ly']);
  expect(entered.headers.get('set-cookie')).toMatch(/^quan-ly=s%3A[^;]+; Path=\/quan-ly; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const start = await her.get('/quan-ly');
  expect(start.status).toBe(200);
  expect(start.html).toContain('<strong>b1</strong> <small>Chi hội trưởng</small>');
  expect(await Audit.countDocuments({ _id: /^vao:/, by: 'branchLead:lead', about: 'lead' })).toBe(1);
  // She tapped twice: she is in. Somebody else is not.
  expect((await her.post(link)).status).toBe(303);
  const other = await town.browser().post(link);
  expect([other.status, other.html.includes('gõ “đăng nhập”')]).toEqual([410, true]);
});

test('a link is over after ten minutes, opens for two at once only one, and none is given to a stranger', async () => {
  const link = (await town.linkFor('chat-lead')) ?? '';
  const [key = ''] = (await town.redis().keys('test:once:*')) ?? [];
  const left = await town.redis().pttl(key);
  expect([left > 9 * 60_000, left <= 10 * 60_000]).toEqual([true, true]);
  const both = await Promise.all([town.browser().post(link), town.browser().post(link)]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
  expect(await town.linkFor('chat-nobody')).toBeUndefined();
  // Her chat is untied between asking and tapping.
  const late = (await town.linkFor('chat-lead')) ?? '';
  await untieLeaderChat('chat-lead');
  expect((await town.browser().post(late)).status).toBe(410);
  await tieLeaderChat({ _id: 'chat-lead', holder: 'lead', at: 1 });
});

test('whoever’s chat is untied, or becomes another’s, or whose term ends, is out at her next request', async () => {
  const lead = await town.as('chat-lead');
  await untieLeaderChat('chat-lead');
  const out = await lead.get('/quan-ly');
  expect([out.status, out.html.includes('không còn gắn với nhiệm vụ'), lead.cookie]).toEqual([401, true, '']);
  await tieLeaderChat({ _id: 'chat-lead', holder: 'deputy', at: 1 });
  const again = await town.as('chat-lead');
  expect((await again.get('/quan-ly')).html).toContain('Chi hội phó');
  await untieLeaderChat('chat-lead');
  await tieLeaderChat({ _id: 'chat-lead', holder: 'lead', at: 1 });
  expect((await again.get('/quan-ly')).status).toBe(401);
  town.clock.now = MORNING + 12 * 3_600_000;
  const short = await town.as('chat-short');
  expect((await short.get('/quan-ly')).status).toBe(200);
  town.clock.now = MORNING + DAY - 9 * 3_600_000;
  expect((await short.get('/quan-ly')).status).toBe(401);
  await Officers.updateOne({ _id: 'deputy' }, { $set: { endedOn: '2026-11-23' } });
  expect(await town.linkFor('chat-deputy')).toBeUndefined();
});

test('a session ends after an idle hour, after half a day, and by her own hand; on the server as well', async () => {
  const sessions = () => town.redis().keys('test:session:*');
  const earlier = await sessions();
  const her = await town.as('chat-lead');
  const [key = '', ...none] = (await sessions()).filter((each) => !earlier.includes(each));
  expect(none).toEqual([]);
  await town.redis().pexpire(key, IDLE / 2);
  await her.get('/quan-ly');
  const left = await town.redis().pttl(key);
  expect([left > IDLE - 60_000, left <= IDLE]).toEqual([true, true]);
  // Redis holds nothing that can be read, nor the id that is in the cookie.
  const kept = await town.redis().get(key);
  expect(kept).not.toContain('chat-lead');
  expect(key).not.toContain(decodeURIComponent(her.cookie).slice(10, 40));
  town.clock.now = MORNING + LONGEST + 1;
  expect((await her.get('/quan-ly')).status).toBe(401);
  town.clock.now = MORNING;
  const next = await town.as('chat-lead');
  const stolen = town.browser();
  stolen.cookie = next.cookie;
  expect((await stolen.get('/quan-ly')).status).toBe(200);
  const left2 = await next.post('/quan-ly/ra');
  expect([left2.status, next.cookie]).toEqual([200, '']);
  expect((await stolen.get('/quan-ly')).status).toBe(401);
  const forged = town.browser();
  forged.cookie = 'quan-ly=s%3Aabc.def';
  expect((await forged.get('/quan-ly')).status).toBe(401);
});

test('an id from before she signed in is worth nothing afterwards', async () => {
  const her = await town.as('chat-lead');
  const before = her.cookie;
  await her.post((await town.linkFor('chat-lead')) ?? '');
  expect(her.cookie).not.toBe(before);
  const old = town.browser();
  old.cookie = before;
  expect((await old.get('/quan-ly')).status).toBe(401);
});

test.each<[string, Record<string, string>, number]>([
  ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['from a neighbour', { 'sec-fetch-site': 'same-site', origin: 'http://x.console.test' }, 403],
  ['from nowhere', {}, 403],
  ['from a page without an address', { origin: 'null' }, 403],
  ['from an old browser elsewhere', { origin: 'https://evil.example' }, 403],
  ['from our page', { 'sec-fetch-site': 'same-origin' }, 200],
  ['from our page behind a proxy', { origin: 'http://console.test' }, 200],
])('a form %s', async (_, headers, status) => {
  const her = await town.as('chat-lead');
  expect((await her.post('/quan-ly/ra', {}, headers)).status).toBe(status);
  expect((await her.get('/quan-ly')).status).toBe(status === 403 ? 200 : 401);
});

test('nothing is kept, framed, leaked or run; the style is kept for good', async () => {
  const her = await town.as('chat-lead');
  const { headers, html } = await her.get('/quan-ly');
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
  expect(html).not.toMatch(/<script|style=|chat-lead/);
  expect(Buffer.byteLength(html)).toBeLessThan(50_000);
  const [, style = ''] = /href="([^"]+\.css)"/.exec(html) ?? [];
  const css = await town.browser().get(style);
  expect([css.status, css.headers.get('content-type'), css.headers.get('content-encoding')]).toEqual([
    200,
    'text/css; charset=utf-8',
    'gzip',
  ]);
  expect(css.headers.get('cache-control')).toContain('immutable');
  expect(css.html).toContain('.task');
  expect((await her.get('/quan-ly/khong-co')).status).toBe(404);
  expect((await town.browser().get('/quan-ly')).status).toBe(401);
});

test('who tries links out is stopped', async () => {
  const tries = [];
  for (let n = 0; n <= LIMITS.signIn.most; n += 1) tries.push((await town.browser().post(`/quan-ly/vao/${n}`)).status);
  expect(tries.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(tries.every((status) => status === 410 || status === 429)).toBe(true);
});
