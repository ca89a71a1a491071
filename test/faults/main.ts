import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../../scripts/run';
import { type Outcome, storm } from './rounds';

const USAGE = 'Usage: npm run test:faults -- [--seed N] [--kills 20] [--crowd 8] [--engine embedded|fast]';

/** The long fault test: many kills of each, from a seed that is printed. */
runCommand(async () => {
  const { seed, kills, crowd, engine } = readArguments();
  const again = `npm run test:faults -- --seed ${seed} --kills ${kills} --crowd ${crowd} --engine ${engine}`;
  say(`seed ${seed}: ${kills} kills of each of web, worker, Redis and MongoDB (${engine}), ${crowd} people at a time`);
  const started = Date.now();
  const outcome = await storm({
    ...{ seed, kills, crowd, engine },
    say: (line) => say(`${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s  ${line}`),
  });
  process.stdout.write(table(outcome));
  if (outcome.problems.length === 0) return 0;
  process.stdout.write(`\n${outcome.problems.length} problems:\n${outcome.problems.map((each) => `- ${each}\n`).join('')}`);
  process.stdout.write(`\nLogs and data: ${outcome.folder}\nAgain: ${again}\n`);
  return 1;
});

function table(outcome: Outcome): string {
  const { kills, problems, seconds, people, events, redelivered, stragglers, replies, repeated, facts } = outcome;
  const killed = Object.entries(kills).map(([victim, count]) => `${victim} ${count}`);
  const rows: [string, string | number][] = [
    ['kills', killed.join(', ')],
    ['people', people],
    ['events acknowledged', events],
    ['deliveries repeated until 200', redelivered],
    ['stragglers, played when they came', stragglers],
    ['replies, each received', replies],
    ['replies received more than once', repeated],
    ['facts', facts],
    ['seconds', seconds],
    ['problems', problems.length],
  ];
  return rows.map(([name, value]) => `${name.padEnd(36)}${value}\n`).join('');
}

function readArguments(): { seed: number; kills: number; crowd: number; engine: 'embedded' | 'fast' } {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        kills: { type: 'string', default: '20' },
        crowd: { type: 'string', default: '8' },
        engine: { type: 'string', default: 'embedded' },
      },
    });
    const [seed, kills, crowd] = [values.seed, values.kills, values.crowd].map(Number) as [number, number, number];
    const { engine } = values;
    const right = [seed, kills, crowd].every(Number.isInteger) && kills > 0 && crowd > 0;
    if (right && (engine === 'embedded' || engine === 'fast')) return { seed, kills, crowd, engine };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  throw new UsageError(USAGE);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
