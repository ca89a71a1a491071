import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedDemoProvince } from '../../scripts/demo-province';
import { Events } from '../../src/models/events';
import { metaJson, signMessenger, signZalo } from '../fake/sign';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from './town';

const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'hand-over-'));
/** The Page inbox, where people answer by hand. */
const INBOX = 263902037430900;
const ZALO_USER = '4111222233334444555';
const PSID = '71112223334445';
let town: Town;
beforeAll(async () => {
  town = await startTown({ ...servers, dataDir });
  await seedDemoProvince(town.config, []);
});
afterAll(async () => {
  await town.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = async (channel: string, raw: string, headers: Record<string, string>) => {
  const url = `http://127.0.0.1:${town.web.port}/webhooks/${channel}`;
  expect((await fetch(url, { method: 'POST', body: raw, headers })).status).toBe(200);
};
const quiet = () =>
  until('all is played', async () => !(await Events.exists({ pending: true, conversation: { $ne: 'receipts' } })));

async function officerAnswersOnZalo(): Promise<void> {
  const timestamp = String(Date.now());
  const { oaId, appId } = town.zalo.secrets;
  const message = { text: 'Chị là cán bộ Hội đây', msg_id: `human-${timestamp}` };
  const sender = { id: oaId, admin_id: '777' };
  const raw = JSON.stringify({
    app_id: appId,
    event_name: 'oa_send_text',
    sender,
    recipient: { id: ZALO_USER },
    message,
    timestamp,
  });
  await post('zalo', raw, signZalo(raw, timestamp, town.zalo.secrets));
}

async function officerAnswersOnThePage(): Promise<void> {
  const page = town.graph.secrets.pageId;
  const message = { is_echo: true, app_id: INBOX, mid: `m_human_${Date.now()}`, text: 'Chị là cán bộ Hội đây' };
  const item = { sender: { id: page }, recipient: { id: PSID }, timestamp: Date.now(), message };
  const raw = metaJson({ object: 'page', entry: [{ id: page, time: Date.now(), messaging: [item] }] });
  await post('messenger', raw, signMessenger(raw, town.graph.secrets));
}

test.each([
  ['Zalo', () => town.onZalo(ZALO_USER), () => town.zalo.to(ZALO_USER), officerAnswersOnZalo],
  ['Messenger', () => town.onMessenger(PSID), () => town.graph.to(PSID), officerAnswersOnThePage],
])(
  'on %s a person who answers by hand silences the bot, until she is called back by the word',
  async (_name, open, got, officerAnswers) => {
    const woman = open();
    await woman.says('chào em');
    // Welcome, safety, menu; the platform sends our own echoes back, and they silence nobody.
    await until('the greeting', () => got().length === 3);
    await officerAnswers();
    await quiet();
    await woman.says('vâng em hỏi chuyện vay vốn ạ');
    await quiet();
    expect(got()).toHaveLength(3);
    await woman.says('chồng em đánh em');
    await until('the hotlines, whoever has the thread', () => got().some(({ text }) => text.includes('113')));
    const before = got().length;
    await woman.says('menu');
    await until('the menu', () => got().length > before);
  },
  60_000,
);
