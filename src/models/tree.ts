import { isOpen, type Unit } from './unit';

/** All units as one tree, as they were at one moment; without their histories. */
export interface Tree {
  units: ReadonlyMap<string, Unit>;
  /** The open provinces, by code; mostly one. */
  provinces: readonly Unit[];
  /** Children of a unit, by code; merged units are closed children of their successor. */
  children(id: string): readonly Unit[];
  /** The unit and those above it, nearest first; empty for an unknown id. */
  lineage(id: string): Unit[];
  /** The unit and all below it, parents first. */
  subtree(id: string): Unit[];
  /** The unit itself while it is open, else the one that stands for it today: the nearest open one above. */
  home(id: string): Unit | undefined;
  /** Whether a unit is another one or lies below it. */
  within(id: string, above: string): boolean;
}

/** Units as a tree; each question takes a time that does not grow with what it does not ask about. */
export function plant(all: readonly Unit[]): Tree {
  const sorted = [...all].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.validFrom < b.validFrom ? -1 : 1));
  const units = new Map(sorted.map((unit) => [unit._id, unit]));
  const below = new Map<string, Unit[]>();
  for (const unit of sorted) {
    if (unit.parent === null) continue;
    const siblings = below.get(unit.parent);
    if (siblings) siblings.push(unit);
    else below.set(unit.parent, [unit]);
  }
  const children = (id: string): readonly Unit[] => below.get(id) ?? [];
  const lineage = (id: string): Unit[] => {
    const line: Unit[] = [];
    for (let unit = units.get(id); unit && !line.includes(unit); unit = units.get(unit.parent ?? '')) line.push(unit);
    return line;
  };
  const subtree = (id: string): Unit[] => {
    const top = units.get(id);
    const found: Unit[] = [];
    const visit = (unit: Unit) => {
      found.push(unit);
      for (const child of children(unit._id)) visit(child);
    };
    if (top) visit(top);
    return found;
  };
  return {
    units,
    provinces: sorted.filter((unit) => unit.parent === null && isOpen(unit)),
    children,
    lineage,
    subtree,
    home: (id) => lineage(id).find(isOpen),
    within: (id, above) => lineage(id).some((unit) => unit._id === above),
  };
}
