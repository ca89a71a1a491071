import { readFile } from 'node:fs/promises';
import { decode } from './csv';
import type { Cell, SheetRow } from './rows';

/** The rows of a JSON array of objects, the first row being the fields' names; undefined where the file is no such array. */
export async function jsonRows(path: string): Promise<SheetRow[] | undefined> {
  const parsed = parsedOf(decode(await readFile(path)));
  if (!Array.isArray(parsed) || !parsed.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)))
    return undefined;
  const objects = parsed as Record<string, unknown>[];
  const names = [...new Set(objects.flatMap((each) => Object.keys(each)))];
  return [
    { row: 1, cells: names },
    ...objects.map((each, index) => ({ row: index + 2, cells: names.map((name) => cellOf(each[name])) })),
  ];
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function cellOf(value: unknown): Cell | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value === 'number' ? value : String(value);
  if (Array.isArray(value)) return value.map((each) => cellOf(each) ?? '').join('; ') || undefined;
  return undefined;
}
