import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Actor } from '../src/actions/access';
import type { ActionDeps } from '../src/actions/deps';
import type { ImportOrder } from '../src/actions/import-checks';
import { importMembers } from '../src/actions/import-members';
import { importOfficers } from '../src/actions/import-officers';
import { importTargets } from '../src/actions/import-targets';
import { importUnits } from '../src/actions/import-units';
import { importWomen } from '../src/actions/import-women';
import { importId } from '../src/models/imports';
import { MEMBERS, OFFICERS, TARGETS, WOMEN } from '../src/tables/columns';
import units from '../src/tables/columns/units.json';
import { readTable } from '../src/tables/read-table';
import type { ImportReport } from '../src/tables/report';
import type { Column, Table } from '../src/tables/rows';
import { compose } from '../workers/compose';
import { owedCounts } from './import/owed-counts';
import { reportLines } from './import/report-lines';
import { runCommand, UsageError, withConnections } from './run';

/** What a list is read by, and who takes it over. */
interface Kind {
  columns: readonly Column[];
  take(table: Table<never>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport>;
}

const KINDS = {
  units: { columns: units, take: importUnits },
  members: { columns: MEMBERS, take: importMembers },
  officers: { columns: OFFICERS, take: importOfficers },
  targets: { columns: TARGETS, take: importTargets },
  women: { columns: WOMEN, take: importWomen },
} as const satisfies Record<string, Kind>;
type KindName = keyof typeof KINDS;

const USAGE = `Usage: npm run import -- ${Object.keys(KINDS).join('|')} FILE [--dry-run] [--sheet NAME] [--by NAME] [--json]   (.xlsx, .csv or .json)`;

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
  const { columns, take } = KINDS[asked.kind] as Kind;
  const read = await readTable<string>(asked.file, columns, asked.sheet === undefined ? {} : { sheet: asked.sheet });
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
    const report = await take(read.table as unknown as Table<never>, order, deps);
    await settle();
    return tell(report, read.table.unknown, asked);
  });
});

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
