import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { withdrawRecognition } from '../src/actions/applications/withdraw-recognition';
import type { ActionDeps } from '../src/actions/deps';
import type { MemberOrder } from '../src/actions/people/act-on-person';
import { honour } from '../src/actions/people/honorary';
import {
  bringBack,
  comeBack,
  giveCard,
  goAway,
  leave,
  payFee,
  setCore,
  setHousehold,
  transfer,
} from '../src/actions/people/members';
import { Applications } from '../src/models/applications';
import { byNumber, person } from '../src/models/people';
import { LEAVE_REASONS, type Person } from '../src/models/person';
import { tree, unitByCode } from '../src/models/units';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { mergeTwo } from './members/merge';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run members -- show NUMBER | transfer NUMBER UNIT_CODE | ' +
  `leave NUMBER ${LEAVE_REASONS.join('|')} | return|away|back NUMBER | core NUMBER yes|no | card NUMBER CARD | ` +
  'fee NUMBER YEAR [--unpaid] | household NUMBER ID|none | unrecognise NUMBER REASON | ' +
  'merge NUMBER NUMBER [--dry-run] | honour UNIT_CODE NAME BIRTH_YEAR DECISION; [--on YYYY-MM-DD] [--by WHO] [--json]';
/** What an action says when it did nothing. */
const REFUSED: Readonly<Record<string, string>> = {
  unknown: 'there is no such member',
  notAllowed: 'not allowed',
  wrongState: 'it does not fit what she is now; see npm run members -- show',
  noChange: 'it is so already',
  future: 'the day lies ahead',
  badDay: 'that is no day; give YYYY-MM-DD',
  tooEarly: 'the day lies before something that is recorded of her; see npm run members -- show',
  underAge: 'she is under 18',
  noUnit: 'there is no such open unit',
  same: 'both numbers are one record',
  otherName: 'the names differ: where she is one woman, correct the wrong one first',
  otherYear: 'the years of birth differ: where she is one woman, correct the wrong one first',
  busy: 'one of the two is being merged at this moment: try again',
};

type Result = { done: true } | { done: false; why: string };
type Act = (who: Person, rest: string, order: MemberOrder, deps: ActionDeps) => Promise<Result>;
interface Asked {
  action: string;
  first: string;
  rest: string[];
  on?: string;
  by?: string;
  unpaid: boolean;
  dryRun: boolean;
  json: boolean;
}

/** What is done to one member, and what may stand behind her number; `none` where nothing may. */
const ACTS: Readonly<Record<string, { fits: RegExp | 'none'; act: Act }>> = {
  transfer: { fits: /./, act: async (who, to, ...by) => transfer(who._id, (await unitByCode(to))?._id ?? '', ...by) },
  leave: {
    fits: new RegExp(`^(?:${LEAVE_REASONS.join('|')})$`),
    act: (who, why, ...by) => leave(who._id, LEAVE_REASONS.find((each) => each === why) ?? 'other', ...by),
  },
  return: { fits: 'none', act: (who, _, ...by) => bringBack(who._id, ...by) },
  away: { fits: 'none', act: (who, _, ...by) => goAway(who._id, ...by) },
  back: { fits: 'none', act: (who, _, ...by) => comeBack(who._id, ...by) },
  core: { fits: /^(?:yes|no)$/, act: (who, core, ...by) => setCore(who._id, core === 'yes', ...by) },
  card: { fits: /./, act: (who, number, ...by) => giveCard(who._id, number, ...by) },
  household: { fits: /./, act: (who, id, ...by) => setHousehold(who._id, id === 'none' ? undefined : id, ...by) },
  unrecognise: {
    fits: /./,
    async act(who, why, order, deps) {
      const { file } = (await Applications.findById(who.recognition?.application ?? '').lean()) ?? {};
      return file === undefined ? { done: false, why: 'wrongState' } : withdrawRecognition(file, { ...order, why }, deps);
    },
  },
};

