/** What a cell holds: a day is a text `YYYY-MM-DD`, true and false are texts, a formula is its result; an empty cell is absent. */
export type Cell = string | number;

/** A row of a sheet before its columns are known; `row` as Excel counts, from 1. */
export interface SheetRow {
  row: number;
  cells: readonly (Cell | undefined)[];
}

/** A row whose cells are named by column. */
export interface Row<C extends string = string> {
  /** As Excel counts, from 1. */
  row: number;
  cells: Readonly<Partial<Record<C, Cell>>>;
  /** The line above that stands alone in its row, where lists name the branch: `I. Chi hội thôn Đông`. */
  section?: string;
}

/** A column that a list may have; its headings are compared without accents, case and punctuation. */
export interface Column<C extends string = string> {
  id: C;
  /** How the Union writes it; the heading of exports and of messages. */
  title: string;
  /** Other wordings. */
  also?: readonly string[];
  /** A list without it is refused. */
  required?: boolean;
}

/** A list as it was read: its rows, and the heading of each column as it stands in the file. */
export interface Table<C extends string = string> {
  rows: readonly Row<C>[];
  headings: Readonly<Partial<Record<C, string>>>;
}
