import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import type { Actor } from '../src/actions/access';
import { callList } from '../src/actions/lists/call-list';
import { exportMarks, type MarksWhat } from '../src/actions/lists/export-marks';
import { type ExportSink, type ExportWhat, exportEntered, exportMembers } from '../src/actions/lists/export-members';
import type { CallAbout } from '../src/engine/leader-types';
import { exportsOf } from '../src/models/exports';
import { topUnit, tree, type Unit, unitByCode } from '../src/models/units';
import { isDay } from '../src/programme/days';
import { dayOf, localDay, yearOf } from '../src/programme/periods';
import { type SheetWriter, writeSheet } from '../src/tables/xlsx';
import { words } from '../src/words';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run export -- members --unit CODE FILE.xlsx [--no-phones] [--by NAME] | changes --unit CODE --since YYYY-MM-DD|last FILE.xlsx | ' +
  'ratings --unit CODE [--year YYYY] FILE.xlsx | traits --unit CODE [--on YYYY-MM-DD] FILE.xlsx | calls --meeting ID|--broadcast ID [--unit CODE] FILE.xlsx | list | done ID';
const ROWS_BETWEEN = 5_000;

type Asked =
  | { command: 'members' | 'changes'; file: string; unit?: string; since?: string; phones: boolean; by?: string }
  | { command: 'ratings'; file: string; unit?: string; year?: number }
  | { command: 'traits'; file: string; unit?: string; on?: string }
  | { command: 'calls'; about: CallAbout; file: string; unit?: string; by?: string }
  | { command: 'list' }
  | { command: 'done'; id: string; by?: string };

/** Hands out lists as Excel files, keeps a register of them, and notes which were entered elsewhere. */
runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config: { timeZone } }) => {
    const deps = { now: Date.now, timeZone };
    switch (asked.command) {
      case 'members':
      case 'changes':
        return write(asked, deps);
      case 'ratings':
      case 'traits':
        return writeMarks(asked, deps);
      case 'calls':
        return writeCalls(asked, deps);
      case 'list':
        return list(timeZone);
      case 'done':
        return tick(asked, deps);
      default:
        return asked satisfies never;
    }
  });
});

type People = Extract<Asked, { command: 'members' | 'changes' }>;
type Marks = Extract<Asked, { command: 'ratings' | 'traits' }>;
type Clock = { now(): number; timeZone: string };

