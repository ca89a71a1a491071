import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { FILE_ROLES } from '../../src/models/meeting-files';
import { MEETING_KINDS } from '../../src/models/meetings';
import { UsageError } from '../run';

/** How the command is called. */
export const USAGE =
  'Usage: npm run meetings -- list [--unit CODE] [--from YYYY-MM-DD] [--to YYYY-MM-DD] | show ID | ' +
  'call --unit CODE --topic TEXT --at YYYY-MM-DDTHH:MM --place TEXT ' +
  `[--kind ${MEETING_KINDS.join('|')}] [--link URL] [--minutes N] [--clubs ID,…] [--draft] [--id ID] | send ID | ` +
  'change ID [--topic TEXT] [--at TIME] [--place TEXT] [--link URL] [--minutes N] | cancel ID | ' +
  `attach ID FILE [--as ${FILE_ROLES.join('|')}] | minutes ID FILE | open ID FILE_ID | detach ID FILE_ID | erase ID | ` +
  'door ID [--qr FILE.svg] | calendar ID | roll ID [--present NUMBER,…] [--absent NUMBER,…] [--guests N] | ' +
  'summary ID --text TEXT; each with [--by WHO] [--json]';

/** What each command takes behind its name: how many words, which options it needs, and which it may have. */
const COMMANDS = {
  list: { words: 0, needs: [], may: ['unit', 'from', 'to'] },
  show: { words: 1, needs: [], may: [] },
  call: { words: 0, needs: ['unit', 'topic', 'at', 'place'], may: ['kind', 'link', 'minutes', 'clubs', 'draft', 'id'] },
  send: { words: 1, needs: [], may: [] },
  change: { words: 1, needs: [], may: ['topic', 'at', 'place', 'link', 'minutes'] },
  cancel: { words: 1, needs: [], may: [] },
  attach: { words: 2, needs: [], may: ['as'] },
  minutes: { words: 2, needs: [], may: [] },
  open: { words: 2, needs: [], may: [] },
  detach: { words: 2, needs: [], may: [] },
  erase: { words: 1, needs: [], may: [] },
  door: { words: 1, needs: [], may: ['qr'] },
  calendar: { words: 1, needs: [], may: [] },
  roll: { words: 1, needs: [], may: ['present', 'absent', 'guests'] },
  summary: { words: 1, needs: ['text'], may: [] },
} as const satisfies Record<string, { words: number; needs: readonly string[]; may: readonly string[] }>;
export type CommandName = keyof typeof COMMANDS;

const numbers = z.string().transform((text) => text.split(',').map((each) => each.trim()));
const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'write the day as 2026-11-22');
const some = z.string().trim().min(1, 'is empty').max(200, 'has more than 200 letters');

/** Options as they were typed; times in ms, local ones of the zone. */
const Options = (zone: string) =>
  z
    .strictObject({
      ...{ unit: z.string(), topic: some, place: some, text: z.string().trim().min(1, 'is empty'), qr: z.string() },
      at: z
        .string()
        .transform((text) => DateTime.fromISO(text.replace(' ', 'T'), { zone }))
        .refine((at) => at.isValid, 'write local time such as 2026-11-28T19:30')
        .transform((at) => at.toMillis()),
      kind: z.enum(MEETING_KINDS),
      as: z.enum(FILE_ROLES),
      link: z.url({ protocol: /^https$/, error: 'give an https address' }),
      minutes: z.coerce.number('give minutes').int('give minutes').min(5, 'at least 5').max(1_440, 'at most 1440'),
      guests: z.coerce.number('give a number').int('give a number').min(0, 'at least 0').max(10_000, 'at most 10000'),
      ...{ from: day, to: day, present: numbers, absent: numbers, clubs: numbers, by: z.string(), draft: z.literal(true) },
      id: z.string().regex(/^[A-Za-z0-9.-]{1,60}$/, 'use up to 60 letters, digits, . and -'),
    })
    .partial();
export type Options = z.infer<ReturnType<typeof Options>>;

/** What was asked: the command, what stands behind it, and its options. */
export interface Asked {
  command: CommandName;
  words: [meeting: string, more: string];
  options: Options;
  json: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ unit: text, topic: text, place: text, text, qr: text, at: text, kind: text, as: text, link: text, minutes: text },
  ...{ guests: text, from: text, to: text, present: text, absent: text, clubs: text, by: text, id: text },
  ...{ draft: flag, json: flag },
} as const;

/** Reads the command line; throws a UsageError that says what to do. */
export function readArguments(zone: string, args?: string[]): Asked {
  const { values, positionals } = parsed(args);
  const { json = false, ...typed } = values;
  const [name = '', meeting = '', more = ''] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? (name as CommandName) : undefined;
  if (!command || positionals.length !== COMMANDS[command].words + 1) throw new UsageError(USAGE);
  const { needs, may }: { needs: readonly string[]; may: readonly string[] } = COMMANDS[command];
  const missing = needs.filter((each) => !Object.hasOwn(typed, each));
  if (missing.length > 0) throw new UsageError(`${command} needs ${missing.map((each) => `--${each}`).join(', ')}. ${USAGE}`);
  const wrong = Object.keys(typed).find((each) => each !== 'by' && !needs.includes(each) && !may.includes(each));
  if (wrong !== undefined) throw new UsageError(`${command} takes no --${wrong}. ${USAGE}`);
  const read = Options(zone).safeParse(typed);
  if (!read.success) {
    const [first] = read.error.issues;
    throw new UsageError(`--${first?.path.join('.')}: ${first?.message}. ${USAGE}`);
  }
  return { command, words: [meeting, more], options: read.data, json };
}

function parsed(args: string[] | undefined) {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true, ...(args ? { args } : {}) });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}
