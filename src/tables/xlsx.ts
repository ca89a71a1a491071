import { createReadStream } from 'node:fs';
import { stream } from 'exceljs';
import type { Cell, SheetRow } from './rows';

/** A sheet of a workbook; its rows can be read once, in its turn. */
export interface Sheet {
  name: string;
  hidden: boolean;
  rows(): AsyncGenerator<SheetRow>;
}

/** What the stream reader of exceljs knows of a workbook, beyond its typings. */
interface Told {
  workbookRels?: { Id: string; Target: string }[];
  model?: { sheets?: { rId: string; name: string; state?: string }[] };
}

/** The sheets of a workbook, one after the other, in bounded memory but for its texts. Throws on a file that is no workbook. */
export async function* sheetsOf(path: string): AsyncGenerator<Sheet> {
  const input = createReadStream(path);
  const settings = { sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore', worksheets: 'emit' } as const;
  const workbook = new stream.xlsx.WorkbookReader(input, settings);
  let place = 0;
  try {
    for await (const reader of workbook) {
      place += 1;
      const { id } = reader as unknown as { id: number };
      const { name, state } = named(workbook as unknown as Told, id) ?? { name: `Sheet${place}` };
      yield { name, hidden: state !== undefined && state !== 'visible', rows: () => rowsOf(reader) };
    }
  } finally {
    input.destroy();
  }
}

/** Name and state of a sheet. exceljs finds them itself only where the workbook's paths are relative ones. */
function named(told: Told, id: number): { name: string; state?: string } | undefined {
  const relation = told.workbookRels?.find(({ Target }) => Target.endsWith(`worksheets/sheet${id}.xml`));
  const sheets = told.model?.sheets ?? [];
  return sheets.find(({ rId }) => rId === relation?.Id) ?? (sheets.length === 1 ? sheets[0] : undefined);
}

async function* rowsOf(reader: stream.xlsx.WorksheetReader): AsyncGenerator<SheetRow> {
  for await (const row of reader) {
    const values = Array.isArray(row.values) ? row.values.slice(1) : [];
    yield { row: row.number, cells: Array.from(values, cellOf) };
  }
}

/** What a cell shows: a formula's result, the text of a link, a day as YYYY-MM-DD. */
export function cellOf(value: unknown): Cell | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return Number.isNaN(value) ? '#LỖI' : value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  // Excel's days have no time zone; exceljs tells them as UTC.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '#LỖI' : value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return undefined;
  if ('richText' in value) return cellOf((value.richText as { text: string }[]).map(({ text }) => text).join(''));
  if ('error' in value) return '#LỖI';
  if ('result' in value) return cellOf(value.result);
  // A formula whose result is not there: an error, or never calculated.
  if ('formula' in value) return '#LỖI';
  return 'text' in value ? cellOf(value.text) : undefined;
}
