import { model, Schema } from 'mongoose';
import type { UnitBrief } from '../engine/types';
import { insertAllOnce } from './once';
import { type Setting, type SettingKey, settingIn } from './settings';
import { plant, type Tree } from './tree';
import { bumpTree, type Ordered, treeVersion, type UnitChange } from './tree-document';
import { isOpen, type Level, type TrustedAddress, type Unit, type UnitEntry } from './unit';

export type { Tree } from './tree';
export type { Level, Unit, UnitAbout } from './unit';

const text = { type: String, required: true } as const;
const list = { type: [Schema.Types.Mixed] as never, required: true } as const;
const mixed = { type: Schema.Types.Mixed } as const;
const some = { type: [Schema.Types.Mixed] as never, default: undefined } as const;
const schema = new Schema<Unit>(
  {
    _id: text,
    code: text,
    validFrom: text,
    level: text,
    name: text,
    place: text,
    shape: String,
    aliases: list,
    landmarks: some,
    parent: { type: String, default: null },
    closed: mixed as never,
    phone: String,
    hotlines: String,
    trusted: some,
    about: mixed as never,
    traits: some,
    ratings: some,
    settings: some,
    rev: { type: Number, required: true },
    history: list,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false },
);
schema.index({ parent: 1 });
schema.index({ code: 1 });
schema.index({ 'history.id': 1 });

export const Units = model<Unit>('unit', schema);

/** A process asks at most this often whether the tree has changed, ms: a move is seen everywhere within this time. */
const LOOK_AFTER = 1_000;
/** While a change is being carried out the tree is read this often, ms. */
const UNSETTLED = 5_000;
/** Read anew at this age in any case, ms, should somebody have changed units past all actions. */
const TREE_AGE = 300_000;

interface Held {
  tree: Tree;
  version: string | undefined;
  readAt: number;
  lookedAt: number;
}

let held: Held | undefined;
let looking: Promise<Tree> | undefined;

/** Makes or replaces a unit past all actions and rights: for seeds and tests. */
export async function putUnit(unit: Unit): Promise<void> {
  await Units.replaceOne({ _id: unit._id }, { rev: 0, history: [], ...unit }, { upsert: true });
  await bumpTree();
  forgetTree();
}

/**
 * Carries changes out that the tree document decided on at `rev`. A unit that was changed at this `rev` or later keeps what it
 * has, so that twice is once and a straggler undoes nothing.
 */
export async function changeUnits(changes: readonly UnitChange[], rev: number, { id, at, action, by }: Ordered): Promise<void> {
  const entry = (was: Partial<Unit>): UnitEntry => ({ id, at, action, by, was });
  const fresh = changes.flatMap((each) => ('add' in each ? [{ ...each.add, rev, history: [entry({})] }] : []));
  await insertAllOnce(Units, fresh);
  const updates = changes.flatMap((each) => ('add' in each ? [] : [updateOf(each, rev, entry(each.was))]));
  if (updates.length > 0) await Units.collection.bulkWrite(updates as never, { ordered: false });
}

function updateOf({ unit, set }: Exclude<UnitChange, { add: Unit }>, rev: number, entry: UnitEntry) {
  const fields = Object.entries(set);
  // A parent may be null, and nothing else.
  const gone = fields.filter(([field, value]) => value === null && field !== 'parent').map(([field]) => field);
  const kept = fields.filter(([field]) => !gone.includes(field));
  return {
    updateOne: {
      filter: { _id: unit, rev: { $lt: rev } },
      update: {
        $set: { ...Object.fromEntries(kept), rev },
        ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, 1])) } : {}),
        $push: { history: entry },
      },
    },
  };
}

/** The tree, as it was at most a second ago. */
export function tree(): Promise<Tree> {
  if (held && Date.now() - held.lookedAt < LOOK_AFTER) return Promise.resolve(held.tree);
  if (looking) return looking;
  const mine = look().finally(() => {
    if (looking === mine) looking = undefined;
  });
  looking = mine;
  return mine;
}

