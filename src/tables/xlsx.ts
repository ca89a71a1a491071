import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { stream } from 'exceljs';
import type { Cell, SheetRow } from './rows';

/** A workbook of one sheet that is written row by row, in bounded memory. */
export interface SheetWriter {
  add(cells: readonly (Cell | undefined)[]): Promise<void>;
  /** Writes what is left; the file is whole only after this. */
  end(): Promise<void>;
}

/** Rows after which the writer lets the file catch up. */
const BREATH = 200;
/** Characters that a column shows at least and at most. */
const WIDTH = { least: 8, most: 32 } as const;

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
  keepLettersWhole(workbook as unknown as Parsing);
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

/** How exceljs parses the parts of a workbook: it takes pieces of bytes and makes a text of each on its own. */
interface Parsing {
  _parseSharedStrings(entry: AsyncIterable<Buffer>): unknown;
  _parseWorksheet(pieces: AsyncIterable<Buffer>, sheet: string): unknown;
}

/** A letter of several bytes that lies across two pieces would become two signs of nothing: "Nguyễn" is full of them. */
function keepLettersWhole(workbook: Parsing): void {
  const { _parseSharedStrings: strings, _parseWorksheet: sheet } = workbook;
  workbook._parseSharedStrings = (entry) => strings.call(workbook, Readable.from(wholeLetters(entry)) as never);
  workbook._parseWorksheet = (pieces, number) => sheet.call(workbook, wholeLetters(pieces) as never, number);
}

async function* wholeLetters(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) {
    const text = decoder.write(piece);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
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

/** Starts a workbook with one sheet and its headings; days are texts as people write them, and codes keep their zeros. Only its owner can read the file. */
export function writeSheet(path: string, name: string, headings: readonly string[]): SheetWriter {
  const file = createWriteStream(path, { mode: 0o600 });
  const closed = finished(file);
  // Told by end(); until then nobody listens.
  closed.catch(() => undefined);
  const workbook = new stream.xlsx.WorkbookWriter({ stream: file, useSharedStrings: false, useStyles: true });
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = headings.map((header) => ({
    header,
    width: Math.min(WIDTH.most, Math.max(WIDTH.least, header.length + 4)),
    style: { numFmt: '@' },
  }));
  sheet.getRow(1).font = { bold: true };
  sheet.getRow(1).commit();
  let rows = 0;
  return {
    async add(cells) {
      sheet.addRow(cells.map((cell) => cell ?? null)).commit();
      rows += 1;
      if (rows % BREATH === 0) await new Promise((done) => setImmediate(done));
    },
    async end() {
      sheet.commit();
      await workbook.commit();
      await closed;
    },
  };
}
