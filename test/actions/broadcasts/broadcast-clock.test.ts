import { policyTable } from '../../../scripts/policy/table';
import { type Chat, type Reach, type Reaching, reachOf } from '../../../src/actions/broadcasts/broadcast-reach';
import { messengerWindow } from '../../../src/channels/messenger';
import { zaloWindow } from '../../../src/channels/zalo';
import { quietUntil } from '../../../src/engine/policy';

const HOUR = 3_600_000;
const HOURS = 8 * 24;
const TIME_ZONE = 'Asia/Ho_Chi_Minh';
/** When she wrote; each message is to leave some whole hours later. */
const NOON = Date.parse('2026-11-22T12:00:00+07:00');
const WINDOWS = { zalo: zaloWindow, messenger: messengerWindow } as const;
type ChannelName = keyof typeof WINDOWS;
const reaching: Reaching = {
  timeZone: TIME_ZONE,
  window: (channel, at, now) => WINDOWS[channel as ChannelName](at === undefined ? {} : { at }, now),
  template: (_, key) => key === 'meeting.invite',
  price: async () => 0,
};
/** Messages of our own accord, and the column of the policy's table that says what becomes of each. */
const KINDS = [
  { key: 'meeting.invite', purpose: 'NHAC_LICH', column: 1 },
  { key: 'broadcast.text', purpose: 'NHAC_LICH', column: 2 },
  { key: 'broadcast.text', purpose: 'KHAO_SAT', column: 3 },
] as const;

function tableOf(channel: string): string[][] {
  const section =
    policyTable()
      .split('\n## ')
      .find((each) => each.toLowerCase().startsWith(channel)) ?? '';
  return [...section.matchAll(/^\| \d+(?: \(\d d\))? \| (.+) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
}

function wordsOf(reach: Reach): string {
  if (reach.how === 'call') return `hold: ${reach.why}`;
  return { free: 'send', paid: 'send, paid', template: 'by template' }[reach.how];
}

describe.each(['zalo', 'messenger'] as const)('%s', (channel) => {
  const table = tableOf(channel);
  const chat: Chat = { _id: 'c', channel, lastHeardAt: NOON, consents: { NHAC_LICH: true, KHAO_SAT: true } };

  test('at each hour of eight days the plan is what the policy table says of the moment when it will leave', () => {
    expect(table).toHaveLength(HOURS + 1);
    const wrong: unknown[] = [];
    let nights = 0;
    for (let hour = 0; hour < HOURS - 12; hour += 1) {
      const leavesAt = NOON + hour * HOUR;
      const morning = quietUntil(leavesAt, TIME_ZONE);
      if (morning !== undefined) nights += 1;
      const row = table[((morning ?? leavesAt) - NOON) / HOUR];
      for (const { key, purpose, column } of KINDS) {
        const planned = wordsOf(reachOf([chat], { key, purpose, leavesAt }, reaching));
        if (planned !== row?.[column]) wrong.push({ hour, key, purpose, planned, expected: row?.[column] });
      }
    }
    expect(wrong).toEqual([]);
    // Ten hours of each night were among them.
    expect(nights).toBe(73);
  });

  test('what must not leave after a time is not planned into the morning behind it', () => {
    const [leavesAt, purpose, key] = [NOON + 10 * HOUR, 'NHAC_LICH', 'meeting.invite'] as const;
    const reach = (notAfter: number) => wordsOf(reachOf([chat], { key, purpose, leavesAt, notAfter }, reaching));
    expect(reach(NOON + 18 * HOUR)).toBe('hold: tooLate');
    expect(reach(NOON + 20 * HOUR)).toBe(table[19]?.[1]);
  });
});
