import {
  addReach,
  type Chat,
  noPlan,
  type Reaching,
  reachOf,
  type Saying,
  sumPlans,
} from '../../../src/actions/broadcasts/broadcast-reach';

const HOUR = 3_600_000;
/** Noon in Việt Nam. */
const NOON = Date.UTC(2026, 10, 22, 5);
const reaching: Reaching = {
  timeZone: 'Asia/Ho_Chi_Minh',
  window(channel, heard, now) {
    if (channel === 'off') return undefined;
    if (heard === undefined) return { state: 'closed', reason: 'neverWrote' };
    if (now - heard < 48 * HOUR) return { state: 'free', until: heard + 48 * HOUR };
    if (channel === 'home' && now - heard < 168 * HOUR) return { state: 'paid', until: heard + 168 * HOUR };
    return { state: 'template', reason: 'windowClosed' };
  },
  template: (_, key) => key === 'meeting.invite',
  price: async () => 0,
};
const chat = (heard: number | undefined, more: Partial<Chat> = {}): Chat => ({
  _id: `c${heard}`,
  channel: 'home',
  consents: { NHAC_LICH: true },
  ...(heard === undefined ? {} : { lastHeardAt: heard }),
  ...more,
});
const saying: Saying = { purpose: 'NHAC_LICH', key: 'meeting.invite', leavesAt: NOON };

test.each<[string, Chat[], Partial<Saying>, object]>([
  ['no chat', [], {}, { how: 'call', why: 'noChat' }],
  ['inside the free window', [chat(NOON - HOUR)], {}, { how: 'free' }],
  ['in the paid window', [chat(NOON - 50 * HOUR)], {}, { how: 'paid' }],
  ['later, by template', [chat(NOON - 200 * HOUR)], {}, { how: 'template' }],
  ['later, without a template', [chat(NOON - 200 * HOUR)], { key: 'broadcast.text' }, { how: 'call', why: 'windowClosed' }],
  ['never wrote', [chat(undefined)], {}, { how: 'call', why: 'neverWrote' }],
  ['no consent', [chat(NOON, { consents: {} })], {}, { how: 'call', why: 'noConsent' }],
  ['consent for something else', [chat(NOON)], { purpose: 'CHAM_SOC' }, { how: 'call', why: 'noConsent' }],
  ['blocked us', [chat(NOON - HOUR, { goneAt: NOON })], {}, { how: 'call', why: 'gone' }],
  ['a channel that is off', [chat(NOON, { channel: 'off' })], {}, { how: 'call', why: 'channelOff' }],
  [
    'at night it leaves in the morning, and the window closes before',
    [chat(NOON - 40 * HOUR)],
    { leavesAt: NOON + 9.5 * HOUR },
    { how: 'paid' },
  ],
  [
    'too late by the morning',
    [chat(NOON)],
    { leavesAt: NOON + 10 * HOUR, notAfter: NOON + 12 * HOUR },
    { how: 'call', why: 'tooLate' },
  ],
])('%s', (_, chats, more, expected) => {
  expect(reachOf(chats, { ...saying, ...more }, reaching)).toMatchObject(expected);
});

test('with two chats the cheaper is taken, and of equal ones where she wrote last', () => {
  const [old, fresh, late] = [chat(NOON - 100 * HOUR), chat(NOON - 20 * HOUR, { channel: 'abroad' }), chat(NOON - HOUR)];
  expect(reachOf([old, fresh], saying, reaching).chat).toBe(fresh);
  expect(reachOf([fresh, late], saying, reaching).chat).toBe(late);
  expect(reachOf([chat(NOON, { consents: {} }), old], saying, reaching).chat).toBe(old);
});

test('a plan adds up, with its cost and the reasons of those to be phoned', () => {
  const plans = [[chat(NOON)], [chat(NOON - 50 * HOUR)], [chat(NOON - 200 * HOUR)], [], [chat(NOON, { consents: {} })]].map(
    (chats) => {
      const plan = noPlan();
      addReach(plan, reachOf(chats, saying, reaching), { paid: 55, template: 200 });
      return plan;
    },
  );
  expect(sumPlans([...plans, undefined])).toEqual({
    people: 5,
    how: { free: 1, paid: 1, template: 1, call: 2 },
    why: { noChat: 1, noConsent: 1 },
    cost: 255,
  });
});
