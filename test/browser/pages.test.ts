import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { attachFile } from '../../src/actions/meetings/meeting-files';
import { consentLink } from '../../src/channels/zalo-consent';
import { fileLink } from '../../src/models/meeting-files';
import { insertMeeting, type Meeting, meetingStore } from '../../src/models/meetings';
import { giveCode, putPerson } from '../../src/models/people';
import { putUnit } from '../../src/models/units';
import { useDatabase } from '../setup/database';
import { startTown, type Town } from '../workers/town';
import { browserOnPath, faults, lookAt, openBrowser, overflow, smallTargets } from './phone';

const found = browserOnPath();
// Told as skipped, never as passed; the closing line says what to do.
const inBrowser = found === undefined ? test.skip : test;

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'browser-'));
const HOUR = 3_600_000;
const TODAY = '2026-01-01';
/** Names as they are: long ones, and one word that no phone can break by itself. */
const COMMUNE = 'xã Nguyễn Thị Minh Khai – Phước Thượng Hòa Nghĩa Đông';
const BRANCH = 'Chi hội Phụ nữ khu dân cư số 12 thôn Thượng Nghiêm Xá Đoài Ngoài';
const TOPIC = `Bàn kế hoạch 20/10, vay vốn & <học nghề>, hội phí quý IV, ${'khôngdấucách'.repeat(6)}`;
const PLACE = 'Nhà văn hóa cộng đồng liên thôn Thượng Nghiêm Xá Đoài Ngoài, cạnh trạm y tế và trường mầm non Hoa Phượng Đỏ';

type Box = Record<'left' | 'top' | 'right' | 'bottom', number>;
/** Two pixels beside each other. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);

let town: Town;
let browser: Browser;
/** Paths by name. */
const at: Record<string, string> = {};
const address = (name: string) => `http://127.0.0.1:${town.web.port}${at[name]}`;
const pathOf = (link: string) => new URL(link).pathname + new URL(link).search;

