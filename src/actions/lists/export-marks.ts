import type { Tree } from '../../models/tree';
import { isOpen, ratingOf, traitsOn, type Unit } from '../../models/unit';
import { tree } from '../../models/units';
import { type PlaceColumn, RATINGS, TRAITS } from '../../tables/columns';
import type { Cell, Column } from '../../tables/rows';
import { type Actor, can } from '../access';
import { completionWord, strengthWord, traitWord } from '../units/unit-cells';
import type { ExportSink } from './export-members';

/** What to write of units: how they were judged for a year, or what holds of their territories on a day (YYYY-MM-DD). */
export type MarksWhat = { kind: 'ratings'; year: number } | { kind: 'traits'; on: string };

/**
 * Writes the marks of a unit and the open ones below it as a list that the import of the same kind reads back: with ratings each
 * unit has a row, blank where it was not judged, to be filled in. It names no person, so the right to see figures is enough.
 */
export async function exportMarks(
  unit: string,
  what: MarksWhat,
  actor: Actor,
  sink: ExportSink,
): Promise<{ done: true; rows: number } | { done: false; why: 'unknown' | 'notAllowed' }> {
  const all = await tree();
  if (!all.units.has(unit)) return { done: false, why: 'unknown' };
  if (!(await can(actor, 'counts:see', unit))) return { done: false, why: 'notAllowed' };
  const rows = marksOf(all, unit, what);
  await sink.begin(titles(what.kind === 'ratings' ? RATINGS : TRAITS));
  for (const row of rows) await sink.add(row);
  await sink.end();
  return { done: true, rows: rows.length };
}

/** The rows of such a list, in the order of the tree; pure. */
export function marksOf(all: Tree, top: string, what: MarksWhat): (Cell | undefined)[][] {
  const units = all.subtree(top).filter((unit) => isOpen(unit) && unit.level !== 'province');
  return units.flatMap((unit): (Cell | undefined)[][] => {
    const place = placeOf(all, unit);
    if (what.kind === 'ratings') {
      const { strength, completion } = ratingOf(unit, what.year) ?? {};
      return [[...place, what.year, strength && strengthWord(strength), completion && completionWord(completion)]];
    }
    const holding = traitsOn(unit, what.on);
    const dated = (unit.traits ?? []).filter(
      ({ trait, from, until }) => holding.includes(trait) && from <= what.on && (until === undefined || what.on < until),
    );
    return dated.map(({ trait, from, until }) => [...place, traitWord(trait), from, until]);
  });
}

const titles = (columns: readonly Column[]): string[] => columns.map(({ title }) => title);

/** Code, commune, branch and group, in the order of `PlaceColumn`. */
function placeOf(all: Tree, unit: Unit): (string | undefined)[] {
  const line = all.lineage(unit._id);
  const at = (level: Unit['level']) => line.find((each) => each.level === level)?.place;
  const columns: Record<PlaceColumn, string | undefined> = {
    unitCode: unit.code,
    commune: at('commune'),
    branch: at('branch'),
    group: at('group'),
  };
  return Object.values(columns);
}
