import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Rig } from './rig';

/** Members of Quảng Bình (domain §1.2). */
const ROWS = 161_360;
const PER_BRANCH = 122;

export interface ExportResult {
  rows: number;
  seconds: number;
  /** Most memory that the process held, MB. */
  peakMb: number;
  fileMb: number;
}

/** Hands out a made-up province's members as one workbook, in a process of its own. */
export async function benchExport({ engine }: Pick<Rig, 'engine'>, folder: string): Promise<ExportResult> {
  const program = path.join(__dirname, 'export-province.ts');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'members.xlsx');
  const args = ['--import', 'tsx', program, engine, String(ROWS), String(PER_BRANCH), folder, file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  const measured = JSON.parse(stdout) as Omit<ExportResult, 'fileMb'>;
  const fileMb = Math.round(statSync(file).size / 2 ** 20);
  rmSync(file);
  return { ...measured, fileMb };
}