/** Changes one member's record; each change is in her history under the operator's name. */
runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config, connections, log }) => {
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    const { on, by } = asked;
    const actor = { kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) };
    const order = { id: `command/${randomUUID()}`, actor, ...(on === undefined ? {} : { on }) };
    const result = await carryOut(asked, order, deps);
    if (result.done) return 0;
    process.stderr.write(`${asked.first}: ${REFUSED[result.why] ?? result.why}\n`);
    return 1;
  });
});

function carryOut(asked: Asked, order: MemberOrder, deps: ActionDeps): Promise<Result> {
  if (asked.action === 'honour') return honourOne(asked, order, deps);
  if (asked.action === 'merge') return mergeTwo([asked.first, asked.rest[0] ?? ''], asked, order, deps);
  return onMember(asked, order, deps);
}

async function onMember({ action, first, rest, unpaid, json }: Asked, order: MemberOrder, deps: ActionDeps): Promise<Result> {
  const who = await byNumber(first);
  if (!who) return { done: false, why: 'unknown' };
  const [more = ''] = rest;
  const result =
    action === 'fee'
      ? await payFee(who._id, Number(more), { ...order, paid: !unpaid }, deps)
      : ((await ACTS[action]?.act(who, more, order, deps)) ?? { done: true });
  if (result.done) await show(who._id, json);
  return result;
}

async function honourOne({ first, rest, json }: Asked, order: MemberOrder, deps: ActionDeps): Promise<Result> {
  const [name = '', year, decision = ''] = rest;
  const unit = (await unitByCode(first))?._id ?? '';
  const result = await honour({ name, birthYear: Number(year), unit, decision }, order, deps);
  if (result.done) process.stdout.write(json ? `${JSON.stringify({ id: result.id })}\n` : `${result.id}\thonorary\n`);
  return result;
}

/** Her record without name and phone: it may be read over a shoulder. */
async function show(id: string, json: boolean): Promise<void> {
  const who = await person(id);
  if (!who) return;
  const { number, status, unit, memberSince, away, core, card, fees, household, history } = who;
  const code = (await tree()).units.get(unit)?.code ?? unit;
  const record = {
    number,
    status,
    unit: code,
    memberSince,
    away,
    core,
    card: card?.number,
    fees: Object.keys(fees ?? {}),
    household,
  };
  const entries = history.map(({ action, on, by, why }) => ({ action, on, by, why }));
  if (json) return void process.stdout.write(`${JSON.stringify({ ...record, history: entries })}\n`);
  const told = Object.entries(record).filter(([, value]) => value !== undefined && String(value) !== '');
  process.stdout.write(`${told.map(([key, value]) => `${key} ${value}`).join('\t')}\n`);
  for (const { action, on, by, why } of entries) process.stdout.write(`${[on, action, by, why ?? ''].join('\t').trimEnd()}\n`);
}

function readArguments(): Asked {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const text = { type: 'string' } as const;
    const options = { on: text, by: text, unpaid: flag, 'dry-run': flag, json: flag };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [action = '', first = '', ...rest] = positionals;
    const { unpaid, json, 'dry-run': dryRun, ...named } = values;
    const fits = first !== '' && fitting(action, rest) && (!unpaid || action === 'fee') && (!dryRun || action === 'merge');
    if (fits) return { action, first, rest, unpaid, dryRun, json, ...named };
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}

function fitting(action: string, rest: readonly string[]): boolean {
  const [more = ''] = rest;
  if (action === 'show') return rest.length === 0;
  if (action === 'merge') return rest.length === 1;
  if (action === 'honour') return rest.length === 3 && /^(?:19|20)\d\d$/.test(rest[1] ?? '');
  if (action === 'fee') return rest.length === 1 && /^20\d\d$/.test(more);
  const fits = Object.hasOwn(ACTS, action) ? ACTS[action]?.fits : undefined;
  return fits === 'none' ? rest.length === 0 : fits !== undefined && rest.length === 1 && fits.test(more);
}
