import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Actor } from '../src/actions/access';
import type { ActionDeps } from '../src/actions/deps';
import type { Left } from '../src/actions/units/decide-close';
import { orderUnits, type UnitsResult } from '../src/actions/units/units';
import { SETTINGS } from '../src/models/settings';
import { isOpen, type Level } from '../src/models/unit';
import { freshTree, unitByCode, unitWithHistory } from '../src/models/units';
import { localDay } from '../src/programme/periods';
import { type Ring, recount } from '../src/programme/recount';
import { compose } from '../workers/compose';
import { runCommand, UsageError, withConnections } from './run';
import { readOrders, type WrittenOrder, withIds } from './units/orders';

const USAGE =
  'Usage: npm run units -- show [CODE] [--json] | settings | move CODE BELOW | merge INTO CODE… [--on DAY] | rename CODE NAME PLACE | ' +
  'close CODE [--up] [--on DAY] | set CODE KEY VALUE [--on DAY] | order FILE.json; each with [--by WHO] [--json]; a DAY is YYYY-MM-DD';
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

const REFUSED: Readonly<Record<Extract<UnitsResult, { done: false }>['why'], string>> = {
  unknown: 'there is no such unit',
  unknownUnit: 'there is no such unit, or it does not lie where the order says',
  notAllowed: 'not allowed',
  closed: 'a unit has been merged or closed: name its successor',
  exists: 'a unit with this code and day is there already',
  same: 'it is so already',
  cycle: 'a unit cannot come below itself',
  wrongLevel: 'the level does not fit: a commune lies below a province, a branch below a commune, a group below a branch',
  badValue: 'the value cannot be; npm run units -- settings shows what there is',
  childrenLeft: 'units that lie below it must go to one of the new ones',
  notEmpty: 'end what is there first, or close it with --up: its women then are the unit above’s, which places them one by one',
  future: 'a unit is closed on a day that has come',
  nothingToDo: 'the order says nothing to do',
};

/** Words behind each action, at least and at most. */
const WORDS: Readonly<Record<string, readonly [number, number]>> = {
  ...{ show: [0, 1], settings: [0, 0], move: [2, 2], merge: [2, 1_000], rename: [3, 3] },
  ...{ close: [1, 1], set: [3, 3], order: [1, 1] },
};

type Values = Readonly<{ on?: string; by?: string; up: boolean; json: boolean }>;

/** Shows and changes units: each order goes through the tree document, exactly once. */
runCommand(async () => {
  const { values, positionals } = readArguments();
  const [action = '', ...rest] = positionals;
  const [least, most] = (Object.hasOwn(WORDS, action) ? WORDS[action] : undefined) ?? [1, 0];
  if (rest.length < least || rest.length > most) throw new UsageError(USAGE);
  if (action === 'settings') return settings();
  return withConnections(async ({ config, connections, log }) => {
    // Counted at once, up to the province: there may be no worker while an operator is at work.
    const ringCount: Ring = async (unit, period) => void (await recount(unit, period, ringCount));
    const deps = { ...compose(config, connections, log).actions, ringCount };
    const day = values.on ?? localDay(deps.now(), deps.timeZone);
    if (action === 'show') return rest[0] === undefined ? overview(values.json) : show(rest[0]);
    if (action === 'order') {
      const text = readFileSync(rest[0] ?? '', 'utf8');
      const id = createHash('sha256').update(text).digest('hex');
      return carry(readOrders(text), (n) => `file/${id}/${n}`, values, deps);
    }
    return carry([short(action, rest, day, values.up)], () => `cli/${randomUUID()}`, values, deps);
  });
});

/** What can be said in one line. */
function short(action: string, rest: readonly string[], day: string, up: boolean): WrittenOrder {
  const [first = '', second = '', third = ''] = rest;
  if (action === 'move') return { action, unit: first, to: second };
  if (action === 'merge') return { action, into: first, units: rest.slice(1), on: day };
  if (action === 'close') return { action, unit: first, on: day, ...(up ? { up } : {}) };
  if (action === 'rename') return { action, unit: first, name: second, place: third };
  return { action: 'set', unit: first, key: second, value: settingValue(third), from: day };
}

async function carry(
  orders: readonly WrittenOrder[],
  id: (n: number) => string,
  { by, json }: Values,
  deps: ActionDeps,
): Promise<number> {
  const actor: Actor = { kind: 'operator', ...(by === undefined ? {} : { name: by }) };
  for (const [n, written] of orders.entries()) {
    const what = await withIds(written);
    const result: UnitsResult =
      'missing' in what ? { done: false, why: 'unknown' } : await orderUnits(what, { id: id(n), actor }, deps);
    if (json) tell(JSON.stringify(result));
    else if (result.done) tell(`${written.action}: ${result.units.join(' ')}`);
    if (result.done) continue;
    const about = 'missing' in what ? ` (${what.missing})` : result.left ? ` (${leftLine(result.left)})` : '';
    process.stderr.write(`order ${n + 1}, ${written.action}: ${REFUSED[result.why]}${about}\n`);
    return 1;
  }
  return 0;
}

async function show(code: string): Promise<number> {
  const found = await unitByCode(code);
  const unit = found && (await unitWithHistory(found._id));
  if (!unit) throw new UsageError(`${code}: there is no unit with this code; npm run units -- show lists them`);
  tell(JSON.stringify(unit, null, 2));
  return 0;
}

/** From the top: the province and its communes, with how many branches and groups each has today. */
async function overview(json: boolean): Promise<number> {
  const { provinces, children, subtree } = await freshTree();
  const communes = (id: string) => children(id).filter((unit) => unit.level === 'commune' && isOpen(unit));
  const rows = provinces
    .flatMap((province) => [province, ...communes(province._id)])
    .map(({ _id, code, level, name }) => {
      const below = subtree(_id).filter(isOpen);
      const many = (wanted: Level) => below.filter((unit) => unit.level === wanted).length;
      return { code, level, name, branches: many('branch'), groups: many('group') };
    });
  if (json) tell(JSON.stringify(rows));
  else for (const { code, name, branches, groups } of rows) tell(`${code}\t${name}\t${branches} branches\t${groups} groups`);
  return 0;
}

function settings(): number {
  for (const [key, { otherwise, by, meaning }] of Object.entries(SETTINGS)) tell(`${key}\t${otherwise}\t${by}\t${meaning}`);
  return 0;
}

function readArguments(): { values: Values; positionals: string[] } {
  try {
    const text = { type: 'string' } as const;
    const options = {
      on: text,
      by: text,
      up: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length === 0) throw new UsageError(USAGE);
    if (values.on !== undefined && !DAY.test(values.on)) throw new UsageError(`--on ${values.on}: write the day as 2026-11-22`);
    return { values: values as Values, positionals };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}

/** What a unit still has, in words: `3 members, 1 meetings`. */
const leftLine = (left: Left): string =>
  Object.entries(left)
    .flatMap(([kind, n]) => (n > 0 ? [`${n} ${kind}`] : []))
    .join(', ');

/** Numbers are numbers, all else is text. */
const settingValue = (text: string): unknown => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
