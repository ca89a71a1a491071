import type { Channel } from '../../src/channels/channel';
import { readConfig } from '../../src/config';
import { understand } from '../../src/language/understand';
import { createLog } from '../../src/log';
import { giveCode, putPerson } from '../../src/models/people';
import { putUnit } from '../../src/models/units';
import { LIMITS } from '../../src/pages/guarded';
import { createVisits } from '../../src/visits';
import { startWeb, type Web } from '../../src/web';
import { useEngine } from '../engine/engine';

const engine = useEngine();
let web: Web;
let bare: Web;
let code: string;

const get = (path: string, from = web) => fetch(`http://127.0.0.1:${from.port}${path}`);
const desk = (name: string): Partial<Channel> => ({
  name,
  hook: { acknowledge: '', keepsUnsigned: false },
  chatLink: (given) => `https://${name}.example/us${given ? `?ref=${given}` : ''}`,
});

beforeAll(async () => {
  const unit = { validFrom: '2025-07-01', aliases: [], about: { why: 'Học nghề & vay vốn <tốt>' }, phone: '0900 000 201' };
  await putUnit({ ...unit, _id: 'p', code: 'p', level: 'province', name: 'tỉnh Sen', place: 'tỉnh Sen', parent: null });
  await putUnit({ ...unit, _id: 'c', code: 'c', level: 'commune', name: 'Hội LHPN xã An', place: 'xã An', parent: 'p' });
  await putPerson('lan', { name: 'Nguyễn Thị Bích Lan', phone: '0905123456', unit: 'c', status: 'member', memberSince: 1 });
  await putPerson('gone', { name: 'Lê Thị Hoa', unit: 'c', status: 'left', memberSince: 1, leftAt: 2 });
  code = await giveCode('lan');
  const config = { ...readConfig({}), port: 0, publicBaseUrl: 'https://hoi.example' };
  const log = createLog('silent', 'test');
  const channels = new Map(['zalo', 'messenger'].map((name) => [name, desk(name) as Channel]));
  web = await startWeb(config, { ...engine.connections(), channels }, log);
  bare = await startWeb(config, engine.connections(), log);
});
afterAll(async () => {
  await web.close();
  await bare.close();
});

test('a friend sees the first name, the code, a QR and a button for each channel, in little more than nothing', async () => {
  const response = await get(`/moi/${code}`);
  const html = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(html).toContain('Chị Lan mời chị vào Hội Phụ nữ xã An');
  expect(html).not.toMatch(/Nguyễn|Bích|0905/);
  for (const channel of ['zalo', 'messenger']) expect(html).toContain(`href="https://${channel}.example/us?ref=moi_${code}"`);
  expect(html).toContain(`<p class="code">${code}</p>`);
  expect(html).toContain('width=device-width');
  expect(html).toMatch(/<svg[^>]*role="img"/);
  expect(html).toContain('Học nghề &amp; vay vốn &lt;tốt');
  expect(html).not.toContain('<script');
  expect(Buffer.byteLength(html)).toBeLessThan(50_000);
});

test('typed in small letters or with spaces it is the same code', async () => {
  const response = await get(`/moi/${code.toLowerCase().slice(0, 3)}%20${code.slice(3)}`);
  expect(await response.text()).toContain(`<p class="code">${code}</p>`);
});

test('the browser may load nothing from elsewhere, keep nothing, and is not told to insist on https', async () => {
  const { headers } = await get(`/moi/${code}`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(headers.get('cache-control')).toContain('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test.each(['', '?kho=a4'])('the poster prints (%s)', async (paper) => {
  const response = await get(`/moi/${code}/poster.svg${paper}`);
  const svg = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
  expect(svg).toContain(paper ? 'width="210mm" height="297mm"' : 'width="148mm" height="210mm"');
  expect(svg).toContain('Chị Lan mời chị vào Hội!');
  expect(svg).toContain(`Mã mời: ${code}`);
  expect(svg).toContain(`hoi.example/moi/${code}`);
  expect(svg).not.toMatch(/Nguyễn|style=/);
});

test('nobody’s code, the code of one who left, and no code at all get a friendly page, not a name', async () => {
  const left = await giveCode('gone');
  for (const wrong of ['BCF234', left, '%3Cscript%3E', 'x'.repeat(500), '__proto__']) {
    const response = await get(`/moi/${wrong}`);
    const html = await response.text();
    expect([response.status, html.includes('không còn dùng được')]).toEqual([404, true]);
    expect(html).not.toMatch(/Hoa|<script/);
  }
  expect((await get(`/moi/BCF234/poster.svg`)).status).toBe(404);
});

test('without any channel the page says whom to call', async () => {
  const html = await (await get(`/moi/${code}`, bare)).text();
  expect(html).toContain('0900 000 201');
  expect(html).not.toContain('class="go"');
});

test('who tries codes out is stopped, and who has a right one is not', async () => {
  const tries = await Promise.all(Array.from({ length: LIMITS.miss.most + 5 }, () => get('/moi/BCF235')));
  const last = tries.filter((each) => each.status === 429);
  expect(last.length).toBeGreaterThanOrEqual(5);
  expect(last[0]?.headers.get('retry-after')).toBe('60');
  expect((await get(`/moi/${code}`)).status).toBe(200);
});

test('addresses are counted apart, those of one IPv6 network together', async () => {
  const count = createVisits(engine.connections().redis, 'test');
  const limit = { name: 'try', within: 600_000 };
  const counts = [];
  for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1', '10.0.0.1', '10.0.0.2'])
    counts.push(await count(limit, address));
  expect(counts).toEqual([1, 2, 1, 1, 1]);
});

test('no search engine keeps a page; a preview in a chat may look at it', async () => {
  for (const path of [`/moi/${code}`, `/moi/${code}/poster.svg`, '/khong-co'])
    expect((await get(path)).headers.get('x-robots-tag')).toBe('noindex');
  expect(await (await get('/robots.txt')).text()).toEqual(expect.stringMatching(/Allow: \/moi\/\n.*Disallow: \/\n$/s));
});

test.each(['/khong-co', '/moi/%E0%A4%A'])('%s: a person gets a page in her language, a program a line', async (path) => {
  const asked = (accept: string) => fetch(`http://127.0.0.1:${web.port}${path}`, { headers: { accept } });
  const person = await asked('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8');
  const program = await asked('*/*');
  expect([person.status, program.status]).toEqual(path === '/khong-co' ? [404, 404] : [400, 400]);
  expect(await person.text()).toContain('<h1>Không có trang này</h1>');
  expect(person.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(await program.text()).toMatch(/^(nothing here|the request cannot be read)$/);
});

test('the privacy page names who answers for the data, and words that the chat understands', async () => {
  const response = await get('/quyen-rieng-tu');
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain('tỉnh Sen, ĐT 0900 000 201');
  const typed = [...html.matchAll(/gõ “([^”]+)”/g)].map(([, words]) => words ?? '');
  const meant = typed.map((text) => understand({ expecting: 'anything', text, today: '2026-11-22' }).meaning);
  expect(meant).toEqual(['showData', 'me', 'deleteData', 'stop', 'human']);
});

test('a port that is taken is told with the remedy', async () => {
  const config = { ...readConfig({}), port: web.port };
  const second = startWeb(config, engine.connections(), createLog('silent', 'test'));
  await expect(second).rejects.toThrow(`PORT: ${web.port} is taken by another program; stop it or set PORT to a free one`);
});
