import { hasEmbedded } from '../../scripts/services';
import { seedsOf } from '../seeded';
import { broadcastStorm } from './broadcast';

const [seed = 1] = seedsOf('FAULTS_SEED', []);

test(`a broadcast through kills of worker, Redis and MongoDB: nobody twice, nobody missing (seed ${seed})`, async () => {
  const lines: string[] = [];
  const outcome = await broadcastStorm({
    ...{ seed, people: 300, kills: 1 },
    ...(hasEmbedded() ? { engine: 'embedded' as const } : {}),
    say: (line) => void lines.push(line),
  });
  const again = `again: FAULTS_SEED=${seed} npx jest test/faults/broadcast (logs and data: ${outcome.folder})`;
  const { problems, table } = outcome;
  expect({ problems, again, lines: problems.length > 0 ? [...lines, JSON.stringify(table)] : [] }).toEqual({
    problems: [],
    again,
    lines: [],
  });
  expect(Object.values(table).reduce((sum, n) => sum + n, 0)).toBe(300);
  expect(outcome.received).toBeGreaterThan(150);
}, 400_000);
