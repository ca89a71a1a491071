import { parseArgs } from 'node:util';
import { topUnit, tree, unitByCode } from '../src/models/units';
import { localDay, monthsOf, yearOf } from '../src/programme/periods';
import { rebuildCounts } from '../src/programme/rebuild';
import { type Scope, type Verdict, verifyCounts } from '../src/programme/verify';
import { PARTS, type Part, shown } from './counts/show';
import { runCommand, UsageError, withConnections } from './run';

const USAGE =
  'Usage: npm run counts -- show [--ratio | --changes | --groups] | verify | rebuild [--unit CODE] [--period YYYY-MM] [--json]   (show also takes YYYY and YYYY-Q1)';
const COMMANDS = ['show', 'verify', 'rebuild'] as const;

interface Arguments {
  command: (typeof COMMANDS)[number];
  unit?: string;
  period?: string;
  part?: Part;
  json: boolean;
}

runCommand(async () => {
  const asked = readArguments();
  return withConnections(async ({ config }) => {
    const unit = asked.unit === undefined ? undefined : await unitByCode(asked.unit);
    if (asked.unit !== undefined && !unit) throw new Error(`There is no unit with the code ${asked.unit}`);
    const scope = { ...(unit ? { unit: unit._id } : {}), ...(asked.period === undefined ? {} : { period: asked.period }) };
    switch (asked.command) {
      case 'show': {
        const period = asked.period ?? String(yearOf(Date.now(), config.timeZone));
        const { json, lines } = await shown(unit ?? (await topUnit()), period, asked.part, localDay(Date.now(), config.timeZone));
        if (asked.json) print(json);
        else write(lines);
        return 0;
      }
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
    const [text, flag] = [{ type: 'string' }, { type: 'boolean', default: false }] as const;
    const options = { unit: text, period: text, json: flag, ratio: flag, changes: flag, groups: flag } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const command = COMMANDS.find((each) => each === positionals[0]);
    const { unit, period, json } = values;
    const [part, ...others] = PARTS.filter((each) => values[each]);
    const known = period === undefined || period.startsWith('survey:') || monthsOf(period);
    const fits = command === 'show' || period === undefined || period.startsWith('survey:') || monthsOf(period)?.length === 1;
    const whole = part === undefined || (command === 'show' && others.length === 0 && !period?.startsWith('survey:'));
    if (command && positionals.length === 1 && known && fits && whole) {
      const scope = { ...(unit === undefined ? {} : { unit }), ...(period === undefined ? {} : { period }) };
      return { command, json, ...scope, ...(part === undefined ? {} : { part }) };
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message} ${USAGE}`);
  }
  throw new UsageError(USAGE);
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
