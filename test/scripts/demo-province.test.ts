import { seedDemoProvince } from '../../scripts/demo-province';
import { CODE, People } from '../../src/models/people';
import { Units } from '../../src/models/units';
import { pairTable, tableLines } from '../../src/programme/table';
import { verifyCounts } from '../../src/programme/verify';
import { openModels } from '../open-models';

openModels();

const at = { timeZone: 'Asia/Ho_Chi_Minh' };
const chats = Array.from({ length: 120 }, (_, n) => `chat-${n}`);
const now = Date.UTC(2026, 10, 22, 3);

test('a province of 2 communes, 6 branches with groups and 120 linked members; twice is once', async () => {
  const first = await seedDemoProvince(at, chats, now);
  const again = await seedDemoProvince(at, chats, now);
  expect(again).toEqual(first);
  expect([first.communes.length, first.branches.length, first.members.length]).toEqual([2, 6, 120]);
  expect(await Units.countDocuments()).toBe(1 + 2 + 6 + 12);
  expect(await People.countDocuments()).toBe(120);
  expect(new Set(first.members.map(({ code }) => code)).size).toBe(120);
  for (const { code, conversation } of first.members) {
    expect(code).toMatch(CODE);
    expect(conversation).toMatch(/^chat-/);
  }
  const sizes = first.branches.map((branch) => first.members.filter((member) => member.branch === branch).length);
  expect(sizes).toEqual([20, 20, 20, 20, 20, 20]);
  expect(await verifyCounts({ patience: 0 })).toMatchObject({ differences: [], dirty: [], strangers: [] });
});

test('its table shows members and targets of every level', async () => {
  const { province } = await seedDemoProvince(at, [], now);
  const rows = await pairTable(province, '2026');
  expect(rows.map(({ depth, members, targetJoined, targetPairs }) => [depth, members, targetJoined, targetPairs])).toEqual([
    [0, 120, 60, 36],
    ...[1, 2].flatMap(() => [[1, 60, 30, 18], ...Array.from({ length: 3 }, () => [2, 20, 10, 6])]),
  ]);
  const lines = tableLines(rows);
  expect(lines).toHaveLength(2 + 9);
  expect(lines[0]).toMatch(/^Unit +Submitted +Verified +Recognised +Joined +1\+1 pairs +Recruiters +Members$/);
  expect(lines[3]).toMatch(/^ {2}Hội LHPN xã An Bình +0 +0 +0 +0\/30 +0\/18 +0 +60$/);
});
