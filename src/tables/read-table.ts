import path from 'node:path';
import { csvRows } from './csv';
import { fileKind } from './file-kind';
import { type Found, findTable, MOST_ROWS } from './find-table';
import { jsonRows } from './json';
import type { Problem } from './report';
import type { Column, Table } from './rows';
import { sheetsOf } from './xlsx';

/** A list as it was read, or what is wrong with the file as a whole; `unknown` are headings that were passed over. */
export type TableRead<C extends string> = { table: Table<C> & { unknown: readonly string[] } } | { problems: Problem[] };

/** Reads the list in an .xlsx, .csv or .json file; `sheet` names the sheet where several hold one. Throws when there is no such file. */
export async function readTable<C extends string>(
  file: string,
  columns: readonly Column<C>[],
  options: { sheet?: string } = {},
): Promise<TableRead<C>> {
  const kind = await fileKind(file);
  if (kind === 'xlsx') return workbook(file, columns, options.sheet);
  if (kind !== 'text') return wrong(kind);
  const rows = path.extname(file).toLowerCase() === '.json' ? await jsonRows(file) : csvRows(file);
  if (!rows) return wrong('brokenJson');
  try {
    return told(await findTable<C>(rows, columns), columns);
  } catch (error) {
    if (isCsvError(error)) return wrong('brokenFile');
    throw error;
  }
}

async function workbook<C extends string>(
  file: string,
  columns: readonly Column<C>[],
  wanted: string | undefined,
): Promise<TableRead<C>> {
  const found: { name: string; found: Found<C> }[] = [];
  const names: string[] = [];
  try {
    for await (const sheet of sheetsOf(file)) {
      names.push(sheet.name);
      if (wanted === undefined ? !sheet.hidden : sheet.name === wanted)
        found.push({ name: sheet.name, found: await findTable<C>(sheet.rows(), columns) });
      // exceljs removes a sheet's file before it was opened when nobody reads it.
      else for await (const _ of sheet.rows());
    }
  } catch {
    return wrong('brokenFile');
  }
  if (names.length === 0) return wrong('notWorkbook');
  if (wanted !== undefined && found.length === 0) return wrong('noSuchSheet', names.join(', '));
  const lists = found.filter((each) => 'table' in each.found);
  if (lists.length > 1) return wrong('severalSheets', lists.map(({ name }) => name).join(', '));
  const best = lists[0] ?? found.find((each) => 'why' in each.found && each.found.why !== 'noHeadings') ?? found[0];
  return best ? told(best.found, columns) : wrong('noHeadings', titlesOf(columns));
}

function told<C extends string>(found: Found<C>, columns: readonly Column<C>[]): TableRead<C> {
  if ('table' in found) return found.table.rows.length > 0 ? { table: found.table } : wrong('noRows');
  switch (found.why) {
    case 'noHeadings':
      return wrong('noHeadings', titlesOf(columns));
    case 'columnsMissing':
      return wrong('columnsMissing', found.missing.join(', '));
    case 'tooManyRows':
      return wrong('tooManyRows', String(MOST_ROWS));
    default:
      return found satisfies never;
  }
}

const titlesOf = (columns: readonly Column[]) =>
  columns
    .filter(({ required }) => required)
    .map(({ title }) => title)
    .join(', ');

const wrong = (reason: string, hint?: string): { problems: Problem[] } => ({
  problems: [{ row: 0, reason, ...(hint === undefined ? {} : { hint }) }],
});

const isCsvError = (error: unknown) => String((error as { code?: unknown })?.code ?? '').startsWith('CSV_');
