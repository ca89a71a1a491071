import { isOpen } from '../../models/unit';
import type { Tree, Unit } from '../../models/units';
import { nearest, placeKey } from '../../tables/places';

/** Where a row says that somebody or something belongs. */
export interface PlaceCells {
  unitCode?: string;
  commune?: string;
  branch?: string;
  group?: string;
}

/** The unit that is meant, or which cell names none, and what may have been meant. */
export type PlaceFound = { unit: Unit } | { column: keyof PlaceCells; why: string; hint?: string };

type Candidates = ReadonlyMap<string, readonly Unit[]>;

/** Finds units by code, or by name within the unit above, with and without accents; `within` is the importer's own unit. */
export function placeFinder(tree: Tree, within?: string): (cells: PlaceCells) => PlaceFound {
  const own = (within === undefined ? [...tree.units.values()] : tree.subtree(within)).filter(isOpen);
  const byCode = new Map<string, Unit>();
  for (const unit of own) {
    const other = byCode.get(unit.code);
    if (!other || other.validFrom < unit.validFrom) byCode.set(unit.code, unit);
  }
  const levels = { commune: indexed(own, 'commune'), branch: indexed(own, 'branch'), group: indexed(own, 'group') };
  const inside = new Map<string, Candidates>();
  const indexIn = (above: Unit, level: 'branch' | 'group'): Candidates => {
    const key = `${above._id}|${level}`;
    const known = inside.get(key) ?? indexed(tree.subtree(above._id).filter(isOpen), level);
    inside.set(key, known);
    return known;
  };
  const parentOf = (unit: Unit) => tree.units.get(unit.parent ?? '')?.place;
  return ({ unitCode, ...names }) => {
    if (unitCode !== undefined) {
      const unit = byCode.get(unitCode) ?? byCode.get(unitCode.padStart(5, '0'));
      return unit ? { unit } : { column: 'unitCode', why: 'noSuchUnit' };
    }
    let found: Unit | undefined = within === undefined ? undefined : tree.units.get(within);
    let named = false;
    for (const column of ['commune', 'branch', 'group'] as const) {
      const name = names[column];
      if (name === undefined) continue;
      const candidates = named && found && column !== 'commune' ? indexIn(found, column) : levels[column];
      const chosen = choose(name, candidates, parentOf);
      if ('why' in chosen) return { column, ...chosen };
      found = chosen.unit;
      named = true;
    }
    return found && named ? { unit: found } : { column: 'branch', why: 'missing' };
  };
}

/** Units of a level under each of their names. */
function indexed(units: readonly Unit[], level: Unit['level']): Candidates {
  const index = new Map<string, Unit[]>();
  for (const unit of units) {
    if (unit.level !== level) continue;
    for (const key of new Set([unit.place, unit.name, ...unit.aliases.map(({ name }) => name)].map(placeKey)))
      index.set(key, [...(index.get(key) ?? []), unit]);
  }
  return index;
}

function choose(name: string, candidates: Candidates, above: (unit: Unit) => string | undefined) {
  const found = candidates.get(placeKey(name)) ?? [];
  const written = (text: string) => text.normalize('NFC').toLowerCase();
  const exact = found.filter((unit) => [unit.place, unit.name].some((each) => written(each).endsWith(written(name))));
  const [unit, other] = exact.length > 0 ? exact : found;
  if (unit && !other) return { unit };
  if (unit) return { why: 'unitTwice', hint: found.map((each) => `${each.place} (${above(each) ?? each.code})`).join(', ') };
  const near = nearest(
    name,
    [...candidates.values()].flatMap((units) => units.map(({ place }) => place)),
  );
  return near.length > 0 ? { why: 'unknownUnit', hint: [...new Set(near)].join(', ') } : { why: 'noSuchUnit' };
}
