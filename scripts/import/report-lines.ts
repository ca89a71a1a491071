import type { ImportReport, Problem } from '../../src/tables/report';
import { words } from '../../src/words';

/** What an import came to, in the words of leaders, one line for each thing that is wrong. */
export function reportLines(
  { added, changed, unchanged, problems, notes = [] }: ImportReport,
  unknown: readonly string[],
  dryRun: boolean,
): string[] {
  const bad = new Set(problems.map(({ row }) => row)).size;
  const outcome = problems.length > 0 ? 'tables.refused' : dryRun ? 'tables.dryRun' : 'tables.done';
  return [
    ...problems.map(problemLine),
    ...notes.map((note) => words('tables.note', { line: problemLine(note) })),
    ...(unknown.length > 0 ? [words('tables.unknownColumns', { columns: unknown.join(', ') })] : []),
    ...(problems.every(({ row }) => row > 0) ? [words('tables.sums', { added, changed, unchanged, bad })] : []),
    words(outcome),
  ];
}

/** One thing that is wrong: row, column, reason, and what stands there. */
export function problemLine({ row, column, reason, value, hint }: Problem): string {
  const why = words(`tables.reasons.${reason}`, { hint: hint ?? '' });
  if (row === 0) return words('tables.lineFile', { reason: why });
  if (column === undefined) {
    const line = words('tables.lineNoColumn', { row, reason: why });
    return value === undefined ? line : words('tables.lineValue', { line, value });
  }
  return value === undefined
    ? words('tables.lineNoValue', { row, column, reason: why })
    : words('tables.line', { row, column, reason: why, value });
}
