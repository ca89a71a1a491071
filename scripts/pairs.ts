import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { addPair, endPair, keepPairKind, listPairs, type PairRefusal, type SideAsked } from '../src/actions/applications/pairs';
import type { ActionDeps } from '../src/actions/deps';
import { type PairKind, pairKinds } from '../src/models/pair-kinds';
import type { Pair, PairResult, Side } from '../src/models/pairs';
import { topUnit, tree, unitByCode } from '../src/models/units';
import { pairFigures } from '../src/programme/pairs';
import { localDay, yearOf } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { words } from '../src/words';
import { compose } from '../workers/compose';
import { runCommand, UsageError, withConnections } from './run';

const RESULTS = ['achieved', 'partly', 'notAchieved', 'mistake'] as const satisfies readonly PairResult[];
const USAGE =
  'Usage: npm run pairs -- kinds | kind FILE.json | add KIND HELPER HELPED [--on YYYY-MM-DD] [--note TEXT] | ' +
  `end NUMBER --result ${RESULTS.join('|')} [--on YYYY-MM-DD] [--note TEXT] | list [--unit CODE] [--all] | ` +
  'figures [--unit CODE] [--period P]; a side is a unit code or person:INVITATION_CODE; [--by WHO] [--json]';
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const SideRuleForm = z.union([
  z.strictObject({ who: z.literal('person') }),
  z.strictObject({
    who: z.literal('unit'),
    level: z.enum(['commune', 'branch', 'group']),
    strengths: z.array(z.enum(['strong', 'fair', 'average', 'weak'])).exactOptional(),
  }),
]);
const KindForm = z.strictObject({
  id: z.string(),
  name: z.string().min(1),
  helper: SideRuleForm,
  helped: SideRuleForm,
  restricted: z.boolean().exactOptional(),
});
const REFUSED: Readonly<Record<PairRefusal, string>> = {
  unknown: 'there is no such pair; see npm run pairs -- list',
  notAllowed: 'not allowed',
  unknownKind: 'there is no such kind; (b) is counted by applications, the others show npm run pairs -- kinds',
  unknownSide: 'a side is not known: give a unit code, or person: and her invitation code',
  already: 'these two are in a pair of this kind already',
  wrongState: 'it has ended already',
  wrongSide: 'the kind wants another sort of side; see npm run pairs -- kinds',
  wrongLevel: 'the kind wants a unit of another level; see npm run pairs -- kinds',
  wrongStrength: 'the unit was rated otherwise than the kind wants; see npm run pairs -- kinds',
  notMember: 'both people must be members',
  same: 'both sides are the same one',
  wrongDay: 'the day is in the future, or before its beginning',
};

/** Words behind each action. */
const WORDS: Readonly<Record<string, number>> = { kinds: 0, kind: 1, add: 3, end: 1, list: 0, figures: 0 };

type Values = Readonly<Partial<Record<'on' | 'note' | 'result' | 'unit' | 'period' | 'by', string>>> & {
  json: boolean;
  all: boolean;
};

runCommand(async () => {
  const { values, positionals } = readArguments();
  const [action = '', ...rest] = positionals;
  if (!Object.hasOwn(WORDS, action) || WORDS[action] !== rest.length) throw new UsageError(USAGE);
  if (values.on !== undefined && !DAY.test(values.on)) throw new UsageError(`--on ${values.on}: write the day as 2026-11-22`);
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    const print = (rows: object[]) => show(rows, values.json);
    if (action === 'kinds') return print((await pairKinds()).map(kindRow));
    if (action === 'kind') return addKind(rest[0] ?? '');
    if (action === 'add') return add(rest, values, deps);
    if (action === 'end') return end(rest[0] ?? '', values, deps);
    if (action === 'list') return print(await list(values));
    const period = values.period ?? String(yearOf(deps.now(), deps.timeZone));
    return print(await pairFigures(await unitIdOf(values.unit), period, await pairKinds()));
  });
});

function readArguments(): { values: Values; positionals: string[] } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const options = { on: text, note: text, result: text, unit: text, period: text, by: text, json: flag, all: flag } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}

async function add([kind = '', helper = '', helped = '']: string[], values: Values, deps: ActionDeps): Promise<number> {
  const startsOn = values.on ?? localDay(deps.now(), deps.timeZone);
  const order = { id: `command/${randomUUID()}`, actor: operator(values), kind, startsOn, ...noted(values) };
  const outcome = await addPair({ ...order, helper: sideAsked(helper), helped: sideAsked(helped) }, deps);
  return tell(outcome, values);
}

async function end(no: string, values: Values, deps: ActionDeps): Promise<number> {
  const result = RESULTS.find((each) => each === values.result);
  if (!result) throw new UsageError(`end needs --result ${RESULTS.join('|')}`);
  const order = {
    id: `command/end/${no}`,
    actor: operator(values),
    result,
    endsOn: values.on ?? localDay(deps.now(), deps.timeZone),
  };
  return tell(await endPair(no, { ...order, ...noted(values) }, deps), values);
}

async function addKind(file: string): Promise<number> {
  const parsed = KindForm.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new UsageError(`${file}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const { id, ...rest } = parsed.data;
  const kind = { _id: id, ...rest } as PairKind;
  if (await keepPairKind(kind, { kind: 'operator' })) return 0;
  throw new UsageError(
    `${id}: a kind's id has up to 20 small letters, digits and -, begins with a letter and is neither b nor recruit`,
  );
}

async function list({ unit, all }: Values): Promise<object[]> {
  const pairs = await listPairs(await unitIdOf(unit), { kind: 'operator' });
  const { units } = await tree();
  const code = (id: string) => units.get(id)?.code ?? id;
  const side = (each: Side) => (each.who === 'unit' ? code(each.unit) : `person in ${code(each.unit)}`);
  return pairs
    .filter(({ state }) => all || state === 'running')
    .map(({ no, kind, state, startsOn, endsOn, result, helper, helped }) => ({
      ...{ no, kind, state, helper: side(helper), helped: side(helped), startsOn, endsOn: endsOn ?? '', result: result ?? '' },
    }));
}

async function unitIdOf(code: string | undefined): Promise<string> {
  const unit = code === undefined ? await topUnit() : await unitByCode(code);
  if (!unit) throw new UsageError(`--unit ${code}: there is no unit with this code`);
  return unit._id;
}

function kindRow({ _id, name, helper, helped, restricted }: PairKind): object {
  const rule = (side: PairKind['helper']) =>
    side.who === 'person' ? 'person' : [side.level, ...(side.strengths ? [side.strengths.join('/')] : [])].join(' ');
  const called = name ?? words(`pairKind.${_id}`);
  return { kind: _id, helper: rule(helper), helped: rule(helped), seen: restricted ? 'restricted' : 'open', name: called };
}

const operator = ({ by }: Values) => ({ kind: 'operator' as const, ...(by === undefined ? {} : { name: by }) });
const noted = ({ note }: Values) => (note === undefined ? {} : { note });

function sideAsked(text: string): SideAsked {
  return text.startsWith('person:') ? { code: text.slice('person:'.length) } : { unit: text };
}

function tell(outcome: { done: true; pair: Pair } | { done: false; why: PairRefusal }, { json }: Values): number {
  if (!outcome.done) {
    process.stderr.write(`${REFUSED[outcome.why]}\n`);
    return 1;
  }
  const { no, kind, state } = outcome.pair;
  return show([{ no, kind, state }], json);
}

function show(rows: object[], json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${Object.values(row).join('\t')}\n`);
  return 0;
}
