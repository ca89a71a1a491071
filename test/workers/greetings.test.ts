import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appoint } from '../../src/actions/officers/officers';
import { leave } from '../../src/actions/people/members';
import type { Purpose } from '../../src/engine/types';
import { Consents } from '../../src/models/consents';
import { Conversations, conversationId } from '../../src/models/conversations';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { namedHolder } from '../../src/models/officers';
import { newPerson, People } from '../../src/models/people';
import { seal } from '../../src/models/secrets';
import { forgetTree, Units } from '../../src/models/units';
import { words } from '../../src/words';
import { seedProvince } from '../faults/province';
import { useDatabase } from '../setup/database';
import { until } from '../until';
import { startTown, type Town } from './town';

const HOUR = 3_600_000;
const [BRANCH, QUIET_BRANCH] = ['201@2026-01-01', '101@2026-01-01'];
/** A quarter past six in the morning of Thursday, 4/3/2027, four days before 8/3. */
let clock = Date.parse('2027-03-04T06:15:00+07:00');
const servers = useDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), 'greetings-'));
let town: Town;
/** Who has a birthday that day, and how she differs from the one who is greeted. */
const WOMEN: Readonly<Record<string, { text?: string; unit?: string; birthday?: string; withdrawn?: true; left?: true }>> = {
  lan: {},
  // She agreed when only the Union's days were spoken of.
  mai: { text: 'news.care' },
  hoa: { withdrawn: true },
  yen: { left: true },
  cuc: { birthday: '03-05' },
  dao: { unit: QUIET_BRANCH },
};
const userOf = (name: string) => `7700000000000000${['leader', ...Object.keys(WOMEN)].indexOf(name)}`;
const chatOf = (user: string) => conversationId('zalo', town.zalo.secrets.oaId, user);
const inbox = (user: string) => town.zalo.to(user).map(({ text }) => text);

beforeAll(async () => {
  town = await startTown({ ...servers, dataDir }, { clock: () => clock });
  await seedProvince();
  const settings = [{ key: 'birthdayGreetings', value: false, from: '2026-01-01' }];
  await Units.updateOne({ _id: QUIET_BRANCH }, { $set: { settings } } as never);
  forgetTree();
  const deps = { ...{ now: () => clock, timeZone: 'Asia/Ho_Chi_Minh' }, ...{ tell: async () => {}, ringCount: async () => {} } };
  const actor = { kind: 'operator' } as const;
  const who = { name: 'Trần Thị Hoa', phone: '0905222333' };
  await appoint({ id: 'post', actor, unit: BRANCH, post: 'branchLead', from: '2026-01-01', who }, deps);
  await chat('leader', 'CONG_VIEC', 'leaderBind.askWork');
  await tieLeaderChat({ _id: chatOf(userOf('leader')), holder: namedHolder(who.phone), at: clock });
  for (const [name, { text = 'news.greetings', unit = BRANCH, birthday = '03-04', withdrawn, left }] of Object.entries(WOMEN)) {
    await chat(name, 'CHAM_SOC', text);
    if (withdrawn) await agree(name, 'CHAM_SOC', text, false);
    const her = newPerson(name, { name: `Nguyễn Thị ${name}`, unit, status: 'member', memberSince: 1, birthday }, 1);
    await People.create({ ...her, conversations: [chatOf(userOf(name))] });
    if (left) await leave(name, 'asked', { id: 'left', actor }, deps);
  }
}, 60_000);
afterAll(async () => {
  await town?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function chat(name: string, purpose: Purpose, text: string): Promise<void> {
  const user = userOf(name);
  const blank = { channel: 'zalo', account: town.zalo.secrets.oaId, user: seal(user), rev: 0, timers: [], outbox: [], done: [] };
  await Conversations.create({ _id: chatOf(user), ...blank, lastHeardAt: clock });
  town.zalo.heard(user, clock);
  await agree(name, purpose, text, true);
}

async function agree(name: string, purpose: Purpose, text: string, given: boolean): Promise<void> {
  const at = given ? 1 : 2;
  const told = { textHash: 'h', locale: 'vi', channel: 'zalo', by: 'tap', event: 'e', seq: 1 } as const;
  await Consents.create({ _id: `${name}/${given}`, conversation: chatOf(userOf(name)), purpose, given, text, at, ...told });
}

/** Whether a sweep has ended since a moment: each one leaves its figures at its end. */
async function sweptSince(began: number): Promise<boolean> {
  const figures = await town.connections.redis.hgetall(`${town.connections.prefix}:metrics`);
  return Object.values(figures).some((text) => (JSON.parse(text) as { at: number }).at > began);
}

test('a running worker offers a greeting days before, and greets her whose birthday it is, by day, once and with her consent', async () => {
  const birthday = words('birthday.greeting', { name: 'lan', unit: 'Chi hội thôn Thượng' });
  // By night it sweeps and says nothing.
  const began = Date.now();
  await until('the worker has swept', () => sweptSince(began));
  expect(['leader', 'lan'].flatMap((name) => inbox(userOf(name)))).toEqual([]);
  clock += HOUR;
  await until('the leader is offered a greeting', () => inbox(userOf('leader')).length === 1);
  expect(inbox(userOf('leader'))[0]).toContain('Quốc tế Phụ nữ 8/3');
  expect(inbox(userOf('lan'))).toEqual([]);
  clock += HOUR;
  await until('she is greeted', () => inbox(userOf('lan')).length === 1);
  expect(inbox(userOf('lan'))).toEqual([birthday]);
  // The next day another one; nobody twice, and nobody who did not agree.
  clock += 24 * HOUR;
  for (const name of ['leader', ...Object.keys(WOMEN)]) town.zalo.heard(userOf(name), clock);
  await Conversations.updateMany({}, { $set: { lastHeardAt: clock } });
  await until('the other one is greeted', () => inbox(userOf('cuc')).length === 1);
  expect(Object.keys(WOMEN).filter((name) => inbox(userOf(name)).length > 0)).toEqual(['lan', 'cuc']);
  expect([inbox(userOf('lan')).length, inbox(userOf('leader')).length]).toEqual([1, 1]);
});
