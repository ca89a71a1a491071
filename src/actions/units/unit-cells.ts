import type { Completion, Landmark, Level, Shape, Strength, Trait } from '../../models/unit';
import { type CellRead, textOf } from '../../tables/cells';
import { headingKey } from '../../tables/headings';
import type { Cell } from '../../tables/rows';
import words from '../../tables/unit-words.json';

/** What is written in front of a unit's name in lists, and is no part of where it is. */
const UNION = /^(?:hội liên hiệp phụ nữ|hội lhpn|hội phụ nữ|chi hội phụ nữ|chi hội|chpn|tổ phụ nữ)\s+(?=\S)/iu;
/** Words that tell the kind of a place; small, as in `xã Bố Trạch`. */
const KIND = /^(?:thành phố|tỉnh|xã|phường|đặc khu|thị trấn|thôn|xóm|ấp|bản|buôn|làng|khu phố|tổ dân phố|khóm|tổ|chợ)(?=\s)/iu;

const levels = indexed(words.levels.map(({ level, title, also }) => [level as Level, [title, level, ...also]] as const));
const shapes = indexed(words.shapes.map(({ shape, also }) => [shape as Shape, [shape, ...also]] as const));
const strengths = indexed(words.strengths.map(({ strength, also }) => [strength as Strength, [strength, ...also]] as const));
const completions = indexed(
  words.completions.map(({ completion, also }) => [completion as Completion, [completion, ...also]] as const),
);
const traits = indexed(words.traits.map(({ trait, also }) => [trait as Trait, [trait, ...also]] as const));

/** The level that a cell names. */
export const readLevel = (cell: Cell): CellRead<Level> => oneOf(levels, cell, 'unknownLevel');

/** What a unit gathers women by. */
export const readShape = (cell: Cell): CellRead<Shape> => oneOf(shapes, cell, 'unknownShape');

/** Mạnh, khá, trung bình, yếu. */
export const readStrength = (cell: Cell): CellRead<Strength> => oneOf(strengths, cell, 'unknownStrength');

/** How well a unit did its work. */
export const readCompletion = (cell: Cell): CellRead<Completion> => oneOf(completions, cell, 'unknownCompletion');

/** One trait of a territory. */
export function readTrait(cell: Cell): CellRead<Trait> {
  const read = oneOf(traits, cell, 'unknownTrait');
  return 'value' in read ? read : { ...read, hint: textOf(cell) };
}

/** A judgement or trait as lists write it. */
export const strengthWord = (strength: Strength): string =>
  words.strengths.find((each) => each.strength === strength)?.also[0] ?? strength;
export const completionWord = (completion: Completion): string =>
  words.completions.find((each) => each.completion === completion)?.also[0] ?? completion;
export const traitWord = (trait: Trait): string => words.traits.find((each) => each.trait === trait)?.also[0] ?? trait;

/** The traits that a cell names, "biên giới; vùng giáo". */
export function readTraits(cell: Cell): CellRead<Trait[]> {
  const found: Trait[] = [];
  for (const part of partsOf(cell)) {
    const trait = traits.get(headingKey(part));
    if (trait === undefined) return { why: 'unknownTrait', hint: part };
    found.push(trait);
  }
  return { value: found };
}

/** Hamlets, markets and workplaces, "thôn Đông; chợ Ga; Công ty may". */
export function readLandmarks(cell: Cell): CellRead<Landmark[]> {
  return { value: partsOf(cell).map((name): Landmark => ({ name, kind: landmarkKind(headingKey(name)) })) };
}

/** A unit's name in lists as the place that it is: `Xã Bố Trạch` and `Hội LHPN xã Bố Trạch` are `xã Bố Trạch`. */
export function readPlace(cell: Cell): CellRead<string> {
  const text = textOf(cell);
  const bare = text.replace(UNION, '');
  const place = bare.replace(KIND, (kind) => kind.toLowerCase());
  if (!/[\p{L}\p{N}]/u.test(place)) return { why: 'missing' };
  return place.length > 80 ? { why: 'tooLong' } : { value: place };
}

/** The name of a unit of a level at a place: `Hội LHPN xã Bố Trạch`, `Chi hội thôn Đông`. */
export function unionName(level: Level, place: string): string {
  const prefix = words.levels.find((each) => each.level === level)?.name ?? '';
  return headingKey(place).startsWith(`${headingKey(prefix)} `) ? place : `${prefix} ${place}`;
}

function landmarkKind(key: string): Landmark['kind'] {
  if (/^(?:thon|xom|ap|ban|buon|lang|khu pho|to dan pho|khom)\b/.test(key)) return 'hamlet';
  if (/^cho\b/.test(key)) return 'market';
  return /^(?:cong ty|xi nghiep|nha may|cty|doanh nghiep|truong|benh vien|khu cong nghiep)\b/.test(key) ? 'workplace' : 'other';
}

function partsOf(cell: Cell): string[] {
  const parts = textOf(cell).split(/[,;/]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function oneOf<T>(known: ReadonlyMap<string, T>, cell: Cell, why: string): CellRead<T> {
  const found = known.get(headingKey(textOf(cell)));
  return found === undefined ? { why } : { value: found };
}

function indexed<T>(lists: readonly (readonly [T, readonly string[]])[]): ReadonlyMap<string, T> {
  return new Map(lists.flatMap(([value, wordings]) => wordings.map((wording) => [headingKey(wording), value] as const)));
}
