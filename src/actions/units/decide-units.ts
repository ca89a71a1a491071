import { foldName } from '../../models/place-names';
import { fitsSetting, isSettingKey, SETTINGS } from '../../models/settings';
import type { Tree } from '../../models/tree';
import type { Moved, UnitChange } from '../../models/tree-document';
import {
  type Alias,
  type DatedTrait,
  isOpen,
  type Landmark,
  type Level,
  type Rating,
  type Trait,
  type TrustedAddress,
  type Unit,
  type UnitAbout,
  unitId,
} from '../../models/unit';

/** A unit that is to be made. */
export type NewUnit = Pick<Unit, 'code' | 'validFrom' | 'level' | 'name' | 'place' | 'parent'> &
  Partial<Pick<Unit, 'shape' | 'aliases' | 'landmarks' | 'phone'>>;

/** What can be ordered of units; days are YYYY-MM-DD, units are ids. */
export type UnitOrder =
  | { action: 'add'; unit: NewUnit }
  | { action: 'rename'; unit: string; name: string; place: string }
  | { action: 'move'; unit: string; to: string }
  /** Several become one, an existing one or a new one; each becomes a closed child of it, and what lay below them is its own. */
  | { action: 'merge'; units: string[]; into: string | NewUnit; on: string }
  /** New units take the children that are named; the old one may close, and its women are then placed one by one. */
  | { action: 'split'; unit: string; into: { unit: NewUnit; children: string[] }[]; close: boolean; on: string }
  /** Ends without a successor; `up` leaves the women that it still has to the unit above, which places them one by one. */
  | { action: 'close'; unit: string; on: string; up?: true }
  | { action: 'alias'; unit: string; alias: Alias; gone?: true }
  | { action: 'landmark'; unit: string; landmark: Landmark; gone?: true }
  /** Holds from a day, or ends on a day. */
  | { action: 'trait'; unit: string; trait: Trait; from: string; until?: string }
  | { action: 'rate'; unit: string; rating: Rating }
  | { action: 'set'; unit: string; key: string; value: unknown; from: string }
  | { action: 'contact'; unit: string; phone?: string; hotlines?: string; trusted?: TrustedAddress[]; about?: UnitAbout };

export type UnitRefusal =
  | 'unknownUnit'
  | 'closed'
  | 'exists'
  | 'same'
  | 'cycle'
  | 'wrongLevel'
  | 'badValue'
  | 'childrenLeft'
  /** Something is there still: see `Left`. */
  | 'notEmpty'
  | 'future'
  | 'nothingToDo';

/** What an order comes to: a refusal, or what becomes of which units, and who has another parent now. */
export type UnitDecision = { refuse: UnitRefusal } | { changes: UnitChange[]; moved: Moved[] };

/** Highest first. */
const LEVELS: readonly Level[] = ['province', 'commune', 'branch', 'group'];

/** What an order comes to in a tree as it is; pure. A closing is decided by `decideClose`, which must know what is there. */
export function decideUnits(tree: Tree, order: Exclude<UnitOrder, { action: 'close' }>): UnitDecision {
  switch (order.action) {
    case 'add':
      return adding(tree, order.unit);
    case 'move':
      return moving(tree, order);
    case 'merge':
      return merging(tree, order);
    case 'split':
      return splitting(tree, order);
    default: {
      const unit = tree.units.get(order.unit);
      if (!unit) return { refuse: 'unknownUnit' };
      if (!isOpen(unit)) return { refuse: 'closed' };
      const set = describing(unit, order);
      if ('refuse' in set) return set;
      return { changes: [changed(unit, set)], moved: [] };
    }
  }
}

/** A change of a unit with what stood there before. */
export function changed(unit: Unit, set: Extract<UnitChange, { set: unknown }>['set']): UnitChange {
  const was = Object.fromEntries(
    Object.keys(set).flatMap((field) => (field in unit ? [[field, unit[field as keyof Unit]]] : [])),
  );
  return { unit: unit._id, set, was };
}

/** Aliases with further ones; one that is there already, or that says no more than the name of today, is not added. */
export function withAliases(unit: Pick<Unit, 'place' | 'aliases'>, more: readonly Alias[]): Alias[] {
  const all = [...unit.aliases];
  for (const alias of more) {
    const own = alias.in === undefined && foldName(alias.name) === foldName(unit.place) && alias.name === unit.place;
    if (!own && !all.some((each) => each.name === alias.name && each.in === alias.in)) all.push(alias);
  }
  return all;
}

