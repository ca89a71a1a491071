import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Cell, SheetRow } from './rows';

const DELIMITERS = [';', '\t', ','] as const;
/** Lines by which the delimiter is found. */
const SAMPLE = 30;

/** The rows of a CSV file: UTF-8, UTF-16 or Windows-1258; separated by semicolon, tab or comma. */
export async function* csvRows(path: string): AsyncGenerator<SheetRow> {
  let text = decode(await readFile(path));
  // Excel's own line that names the separator.
  const named = /^sep=(.)\r?\n/i.exec(text);
  const delimiter = named?.[1] ?? delimiterOf(text);
  if (named) text = text.slice(named[0].length);
  const records: string[][] = parse(text, { delimiter, relax_column_count: true, relax_quotes: true });
  for (const [index, record] of records.entries()) {
    yield { row: index + (named ? 2 : 1), cells: record.map((cell) => plain(cell)) };
  }
}

/** The text of a file's bytes. What is no UTF-8 was saved by an Excel of Vietnamese Windows. */
export function decode(bytes: Buffer): string {
  const mark = bytes.toString('hex', 0, 2);
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(bytes);
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1258').decode(bytes).normalize('NFC');
  }
}

/** The separator that most lines have equally often; commas stand inside names of places, so they come last. */
export function delimiterOf(text: string): string {
  const lines = text
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r?\n/, SAMPLE)
    .filter((line) => line.trim() !== '');
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    const most = Math.max(0, ...counts);
    return { delimiter, score: counts.filter((count) => count === most).length * most };
  });
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

/** A row of a CSV file as Excel with Vietnamese settings reads it: semicolons, and nothing that it would take for a formula. */
export function csvLine(cells: readonly (Cell | undefined)[]): string {
  const shown = cells.map((cell) => {
    const text = String(cell ?? '');
    const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${shown.join(';')}\r\n`;
}

/** A cell without the marks by which people keep Excel from reading it as a number: '0905…, ="0905…". */
function plain(cell: string): string | undefined {
  const text = cell.trim();
  const quoted = /^="(.*)"$/.exec(text)?.[1] ?? text.replace(/^'(?=[\d+])/, '');
  return quoted === '' ? undefined : quoted;
}
