import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { whoCheckedIn } from '../../src/actions/meetings/check-in';
import { attachFile } from '../../src/actions/meetings/meeting-files';
import { appoint } from '../../src/actions/officers/officers';
import { Audit } from '../../src/models/audit';
import { conversationId } from '../../src/models/conversations';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { fileToken } from '../../src/models/meeting-files';
import { insertMeeting, type Meeting, meetingStore } from '../../src/models/meetings';
import { Officers } from '../../src/models/officers';
import { putPerson, tieConversation } from '../../src/models/people';
import { LIMITS } from '../../src/pages/guarded';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from '../workers/town';

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'door-'));
const BRANCH = '101@2026-01-01';
const HOUR = 3_600_000;
/** Members, one with a chat on each platform, and a woman whom nobody knows. */
const [LAN, HOA, GUEST, LEADER] = ['4111222233334444501', '71112223334401', '4111222233334444502', '4111222233334444503'];
let town: Town;
const codes: Record<string, string> = {};

beforeAll(async () => {
  town = await startTown({ ...servers, dataDir });
  await seedProvince();
  await putPerson('lan', { name: 'Nguyễn Thị Lan', unit: BRANCH, status: 'member', memberSince: 1 });
  await putPerson('hoa', { name: 'Lê Thị Hoa', unit: BRANCH, status: 'member', memberSince: 1 });
  await tieConversation('lan', chat('zalo', LAN));
  await tieConversation('hoa', chat('messenger', HOA));
  const times: readonly [id: string, startsIn: number, state: Meeting['state']][] = [
    ['now', 10 * 60_000, 'called'],
    ['soon', 30 * HOUR, 'changed'],
    ['past', -30 * HOUR, 'held'],
    ['off', 10 * 60_000, 'cancelled'],
    ['draft', 10 * 60_000, 'draft'],
  ];
  for (const [id, startsIn, state] of times) codes[id] = await put(id, Date.now() + startsIn, state);
});
afterAll(async () => {
  await town.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const chat = (channel: 'zalo' | 'messenger', user: string) =>
  conversationId(channel, channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId, user);
const get = (address: string) => fetch(`http://127.0.0.1:${town.web.port}${address}`);

async function put(id: string, startsAt: number, state: Meeting['state']): Promise<string> {
  const steps = { again: 0, unsure: 0, day: 0, hours: 0, summary: 'nobody', thanks: false, rating: false } as const;
  const nothing = { history: [], outbox: [], audience: {}, taken: [], sent: [], changes: 0, askedAt: 0, minutes: 90 };
  const about = { topic: 'vay vốn & <học nghề>', place: 'nhà văn hóa thôn Đông', kind: 'online' } as const;
  const link = 'https://meet.example/secret';
  await insertMeeting({ ...nothing, ...about, _id: id, unit: BRANCH, link, startsAt, state, steps }, Date.now());
  return (await meetingStore.load(id))?.code ?? '';
}

test('the page at the door tells what, when and where, and leads into both chats with the code', async () => {
  const response = await get(`/hop/${codes.now?.toLowerCase()}`);
  const html = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(html).toContain('vay vốn &amp; &lt;học nghề');
  expect(html).toContain('Chi hội thôn Đông');
  expect(html).toMatch(/lúc \d{1,2}h\d{0,2}, tại nhà văn hóa thôn Đông/);
  for (const way of [`https://zalo.me/${town.zalo.secrets.oaId}`, `https://m.me/${town.graph.secrets.pageId}`])
    expect(html).toContain(`href="${way}?ref=hop_${codes.now}"`);
  expect(html).toContain(`<p class="code">${codes.now}</p>`);
  expect(html).toMatch(/<svg[^>]*role="img"[^>]*aria-label="Mã QR điểm danh"/);
  expect(html).toContain('width=device-width');
  // Who has only a photo of the sheet does not get into an online meeting by it.
  expect(html).not.toMatch(/meet\.example|<script/);
  expect(Buffer.byteLength(html)).toBeLessThan(50_000);
  const { headers } = response;
  expect(headers.get('cache-control')).toContain('no-store');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('a sheet for the door prints', async () => {
  const response = await get(`/hop/${codes.now}/poster.svg?kho=a4`);
  const svg = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
  expect(svg).toContain('width="210mm" height="297mm"');
  expect(svg).toContain(`Mã điểm danh: ${codes.now}`);
  expect(svg).toContain(`localhost:3000/hop/${codes.now}`);
});

test.each([
  ['soon', 200, 'Điểm danh được từ một giờ trước buổi họp', true],
  ['past', 200, 'Buổi họp này đã xong', false],
  ['off', 200, 'Buổi họp này không tổ chức nữa', false],
  ['draft', 404, 'Mã điểm danh này không dùng được', false],
])('the page of a meeting that is %s says so', async (id, status, said, chats) => {
  const response = await get(`/hop/${codes[id]}`);
  const html = await response.text();
  expect([response.status, html.includes(said), html.includes('class="go"')]).toEqual([status, true, chats]);
});

test('typed on Zalo, by the link on Messenger, and by a guest: each is there once, and the guest until she ties her chat', async () => {
  const lan = town.onZalo(LAN);
  await lan.says(`họp ${codes.now}`);
  await until('Lan is told', () => town.zalo.to(LAN).some(({ text }) => text.includes('đã ghi chị có mặt')));
  const said = town.zalo.to(LAN).length;
  await lan.says(`${codes.now?.toLowerCase()}`);
  await until('Lan is told again', () => town.zalo.to(LAN).length > said);
  const hoa = town.onMessenger(HOA);
  await hoa.arrives(`hop_${codes.now}`);
  await until('Hoa is told', () => town.graph.to(HOA).some(({ text }) => text.includes('đã ghi chị có mặt')));
  const guest = town.onZalo(GUEST);
  await guest.says(codes.now ?? '');
  await until('the guest is told', () => town.zalo.to(GUEST).some(({ text }) => text.includes('một khách')));
  const here = async () => {
    const { people, guests } = await whoCheckedIn('now');
    return [people.sort(), guests];
  };
  expect(await here()).toEqual([['hoa', 'lan'], 1]);
  await putPerson('mai', { name: 'Trần Thị Mai', unit: BRANCH, status: 'member', memberSince: 1 });
  await tieConversation('mai', chat('zalo', GUEST));
  expect(await here()).toEqual([['hoa', 'lan', 'mai'], 0]);
  const before = town.zalo.to(GUEST).length;
  await guest.says(codes.now ?? '');
  await until('Mai is told', () => town.zalo.to(GUEST).length > before);
  expect(await here()).toEqual([['hoa', 'lan', 'mai'], 0]);
  for (const [code, words] of [
    [codes.soon, 'chưa tới giờ điểm danh'],
    [codes.past, 'đã xong'],
    [codes.off, 'không tổ chức nữa'],
    ['họp BCF234', 'không thấy buổi họp nào'],
  ] as const) {
    await lan.says(code ?? '');
    await until(words, () => town.zalo.to(LAN).some(({ text }) => text.includes(words)));
  }
  expect(await whoCheckedIn('soon')).toEqual({ people: [], guests: 0 });
}, 60_000);

test('calendar entry and papers are reached by addresses that nobody can guess; none of them lets anybody check in', async () => {
  const { calendar = '' } = (await meetingStore.load('soon')) ?? {};
  expect(calendar).toMatch(/^[\w-]{22}$/);
  const response = await get(`/lich/${calendar}.ics`);
  const file = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(response.headers.get('cache-control')).toContain('no-store');
  expect(file).toContain(`UID:${calendar}@hoi-lhpn`);
  expect(file).not.toContain(codes.soon);
  expect(await (await get(`/lich/${(await meetingStore.load('off'))?.calendar}.ics`)).text()).toContain('STATUS:CANCELLED');
  const draft = (await meetingStore.load('draft'))?.calendar;
  for (const wrong of [draft, codes.soon, 'soon', '__proto__']) expect((await get(`/lich/${wrong}.ics`)).status).toBe(404);
  const deps = { tell: async () => {}, ringCount: async () => {}, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  const bytes = Buffer.from('%PDF-1.7 nội dung');
  const order = { id: 'attach', actor: { kind: 'operator' as const } };
  expect(await attachFile('soon', { ...order, role: 'paper', name: 'Vay vốn "mới".pdf', bytes }, deps)).toMatchObject({
    done: true,
  });
  const lan = town.onZalo(LAN);
  await lan.says('hôm nào họp');
  await until('Lan may choose', () => town.zalo.to(LAN).some(({ text }) => text.includes('Sắp tới có 3 buổi họp')));
  await lan.says('2');
  const links = () => town.zalo.to(LAN).find(({ text }) => text.includes(`/lich/${calendar}.ics`))?.text ?? '';
  await until('Lan gets the addresses', () => links() !== '');
  const [, token = ''] = /• Tài liệu: Vay vốn mới – http:\/\/localhost:3000(\/tep\/[\w.-]+)/.exec(links()) ?? [];
  const paper = await get(token);
  expect(Buffer.from(await paper.arrayBuffer()).equals(bytes)).toBe(true);
  const header = (name: string) => paper.headers.get(name);
  expect([header('content-type'), header('x-content-type-options')]).toEqual(['application/pdf', 'nosniff']);
  expect(header('content-disposition')).toMatch(/^attachment; filename="[^"]+\.pdf"; filename\*=UTF-8''T%C3%A0i/);
  expect(header('content-security-policy')).toContain('sandbox');
  expect(header('cache-control')).toBe('private, max-age=600');
  const over = fileToken({ file: 'Abc', until: Date.now() - 60_000 });
  expect((await get(`/tep/${over}`)).status).toBe(410);
  for (const wrong of [`${token}x`, '/tep/a.b.c', '/tep/__proto__']) expect((await get(wrong)).status).toBe(404);
});

test('the leader gets the code and the page in her chat, and it is in the audit; a member gets neither', async () => {
  const deps = { tell: async () => {}, ringCount: async () => {}, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  const actor = { kind: 'operator' } as const;
  const who = { name: 'Trần Thị Tâm', phone: '0905123999' };
  await appoint({ id: 'lead', actor, who, unit: BRANCH, post: 'branchLead', from: '2026-01-01' }, deps);
  const holder = (await Officers.findOne({ unit: BRANCH }).lean())?.holder ?? '';
  await tieLeaderChat({ _id: chat('zalo', LEADER), holder, at: Date.now() });
  await town.onZalo(LEADER).says('mã điểm danh');
  const page = `localhost:3000/hop/${codes.now}`;
  await until('she gets the page', () => town.zalo.to(LEADER).some(({ text }) => text.includes(page)));
  expect(await Audit.countDocuments({ by: `branchLead:${holder}`, action: 'meetings:call', about: 'now' })).toBe(1);
  const before = town.graph.to(HOA).length;
  await town.onMessenger(HOA).says('mã điểm danh');
  await until('Hoa is answered', () => town.graph.to(HOA).length > before);
  expect(town.graph.to(HOA).some(({ text }) => text.includes(codes.now ?? ''))).toBe(false);
});

test('who tries codes out is stopped, and who has a right one is not', async () => {
  for (const wrong of ['BCF235', '%3Cscript%3E', '__proto__', 'x'.repeat(500)]) {
    const response = await get(`/hop/${wrong}`);
    expect([response.status, (await response.text()).includes('Mã điểm danh này không dùng được')]).toEqual([404, true]);
  }
  const tries = await Promise.all(Array.from({ length: LIMITS.miss.most + 5 }, () => get('/hop/BCF235')));
  expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(5);
  expect((await get(`/hop/${codes.now}`)).status).toBe(200);
});
