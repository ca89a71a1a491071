import { type Level, putUnit } from '../src/models/units';

/** A unit of a small made-up tree: its id is its code, its name and its place as well. */
export type Placed = readonly [id: string, level: Level, parent: string | null];

/** Puts a small tree of units into the database, parents first. */
export async function putTree(units: readonly Placed[]): Promise<void> {
  for (const [id, level, parent] of units)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: id, place: id, aliases: [], parent });
}