/** Ratings with one of a year told; what it leaves open stays as it was. */
export function withRating({ ratings = [] }: Pick<Unit, 'ratings'>, told: Rating): Rating[] {
  const before = ratings.find(({ year }) => year === told.year);
  return [...ratings.filter((each) => each !== before), { ...before, ...told }];
}

/** Traits with one that holds from a day; the same one from the same day is replaced. */
export const withTrait = ({ traits = [] }: Pick<Unit, 'traits'>, told: DatedTrait): DatedTrait[] => [
  ...traits.filter(({ trait, from }) => trait !== told.trait || from !== told.from),
  told,
];

/** Whether a unit of a level may lie below another one: a province below nothing, each other one right below its level. */
export const fitsBelow = (level: Level, above: Pick<Unit, 'level'> | undefined): boolean =>
  above === undefined ? level === 'province' : LEVELS.indexOf(above.level) === LEVELS.indexOf(level) - 1;

function adding(tree: Tree, draft: NewUnit): UnitDecision {
  const made = make(tree, draft);
  if ('refuse' in made) return made;
  return { changes: [{ add: made }], moved: [{ unit: made._id, to: made.parent }] };
}

function make(tree: Tree, draft: NewUnit): Unit | { refuse: UnitRefusal } {
  const _id = unitId(draft.code, draft.validFrom);
  if (tree.units.has(_id)) return { refuse: 'exists' };
  const above = draft.parent === null ? undefined : tree.units.get(draft.parent);
  if (draft.parent !== null && !above) return { refuse: 'unknownUnit' };
  if (above && !isOpen(above)) return { refuse: 'closed' };
  if (!fitsBelow(draft.level, above)) return { refuse: 'wrongLevel' };
  return { aliases: [], ...draft, _id };
}

function moving(tree: Tree, { unit: id, to }: { unit: string; to: string }): UnitDecision {
  const [unit, above] = [tree.units.get(id), tree.units.get(to)];
  if (!unit || !above) return { refuse: 'unknownUnit' };
  if (!isOpen(unit) || !isOpen(above)) return { refuse: 'closed' };
  if (unit.parent === to) return { refuse: 'same' };
  if (tree.within(to, id)) return { refuse: 'cycle' };
  if (!fitsBelow(unit.level, above)) return { refuse: 'wrongLevel' };
  return { changes: [changed(unit, below(tree, unit, to))], moved: [{ unit: id, from: unit.parent, to }] };
}

function merging(tree: Tree, { units, into, on }: Extract<UnitOrder, { action: 'merge' }>): UnitDecision {
  const made = typeof into === 'string' ? undefined : make(tree, into);
  if (made && 'refuse' in made) return made;
  const there = typeof into === 'string' ? tree.units.get(into) : undefined;
  const successor = made ?? there;
  const merged = [...new Set(units)].map((id) => tree.units.get(id));
  if (!successor || merged.includes(undefined)) return { refuse: 'unknownUnit' };
  const old = merged as Unit[];
  if (old.length === 0) return { refuse: 'nothingToDo' };
  if (!isOpen(successor) || !old.every(isOpen)) return { refuse: 'closed' };
  if (old.includes(successor)) return { refuse: 'same' };
  if (old.some((unit) => tree.within(successor._id, unit._id))) return { refuse: 'cycle' };
  if (old.some((unit) => unit.level !== successor.level)) return { refuse: 'wrongLevel' };
  const changes: UnitChange[] = [];
  const moved: Moved[] = made ? [{ unit: made._id, to: made.parent }] : [];
  let [aliases, landmarks] = [successor.aliases, successor.landmarks ?? []];
  for (const unit of old) {
    const around = unit.parent === null ? undefined : tree.units.get(unit.parent)?.place;
    const name = { name: unit.place, ...(around === undefined ? {} : { in: around }) };
    aliases = withAliases({ place: successor.place, aliases }, [name, ...unit.aliases]);
    landmarks = [...landmarks, ...(unit.landmarks ?? []).filter((each) => !landmarks.some(({ name }) => name === each.name))];
    changes.push(changed(unit, { parent: successor._id, closed: { on, successors: [successor._id] } }));
    moved.push({ unit: unit._id, from: unit.parent, to: successor._id });
    for (const child of tree.children(unit._id).filter(isOpen)) {
      changes.push(changed(child, below(tree, child, successor._id)));
      moved.push({ unit: child._id, from: unit._id, to: successor._id });
    }
  }
  if (made) changes.unshift({ add: { ...made, aliases, ...(landmarks.length > 0 ? { landmarks } : {}) } });
  else if (there) changes.push(changed(there, { aliases, ...(landmarks.length > 0 ? { landmarks } : {}) }));
  return { changes, moved };
}

