import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ActionResult, Refusal } from '../src/actions/applications/act-on-application';
import { type EntryRefusal, enterApplication } from '../src/actions/applications/enter';
import { recognise } from '../src/actions/applications/recognise';
import { type ReferrerAsked, setReferrer } from '../src/actions/applications/referrer';
import { verify } from '../src/actions/applications/verify';
import { WITHDRAW_REASONS, withdraw } from '../src/actions/applications/withdraw';
import type { ActionDeps } from '../src/actions/deps';
import { type ApplicationState, formOf, inState } from '../src/models/applications';
import { tree, unitByCode } from '../src/models/units';
import { dayOf } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { BRANCH_USAGE, branchCommand } from './applications/branch';
import { called, listCalls } from './applications/calls';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run applications -- list [--unit CODE] | verify FILE… [--branch CODE] [--referrer CODE|nobody] | ' +
  'calls [--unit CODE] | called FILE… | recognise FILE… | recognise --all-verified --unit CODE | refer FILE --referrer CODE|nobody | ' +
  `withdraw FILE… --reason ${WITHDRAW_REASONS.join('|')} | ` +
  `enter FORM.json --paper WHERE [--turned-18] | ${BRANCH_USAGE}; each with [--by WHO] [--json]`;
/** Those that somebody still has to act on. */
const OPEN: readonly ApplicationState[] = ['submitted', 'duplicate', 'verified'];
const NOT_ENTERED: Readonly<Record<EntryRefusal, string>> = {
  notAllowed: 'not allowed in this unit',
  unknownUnit: 'unit: there is no unit with this code',
  underAge: 'she is under 18: nothing was kept',
  noPaper: '--paper: say where the paper that she signed lies',
  askBirthday: 'she turns 18 this year: ask whether she has, then add --turned-18; nothing was kept',
};
const Form = z.strictObject({
  name: z.string().trim().min(2).max(80),
  birthYear: z.int().min(1900).max(2100),
  /** A unit's code. */
  unit: z.string(),
  phone: z
    .string()
    .regex(/^0\d{9,10}$/, 'ten digits, such as 0905123456; leave it out where she has none')
    .default(''),
  referrerCode: z.string().exactOptional(),
  household: z.enum(['yes', 'no', 'unknown']).exactOptional(),
  groups: z.array(z.string()).exactOptional(),
});

type Values = Readonly<Partial<Record<'by' | 'branch' | 'reason' | 'referrer' | 'unit' | 'paper' | 'women', string>>> &
  Readonly<Record<'json' | 'all-verified' | 'turned-18', boolean>>;

runCommand(async () => {
  const { values, positionals } = readArguments();
  const [action = '', ...files] = positionals;
  if (action !== 'branch') check(action, files, values);
  return withConnections(async ({ config, connections, log }) => {
    if (action === 'list') return list(values, config.timeZone);
    if (action === 'calls') return listCalls(await unitsIn(values.unit), config.timeZone);
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    if (action === 'called') return called(files, operator(values), deps);
    if (action === 'branch') return branchCommand(files, values, deps);
    return action === 'enter' ? enter(files[0] ?? '', values, deps) : act(action, await chosen(files, values), values, deps);
  });
});

function readArguments(): { values: Values; positionals: string[] } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const named = { by: text, branch: text, reason: text, referrer: text, unit: text, paper: text, women: text } as const;
    const options = { ...named, json: flag, 'all-verified': flag, 'turned-18': flag } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}

/** What belongs together: refused before anything is done. */
function check(action: string, files: string[], values: Values): void {
  const { branch, reason, referrer, unit, paper } = values;
  const allVerified = values['all-verified'];
  const takes: Record<string, boolean> = {
    list: files.length === 0,
    calls: files.length === 0,
    called: files.length > 0,
    verify: files.length > 0,
    recognise: allVerified ? files.length === 0 && unit !== undefined : files.length > 0,
    refer: files.length === 1 && referrer !== undefined,
    withdraw: files.length > 0 && WITHDRAW_REASONS.some((each) => each === reason),
    enter: files.length === 1 && paper !== undefined,
  };
  const only = (given: boolean, ...actions: string[]) => !given || actions.includes(action);
  const fits =
    only(branch !== undefined, 'verify') &&
    only(reason !== undefined, 'withdraw') &&
    only(referrer !== undefined, 'verify', 'refer') &&
    only(unit !== undefined, 'list', 'calls', 'recognise') &&
    only(paper !== undefined || values['turned-18'], 'enter') &&
    only(allVerified, 'recognise');
  if (!(Object.hasOwn(takes, action) && takes[action] && fits)) throw new UsageError(USAGE);
}

