import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Actor } from '../src/actions/access';
import type { ActionDeps } from '../src/actions/deps';
import { importCalls } from '../src/actions/lists/import-calls';
import type { ImportOrder } from '../src/actions/lists/import-checks';
import { importClubs } from '../src/actions/lists/import-clubs';
import { importHouseholds } from '../src/actions/lists/import-households';
import { importRatings, importTraits } from '../src/actions/lists/import-marks';
import { importMembers } from '../src/actions/lists/import-members';
import { importOfficers } from '../src/actions/lists/import-officers';
import { importSurvey } from '../src/actions/lists/import-survey';
import { importTargets } from '../src/actions/lists/import-targets';
import { importUnits } from '../src/actions/lists/import-units';
import { importWomen } from '../src/actions/lists/import-women';
import { importId } from '../src/models/imports';
import { CALLS, CLUBS, HOUSEHOLDS, MEMBERS, OFFICERS, RATINGS, TARGETS, TRAITS, WOMEN } from '../src/tables/columns';
import units from '../src/tables/columns/units.json';
import { decode } from '../src/tables/csv';
import { kindOf } from '../src/tables/file-kind';
import { readTable } from '../src/tables/read-table';
import type { ImportReport, Problem } from '../src/tables/report';
import type { Column, Table } from '../src/tables/rows';
import { readSurvey } from '../src/tables/survey-text';
import { compose } from '../workers/compose';
import { owedCounts } from './import/owed-counts';
import { reportLines } from './import/report-lines';
import { runCommand, UsageError, withConnections } from './run';

type Take = (order: ImportOrder, deps: ActionDeps) => Promise<ImportReport>;
/** What was read and who takes it over, or why it cannot be read. */
type Read = { take: Take; unknown: readonly string[] } | { problems: Problem[] };
type Reader = (asked: Arguments, bytes: Buffer) => Promise<Read>;

const KINDS = {
  units: list(units, importUnits),
  members: list(MEMBERS, importMembers),
  officers: list(OFFICERS, importOfficers),
  targets: list(TARGETS, importTargets),
  women: list(WOMEN, importWomen),
  households: list(HOUSEHOLDS, importHouseholds),
  ratings: list(RATINGS, importRatings),
  traits: list(TRAITS, importTraits),
  clubs: list(CLUBS, importClubs),
  survey,
  calls: list(CALLS, importCalls),
} as const satisfies Record<string, Reader>;
type KindName = keyof typeof KINDS;

const USAGE = `Usage: npm run import -- ${Object.keys(KINDS).join('|')} FILE [--dry-run] [--sheet NAME] [--by NAME] [--json]   (.xlsx, .csv or .json; a survey is a text like docs/survey.txt)`;

interface Arguments {
  kind: KindName;
  file: string;
  dryRun: boolean;
  json: boolean;
  sheet?: string;
  by?: string;
}

/** Takes over a list, all of it or nothing; exit code 1 when a row was wrong. */
runCommand(async () => {
  const asked = readArguments();
  const bytes = await readFile(asked.file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${asked.file} cannot be read (${error.code}): give the path of a file. ${USAGE}`);
  });
  const read = await KINDS[asked.kind](asked, bytes);
  if ('problems' in read) return tell({ added: 0, changed: 0, unchanged: 0, problems: read.problems }, [], asked);
  return withConnections(async ({ config, connections, log }) => {
    // Counted before it ends, up to the province: there may be no worker while an operator is at work.
    const { ring: ringCount, settle } = owedCounts();
    const deps = { ...compose(config, connections, log).actions, ringCount };
    const actor: Actor = { kind: 'operator', ...(asked.by === undefined ? {} : { name: asked.by }) };
    const content = createHash('sha256')
      .update(bytes)
      .update(asked.sheet ?? '')
      .digest('hex');
    const id = importId(asked.kind, asked.by ?? '', content);
    const order = { id, actor, dryRun: asked.dryRun, progress };
    const report = await read.take(order, deps);
    await settle();
    return tell(report, read.unknown, asked);
  });
});

function list<C extends string>(
  columns: readonly Column[],
  take: (table: Table<C>, order: ImportOrder, deps: ActionDeps) => Promise<ImportReport>,
): Reader {
  return async ({ file, sheet }) => {
    const read = await readTable<string>(file, columns, sheet === undefined ? {} : { sheet });
    if ('problems' in read) return read;
    return { unknown: read.table.unknown, take: (order, deps) => take(read.table as unknown as Table<C>, order, deps) };
  };
}

async function survey(_: Arguments, bytes: Buffer): Promise<Read> {
  const kind = kindOf(bytes);
  if (kind !== 'text') return { problems: [{ row: 0, reason: kind === 'emptyFile' ? kind : 'surveyNotText' }] };
  const read = readSurvey(decode(bytes));
  if ('problems' in read) return read;
  return { unknown: [], take: (order, deps) => importSurvey(read.survey, order, deps) };
}

function tell(report: ImportReport, unknown: readonly string[], { json, dryRun }: Arguments): number {
  const lines = json ? [JSON.stringify({ ...report, unknown })] : reportLines(report, unknown, dryRun);
  process.stdout.write(`${lines.join('\n')}\n`);
  return report.problems.length > 0 ? 1 : 0;
}

function progress(done: number, total: number): void {
  process.stderr.write(`${done} of ${total} rows\n`);
}

function readArguments(): Arguments {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const options = { 'dry-run': flag, json: flag, sheet: text, by: text };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [kind, file] = positionals;
    const { json, sheet, by } = values;
    if (kind && Object.hasOwn(KINDS, kind) && file && positionals.length === 2) {
      const named = { ...(sheet === undefined ? {} : { sheet }), ...(by === undefined ? {} : { by }) };
      return { kind: kind as KindName, file, dryRun: values['dry-run'], json, ...named };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}
