import { decideNews } from '../../../src/actions/applications/unheard-news';
import type { NewsState } from '../../../src/models/news-calls';
import type { Send, SendState } from '../../../src/models/sends';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT = Date.UTC(2026, 10, 22, 3);
const call = (state: NewsState, since = AT - HOUR) => ({ state, at: since, unit: 'b1' });
const send = (state: SendState, more: Partial<Send> = {}) => ({ state, ...more });

test.each<[string, SendState, Partial<Send>, NewsState]>([
  ['it left', 'sent', {}, 'over'],
  ['it may have left', 'unknown', {}, 'over'],
  ['it waits', 'queued', {}, 'told'],
  ['it is on its way', 'sending', {}, 'told'],
  ['the window is closed', 'held', { failure: 'windowClosed' }, 'open'],
  ['she has left the chat', 'held', { failure: 'gone' }, 'open'],
  ['she said stop', 'held', { failure: 'noConsent' }, 'over'],
  ['the platform refused it', 'failed', { failure: 'blocked' }, 'open'],
  ['its day has passed', 'expired', { failure: 'tooLate' }, 'open'],
])('%s', (_, state, more, outcome) => {
  const decided = decideNews(call('told'), send(state, more), AT, 7, '26-000001');
  expect(decided.outcome).toBe(outcome);
  expect(decided.dueAt !== undefined).toBe(outcome === 'told' || outcome === 'open');
  expect(decided.effects).toHaveLength(outcome === 'open' ? 1 : 0);
});

test('it is looked for more and more rarely, after the night when it waits for the morning, and not for ever', () => {
  const looks = [AT];
  for (let at = AT + HOUR / 4; looks.length < 100; ) {
    const { dueAt, outcome } = decideNews(call('told', AT), null, at, 7, '26-000001');
    looks.push(at);
    if (dueAt === undefined) {
      expect(outcome).toBe('over');
      break;
    }
    expect(dueAt - at).toBeLessThanOrEqual(6 * HOUR);
    at = dueAt;
  }
  expect(looks.length).toBeLessThan(30);
  expect((looks.at(-1) ?? 0) - AT).toBeGreaterThan(4 * DAY);
  const morning = AT + 9 * HOUR;
  expect(decideNews(call('told'), send('queued', { notBefore: morning }), AT, 7, 'f').dueAt).toBe(morning + HOUR / 4);
});

test('an open call is reminded of in one turn for all, as often as its unit says; of an erased application nobody is', () => {
  const turn = Math.floor(AT / (3 * DAY));
  expect(decideNews(call('open'), null, AT, 3, 'f')).toEqual({
    ...{ outcome: 'open', dueAt: AT + 3 * DAY },
    effects: [{ name: 'remindCalls', unit: 'b1', turn }],
  });
  expect(decideNews(call('open'), null, AT, 3, undefined)).toEqual({ outcome: 'over', effects: [] });
  expect(decideNews(call('done'), null, AT, 3, 'f')).toEqual({ outcome: 'done', effects: [] });
});
