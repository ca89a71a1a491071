import { parseArgs } from 'node:util';
import { topUnit, tree, type Unit, unitByCode } from '../src/models/units';
import { monthsOf, yearOf } from '../src/programme/periods';
import { pairTable, tableLines } from '../src/programme/table';
import { resultsOf } from '../src/programme/targets';
import { rebuildCounts, type Scope, type Verdict, verifyCounts } from '../src/programme/verify';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run counts -- show | verify | rebuild [--unit CODE] [--period YYYY-MM] [--json]   (show also takes YYYY and YYYY-Q1)';
const COMMANDS = ['show', 'verify', 'rebuild'] as const;

interface Arguments {
  command: (typeof COMMANDS)[number];
  unit?: string;
  period?: string;
  json: boolean;
}

runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config }) => {
    const unit = asked.unit === undefined ? undefined : await unitByCode(asked.unit);
    if (asked.unit !== undefined && !unit) throw new Error(`There is no unit with the code ${asked.unit}`);
    const scope = { ...(unit ? { unit: unit._id } : {}), ...(asked.period === undefined ? {} : { period: asked.period }) };
    switch (asked.command) {
      case 'show':
        return show(unit ?? (await topUnit()), asked.period ?? String(yearOf(Date.now(), config.timeZone)), asked.json);
      case 'verify':
        return verify(scope, asked.json);
      case 'rebuild':
        return rebuild(scope, asked.json);
      default:
        return asked.command satisfies never;
    }
  });
});

function readArguments(): Arguments {
  try {
    const options = { unit: { type: 'string' }, period: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const command = COMMANDS.find((each) => each === positionals[0]);
    const { unit, period, json } = values;
    const known = period === undefined || period.startsWith('survey:') || monthsOf(period);
    const fits = command === 'show' || period === undefined || period.startsWith('survey:') || monthsOf(period)?.length === 1;
    if (command && positionals.length === 1 && known && fits) {
      return { command, json, ...(unit === undefined ? {} : { unit }), ...(period === undefined ? {} : { period }) };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
}

async function show(unit: Unit, period: string, json: boolean): Promise<number> {
  const rows = await pairTable(unit._id, period);
  const ids = rows.map((row) => row.unit);
  const results = await resultsOf(ids, period);
  if (json) print({ unit: unit.code, period, rows: rows.map((row) => ({ ...row, n: results.get(row.unit) ?? {} })) });
  else if (monthsOf(period)) write([`${unit.name}, ${period}`, '', ...tableLines(rows)]);
  else write(Object.entries(results.get(unit._id) ?? {}).map(([metric, n]) => `${metric}\t${n}`));
  return 0;
}

async function verify(scope: Scope, json: boolean): Promise<number> {
  const verdict = await verifyCounts(scope);
  const wrong = verdict.differences.length + verdict.dirty.length + verdict.strangers.length;
  if (json) print(verdict);
  else write([...(await findings(verdict)), `${verdict.rows} rows compared, ${verdict.differences.length} differences`]);
  return wrong === 0 ? 0 : 1;
}

async function findings({ differences, dirty, strangers }: Verdict): Promise<string[]> {
  const { units } = await tree();
  const code = (unit: string) => units.get(unit)?.code ?? unit;
  return [
    ...differences.map(
      (each) => `${code(each.unit)} ${each.period} ${each.metric}: stored ${each.stored}, facts ${each.recounted}`,
    ),
    ...dirty.map(
      (row) => `${code(row.unit)} ${row.period}: still owes a recount; start a worker, or run npm run counts -- rebuild`,
    ),
    ...strangers.map((unit) => `${unit}: facts name this unit and it does not exist; import it, or its facts are in no total`),
  ];
}

async function rebuild(scope: Scope, json: boolean): Promise<number> {
  const rows = await rebuildCounts(scope);
  if (json) print({ rows });
  else write([`${rows} rows rebuilt`]);
  return 0;
}

function print(result: unknown): void {
  write([JSON.stringify(result)]);
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
