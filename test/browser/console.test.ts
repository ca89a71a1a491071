import type { Browser, Page } from 'playwright-core';
import { callMeeting } from '../../src/actions/meetings/meetings';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { officerStore, sealNamed } from '../../src/models/officers';
import { putPerson } from '../../src/models/people';
import { lead, MORNING, openTown, settle } from '../actions/broadcasts/broadcast-town';
import { openConsole } from '../console/console';
import { openModels } from '../open-models';
import { until } from '../until';
import { browserOnPath, faults, lookAt, openBrowser, overflow, smallTargets } from './phone';

const found = browserOnPath();
// Told as skipped, never as passed; the closing line says what to do.
const inBrowser = found === undefined ? test.skip : test;
const town = openConsole(MORNING);
openModels();
const union = openTown();
const LIST = '/quan-ly/goi/hop%3Ahop-1';
let browser: Browser;

beforeAll(async () => {
  if (found === undefined) return;
  browser = await openBrowser(found);
  await settle();
  const long = 'Công Tằng Tôn Nữ Nguyễn Khoa Diệu-Huyền Trần Lê Thị Thanh Xuân';
  await putPerson('long', { name: long, unit: 'b1', status: 'member', memberSince: 1, phone: '0905123777' });
  const topic = `Bàn kế hoạch 20/10, vay vốn & <học nghề>, ${'khôngdấucách'.repeat(6)}`;
  await callMeeting({ id: 'hop-1', actor: lead }, { unit: 'b1', topic, place: 'x', startsAt: MORNING + 360_000_000 }, union.deps);
  const nothing = { trainings: [], history: [], outbox: [] };
  const named = sealNamed({ name: 'Trần Thị Tâm', phone: '0905123999' });
  const post = { holder: 'lead', named, unit: 'b1', post: 'branchLead', from: '2025-01-01' } as const;
  await officerStore.insert({ ...nothing, ...post, _id: 'lead' }, 1);
  await tieLeaderChat({ _id: 'chat-lead', holder: 'lead', at: 1 });
});
afterAll(() => browser?.close());

const at = (path: string) => `${town.base()}${path}`;

/** Goes in by the link, as she does in her chat. */
async function enter(options: Parameters<typeof lookAt>[2] = {}): Promise<{ page: Page; close(): Promise<void> }> {
  const { page, context } = await lookAt(browser, at((await town.linkFor('chat-lead')) ?? ''), options);
  await Promise.all([page.waitForURL('**/quan-ly'), page.getByRole('button', { name: 'Vào trang quản lý' }).click()]);
  return { page, close: () => context.close() };
}

/** What is wrong with a page for a thumb on a small phone. */
const complaintsOf = async (page: Page) => ({
  overflow: await overflow(page),
  small: await smallTargets(page),
  faults: await faults(page),
});
const FINE = { overflow: 0, small: [], faults: [] };

inBrowser('every page fits a small phone, is easy to tap and passes axe, with letters of double size as well', async () => {
  const door = await lookAt(browser, at('/quan-ly/vao/none'));
  expect(door.seen).toMatchObject({ status: 200, complaints: [] });
  expect(await complaintsOf(door.page)).toEqual(FINE);
  await door.context.close();
  const out = await lookAt(browser, at('/quan-ly'));
  expect(out.seen).toMatchObject({ status: 401, complaints: [] });
  expect(await complaintsOf(out.page)).toEqual(FINE);
  await out.context.close();
  for (const options of [{}, { textSize: 32 }]) {
    const { page, close } = await enter(options);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    for (const path of ['/quan-ly', LIST, `${LIST}?xem=tat-ca`]) {
      await page.goto(at(path));
      expect([path, await overflow(page), await smallTargets(page)]).toEqual([path, 0, []]);
      if (options.textSize === undefined) expect([path, await faults(page)]).toEqual([path, []]);
    }
    expect(said).toEqual([]);
    await close();
  }
});

inBrowser('without JavaScript: in by the link, a number, what she said, a slip put right, and out', async () => {
  const { page, close } = await enter({ javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Gọi 5 chị' }).click();
  const her = page.locator('section.woman', { hasText: 'Diệu-Huyền' });
  await her.getByRole('button', { name: 'Hiện số' }).click();
  await page.waitForURL(/#c-long$/);
  expect(await her.getByRole('link', { name: 'Gọi 0905 123 777' }).getAttribute('href')).toBe('tel:0905123777');
  await her.getByRole('button', { name: 'Dự', exact: true }).click();
  await page.getByText('Em ghi rồi ạ').waitFor();
  expect(await page.getByText('Còn phải gọi 4 trong 5 chị').count()).toBe(1);
  town.clock.now += 60_000;
  await her.getByRole('button', { name: 'Bận', exact: true }).click();
  await until('the slip is put right', async () => (await MeetingAnswers.findById('hop-1/long').lean())?.answer === 'busy');
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByText('Chị đã đăng xuất').waitFor();
  await close();
});
