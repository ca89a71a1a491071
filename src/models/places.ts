import { contains, foldName, type Key, keyOf, likeness, nearly, read } from './place-names';
import type { Tree } from './tree';
import { isOpen, type Unit } from './unit';
import { tree } from './units';

/** A place to choose from; `note` tells apart or says under which old name or landmark it was found. */
export interface Place {
  id: string;
  label: string;
  note?: string;
}

/** The places that a text can mean, the best first; `ask` when there are too many and the province tells them apart. */
export interface Found {
  places: Place[];
  ask?: 'province';
}

/** What a flow looks for: a commune, or a branch within one. */
export type Sought = 'commune' | 'branch';

const MOST = 9;
/** More namesakes than a flow shows as buttons. */
const TOO_MANY = 8;

interface Name {
  key: Key;
  /** The old name or landmark, where it is not the unit's own name. */
  via?: string;
  /** Folded, what lies around it under this name: the old district, the commune, the province. */
  around: string[];
  landmark?: true;
}

interface Entry {
  unit: Unit;
  names: Name[];
}

interface Hit {
  unit: Unit;
  name: Name;
  score: number;
}

const prepared = new WeakMap<Tree, Map<Sought, Entry[]>>();

/**
 * Open units of a level that a text can mean, with or without accents: by name, by old name (which may lie in several units
 * today), by hamlet, market or workplace. What else the text names (old district, province) narrows it; a slip of one letter
 * is forgiven when nothing fits.
 */
export async function findPlaces(text: string, level: Sought, within?: string): Promise<Found> {
  return placesIn(await tree(), text, level, within);
}

/** The same in a tree that is given. */
export function placesIn(of: Tree, text: string, level: Sought, within?: string): Found {
  const inside = within === undefined ? undefined : of.home(within)?._id;
  const entries = entriesOf(of, level).filter(({ unit }) => inside === undefined || of.within(unit._id, inside));
  const kept = narrow(hitsOf(text, level, entries), foldName(text));
  const provinces = new Set(kept.map(({ unit }) => provinceOf(of, unit)?._id));
  const places = kept.slice(0, MOST).map((hit) => placeOf(of, hit, kept));
  return kept.length > TOO_MANY && provinces.size > 1 ? { places, ask: 'province' } : { places };
}

function hitsOf(text: string, level: Sought, entries: readonly Entry[]): Hit[] {
  const { whole, parts } = read(text);
  if (whole.folded === '') return [];
  const kind = level === 'commune' ? 'commune' : 'hamlet';
  const of = (wanted: typeof kind | undefined) => parts.filter((part) => part.kind === wanted).map((part) => part.key);
  const named = of(kind);
  // Her own words for the kind of place are the best guide, then what stands without any, then the whole of it.
  const byName = [named, of(undefined), [whole]].filter((keys) => keys.length > 0).map((keys) => hitsBy(keys, entries, false));
  const byLandmark = hitsBy([...parts.map((part) => part.key), whole], entries, true);
  // `thôn Đông` alone is no commune that happens to be called so.
  const onlyHamlet = level === 'commune' && parts.every((part) => part.kind === 'hamlet');
  const inOrder = onlyHamlet ? [byLandmark, ...byName] : [...byName, byLandmark];
  const first = inOrder.find((hits) => hits.length > 0);
  return first ?? slips(named.length > 0 ? named : [...of(undefined), whole], entries);
}

function hitsBy(keys: readonly Key[], entries: readonly Entry[], landmarks: boolean): Hit[] {
  const hits: Hit[] = [];
  for (const { unit, names } of entries) {
    for (const name of names) {
      if ((name.landmark === true) !== landmarks) continue;
      const score = Math.max(...keys.map((key) => likeness(key, name.key)));
      if (score > 0) hits.push({ unit, name, score });
    }
  }
  const top = Math.max(0, ...hits.map(({ score }) => score));
  // What is written as asked makes the rest noise; an old name beside a name of today is still a question.
  const sure = hits.some(({ score, name }) => score === top && name.via === undefined);
  return hits.filter(({ score }) => (sure || top < 2 ? score === top : score >= Math.floor(top)));
}

