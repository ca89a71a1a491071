import { model, Schema } from 'mongoose';
import { insertOnce } from './once';
import { keyed } from './secrets';

export type ImportKind =
  | 'units'
  | 'members'
  | 'officers'
  | 'targets'
  | 'women'
  | 'ratings'
  | 'traits'
  | 'households'
  | 'clubs'
  | 'survey'
  | 'calls';

/**
 * One taking over of a list. `applying` says that its rows are not all written: the same list imported again goes on where it
 * stopped, because each row is compared with what is there.
 */
export interface Import {
  _id: string;
  kind: ImportKind;
  by: string;
  startedAt: number;
  state: 'applying' | 'done';
  /** How often this list was taken over: a run that goes on after a crash is the same one. */
  run: number;
  /** Rows to write, and those written so far. */
  total: number;
  written: number;
  doneAt?: number;
}

const required = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const schema = new Schema<Import>(
  {
    _id: required,
    kind: required as never,
    by: required,
    startedAt: number,
    state: required as never,
    run: number,
    total: number,
    written: number,
    doneAt: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ state: 1 });

export const Imports = model<Import>('import', schema);

/** The id of an order to import exactly these rows; nothing can be read from it. */
export const importId = (kind: ImportKind, by: string, rows: string): string => keyed('import', kind, by, rows);

/** Notes that a list begins to be written, or goes on being written after a crash; answers which run of this list it is. */
export async function beginImport(begun: Pick<Import, '_id' | 'kind' | 'by' | 'startedAt' | 'total'>): Promise<number> {
  if (await insertOnce(Imports, { ...begun, state: 'applying', run: 1, written: 0 })) return 1;
  const { _id, total, startedAt } = begun;
  const was = await Imports.findById(_id).lean<Import>();
  const run = (was?.run ?? 0) + (was?.state === 'done' ? 1 : 0);
  await Imports.updateOne({ _id }, { $set: { state: 'applying', run, total, startedAt, written: 0 }, $unset: { doneAt: 1 } });
  return run;
}

/** Notes how many rows are written. */
export async function importWrote(id: string, written: number): Promise<void> {
  await Imports.updateOne({ _id: id }, { $max: { written } });
}

/** Notes that all rows are written. */
export async function endImport(id: string, doneAt: number): Promise<void> {
  await Imports.updateOne({ _id: id }, { $set: { state: 'done', doneAt } });
}

/** Imports whose rows are not all written: a process that ended in the middle. */
export const unfinishedImports = () => Imports.find({ state: 'applying' }).lean<Import[]>();
