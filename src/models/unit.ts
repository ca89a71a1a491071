/** Levels of the Union; groups are optional, commune or branch may be a body without a territory (domain §1.11, §2.2). */
export type Level = 'province' | 'commune' | 'branch' | 'group';

/**
 * What a unit gathers women by: where they live, or else the enterprise, the market, the armed forces, an office under the
 * province, or the chat alone (“chi hội số”, for women who work away). The last five have no territory (domain §2.2).
 */
export type Shape = 'territorial' | 'enterprise' | 'market' | 'forces' | 'office' | 'digital';

/** A name from before a merger or a change; `in` is the district, commune or province that it lay in, which tells namesakes apart. */
export interface Alias {
  name: string;
  in?: string;
}

/** What women name when asked where they live, and that is no unit itself. */
export interface Landmark {
  name: string;
  kind: 'hamlet' | 'market' | 'workplace' | 'other';
}

/** What holds of a unit's territory for a time (domain §1.9 VUNG_KHO and the plans): of the unit, never of a person. */
export type Trait =
  | 'religiousArea'
  | 'manyBelievers'
  | 'border'
  | 'island'
  | 'remote'
  | 'specialDifficulty'
  | 'ethnicArea'
  | 'industrialZone';

/** A trait with its days, YYYY-MM-DD, `until` being the first day on which it no longer holds. */
export interface DatedTrait {
  trait: Trait;
  from: string;
  until?: string;
}

/** Mạnh, khá, trung bình, yếu. */
export type Strength = 'strong' | 'fair' | 'average' | 'weak';
/** Hoàn thành xuất sắc, tốt, hoàn thành, không hoàn thành nhiệm vụ. */
export type Completion = 'excellent' | 'good' | 'done' | 'notDone';

/** How a unit was judged for a year. */
export interface Rating {
  year: number;
  strength?: Strength;
  completion?: Completion;
}

/** A value that a unit sets for itself and those below it from a day on, YYYY-MM-DD; typed by `SETTINGS`. */
export interface SettingEntry {
  key: string;
  from: string;
  value: unknown;
}

/** “Địa chỉ tin cậy”: where a woman in danger finds a door. */
export interface TrustedAddress {
  name: string;
  place: string;
  phone?: string;
}

/** What a unit tells about the Union; what is missing is taken from the unit above. */
export interface UnitAbout {
  why?: string;
  fee?: string;
  how?: string;
}

/** The end of a unit: since when, and who stands for it; none where its women are placed one by one (a split, a closing). */
export interface Closed {
  on: string;
  successors: string[];
}

/** What can be done to a unit. */
export type UnitAction =
  | 'add'
  | 'rename'
  | 'move'
  | 'merge'
  | 'split'
  | 'close'
  | 'alias'
  | 'landmark'
  | 'trait'
  | 'rate'
  | 'set'
  | 'contact'
  | 'import';

/** One entry of a unit's history: which order did what, and what stood there before. */
export interface UnitEntry {
  /** Id of the order. */
  id: string;
  at: number;
  action: UnitAction;
  by: string;
  /** The fields that changed, as they were; empty for a new unit. */
  was: Partial<Unit>;
}

/** A unit of the Union. `_id` is `code@validFrom`, because codes are used again with another meaning (domain §6.3). */
export interface Unit {
  _id: string;
  code: string;
  /** First day of this meaning of the code, YYYY-MM-DD. */
  validFrom: string;
  level: Level;
  /** Territorial where it is absent. */
  shape?: Shape;
  /** As the Union calls it: `Hội LHPN xã An Bình`, `Chi hội thôn Đông`. */
  name: string;
  /** Where that is, short enough for a button: `xã An Bình`, `thôn Đông`. */
  place: string;
  /** Names from before a merger, under which women still look for it. */
  aliases: Alias[];
  landmarks?: Landmark[];
  /** Id of the unit above; null for the province. A merged unit is a closed child of its successor. */
  parent: string | null;
  closed?: Closed;
  phone?: string;
  hotlines?: string;
  trusted?: TrustedAddress[];
  about?: UnitAbout;
  traits?: DatedTrait[];
  ratings?: Rating[];
  settings?: SettingEntry[];
  /** The `rev` of the tree at which it was changed last: a change that was carried out already is not carried out again. */
  rev?: number;
  /** Everything that was done to it, oldest first; not in the tree. */
  history?: UnitEntry[];
}

/** The key of a unit. */
export const unitId = (code: string, validFrom: string): string => `${code}@${validFrom}`;

/** Whether it still is a unit of today. */
export const isOpen = (unit: Pick<Unit, 'closed'>): boolean => unit.closed === undefined;

/** The traits that a unit itself has on a day, YYYY-MM-DD. */
export function traitsOn(unit: Pick<Unit, 'traits'>, day: string): Trait[] {
  const on = (unit.traits ?? []).filter(({ from, until }) => from <= day && (until === undefined || day < until));
  return [...new Set(on.map(({ trait }) => trait))];
}

/** How a unit was judged for a year; undefined while it was not. */
export const ratingOf = (unit: Pick<Unit, 'ratings'>, year: number): Rating | undefined =>
  unit.ratings?.find((each) => each.year === year);
