import { type Circumstances, quietUntil, rule } from '../../src/engine/policy';

const ZONE = 'Asia/Ho_Chi_Minh';
const at = (local: string) => Date.parse(`2026-11-22T${local}:00+07:00`);
const NOON = at('12:00');
const FREE = { state: 'free', until: NOON + 3600_000 } as const;
const fine: Circumstances = { now: NOON, timeZone: ZONE, consents: { NHAC_LICH: true }, gone: false, window: FREE };
const reminder = { reply: false, purpose: 'NHAC_LICH' } as const;
const reply = { reply: true } as const;

test.each([
  ['a reply inside the window', reply, {}, 'send', 'reply'],
  ['a reply at night', reply, { now: at('23:00') }, 'send', 'reply'],
  ['a reply while a person has taken over', reply, { pausedUntil: NOON + 1 }, 'send', 'reply'],
  ['a reply without any consent', reply, { consents: {} }, 'send', 'reply'],
  ['a reply after the window', reply, { window: { state: 'template', reason: 'windowClosed' } }, 'hold', 'windowClosed'],
  ['a reply to somebody who blocked us', reply, { gone: true }, 'hold', 'gone'],
  ['a reply that nobody waits for any more', { ...reply, notAfter: NOON - 1 }, {}, 'hold', 'tooLate'],
  ['a reminder with consent by day', reminder, {}, 'send', 'free'],
  ['a reminder that costs', reminder, { window: { state: 'paid', until: NOON + 1 } }, 'send', 'paid'],
  ['a reminder never agreed to', reminder, { consents: {} }, 'hold', 'noConsent'],
  ['a reminder after stop', reminder, { consents: { NHAC_LICH: false } }, 'hold', 'noConsent'],
  ['a reminder with another consent only', reminder, { consents: { KHAO_SAT: true } }, 'hold', 'noConsent'],
  [
    'a reminder to somebody who never wrote',
    reminder,
    { window: { state: 'closed', reason: 'neverWrote' } },
    'hold',
    'neverWrote',
  ],
  ['a reminder in the quiet hours', reminder, { now: at('21:00') }, 'wait', 'quietHours'],
  ['a reminder before seven', reminder, { now: at('06:59') }, 'wait', 'quietHours'],
  ['a reminder at seven', reminder, { now: at('07:00') }, 'send', 'free'],
  ['a reminder while a person talks to her', reminder, { pausedUntil: NOON + 1 }, 'wait', 'paused'],
  ['a reminder whose morning would be too late', { ...reminder, notAfter: at('22:00') }, { now: at('21:30') }, 'hold', 'tooLate'],
] as const)('%s', (_name, message, change, expected, reason) => {
  expect(rule(message, { ...fine, ...change } as Circumstances)).toMatchObject({ rule: expected, reason });
});

test('the quiet hours end at seven in the morning of the province, whatever zone the machine is in', () => {
  expect(quietUntil(at('21:30'), ZONE)).toBe(at('07:00') + 24 * 3600_000);
  expect(quietUntil(at('03:00'), ZONE)).toBe(at('07:00'));
  expect(quietUntil(NOON, ZONE)).toBeUndefined();
});
