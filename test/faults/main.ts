import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../../scripts/run';
import { broadcastStorm } from './broadcast';
import { storm } from './rounds';

const PARTS = ['conversations', 'broadcasts'] as const;
type Part = (typeof PARTS)[number];
const USAGE = `Usage: npm run test:faults -- [--seed N] [--only ${PARTS.join('|')}] [--kills 20] [--crowd 8] [--people 5000] [--engine embedded|fast]`;
/** Broadcasts are played with so many seeds, from the one given on, and so many kills of each. */
const BROADCAST_SEEDS = 3;
const BROADCAST_KILLS = 3;

interface Arguments {
  seed: number;
  only?: Part;
  kills: number;
  crowd: number;
  people: number;
  engine: 'embedded' | 'fast';
}

/** What one part found: a table for people, and what went wrong. */
interface Found {
  rows: [string, string | number][];
  problems: string[];
  folder: string;
  again: string;
}

/** The long fault tests: many kills of each, from a seed that is printed. */
runCommand(async () => {
  const asked = readArguments();
  const { seed, only } = asked;
  const found: Found[] = [];
  if (only !== 'broadcasts') found.push(await conversations(asked));
  for (let n = 0; only !== 'conversations' && n < BROADCAST_SEEDS; n += 1)
    found.push(await broadcasts({ ...asked, seed: seed + n }));
  for (const { problems, folder, again } of found) {
    if (problems.length === 0) continue;
    process.stdout.write(`\n${problems.length} problems:\n${problems.map((each) => `- ${each}\n`).join('')}`);
    process.stdout.write(`\nLogs and data: ${folder}\nAgain: ${again}\n`);
  }
  return found.every(({ problems }) => problems.length === 0) ? 0 : 1;
});

async function conversations({ seed, kills, crowd, engine }: Arguments): Promise<Found> {
  say(
    `conversations, seed ${seed}: ${kills} kills of each of web, worker, Redis and MongoDB (${engine}), ${crowd} people at a time`,
  );
  const { problems, folder, ...outcome } = await storm({ seed, kills, crowd, engine, say: timed() });
  const killed = Object.entries(outcome.kills).map(([victim, count]) => `${victim} ${count}`);
  return shown({
    problems,
    folder,
    again: `npm run test:faults -- --only conversations --seed ${seed} --kills ${kills} --crowd ${crowd} --engine ${engine}`,
    rows: [
      ['kills', killed.join(', ')],
      ['people', outcome.people],
      ['events acknowledged', outcome.events],
      ['deliveries repeated until 200', outcome.redelivered],
      ['stragglers, played when they came', outcome.stragglers],
      ['replies, each received', outcome.replies],
      ['replies received more than once', outcome.repeated],
      ['facts', outcome.facts],
      ['seconds', outcome.seconds],
    ],
  });
}

async function broadcasts({ seed, people, engine }: Arguments): Promise<Found> {
  say(`a broadcast to ${people}, seed ${seed}: ${BROADCAST_KILLS} kills of each of worker, Redis and MongoDB (${engine})`);
  const { problems, folder, table, received, seconds } = await broadcastStorm({
    ...{ seed, people, kills: BROADCAST_KILLS, engine },
    say: timed(),
  });
  return shown({
    problems,
    folder,
    again: `npm run test:faults -- --only broadcasts --seed ${seed} --people ${people} --engine ${engine}`,
    rows: [['people', people], ['received', received], ...Object.entries(table).sort(), ['seconds', seconds]],
  });
}

function shown(found: Found): Found {
  const rows = [...found.rows, ['problems', found.problems.length] as const];
  process.stdout.write(rows.map(([name, value]) => `${name.padEnd(36)}${value}\n`).join(''));
  return found;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        only: { type: 'string' },
        kills: { type: 'string', default: '20' },
        crowd: { type: 'string', default: '8' },
        people: { type: 'string', default: '5000' },
        engine: { type: 'string', default: 'embedded' },
      },
    });
    const numbers = [values.seed, values.kills, values.crowd, values.people].map(Number);
    const [seed = 0, kills = 0, crowd = 0, people = 0] = numbers;
    const only = PARTS.find((part) => part === values.only);
    const { engine } = values;
    const right = numbers.every(Number.isInteger) && kills > 0 && crowd > 0 && people > 0 && (values.only === undefined || only);
    if (right && (engine === 'embedded' || engine === 'fast'))
      return { seed, kills, crowd, people, engine, ...(only ? { only } : {}) };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  throw new UsageError(USAGE);
}

function timed(): (line: string) => void {
  const started = Date.now();
  return (line) => say(`${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s  ${line}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