/** Makes the next `tree()` read the units anew. */
export function forgetTree(): void {
  held = undefined;
  looking = undefined;
}

/** The tree as it is at this moment. */
export async function freshTree(): Promise<Tree> {
  return plant(await Units.find().select({ history: 0 }).lean<Unit[]>());
}

async function look(): Promise<Tree> {
  const was = held;
  const lookedAt = Date.now();
  // Before the units: what changes while they are read is read again.
  const version = await treeVersion();
  const age = was ? lookedAt - was.readAt : Number.POSITIVE_INFINITY;
  const same = was && (version === undefined ? age < UNSETTLED : version === was.version && age < TREE_AGE);
  const next = same ? { ...was, lookedAt } : { tree: await freshTree(), version, readAt: lookedAt, lookedAt };
  // Not over what was forgotten meanwhile.
  if (held === was) held = next;
  return next.tree;
}

/** A unit with its history; null for an unknown id. */
export const unitWithHistory = (id: string) => Units.findById(id).lean<Unit>();

/** The unit above at this moment; null for the province and for an unknown unit. */
export async function parentNow(id: string): Promise<string | null> {
  return (await Units.findById(id).select({ parent: 1 }).lean<Pick<Unit, 'parent'>>())?.parent ?? null;
}

/** The units directly below at this moment. */
export async function childrenNow(id: string): Promise<string[]> {
  return (await Units.find({ parent: id }).select({ _id: 1 }).lean<{ _id: string }[]>()).map((unit) => unit._id);
}

/** The unit with a code: the newest meaning of it, of open ones if there are any; undefined when there is none. */
export async function unitByCode(code: string): Promise<Unit | undefined> {
  const found = await Units.find({ code }).select({ history: 0 }).lean<Unit[]>();
  return found.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.validFrom.localeCompare(a.validFrom))[0];
}

/** The unit that stands for another today: itself while it is open, else the nearest open one above; undefined when unknown. */
export async function homeOf(id: string): Promise<Unit | undefined> {
  return (await tree()).home(id);
}

/** The province: what is shown to people whose unit is not known. Throws while there are no units. */
export async function topUnit(): Promise<Unit> {
  for (const unit of (await tree()).units.values()) if (unit.parent === null && isOpen(unit)) return unit;
  throw new Error('there are no units yet: `npm run dev` makes a made-up province');
}

/** The open unit of a level at or above a unit: a merged one's successor; undefined when there is none. */
export async function unitAt(id: string, level: Level): Promise<Unit | undefined> {
  return (await tree()).lineage(id).find((unit) => unit.level === level && isOpen(unit));
}

/** The ids of a unit and those above it, nearest first; the province's alone for somebody whose unit is not known. */
export async function unitsAbove(id: string | undefined): Promise<string[]> {
  return (await lineOf(id)).map((unit) => unit._id);
}

/** What a setting is for a unit on a day, YYYY-MM-DD: its own or the nearest one above. */
export async function settingOf<K extends SettingKey>(unit: string, key: K, day = today()): Promise<Setting<K>> {
  return settingIn(await lineOf(unit), key, day);
}

/** Where women of a unit find help nearby: its own trusted addresses or the nearest ones above. */
export async function trustedOf(unit: string): Promise<TrustedAddress[]> {
  return (await lineOf(unit)).find(({ trusted }) => trusted && trusted.length > 0)?.trusted ?? [];
}

/** What flows know of a unit on a day, with what it lacks taken from above; the province's for somebody whose unit is not known. */
export async function briefOf(id: string | undefined, day = today()): Promise<UnitBrief> {
  const line = (await lineOf(id)).filter(isOpen);
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
    days: settingIn(line, 'applicationDays', day),
  };
}

async function lineOf(id: string | undefined): Promise<Unit[]> {
  const line = id === undefined ? [] : (await tree()).lineage(id);
  return line.length > 0 ? line : [await topUnit()];
}

/** In UTC, for callers who know no time zone: a setting may come into force seven hours late. */
const today = (): string => new Date().toISOString().slice(0, 10);