async function list({ json, unit }: Values, timeZone: string): Promise<number> {
  const { units } = await tree();
  const within = await unitsIn(unit);
  const found = (await Promise.all(OPEN.map((state) => inState(state, within)))).flat().sort((a, b) => a.at - b.at);
  const rows = found.map((each) => {
    const place = units.get(each.unit);
    const marks = [...(each.likeness ?? []), ...(formOf(each).referrerName && !each.referrer ? ['namesReferrer'] : [])];
    const { file, state } = each;
    const late = each.step === 'climb' ? ['late'] : [];
    return {
      ...{ file, state, day: dayOf(each.at, timeZone), unit: place?.code ?? each.unit, name: place?.name ?? '' },
      marks: [...marks, ...late].join(','),
    };
  });
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${Object.values(row).join('\t').trimEnd()}\n`);
  return 0;
}

/** The ids of a unit and all below it; undefined without a code. */
async function unitsIn(code: string | undefined): Promise<string[] | undefined> {
  if (code === undefined) return undefined;
  const unit = await unitByCode(code);
  if (!unit) throw new UsageError(`--unit ${code}: there is no unit with this code`);
  return (await tree()).subtree(unit._id).map(({ _id }) => _id);
}

async function chosen(files: string[], values: Values): Promise<string[]> {
  if (!values['all-verified']) return [...new Set(files)];
  return (await inState('verified', await unitsIn(values.unit))).sort((a, b) => a.at - b.at).map(({ file }) => file);
}

async function act(action: string, files: string[], values: Values, deps: ActionDeps): Promise<number> {
  const results: (ActionResult & { file: string })[] = [];
  for (const file of files) {
    const result = await actOnOne(action, file, values, deps);
    results.push({ ...result, file });
    if (!result.done) process.stderr.write(`${refusal(file, action, result)}\n`);
    else if (!values.json) process.stdout.write(`${file}\t${result.state}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  return results.every((result) => result.done) ? 0 : 1;
}

function actOnOne(action: string, file: string, values: Values, deps: ActionDeps): Promise<ActionResult> {
  const { branch } = values;
  const referrer = referrerOf(values);
  const actor = operator(values);
  // Each of these can happen to an application once: told again, it is the same one. Who brought her may be corrected twice.
  const order = { id: action === 'refer' ? `command/${randomUUID()}` : `command/${action}/${file}`, actor };
  if (action === 'verify')
    return verify(file, { ...order, ...(branch === undefined ? {} : { branch }), ...(referrer ? { referrer } : {}) }, deps);
  if (action === 'recognise') return recognise(file, order, deps);
  if (action === 'refer') return setReferrer(file, { ...order, referrer: referrer ?? 'nobody' }, deps);
  return withdraw(file, { ...order, reason: WITHDRAW_REASONS.find((each) => each === values.reason) ?? 'asked' }, deps);
}

const operator = ({ by }: Values) => ({ kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) });

function referrerOf({ referrer }: Values): ReferrerAsked | undefined {
  return referrer === undefined ? undefined : referrer === 'nobody' ? 'nobody' : { code: referrer };
}

async function enter(path: string, values: Values, deps: ActionDeps): Promise<number> {
  const parsed = Form.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new UsageError(`${path}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const unit = await unitByCode(parsed.data.unit);
  const form = { ...parsed.data, unit: unit?._id ?? '' };
  const order = { id: `command/${randomUUID()}`, actor: operator(values), paper: values.paper ?? '' };
  const entered = await enterApplication({ ...order, form, turned18: values['turned-18'] }, deps);
  if (!entered.done) {
    process.stderr.write(`${NOT_ENTERED[entered.why]}\n`);
    return 1;
  }
  const { file, duplicate } = entered.filed;
  process.stdout.write(
    values.json ? `${JSON.stringify(entered.filed)}\n` : `${file}\t${duplicate ? 'duplicate' : 'submitted'}\n`,
  );
  return 0;
}

function refusal(file: string, action: string, result: Extract<ActionResult, { done: false }>): string {
  const reasons: Record<Refusal, string> = {
    unknown: 'there is no such application; see npm run applications -- list',
    notAllowed: `not allowed to ${action} it`,
    wrongState: `it is ${result.state}, so it cannot be ${PAST[action] ?? action}`,
    needsBranch: 'it names only its commune; add --branch CODE',
    unknownReferrer: 'no member has this code, or it is her own; --referrer CODE or nobody',
  };
  return `${file}: ${reasons[result.why]}`;
}

const PAST: Readonly<Record<string, string>> = {
  verify: 'verified',
  recognise: 'recognised',
  withdraw: 'withdrawn',
  refer: 'given another referrer',
};
