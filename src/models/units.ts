import { model, Schema } from 'mongoose';
import type { UnitBrief } from '../engine/types';
import { matchNames, type Place } from './place-names';

export type Level = 'province' | 'commune' | 'branch' | 'group';

/** What a unit tells about the Union; what is missing is taken from the unit above. */
export interface UnitAbout {
  why?: string;
  fee?: string;
  how?: string;
}

/** A unit of the Union. `_id` is `code@validFrom`, because codes are used again with another meaning (domain §6.3). */
export interface Unit {
  _id: string;
  code: string;
  /** First day of this meaning of the code, YYYY-MM-DD. */
  validFrom: string;
  level: Level;
  /** As the Union calls it: `Hội LHPN xã An Bình`, `Chi hội thôn Đông`. */
  name: string;
  /** Where that is, short enough for a button: `xã An Bình`, `thôn Đông`. */
  place: string;
  /** Names from before a merger, under which women still look for it. */
  aliases: string[];
  /** Id of the unit above; null for the province. */
  parent: string | null;
  phone?: string;
  hotlines?: string;
  about?: UnitAbout;
  /** Days within which the branch calls an applicant. */
  days?: number;
}

const text = { type: String, required: true } as const;
const schema = new Schema<Unit>(
  {
    _id: text,
    code: text,
    validFrom: text,
    level: text,
    name: text,
    place: text,
    aliases: { type: [String], required: true },
    parent: { type: String, default: null },
    phone: String,
    hotlines: String,
    about: { why: String, fee: String, how: String },
    days: Number,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw' },
);
schema.index({ parent: 1 });
schema.index({ code: 1 });

export const Units = model<Unit>('unit', schema);

/** All units as one tree. */
export interface Tree {
  units: ReadonlyMap<string, Unit>;
  /** Children of a unit, by code. */
  children(id: string): Unit[];
  /** The unit and those above it, nearest first; empty for an unknown id. */
  lineage(id: string): Unit[];
  /** The unit and all below it, parents first. */
  subtree(id: string): Unit[];
}

const TREE_AGE = 30_000;
const DAYS = 7;
let cached: { at: number; tree: Promise<Tree> } | undefined;

/** Makes or replaces a unit. */
export async function putUnit(unit: Unit): Promise<void> {
  await Units.replaceOne({ _id: unit._id }, unit, { upsert: true });
  forgetTree();
}

/** The tree as it was at most 30 s ago. */
export function tree(): Promise<Tree> {
  if (cached && Date.now() - cached.at < TREE_AGE) return cached.tree;
  const loading = { at: Date.now(), tree: freshTree() };
  cached = loading;
  loading.tree.catch(() => {
    if (cached === loading) cached = undefined;
  });
  return loading.tree;
}

/** Makes the next `tree()` read the units anew. */
export function forgetTree(): void {
  cached = undefined;
}

/** The tree as it is at this moment. */
export async function freshTree(): Promise<Tree> {
  const all = (await Units.find().lean<Unit[]>()).sort((a, b) => a.code.localeCompare(b.code));
  const units = new Map(all.map((unit) => [unit._id, unit]));
  const below = new Map<string, Unit[]>();
  for (const unit of all) if (unit.parent !== null) below.set(unit.parent, [...(below.get(unit.parent) ?? []), unit]);
  const children = (id: string) => below.get(id) ?? [];
  const subtree = (id: string): Unit[] => {
    const unit = units.get(id);
    return unit ? [unit, ...children(id).flatMap((child) => subtree(child._id))] : [];
  };
  const lineage = (id: string): Unit[] => {
    const line: Unit[] = [];
    for (let unit = units.get(id); unit && !line.includes(unit); unit = units.get(unit.parent ?? '')) line.push(unit);
    return line;
  };
  return { units, children, lineage, subtree };
}

/** The unit above at this moment; null for the province and for an unknown unit. */
export async function parentNow(id: string): Promise<string | null> {
  return (await Units.findById(id).select({ parent: 1 }).lean<Pick<Unit, 'parent'>>())?.parent ?? null;
}

/** The units directly below at this moment. */
export async function childrenNow(id: string): Promise<string[]> {
  return (await Units.find({ parent: id }).select({ _id: 1 }).lean<{ _id: string }[]>()).map((unit) => unit._id);
}

/** The unit with a code, the newest meaning of it; undefined when there is none. */
export async function unitByCode(code: string): Promise<Unit | undefined> {
  const found = await Units.find({ code }).lean<Unit[]>();
  return found.sort((a, b) => b.validFrom.localeCompare(a.validFrom))[0];
}

/** The province: what is shown to people whose unit is not known. Throws while there are no units. */
export async function topUnit(): Promise<Unit> {
  for (const unit of (await tree()).units.values()) if (unit.parent === null) return unit;
  throw new Error('there are no units yet: `npm run dev` makes a made-up province');
}

/** The unit of a level at or above a unit; undefined when there is none. */
export async function unitAt(id: string, level: Level): Promise<Unit | undefined> {
  return (await tree()).lineage(id).find((unit) => unit.level === level);
}

/** The ids of a unit and those above it, nearest first; the province's alone for somebody whose unit is not known. */
export async function unitsAbove(id: string | undefined): Promise<string[]> {
  return (await lineOf(id)).map((unit) => unit._id);
}

/** What flows know of a unit, with what it lacks taken from above; the province's for somebody whose unit is not known. */
export async function briefOf(id: string | undefined): Promise<UnitBrief> {
  const line = await lineOf(id);
  const [unit] = line as [Unit];
  const nearest = <T>(pick: (unit: Unit) => T | undefined): T | undefined => line.map(pick).find((value) => value !== undefined);
  return {
    id: unit._id,
    name: unit.name,
    commune: (line.find(({ level }) => level === 'commune') ?? unit).place,
    phone: nearest(({ phone }) => phone) ?? '',
    why: nearest(({ about }) => about?.why) ?? '',
    fee: nearest(({ about }) => about?.fee) ?? '',
    how: nearest(({ about }) => about?.how) ?? '',
    hotlines: nearest(({ hotlines }) => hotlines) ?? '',
    days: nearest(({ days }) => days) ?? DAYS,
  };
}

/** Places of a level that a text can mean, by name or old name, with or without accents; the best first, at most 9. */
export async function findPlaces(text: string, level: 'commune' | 'branch', within?: string): Promise<Place[]> {
  const { units, subtree } = await tree();
  const candidates = (within === undefined ? [...units.values()] : subtree(within)).filter((unit) => unit.level === level);
  return matchNames(text, candidates, (unit) => units.get(unit.parent ?? '')?.place);
}

async function lineOf(id: string | undefined): Promise<Unit[]> {
  const line = id === undefined ? [] : (await tree()).lineage(id);
  return line.length > 0 ? line : [await topUnit()];
}
