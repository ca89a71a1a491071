import { outcomeOf, progress, progressOf } from '../../../src/actions/broadcasts/broadcast-outcome';
import { announce } from '../../../src/actions/broadcasts/broadcasts';
import type { Chunk } from '../../../src/models/broadcast-chunks';
import { openModels } from '../../open-models';
import { chair, MORNING, openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
beforeAll(settle);

const plan = (people: number, call = 0) => ({
  ...{ people, how: { free: people - call, paid: 0, template: 0, call }, why: {}, cost: 0 },
});
const part = (n: number, more: Partial<Chunk>): Chunk => ({ _id: `b/${n}`, broadcast: 'b', state: 'open', ...more });

test('while it is planned: the parts that are, and those who must be phoned have come to their end', () => {
  const parts = [part(1, { state: 'planned', plan: plan(10, 4) }), part(2, {})];
  expect(progress('planning', parts, [], MORNING)).toEqual({
    ...{ state: 'planning', planned: { done: 1, total: 2 }, people: 10, ended: 4, sent: 0, perSecond: 0 },
  });
});

test('while it is sent: the rate of the last minute, and how long the rest takes at it', () => {
  const parts = [
    part(1, { state: 'closed', plan: plan(100), tally: { sent: 90, held: 10 } }),
    part(2, { state: 'fed', plan: plan(100), tally: { sent: 30, sending: 5, queued: 65 } }),
  ];
  const left = Array.from({ length: 120 }, (_, n) => MORNING - n * 500);
  expect(progress('sending', parts, left, MORNING)).toMatchObject({
    people: 200,
    ended: 130,
    sent: 120,
    perSecond: 2,
    secondsLeft: 35,
  });
  // It began ten seconds ago: twenty in ten seconds, not in sixty.
  const soon = Array.from({ length: 20 }, (_, n) => MORNING - 500 - n * 500);
  expect(progress('sending', parts, soon, MORNING)).toMatchObject({ perSecond: 2, secondsLeft: 35 });
  expect(progress('sending', parts, [], MORNING)).not.toHaveProperty('secondsLeft');
  expect(progress('paused', parts, left, MORNING)).not.toHaveProperty('secondsLeft');
});

test('from its announcement to its end: the outcomes add up to its people', async () => {
  const order = (id: string) => ({ id, actor: chair });
  await announce(
    order('b-whole'),
    {
      ...{ unit: 'c1', kind: 'information', audience: { units: ['c1'], status: 'members' }, confirmed: true },
      say: { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Tin của Hội' } },
    },
    town.deps,
  );
  expect(await progressOf('b-whole', town.now)).toMatchObject({ state: 'planning', people: 0, ended: 0 });
  await town.run('b-whole');
  expect(await outcomeOf('b-whole')).toEqual({ sent: 2, 'held:windowClosed': 2, 'held:noConsent': 2, 'held:noChat': 2 });
  expect(await progressOf('b-whole', town.now)).toMatchObject({ state: 'done', people: 8, ended: 8, sent: 2 });
  expect(await progressOf('b-nothing', town.now)).toBeNull();
});