function slips(keys: readonly Key[], entries: readonly Entry[]): Hit[] {
  return entries.flatMap(({ unit, names }) =>
    names
      .filter((name) => !name.landmark && keys.some((key) => nearly(key, name.key)))
      .map((name) => ({ unit, name, score: 0.5 })),
  );
}

/** One hit a unit, its best; of names that the text contains the longest, of those around which it names the most. */
function narrow(hits: readonly Hit[], text: string): Hit[] {
  const best = new Map<string, Hit & { around: number; length: number }>();
  for (const hit of hits) {
    const rest = ` ${text} `.replace(` ${hit.name.key.folded} `, ' ').trim();
    const around = hit.name.around.filter((each) => contains(rest, each)).length;
    const { folded, compact } = hit.name.key;
    const length = contains(text, folded) || contains(text, compact) ? compact.length : 0;
    const before = best.get(hit.unit._id);
    const better = before && (before.around > around || (before.around === around && before.score >= hit.score));
    if (!better) best.set(hit.unit._id, { ...hit, around, length });
  }
  const all = [...best.values()];
  const most = Math.max(0, ...all.map(({ around }) => around));
  const around = all.filter((hit) => hit.around === most);
  const inPart = around.every(({ score }) => score < 1.5);
  const longest = Math.max(0, ...around.map(({ length }) => length));
  return around
    .filter((hit) => !inPart || hit.length === longest)
    .sort((a, b) => b.score - a.score || a.unit.place.localeCompare(b.unit.place, 'vi'));
}

function placeOf(of: Tree, { unit, name }: Hit, all: readonly Hit[]): Place {
  const twice = all.some((other) => other.unit !== unit && foldName(other.unit.place) === foldName(unit.place));
  const note = twice ? apart(of, unit, all) : name.via;
  return { id: unit._id, label: unit.place, ...(note === undefined ? {} : { note }) };
}

/** What tells a unit from its namesakes: the unit that it belonged to before a merger, else the one above, or the province. */
function apart(of: Tree, unit: Unit, all: readonly Hit[]): string | undefined {
  const former = unit.aliases.find((alias) => alias.in !== undefined && foldName(alias.name) === foldName(unit.place))?.in;
  const [, above] = of.lineage(unit._id);
  const siblings = all.some((other) => other.unit !== unit && other.unit.parent === unit.parent);
  return siblings && former !== undefined ? former : above?.place;
}

function entriesOf(of: Tree, level: Sought): Entry[] {
  const levels = prepared.get(of) ?? new Map<Sought, Entry[]>();
  prepared.set(of, levels);
  const there = levels.get(level);
  if (there) return there;
  const entries = new Map<string, Entry>();
  for (const unit of of.units.values()) {
    if (unit.level !== level || !isOpen(unit)) continue;
    const above = of
      .lineage(unit._id)
      .slice(1)
      .map(({ place }) => keyOf(place).folded);
    const own: Name = { key: keyOf(unit.place), around: above };
    const old = unit.aliases.map((alias): Name => {
      const around = alias.in === undefined ? above : [...above, keyOf(alias.in).folded];
      // The same name in a former commune is still its own name.
      const same = foldName(alias.name) === foldName(unit.place);
      return { key: keyOf(alias.name), around, ...(same ? {} : { via: alias.name }) };
    });
    entries.set(unit._id, { unit, names: [own, ...old] });
  }
  for (const unit of of.units.values()) {
    const home = of.lineage(unit._id).find((each) => each.level === level && isOpen(each));
    const entry = home && entries.get(home._id);
    const [own] = entry?.names ?? [];
    if (!entry || !own) continue;
    // The units below are landmarks as well, but `thôn 1` is everywhere.
    const below = home === unit || !isOpen(unit) ? [] : [unit.place, ...unit.aliases.map((alias) => alias.name)];
    const telling = below.filter((name) => !/^\d+$/.test(keyOf(name).folded));
    for (const name of [...(unit.landmarks ?? []).map((each) => each.name), ...telling])
      entry.names.push({ key: keyOf(name), via: name, around: own.around, landmark: true });
  }
  const all = [...entries.values()];
  levels.set(level, all);
  return all;
}

const provinceOf = (of: Tree, unit: Unit): Unit | undefined => of.lineage(unit._id).find(({ level }) => level === 'province');