beforeAll(async () => {
  if (found === undefined) return;
  [town, browser] = await Promise.all([startTown({ ...servers, dataDir }, { work: false }), openBrowser(found)]);
  const unit = { validFrom: TODAY, aliases: [], about: { why: 'Học nghề & vay vốn <tốt>' }, phone: '0232 386 1234' };
  await putUnit({ ...unit, _id: 'p', code: 'p', level: 'province', name: 'tỉnh Sen', place: 'tỉnh Sen', parent: null });
  await putUnit({ ...unit, _id: 'c', code: 'c', level: 'commune', name: `Hội LHPN ${COMMUNE}`, place: COMMUNE, parent: 'p' });
  await putUnit({ ...unit, _id: 'b', code: 'b', level: 'branch', name: BRANCH, place: 'thôn Thượng', parent: 'c' });
  await putPerson('lan', { name: 'Công Tằng Tôn Nữ Nguyễn Khoa Diệu-Huyền', unit: 'b', status: 'member', memberSince: 1 });
  const code = await giveCode('lan');
  const meetings: readonly [id: string, startsIn: number, state: Meeting['state']][] = [
    ['now', 10 * 60_000, 'called'],
    ['early', 30 * HOUR, 'changed'],
    ['past', -30 * HOUR, 'held'],
    ['off', 10 * 60_000, 'cancelled'],
  ];
  for (const [id, startsIn, state] of meetings) at[`door, ${id}`] = `/hop/${await put(id, Date.now() + startsIn, state)}`;
  const file = await attach('Áp phích.png', PICTURE);
  const link = (until: number) => pathOf(fileLink(town.config.publicBaseUrl, { file, until }));
  const meeting = await meetingStore.load('now');
  Object.assign(at, {
    invitation: `/moi/${code}`,
    'invitation, unknown': '/moi/BCF234',
    'door, unknown': '/hop/BCF234',
    'calendar, unknown': '/lich/nothing.ics',
    'file, expired': link(Date.now() - 60_000),
    'file, picture': link(Date.now() + HOUR),
    'file, unknown': '/tep/nothing',
    'consent, used up': '/zalo/oauth/start?key=x',
    nowhere: '/khong-co',
    privacy: '/quyen-rieng-tu',
    'sign in': '/quan-ly/vao/abc',
    'invitation, poster': `/moi/${code}/poster.svg`,
    'door, poster': `${at['door, now']}/poster.svg`,
    calendar: `/lich/${meeting?.calendar}.ics`,
    consent: pathOf(await consentLink({ oneTime: town.connections.oneTime, publicBaseUrl: town.config.publicBaseUrl })),
  });
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function put(id: string, startsAt: number, state: Meeting['state']): Promise<string> {
  const steps = { again: 0, unsure: 0, day: 0, hours: 0, summary: 'nobody', thanks: false, rating: false } as const;
  const nothing = { history: [], outbox: [], audience: {}, taken: [], sent: [], changes: 0, askedAt: 0, minutes: 90 };
  const about = { topic: TOPIC, place: PLACE, kind: 'branch' } as const;
  await insertMeeting({ ...nothing, ...about, _id: id, unit: 'b', startsAt, state, steps }, Date.now());
  return (await meetingStore.load(id))?.code ?? '';
}

async function attach(name: string, bytes: Buffer): Promise<string> {
  const deps = { tell: async () => {}, ringCount: async () => {}, now: Date.now, timeZone: 'Asia/Ho_Chi_Minh' };
  const order = { id: name, actor: { kind: 'operator' as const } };
  await attachFile('now', { ...order, role: 'paper', name, bytes }, deps);
  return (await meetingStore.load('now'))?.files?.at(-1)?.id ?? '';
}

/** What women and leaders see, and with what status. */
const PAGES: readonly [name: string, status: number][] = [
  ['invitation', 200],
  ['door, now', 200],
  ['door, early', 200],
  ['door, past', 200],
  ['door, off', 200],
  ['invitation, unknown', 404],
  ['door, unknown', 404],
  ['calendar, unknown', 404],
  ['file, unknown', 404],
  ['file, expired', 410],
  ['nowhere', 404],
  ['privacy', 200],
  ['sign in', 200],
];

inBrowser.each(PAGES)(
  '%s fits a phone of 360 pixels, is easy to tap, complains of nothing and weighs little',
  async (name, status) => {
    const { page, seen, context } = await lookAt(browser, address(name));
    expect(seen).toMatchObject({ status, complaints: [] });
    expect(seen.weight).toBeLessThan(50_000);
    expect(await overflow(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    await context.close();
  },
);

inBrowser.each(['invitation', 'door, now', 'door, past', 'nowhere', 'privacy', 'sign in'])(
  '%s passes axe, in a browser that prefers dark pages as well',
  async (name) => {
    const { page, context } = await lookAt(browser, address(name));
    expect(await faults(page)).toEqual([]);
    const light = await page.screenshot();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect((await page.screenshot()).equals(light)).toBe(true);
    await context.close();
  },
);

inBrowser.each(['invitation', 'door, now', 'privacy'])('%s stays whole with letters of double size', async (name) => {
  const usual = await lookAt(browser, address(name));
  const large = await lookAt(browser, address(name), { textSize: 32 });
  const height = (page: Page) => page.evaluate<number>('document.querySelector("h1").offsetHeight');
  expect(await height(large.page)).toBeGreaterThan(1.9 * (await height(usual.page)));
  expect(await overflow(large.page)).toBe(0);
  expect(await smallTargets(large.page)).toEqual([]);
  await Promise.all([usual.context.close(), large.context.close()]);
});

inBrowser('without JavaScript the pages say the same', async () => {
  for (const name of ['invitation', 'door, now']) {
    const [scripts, none] = await Promise.all(
      [true, false].map((javaScriptEnabled) => lookAt(browser, address(name), { javaScriptEnabled })),
    );
    expect(none?.seen.text).toBe(scripts?.seen.text);
    expect(none?.seen.text).toContain('Mở bằng Zalo');
    await Promise.all([scripts?.context.close(), none?.context.close()]);
  }
});

inBrowser('by keyboard one reaches each link in order, sees where one is, and opens it', async () => {
  const { page, context } = await lookAt(browser, address('door, now'));
  const seen: unknown[] = [];
  for (let n = 0; n < 4; n += 1) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate('[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]'));
  }
  expect(seen).toEqual([
    ['Mở bằng Zalo', 'solid'],
    ['Mở bằng Messenger', 'solid'],
    ['Tờ điểm danh để in ra', 'solid'],
    ['Quyền riêng tư', 'solid'],
  ]);
  await Promise.all([page.waitForURL('**/quyen-rieng-tu'), page.keyboard.press('Enter')]);
  await context.close();
});

inBrowser.each([
  ['invitation, poster', 'a4'],
  ['invitation, poster', 'a5'],
  ['door, poster', 'a4'],
  ['door, poster', 'a5'],
])('%s prints on one sheet of %s; nothing lies on anything else', async (name, paper) => {
  const { page, seen, context } = await lookAt(browser, `${address(name)}?kho=${paper}`);
  expect(seen).toMatchObject({ status: 200, complaints: [] });
  const boxes = await page.evaluate<Box[]>(`[...document.querySelectorAll('text, .qr path + path')].map((each) => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return { left, top, right, bottom };
  })`);
  const [sheet] = await page.evaluate<Box[]>('[document.documentElement.getBoundingClientRect().toJSON()]');
  expect(boxes).toHaveLength(8);
  for (const [n, box] of boxes.entries()) {
    expect(box.left).toBeGreaterThan((sheet?.right ?? 0) * 0.03);
    expect(box.right).toBeLessThan((sheet?.right ?? 0) * 0.97);
    expect(box.bottom).toBeLessThan(sheet?.bottom ?? 0);
    // The boxes of letters reach a little above and below what is drawn.
    expect(box.top - (boxes[n - 1]?.bottom ?? 0)).toBeGreaterThan(-4);
  }
  const margin = { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' };
  const pdf = await page.pdf({ format: paper, margin });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  await context.close();
});

inBrowser('a photo is shown, the calendar entry is handed to the phone, consent leads to the platform', async () => {
  const photo = await lookAt(browser, address('file, picture'));
  expect(photo.seen).toMatchObject({ status: 200 });
  expect(await photo.page.evaluate('document.images[0].naturalWidth')).toBe(2);
  await photo.context.close();
  const context = await browser.newContext();
  const page = await context.newPage();
  const [download] = await Promise.all([page.waitForEvent('download'), page.goto(address('calendar')).catch(() => undefined)]);
  expect(download.suggestedFilename()).toBe('lich-hop.ics');
  const asked = page.waitForRequest((request) => request.url().startsWith(town.zalo.url));
  await page.goto(address('consent')).catch(() => undefined);
  expect(new URL((await asked).url()).searchParams.get('app_id')).toBe(town.zalo.secrets.appId);
  await context.close();
});

inBrowser('a link of consent that is used up says on a phone what to do', async () => {
  const { page, seen, context } = await lookAt(browser, address('consent, used up'));
  expect(seen).toMatchObject({ status: 403, text: expect.stringContaining('npm run setup-channels -- --consent') });
  expect(await overflow(page)).toBe(0);
  await context.close();
});
