import type { CellRead } from '../../tables/cells';
import type { ImportReport, Problem } from '../../tables/report';
import type { Cell, Row, Table } from '../../tables/rows';
import type { Order } from '../act';

/** An order to take over a list; a dry run tells what would happen and writes nothing. */
export interface ImportOrder extends Order {
  dryRun: boolean;
  /** Told after each chunk that was written. */
  progress?: (done: number, total: number) => void;
}

/** Reads the cells of one row and gathers what is wrong with them. */
export interface RowCheck<C extends string> {
  readonly row: number;
  /** A cell that must be filled; undefined when something is wrong with it. */
  need<T>(column: C, read: (cell: Cell) => CellRead<T>): T | undefined;
  /** A cell that may be empty; undefined when it is, or when something is wrong with it. */
  may<T>(column: C, read: (cell: Cell) => CellRead<T>): T | undefined;
  fault(column: C | undefined, reason: string, hint?: string): void;
  /** Whether nothing was wrong so far. */
  clean(): boolean;
}

/** Checks one row of a table; what is wrong goes into `problems`. */
export function checkRow<C extends string>(
  { row, cells }: Row<C>,
  headings: Table<C>['headings'],
  problems: Problem[],
): RowCheck<C> {
  let faults = 0;
  const fault = (column: C | undefined, reason: string, hint?: string) => {
    faults += 1;
    const value = column === undefined ? undefined : cells[column];
    problems.push({
      ...{ row, reason },
      ...(column === undefined ? {} : { column: headings[column] ?? column }),
      ...(value === undefined ? {} : { value: String(value) }),
      ...(hint === undefined ? {} : { hint }),
    });
  };
  const may = <T>(column: C, read: (cell: Cell) => CellRead<T>): T | undefined => {
    const cell = cells[column];
    if (cell === undefined) return undefined;
    const result = read(cell);
    if ('value' in result) return result.value;
    fault(column, result.why, result.hint);
    return undefined;
  };
  return {
    row,
    fault,
    may,
    need(column, read) {
      if (cells[column] === undefined) fault(column, 'missing');
      return may(column, read);
    },
    clean: () => faults === 0,
  };
}

/** A report that nothing was done because of these; in the order of the rows. */
export function refused(problems: readonly Problem[]): ImportReport {
  return { added: 0, changed: 0, unchanged: 0, problems: [...problems].sort((a, b) => a.row - b.row) };
}
