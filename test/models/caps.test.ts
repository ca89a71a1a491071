import { CAP_WINDOW, giveSlotsBack, takeSlots } from '../../src/models/caps';
import { openModels } from '../open-models';

openModels();
const NOW = Date.UTC(2026, 10, 22, 5);
const want = (person: string, n: number) => ({ person, send: `b${n}/${person}` });

test('a person has as many slots as the cap in any 24 hours, and the next when the oldest ends', async () => {
  for (const n of [1, 2, 3]) expect(await takeSlots([want('lan', n)], 3, NOW + n)).toEqual(new Map());
  expect(await takeSlots([want('lan', 4)], 3, NOW + 4)).toEqual(new Map([['b4/lan', NOW + 1 + CAP_WINDOW]]));
  expect(await takeSlots([want('lan', 2)], 3, NOW + 5)).toEqual(new Map());
  expect(await takeSlots([want('lan', 4)], 3, NOW + 1 + CAP_WINDOW)).toEqual(new Map());
  expect((await takeSlots([want('lan', 5)], 3, NOW + 1 + CAP_WINDOW)).size).toBe(1);
});

test('what did not leave gives its slot back', async () => {
  expect((await takeSlots([want('hoa', 1), want('mai', 1)], 1, NOW)).size).toBe(0);
  await giveSlotsBack([want('hoa', 1)]);
  const none = await takeSlots([want('hoa', 2), want('mai', 2), want('cuc', 2)], 1, NOW + 1);
  expect([...none.keys()]).toEqual(['b2/mai']);
});

test('ten who want the last slot at once: one has it', async () => {
  await takeSlots([want('thu', 0)], 2, NOW);
  const results = await Promise.all(Array.from({ length: 10 }, (_, n) => takeSlots([want('thu', n + 1)], 2, NOW + 1)));
  expect(results.filter((none) => none.size === 0)).toHaveLength(1);
});
