import { policyTable } from '../../scripts/policy/table';
import type { Channel } from '../../src/channels/channel';
import { createMessenger } from '../../src/channels/messenger';
import { createZalo } from '../../src/channels/zalo';
import { memoryTokens } from '../../src/channels/zalo-token';
import { sendBatch } from '../../src/engine/batch';
import type { SenderDeps } from '../../src/engine/deliver';
import { createLog } from '../../src/log';
import { record } from '../../src/models/consents';
import { Conversations, open } from '../../src/models/conversations';
import { newSend, type Send, Sends } from '../../src/models/sends';
import { messengerConfig, zaloConfig } from '../channels/set-up';
import { type FakeGraph, startFakeGraph } from '../fake/graph';
import { type FakeZalo, startFakeZalo } from '../fake/zalo';
import { useEngine } from './engine';

const HOUR = 3_600_000;
const HOURS = 8 * 24;
const NOON = Date.parse('2026-11-22T12:00:00+07:00');
/** When everybody wrote, and never again: at the very end of a window a platform may count one way or the other. */
const HEARD = NOON - 1;
const MOST = 3;
const REMINDER = 'meeting.invite';
const NEWS = 'meeting.noted';
const ASKED = 'survey.invite';
/** Who is written to on each channel, and the column of the policy's table that says what becomes of it. */
const PEOPLE = [
  { name: 'reminded', key: REMINDER, purpose: 'NHAC_LICH', column: 1 },
  { name: 'told', key: NEWS, purpose: 'NHAC_LICH', column: 2 },
  { name: 'asked', key: ASKED, purpose: 'KHAO_SAT', column: 3 },
] as const;
useEngine();
let zalo: FakeZalo;
let graph: FakeGraph;
let deps: SenderDeps;
let now = NOON;

const clock = () => now;
const localHour = () => new Date(now + 7 * HOUR).getUTCHours();
const quiet = () => localHour() >= 21 || localHour() < 7;

beforeAll(async () => {
  // Strict: they refuse what their own windows do not allow.
  [zalo, graph] = await Promise.all([
    startFakeZalo({ clock, strict: true, echoes: false }),
    startFakeGraph({ clock, strict: true, echoes: false }),
  ]);
  const channels = new Map<string, Channel>([
    ['zalo', createZalo(zaloConfig(zalo, { templates: { MEETING: '4711' } }), memoryTokens(zalo.tokens()), { now: clock })],
    ['messenger', createMessenger(messengerConfig(graph, { templates: { MEETING: 'meeting' } }), { now: clock })],
  ]);
  const log = createLog('silent', 'test');
  deps = { channels, timeZone: 'Asia/Ho_Chi_Minh', now: clock, log, perDay: async () => MOST };
  for (const channel of ['zalo', 'messenger'])
    for (const [n, name] of ['reminded', 'told', 'capped', 'asked', 'timely'].entries()) {
      const conversation = `${channel}-${name}`;
      await open(conversation, { channel, account: '1', user: `77${n}` });
      await Conversations.updateOne({ _id: conversation }, { $set: { lastHeardAt: HEARD } });
      (channel === 'zalo' ? zalo : graph).heard(`77${n}`, HEARD);
      const about = { given: true, text: 't', textHash: 'h', locale: 'vi', by: 'tap', event: 'e', at: 1, seq: 1 } as const;
      for (const purpose of ['NHAC_LICH', 'KHAO_SAT'] as const)
        await record({ _id: `${conversation}/${purpose}`, conversation, purpose, channel, ...about });
    }
});
afterAll(() => Promise.all([zalo.close(), graph.close()]));

