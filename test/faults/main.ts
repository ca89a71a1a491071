import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../../scripts/run';
import { startMongo } from '../../scripts/services';
import { broadcastStorm } from './broadcast';
import { recordStorm } from './records';
import { storm } from './rounds';

const PARTS = ['conversations', 'broadcasts', 'records'] as const;
type Part = (typeof PARTS)[number];
const USAGE = `Usage: npm run test:faults -- [--seed N] [--only ${PARTS.join('|')}] [--kills 20] [--crowd 8] [--people 5000] [--women 500] [--orders 200] [--engine embedded|fast]`;
/** Broadcasts are played with so many seeds, from the one given on, and so many kills of each. */
const BROADCAST_SEEDS = 3;
const BROADCAST_KILLS = 3;
/** Processes that act on the same women. */
const PROCESSES = 10;

interface Arguments {
  seed: number;
  only?: Part;
  kills: number;
  crowd: number;
  people: number;
  women: number;
  orders: number;
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
  const plays = (part: Part) => only === undefined || only === part;
  if (plays('conversations')) found.push(await conversations(asked));
  for (let n = 0; plays('broadcasts') && n < BROADCAST_SEEDS; n += 1) found.push(await broadcasts({ ...asked, seed: seed + n }));
  if (plays('records')) found.push(await records(asked));
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

/** Processes recognise, withdraw and transfer the same women, killed in between, while units are merged and moved. */
async function records({ seed, kills, women, orders, engine }: Arguments): Promise<Found> {
  say(`records, seed ${seed}: ${PROCESSES} processes, ${women} women, ${orders} orders each, ${kills} kills (${engine})`);
  const folder = mkdtempSync(path.join(tmpdir(), 'records-'));
  const server = await startMongo({ dir: folder, engine });
  const storm = { mongoUri: server.uri, seed, processes: PROCESSES, women, orders, kills, say: timed() };
  const { problems, ...rest } = await recordStorm(storm).finally(() => server.stop());
  // What was found is in the data; what is right need not be kept.
  if (problems.length === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return shown({
    problems,
    folder,
    again: `npm run test:faults -- --only records --seed ${seed} --kills ${kills} --women ${women} --orders ${orders} --engine ${engine}`,
    rows: Object.entries(rest),
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
        women: { type: 'string', default: '500' },
        orders: { type: 'string', default: '200' },
        engine: { type: 'string', default: 'embedded' },
      },
    });
    const [seed, ...others] = [values.seed, values.kills, values.crowd, values.people, values.women, values.orders].map(Number);
    const [kills = 0, crowd = 0, people = 0, women = 0, orders = 0] = others;
    const only = PARTS.find((part) => part === values.only);
    const { engine } = values;
    const right = Number.isInteger(seed) && others.every((each) => Number.isInteger(each) && each > 0);
    if (right && (values.only === undefined || only) && (engine === 'embedded' || engine === 'fast'))
      return { seed: Number(seed), kills, crowd, people, women, orders, engine, ...(only ? { only } : {}) };
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
