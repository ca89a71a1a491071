import { hasEmbedded } from '../../scripts/services';
import { seedsOf } from '../seeded';
import { storm } from './rounds';

const [seed = 1] = seedsOf('FAULTS_SEED', []);

test(`three kills each of web, worker, Redis and MongoDB: everything once, in order, counts right (seed ${seed})`, async () => {
  const lines: string[] = [];
  const outcome = await storm({
    ...{ seed, kills: 3, crowd: 6, pace: 0.5 },
    ...(hasEmbedded() ? { engine: 'embedded' as const } : {}),
    say: (line) => void lines.push(line),
  });
  const again = `again: FAULTS_SEED=${seed} npx jest test/faults/kills (logs and data: ${outcome.folder})`;
  expect({ problems: outcome.problems, again, lines: outcome.problems.length > 0 ? lines : [] }).toEqual({
    problems: [],
    again,
    lines: [],
  });
  expect(outcome.events).toBeGreaterThan(50);
}, 400_000);