/** How units were judged, or what holds of their territories: no person is in it, so it is not in the register. */
async function writeMarks(asked: Marks, { now, timeZone }: Clock): Promise<number> {
  const unit = await unitOf(asked.unit);
  const part = `${asked.file}.part`;
  const what: MarksWhat =
    asked.command === 'ratings'
      ? { kind: 'ratings', year: asked.year ?? yearOf(now(), timeZone) }
      : { kind: 'traits', on: asked.on ?? localDay(now(), timeZone) };
  try {
    const result = await exportMarks(unit._id, what, actorOf(undefined), sinkFor(part, `tables.sheets.${what.kind}`));
    if (!result.done) throw new Error(`Nothing was exported: ${result.why}`);
    await rename(part, asked.file);
    process.stdout.write(`${result.rows} rows\t${asked.file}\n`);
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}

/** Whom to phone, with their numbers and room for what they said: `npm run import -- calls` takes it back. */
async function writeCalls({ about, file, unit, by }: Extract<Asked, { command: 'calls' }>, deps: Clock): Promise<number> {
  const part = `${file}.part`;
  const order = { id: randomBytes(4).toString('hex'), actor: actorOf(by), about, unit: (await unitOf(unit))._id };
  try {
    const result = await callList(order, sinkFor(part, 'outcome.called.sheet'), deps);
    if (!result.done) throw new Error(`Nothing was exported: ${result.why}`);
    await rename(part, file);
    process.stdout.write(`${order.id}\t${result.rows} rows\t${file}\n`);
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}

async function unitOf(code: string | undefined): Promise<Unit> {
  const unit = code === undefined ? await topUnit() : await unitByCode(code);
  if (!unit) throw new Error(`There is no unit with the code ${code}`);
  return unit;
}

async function write(asked: People, deps: Clock): Promise<number> {
  const unit = await unitOf(asked.unit);
  const what = whatOf(asked, deps.timeZone);
  const part = `${asked.file}.part`;
  const order = { id: randomBytes(4).toString('hex'), actor: actorOf(asked.by), unit: unit._id, what, phones: asked.phones };
  let told = 0;
  const progress = (rows: number) => {
    if (rows - told < ROWS_BETWEEN) return;
    told = rows;
    process.stderr.write(`${rows} rows\n`);
  };
  try {
    const result = await exportMembers(order, sinkFor(part, 'tables.cells.sheet'), deps, progress);
    if (!result.done) throw new Error(`Nothing was exported: ${result.why}`);
    await rename(part, asked.file);
    const { _id, rows, since } = result.export;
    const from = since === undefined ? '' : ` changed since ${dayOf(since, deps.timeZone)}`;
    process.stdout.write(`${_id}\t${rows} rows${from}\t${asked.file}\n`);
    return 0;
  } finally {
    await rm(part, { force: true });
  }
}

function sinkFor(file: string, sheetName: string): ExportSink {
  let sheet: SheetWriter | undefined;
  return {
    async begin(headings) {
      sheet = writeSheet(file, words(sheetName), headings);
    },
    add: async (cells) => sheet?.add(cells),
    end: async () => sheet?.end(),
  };
}

async function list(timeZone: string): Promise<number> {
  const { units } = await tree();
  const lines = (await exportsOf([...units.keys()])).map(({ _id, kind, unit, at, by, phones, rows, entered }) =>
    [
      ...[_id, kind, units.get(unit)?.code ?? unit, dayOf(at, timeZone), rows === undefined ? 'broken off' : `${rows} rows`],
      ...[phones ? 'with phones' : 'without phones', by, entered ? `entered ${dayOf(entered.at, timeZone)}` : 'not entered yet'],
    ].join('\t'),
  );
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

async function tick({ id, by }: Extract<Asked, { id: string }>, deps: { now(): number }): Promise<number> {
  const result = await exportEntered(id, { actor: actorOf(by) }, deps);
  if (!result.done)
    throw new Error(`${id}: ${result.why === 'brokenOff' ? 'it was broken off; export again' : 'there is no such export'}`);
  process.stdout.write(`${id}\tentered\n`);
  return 0;
}

const actorOf = (by: string | undefined): Actor => ({ kind: 'operator', ...(by === undefined ? {} : { name: by }) });

function whatOf({ command, since }: People, zone: string): ExportWhat {
  if (command === 'members') return { kind: 'members' };
  return { kind: 'changes', since: since === 'last' ? 'last' : DateTime.fromISO(since ?? '', { zone }).toMillis() };
}

function readArguments(): Asked {
  const text = { type: 'string' } as const;
  const options = {
    unit: text,
    since: text,
    by: text,
    year: text,
    on: text,
    meeting: text,
    broadcast: text,
    'no-phones': { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parsed(() => parseArgs({ options, allowPositionals: true }));
  const [command, target] = positionals;
  const { unit, since, by } = values;
  const signed = by === undefined ? {} : { by };
  const sinceFits = since === 'last' || (/^\d{4}-\d\d-\d\d$/.test(since ?? '') && DateTime.fromISO(since ?? '').isValid);
  const { meeting, broadcast } = values;
  if (
    command === 'calls' &&
    target?.endsWith('.xlsx') &&
    positionals.length === 2 &&
    (meeting === undefined) !== (broadcast === undefined)
  ) {
    const about =
      meeting === undefined ? { kind: 'message' as const, id: broadcast ?? '' } : { kind: 'meeting' as const, id: meeting };
    return { command, about, file: target, ...(unit === undefined ? {} : { unit }), ...signed };
  }
  if (meeting !== undefined || broadcast !== undefined) throw new UsageError(USAGE);
  if ((command === 'members' || command === 'changes') && target?.endsWith('.xlsx') && positionals.length === 2) {
    const fits = command === 'members' ? since === undefined : sinceFits;
    const scope = { ...(unit === undefined ? {} : { unit }), ...(since === undefined ? {} : { since }) };
    if (fits) return { command, file: target, phones: !values['no-phones'], ...scope, ...signed };
  }
  if ((command === 'ratings' || command === 'traits') && target?.endsWith('.xlsx') && positionals.length === 2) {
    const { year, on } = values;
    const of = { file: target, ...(unit === undefined ? {} : { unit }) };
    if (command === 'ratings' && on === undefined && (year === undefined || /^20\d\d$/.test(year)))
      return { command, ...of, ...(year === undefined ? {} : { year: Number(year) }) };
    if (command === 'traits' && year === undefined && (on === undefined || isDay(on)))
      return { command, ...of, ...(on === undefined ? {} : { on }) };
  }
  if (command === 'list' && positionals.length === 1) return { command };
  if (command === 'done' && target && positionals.length === 2) return { command, id: target, ...signed };
  throw new UsageError(USAGE);
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
}
