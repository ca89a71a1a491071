/** What is wrong with a file, or with one of its rows. */
export interface Problem {
  /** As Excel counts, from 1; 0 for the whole file. */
  row: number;
  /** The heading as it stands in the file. */
  column?: string;
  /** A key below `tables.reasons` of locales/vi.json. */
  reason: string;
  /** The cell as it was typed. */
  value?: string;
  /** What may have been meant, or what is known already; fills `{hint}` of the reason's text. */
  hint?: string;
}

/** What an import did, or would do at a dry run, in rows of the file. With any problem nothing is added or changed. */
export interface ImportReport {
  added: number;
  changed: number;
  unchanged: number;
  problems: Problem[];
  /** What somebody should know and what hinders nothing. */
  notes?: Problem[];
}