/** The verdicts of the policy's table, by channel, hour since she wrote, and column. */
function tableOf(channel: string): string[][] {
  const section =
    policyTable()
      .split('\n## ')
      .find((each) => each.toLowerCase().startsWith(channel)) ?? '';
  return [...section.matchAll(/^\| \d+(?: \(\d d\))? \| (.+) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
}

/** What becomes of a message, in the words of the table. */
function wordsOf({ state, failure, how, cost }: Send): string {
  if (state === 'held') return `hold: ${failure}`;
  if (state !== 'sent') return `${state} ${failure ?? ''}`;
  if (how === 'template') return 'by template';
  return cost === 'paid' ? 'send, paid' : 'send';
}

test('each hour of eight days: what leaves, waits and stays is what the policy table says, on both channels', async () => {
  const tables = { zalo: tableOf('zalo'), messenger: tableOf('messenger') };
  const channels = ['zalo', 'messenger'] as const;
  const waiting = new Map<string, string>();
  const wrong: unknown[] = [];
  for (let hour = 0; hour <= HOURS; hour += 1) {
    now = NOON + hour * HOUR;
    const sends = channels.flatMap((channel) => [
      ...PEOPLE.map(({ name, ...what }) => sendTo(channel, name, hour, what)),
      // Every hour, with a template: only the cap holds it.
      sendTo(channel, 'capped', hour, { person: `${channel}-person` }),
    ]);
    await Sends.collection.insertMany(sends as never);
    await sendBatch([...sends.map(({ _id }) => _id), ...waiting.keys()], deps);
    const ids = [...sends.map(({ _id }) => _id), ...waiting.keys()].filter((id) => !id.includes('capped'));
    for (const send of await Sends.find({ _id: { $in: ids } }).lean<Send[]>()) {
      const [channel = 'zalo', name] = send._id.split('-') as ['zalo' | 'messenger', string];
      const { column } = PEOPLE.find((each) => each.name === name) ?? { column: 0 };
      const says = tables[channel][hour]?.[column];
      // By night it waits for the morning, unless it must never leave.
      const expected = quiet() ? 'queued' : says;
      const became = wordsOf(send).trim();
      if (became !== expected) wrong.push({ hour, id: send._id, became, expected });
      if (send.state === 'queued') {
        waiting.set(send._id, channel);
        if (new Date((send.notBefore ?? 0) + 7 * HOUR).getUTCHours() !== 7) wrong.push({ id: send._id, until: send.notBefore });
      } else waiting.delete(send._id);
    }
  }
  expect(wrong).toEqual([]);
  // Both platforms took every call that was made: none was outside their windows.
  const left = await Sends.find({ state: 'sent' }).lean<Send[]>();
  expect(left.length).toBe(zalo.sent.length + graph.sent.length);
  expect(await Sends.countDocuments({ state: { $in: ['failed', 'unknown'] } })).toBe(0);
  const kinds = new Set(left.map(wordsOf));
  expect([...kinds].sort()).toEqual(['by template', 'send', 'send, paid']);
}, 120_000);

test('nobody got anything by night, and nobody more than her share in any 24 hours', () => {
  for (const fake of [zalo, graph]) {
    const hours = fake.sent.map(({ at }) => new Date(at + 7 * HOUR).getUTCHours());
    expect(hours.filter((hour) => hour < 7 || hour >= 21)).toEqual([]);
    const times = fake.to('772').map(({ at }) => at);
    // Eight days, three a day and not one less.
    expect(times.length).toBeGreaterThanOrEqual(8 * MOST);
    for (const at of times) expect(times.filter((each) => each > at - 24 * HOUR && each <= at).length).toBeLessThanOrEqual(MOST);
  }
});

test('no reminder leaves after its meeting has begun, whatever held it up', async () => {
  const midnight = NOON - 12 * HOUR;
  const at = (hours: number) => midnight + hours * HOUR;
  for (const channel of ['zalo', 'messenger'] as const) {
    const fake = channel === 'zalo' ? zalo : graph;
    const before = fake.to('774').length;
    await Conversations.updateOne({ _id: `${channel}-timely` }, { $set: { lastHeardAt: at(12) } });
    now = at(22);
    const early = sendTo(channel, 'timely', 1, { notAfter: at(24 + 6.5) });
    const late = sendTo(channel, 'timely', 2, { notAfter: at(24 + 7.5) });
    const talked = sendTo(channel, 'timely', 3, { notAfter: at(24 + 9) });
    await Sends.collection.insertMany([early, late, talked] as never);
    const ids = [early._id, late._id, talked._id];
    const states = async () => {
      const found = new Map((await Sends.find({ _id: { $in: ids } }).lean<Send[]>()).map((send) => [send._id, send]));
      return ids.map((id) => [found.get(id)?.state, found.get(id)?.failure].join(' ').trim());
    };
    await sendBatch(ids, deps);
    // The morning of the first would be after its beginning; the others wait for theirs.
    expect(await states()).toEqual(['expired tooLate', 'queued', 'queued']);
    now = at(24 + 7);
    await sendBatch([early._id, late._id], deps);
    expect(await states()).toEqual(['expired tooLate', 'sent', 'queued']);
    // The worker comes back when the third meeting has begun.
    now = at(24 + 9) + 1;
    await sendBatch(ids, deps);
    expect(await states()).toEqual(['expired tooLate', 'sent', 'expired tooLate']);
    expect(fake.to('774').length - before).toBe(1);
  }
});

interface What {
  key?: string;
  purpose?: 'NHAC_LICH' | 'KHAO_SAT';
  person?: string;
  notAfter?: number;
}

function sendTo(channel: string, name: string, n: number, { key = REMINDER, purpose = 'NHAC_LICH', ...more }: What): Send {
  const vars = { branch: 'Chi hội 1', topic: 'Họp', day: '22/11', time: '19h', place: 'nhà văn hóa' };
  const asked = { title: 'Chị cần gì?', intro: 'Hội hỏi', total: 4 };
  return newSend({
    ...{ _id: `${channel}-${name}-${n}`, conversation: `${channel}-${name}`, channel, reply: false, seq: 0 },
    ...{ purpose, notBefore: now, say: { key, vars: key === ASKED ? asked : vars }, ...more },
  });
}
