import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { BROADCAST_KINDS } from '../../src/models/broadcasts';
import { GROUPS } from '../../src/models/groups';
import { POSTS, type Post } from '../../src/models/posts';
import { UsageError } from '../run';

const PARTS = ['going', 'busy', 'unsure', 'silent', 'present', 'absent', 'summary'] as const;
const POST_NAMES = Object.keys(POSTS) as [Post, ...Post[]];

/** How the command is called. */
export const USAGE =
  'Usage: npm run broadcasts -- list [--unit CODE] [--open] | ' +
  `plan --unit CODE --kind ${BROADCAST_KINDS.join('|')} --text TEXT [--to CODE,…] [--topic NAME] [--image URL] [--file URL --title TEXT] ` +
  `[--posts ${POST_NAMES.slice(0, 2).join(',')},…] [--groups CODE,…] [--clubs ID,…] [--status members|membersAndApplicants|applicants] ` +
  '[--marks core,away|present] [--channel NAME] [--reach free,paid,template,call] [--answered busy,silent:MEETING] ' +
  '[--at YYYY-MM-DDTHH:MM] [--until YYYY-MM-DDTHH:MM] [--id ID] [--dry-run] | ' +
  'show ID | confirm ID | approve ID | pause ID | resume ID | cancel ID | resend ID [--unknown] [--id NEW] | ' +
  'test ID --phone PHONE | outcome ID [FILE.xlsx|FILE.csv] | proposals [--days N]; each with [--by WHO] [--json]';

const listed = <T extends string>(of: readonly [T, ...T[]]) =>
  z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(z.enum(of)));
const moment = (zone: string) =>
  z
    .string()
    .transform((text) => DateTime.fromISO(text, { zone }))
    .refine((at) => at.isValid, 'use local time such as 2026-11-26T07:30')
    .transform((at) => at.toMillis());

/** What a plan is made of, as it was typed; times in ms, local ones of the zone. */
const Planned = (zone: string) =>
  z
    .strictObject({
      unit: z.string(),
      kind: z.enum(BROADCAST_KINDS),
      text: z.string(),
      to: z.string().transform((text) => text.split(',')),
      topic: z.string(),
      image: z.string(),
      file: z.string(),
      title: z.string(),
      posts: listed(POST_NAMES),
      groups: listed(GROUPS),
      clubs: z.string().transform((text) => text.split(',').map((each) => each.trim())),
      status: z.enum(['members', 'membersAndApplicants', 'applicants']),
      marks: listed(['core', 'away', 'present']),
      channel: z.string(),
      reach: listed(['free', 'paid', 'template', 'call']),
      answered: z
        .string()
        .regex(/^[a-z,]+:\S+$/, 'use ANSWER,…:MEETING such as busy,silent:m-12')
        .transform((text) => ({
          answers: text.slice(0, text.indexOf(':')).split(','),
          meeting: text.slice(text.indexOf(':') + 1),
        }))
        .pipe(z.object({ answers: z.array(z.enum(PARTS)), meeting: z.string() })),
      at: moment(zone),
      until: moment(zone),
    })
    .partial()
    .required({ unit: true, kind: true, text: true })
    .refine(({ file, title }) => (file === undefined) === (title === undefined), 'a file needs --file and --title');
export type PlanAsked = z.infer<ReturnType<typeof Planned>>;

const STEPS = ['confirm', 'approve', 'pause', 'resume', 'cancel'] as const;
type Common = { json: boolean; by?: string };
export type Asked = Common &
  (
    | { command: 'list'; unit?: string; open: boolean }
    | { command: 'plan'; plan: PlanAsked; id?: string; dryRun: boolean }
    | { command: 'show'; broadcast: string }
    | { command: 'step'; step: (typeof STEPS)[number]; broadcast: string }
    | { command: 'resend'; broadcast: string; unknown: boolean; id?: string }
    | { command: 'test'; broadcast: string; phone: string }
    | { command: 'outcome'; broadcast: string; file?: string }
    | { command: 'proposals'; days: number }
  );

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const TEXTS = {
  ...{
    unit: text,
    kind: text,
    text,
    to: text,
    topic: text,
    image: text,
    file: text,
    title: text,
    posts: text,
    groups: text,
    clubs: text,
  },
  ...{ status: text, marks: text, channel: text, reach: text, answered: text, at: text, until: text },
} as const;
const OPTIONS = {
  ...{ ...TEXTS, id: text, phone: text, by: text, days: text },
  ...{ open: flag, 'dry-run': flag, unknown: flag, json: flag },
} as const;

/** Reads the command line; throws a UsageError that says what to do. */
export function readArguments(zone: string, args?: string[]): Asked {
  const { values, positionals } = parsed(args);
  const { json, by, open, id, phone, unknown, days, ...rest } = values;
  const [command, broadcast, file, ...more] = positionals;
  const common = { json, ...(by === undefined ? {} : { by }) };
  const named = id === undefined ? {} : { id };
  const { 'dry-run': dryRun, ...told } = rest;
  if (command === 'plan' && broadcast === undefined) return { command, plan: planned(told, zone), dryRun, ...named, ...common };
  const { unit, ...others } = told;
  const alone = Object.values(others).every((value) => value === undefined) && !dryRun && more.length === 0;
  if (command === 'list' && alone && broadcast === undefined)
    return { command, open, ...(unit === undefined ? {} : { unit }), ...common };
  if (command === 'proposals' && alone && unit === undefined && broadcast === undefined && /^\d{1,3}$/.test(days ?? '60'))
    return { command, days: Number(days ?? 60), ...common };
  const given = alone && unit === undefined && broadcast !== undefined;
  if (given && command === 'outcome')
    return { command, broadcast, ...(file === undefined ? {} : { file: table(file) }), ...common };
  if (given && file === undefined) {
    const step = STEPS.find((each) => each === command);
    if (step) return { command: 'step', step, broadcast, ...common };
    if (command === 'show') return { command, broadcast, ...common };
    if (command === 'resend') return { command, broadcast, unknown, ...named, ...common };
    if (command === 'test' && phone !== undefined) return { command, broadcast, phone, ...common };
  }
  throw new UsageError(USAGE);
}

function parsed(args: string[] | undefined) {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true, ...(args ? { args } : {}) });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}

function planned(told: object, zone: string): PlanAsked {
  const read = Planned(zone).safeParse(told);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const missing = read.error.issues.flatMap(({ path: [name] }) => (name && !Object.hasOwn(told, name) ? [String(name)] : []));
  if (missing.length > 0) throw new UsageError(`plan needs ${missing.map((each) => `--${each}`).join(', ')}. ${USAGE}`);
  throw new UsageError(`--${first?.path.join('.') || 'plan'}: ${first?.message ?? 'wrong'}. ${USAGE}`);
}

function table(file: string): string {
  if (/\.(?:xlsx|csv)$/.test(file)) return file;
  throw new UsageError(`${file}: give a file that ends in .xlsx or .csv`);
}
