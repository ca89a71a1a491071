import { takeTurns } from '../../src/engine/turn';
import { toWake } from '../../src/models/conversations';
import { Events } from '../../src/models/events';
import { overdue, Sends } from '../../src/models/sends';
import { startSweep } from '../../workers/sweep';
import { startTurns } from '../../workers/turns';
import { until } from '../until';
import { useWorkshop } from './workshop';

const workshop = useWorkshop();
const HOUR = 3600_000;

/** Somebody at the first question of the survey at a time. */
async function inSurvey(user: string, at: number): Promise<void> {
  const { worker, hears, id } = workshop();
  const { turns } = worker(() => at);
  await hears(user, { text: 'khảo sát' }, at);
  await hears(user, { text: 'đồng ý' }, at + 1);
  await takeTurns(id(user), turns);
}

test('a timer is kept with the state: whoever works after a restart finds it when it is due, and plays it once', async () => {
  const { worker, id, keys, conversation } = workshop();
  const start = Date.now();
  await inSurvey('a', start);
  const before = await keys('a');
  expect(await toWake(start + 23 * HOUR, 100)).not.toContain(id('a'));
  const later = start + 25 * HOUR;
  expect(await toWake(later, 100)).toContain(id('a'));
  // Two workers at once, neither of which has seen her before.
  await Promise.all([1, 2].map(() => takeTurns(id('a'), worker(() => later).turns)));
  expect((await keys('a')).slice(before.length)).toEqual(['common.nudge', 'survey.single']);
  expect(await toWake(later, 100)).not.toContain(id('a'));
  const end = start + 73 * HOUR;
  await takeTurns(id('a'), worker(() => end).turns);
  expect((await keys('a')).at(-1)).toBe('survey.lapsed');
  expect((await conversation('a'))?.timers).toEqual([]);
});

test('her own message goes before a timer that is due, which then does nothing', async () => {
  const { worker, hears, id, keys } = workshop();
  const start = Date.now();
  await inSurvey('b', start);
  const before = await keys('b');
  const later = start + 25 * HOUR;
  await hears('b', { text: '1' }, later - 10);
  await takeTurns(id('b'), worker(() => later).turns);
  expect((await keys('b')).slice(before.length)).toEqual(['survey.multiple']);
});

test('a timer that a stalled worker holds is stale when she has answered meanwhile', async () => {
  const { worker, hears, id, keys } = workshop();
  const start = Date.now();
  await inSurvey('c', start);
  const before = await keys('c');
  const later = start + 25 * HOUR;
  const { turns } = worker(() => later);
  let stalled = false;
  const slow: typeof turns = {
    ...turns,
    async known(conversation, event) {
      const known = await turns.known(conversation, event);
      // Between its look at her timers and its write she answers, and another worker plays that.
      if (event.type === 'timer' && !stalled) {
        stalled = true;
        await hears('c', { text: '1' }, later + 1);
        await takeTurns(id('c'), turns);
      }
      return known;
    },
  };
  await takeTurns(id('c'), slow);
  expect(stalled).toBe(true);
  expect((await keys('c')).slice(before.length)).toEqual(['survey.multiple']);
});

test('with an emptied Redis the sweep finds what no bell rings for any more', async () => {
  const { worker, hears, id, keys, connections, log } = workshop();
  const { turns, actions } = worker();
  await hears('d', { text: 'menu' }, Date.now());
  await connections.bells.turns([id('d')]);
  await connections.redis.flushdb();
  // Stored long enough ago that its bell must have been lost.
  await Events.updateMany({ conversation: id('d') }, { $set: { receivedAt: Date.now() - 11_000 } });
  const working = startTurns(connections, turns);
  const sweep = startSweep(connections, actions, log);
  try {
    await until('she is answered', async () => (await Sends.countDocuments({ conversation: id('d') })) === 3);
    expect(await keys('d')).toEqual(['greeting.welcome', 'greeting.safety', 'menu.ask']);
  } finally {
    await sweep.stop();
    await working.close();
  }
});

test('a night of sends that wait for the morning hides no reply from the sweep', async () => {
  const morning = Date.now() + 8 * HOUR;
  const send = (n: number) => ({ conversation: `sleeper-${n}`, channel: 'zalo', seq: 0, state: 'queued', attempts: 0, body: '' });
  const sleepers = Array.from({ length: 300 }, (_, n) => ({ ...send(n), _id: `night-${n}`, reply: false, notBefore: morning }));
  await Sends.collection.insertMany([
    ...sleepers,
    { ...send(300), _id: 'lost', reply: true, notBefore: Date.now() - 60_000 },
  ] as never);
  expect((await overdue('replies', Date.now(), 10_000, 200)).map((each) => each._id)).toContain('lost');
  await Sends.deleteMany({ body: '' });
});
