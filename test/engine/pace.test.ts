import { setTimeout as pause } from 'node:timers/promises';
import { createPace, type Kind, windowOf } from '../../src/engine/pace';
import { useEngine } from './engine';

const engine = useEngine();
const LIMIT = 40;

/** What several processes get that ask for some time, each as fast as it may; times in ms by this process's clock. */
async function greedy(channel: string, kinds: readonly Kind[], ms: number): Promise<Record<Kind, number[]>> {
  const got: Record<Kind, number[]> = { replies: [], broadcasts: [] };
  const end = performance.now() + ms;
  const ask = async (kind: Kind) => {
    const { redis, prefix } = engine.connections();
    const pace = createPace(redis, new Map([[channel, LIMIT]]), prefix);
    while (performance.now() < end) {
      const { granted, wait } = await pace.take(channel, kind, 7);
      for (let n = 0; n < granted; n++) got[kind].push(performance.now());
      if (granted === 0) await pause(wait);
    }
  };
  await Promise.all(kinds.map(ask));
  return got;
}

test('no more permits than the limit, however many processes ask, and four fifths of it for messages of our own accord', async () => {
  const seconds = 2;
  // What is in the first window at once comes on top of what flows.
  const most = LIMIT * seconds + windowOf(LIMIT).all;
  const both = await greedy('both', ['broadcasts', 'broadcasts', 'broadcasts', 'replies', 'replies'], seconds * 1_000);
  expect(both.broadcasts.length + both.replies.length).toBeLessThanOrEqual(most);
  const alone = await greedy('alone', ['broadcasts', 'broadcasts', 'broadcasts'], seconds * 1_000);
  expect(alone.broadcasts.length).toBeLessThanOrEqual(0.8 * most);
  expect(alone.broadcasts.length).toBeGreaterThan(0.4 * LIMIT * seconds);
});

test('while messages of our own accord take all they may, a reply gets its permit at once', async () => {
  const { redis, prefix } = engine.connections();
  const pace = createPace(redis, new Map([['busy', LIMIT]]), prefix);
  const { broadcasts, all, ms } = windowOf(LIMIT);
  expect(await pace.take('busy', 'broadcasts', 1_000)).toEqual({ granted: broadcasts, wait: expect.any(Number) });
  expect(await pace.take('busy', 'broadcasts', 1)).toMatchObject({ granted: 0 });
  expect(await pace.take('busy', 'replies', 1)).toEqual({ granted: 1, wait: 0 });
  const rest = await pace.take('busy', 'replies', 1_000);
  expect(rest.granted).toBe(all - broadcasts - 1);
  expect(rest.wait).toBeGreaterThan(0);
  expect(rest.wait).toBeLessThanOrEqual(ms);
});

test.each([1, 2, 19, 20, 25, 60, 300, 1_000])(
  'a window of a limit of %d a second is at most a second long and keeps its shares',
  (limit) => {
    const { ms, all, broadcasts } = windowOf(limit);
    expect(ms).toBeLessThanOrEqual(1_000);
    expect((all * 1_000) / ms).toBeLessThanOrEqual(limit);
    expect((all * 1_000) / ms).toBeGreaterThanOrEqual(0.9 * limit);
    if (limit > 1) expect((broadcasts * 1_000) / ms).toBeLessThanOrEqual(0.8 * limit);
  },
);
