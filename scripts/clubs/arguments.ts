import { parseArgs } from 'node:util';
import { isDay } from '../../src/programme/days';
import { UsageError } from '../run';

/** How each command is called, behind its name. */
const HOW = {
  kinds: '',
  kind: 'ID NAME',
  list: '[--unit CODE] [--all]',
  show: 'ID',
  found: '--unit CODE --name TEXT [--kind KIND] [--id ID]',
  rename: 'ID [--name TEXT] [--kind KIND]',
  join: 'ID NUMBER…',
  leave: 'ID NUMBER…',
  head: 'ID [NUMBER]',
  end: 'ID',
} as const;
const MORE = '[--on YYYY-MM-DD] [--by WHO] [--json]';
const USAGE = `Usage: npm run clubs -- ${Object.entries(HOW)
  .map((each) => each.join(' ').trim())
  .join(' | ')}; each with ${MORE}`;

/** What each command takes: words behind its name, at least and at most, and its options. */
const COMMANDS = {
  kinds: { words: [0, 0], may: [] },
  kind: { words: [2, 2], may: [] },
  list: { words: [0, 0], may: ['unit', 'all'] },
  show: { words: [1, 1], may: [] },
  found: { words: [0, 0], may: ['unit', 'name', 'kind', 'id', 'on'] },
  rename: { words: [1, 1], may: ['name', 'kind', 'on'] },
  join: { words: [2, 1_000], may: ['on'] },
  leave: { words: [2, 1_000], may: ['on'] },
  head: { words: [1, 2], may: ['on'] },
  end: { words: [1, 1], may: ['on'] },
} as const satisfies Record<keyof typeof HOW, { words: readonly [number, number]; may: readonly string[] }>;
export type CommandName = keyof typeof HOW;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ unit: text, name: text, kind: text, id: text, on: text, by: text },
  ...{ all: flag, json: flag },
} as const;

/** What was asked: the command, the words behind it, and its options. */
export interface Asked {
  command: CommandName;
  words: string[];
  options: { [K in 'unit' | 'name' | 'kind' | 'id' | 'on' | 'by']?: string } & { all?: boolean };
  json: boolean;
}

/** Reads the command line; throws a UsageError that says what to do. */
export function readArguments(args?: string[]): Asked {
  const { values, positionals } = parsed(args);
  const { json = false, ...options } = values;
  const [name = '', ...words] = positionals;
  if (!Object.hasOwn(COMMANDS, name)) throw new UsageError(USAGE);
  const command = name as CommandName;
  const usage = `Usage: npm run clubs -- ${`${command} ${HOW[command]}`.trim()} ${MORE}`;
  const { words: length, may }: { words: readonly [number, number]; may: readonly string[] } = COMMANDS[command];
  const wrong = Object.keys(options).find((each) => each !== 'by' && !may.includes(each));
  if (wrong !== undefined) throw new UsageError(`${command} takes no --${wrong}. ${usage}`);
  if (words.length < length[0] || words.length > length[1]) throw new UsageError(usage);
  if (options.on !== undefined && !isDay(options.on))
    throw new UsageError(`--on ${options.on}: write the day as 2026-11-22. ${usage}`);
  if (command === 'found' && (options.unit === undefined || options.name === undefined)) throw new UsageError(usage);
  if (options.id !== undefined && !/^[A-Za-z0-9.-]{1,60}$/.test(options.id))
    throw new UsageError(`--id ${options.id}: use up to 60 letters, digits, . and -. ${usage}`);
  return { command, words, options, json };
}

function parsed(args: string[] | undefined) {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true, ...(args ? { args } : {}) });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}