function splitting(tree: Tree, { unit: id, into, close, on }: Extract<UnitOrder, { action: 'split' }>): UnitDecision {
  const unit = tree.units.get(id);
  if (!unit) return { refuse: 'unknownUnit' };
  if (!isOpen(unit)) return { refuse: 'closed' };
  if (into.length < (close ? 2 : 1)) return { refuse: 'nothingToDo' };
  const around = unit.parent === null ? undefined : tree.units.get(unit.parent)?.place;
  const old: Alias = { name: unit.place, ...(around === undefined ? {} : { in: around }) };
  const changes: UnitChange[] = [];
  const moved: Moved[] = [];
  const taken = new Set<string>();
  const ids = new Set<string>();
  for (const { unit: draft, children } of into) {
    const made = make(tree, draft);
    if ('refuse' in made) return made;
    if (made.level !== unit.level) return { refuse: 'wrongLevel' };
    if (ids.has(made._id)) return { refuse: 'exists' };
    ids.add(made._id);
    changes.push({ add: { ...made, aliases: withAliases(made, [old, ...unit.aliases]) } });
    moved.push({ unit: made._id, to: made.parent });
    for (const child of children.map((each) => tree.units.get(each))) {
      if (!child || child.parent !== id || taken.has(child._id)) return { refuse: 'unknownUnit' };
      taken.add(child._id);
      changes.push(changed(child, below(tree, child, made._id)));
      moved.push({ unit: child._id, from: id, to: made._id });
    }
  }
  if (!close) return { changes, moved };
  if (tree.children(id).some((child) => isOpen(child) && !taken.has(child._id))) return { refuse: 'childrenLeft' };
  changes.push(changed(unit, { closed: { on, successors: [...ids] } }));
  return { changes, moved };
}

/** Put below another unit, findable by the one that it lay in before: after a merger there are several `thôn 1`. */
function below(tree: Tree, unit: Unit, to: string): Pick<Unit, 'parent' | 'aliases'> {
  const before = unit.parent === null ? undefined : tree.units.get(unit.parent)?.place;
  return { parent: to, aliases: withAliases(unit, before === undefined ? [] : [{ name: unit.place, in: before }]) };
}

type Describing = Exclude<UnitOrder, { action: 'add' | 'move' | 'merge' | 'split' | 'close' }>;
type Fields = Extract<UnitChange, { set: unknown }>['set'];

function describing(unit: Unit, order: Describing): Fields | { refuse: UnitRefusal } {
  switch (order.action) {
    case 'rename': {
      const { name, place } = order;
      if (name.trim() === '' || place.trim() === '') return { refuse: 'badValue' };
      if (name === unit.name && place === unit.place) return { refuse: 'same' };
      // The old name stays, the new one needs no alias.
      const aliases = unit.aliases.filter((each) => each.in !== undefined || each.name !== place);
      return { name, place, aliases: place === unit.place ? aliases : withAliases({ place, aliases }, [{ name: unit.place }]) };
    }
    case 'alias': {
      const { alias, gone } = order;
      const others = unit.aliases.filter((each) => each.name !== alias.name || each.in !== alias.in);
      if (gone) return others.length === unit.aliases.length ? { refuse: 'same' } : { aliases: others };
      return others.length < unit.aliases.length ? { refuse: 'same' } : { aliases: [...others, alias] };
    }
    case 'landmark': {
      const { landmark, gone } = order;
      const others = (unit.landmarks ?? []).filter((each) => each.name !== landmark.name);
      return { landmarks: gone ? others : [...others, landmark] };
    }
    case 'trait': {
      const { trait, from, until } = order;
      if (until !== undefined && until <= from) return { refuse: 'badValue' };
      return { traits: withTrait(unit, { trait, from, ...(until === undefined ? {} : { until }) }) };
    }
    case 'rate': {
      return { ratings: withRating(unit, order.rating) };
    }
    case 'set': {
      const { key, value, from } = order;
      if (!isSettingKey(key) || !fitsSetting(key, value)) return { refuse: 'badValue' };
      if (LEVELS.indexOf(unit.level) > LEVELS.indexOf(SETTINGS[key].by)) return { refuse: 'wrongLevel' };
      const others = (unit.settings ?? []).filter((each) => each.key !== key || each.from !== from);
      return { settings: [...others, { key, value, from }] };
    }
    case 'contact': {
      const { action: _, unit: __, ...contact } = order;
      return Object.keys(contact).length === 0 ? { refuse: 'nothingToDo' } : contact;
    }
    default:
      return order satisfies never;
  }
}
