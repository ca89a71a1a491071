import { foldName } from '../../models/place-names';
import type { Tree } from '../../models/tree';
import type { Moved, UnitChange } from '../../models/tree-document';
import { isOpen, type Level, type Unit, unitId } from '../../models/unit';
import type { RowCheck } from '../lists/import-checks';
import { changed, fitsBelow, withAliases } from './decide-units';
import { readPlace, unionName } from './unit-cells';
import type { UnitColumn, UnitRow } from './unit-rows';

/** What a list is taken over with: the day, YYYY-MM-DD, and the importer's own unit, below which alone she may change. */
export interface PlanContext {
  today: string;
  within?: string;
}

const LEVELS: readonly Level[] = ['province', 'commune', 'branch', 'group'];
/** Official codes are texts with leading zeros (domain §6.3), which Excel loses. */
const DIGITS: Partial<Record<Level, number>> = { province: 2, commune: 5 };

/** Units as they will be, while the rows are gone through. */
export class UnitDesk {
  private readonly drafts = new Map<string, Unit>();
  private readonly byCode = new Map<string, Unit>();
  private readonly byName = new Map<string, Unit | 'several'>();
  /** The row that told of a unit itself, not of an old name of it. */
  private readonly main = new Map<string, number>();
  private readonly tree: Tree;
  private readonly context: PlanContext;

  constructor(tree: Tree, context: PlanContext) {
    this.tree = tree;
    this.context = context;
    for (const unit of tree.units.values()) if (isOpen(unit)) this.know(unit);
  }

  take(told: UnitRow): 'added' | 'changed' | 'unchanged' | 'wait' | 'wrong' {
    const { check } = told;
    const parent = this.parentOf(told);
    if (parent === 'wait') return 'wait';
    const level = told.level ?? (parent ? LEVELS[LEVELS.indexOf(parent.level) + 1] : undefined);
    const there = this.find(told, level, parent);
    if (!there && (told.place === undefined || (told.old && told.code === undefined))) return 'wait';
    const unit = there ?? this.make(told, level, parent);
    if (!unit) return 'wrong';
    const above = parent && (!told.old || !there) ? parent._id : unit.parent;
    if (!fitsBelow(unit.level, this.get(above))) return wrong(check, told.level === undefined ? undefined : 'level', 'unitLevel');
    if (!this.mine(unit, above)) return wrong(check, undefined, 'notYours');
    if (told.validFrom !== undefined && there && told.validFrom > there.validFrom && !told.old)
      return wrong(check, 'unitCode', 'codeInUse', there.place);
    const first = this.main.get(unit._id);
    if (!told.old && first !== undefined) return wrong(check, undefined, 'twiceInFile', String(first));
    if (!told.old) this.main.set(unit._id, told.row);
    const next = this.described(unit, told, above);
    const same = there !== undefined && JSON.stringify(next) === JSON.stringify(unit);
    if (!same) {
      this.drafts.set(unit._id, next);
      this.know(next);
    }
    if (same) return 'unchanged';
    return !there || (told.old && next.aliases.length > unit.aliases.length) ? 'added' : 'changed';
  }

  /** What changes, parents before their children. */
  outcome(): { changes: UnitChange[]; moved: Moved[] } {
    const changes: UnitChange[] = [];
    const moved: Moved[] = [];
    const drafts = [...this.drafts.values()].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    for (const draft of drafts) {
      const was = this.tree.units.get(draft._id);
      if (!was) changes.push({ add: draft });
      else {
        const fields = (Object.keys(draft) as (keyof Unit)[]).filter(
          (each) => JSON.stringify(draft[each]) !== JSON.stringify(was[each]),
        );
        if (fields.length > 0) changes.push(changed(was, Object.fromEntries(fields.map((each) => [each, draft[each]]))));
      }
      if (!was || was.parent !== draft.parent)
        moved.push({ unit: draft._id, ...(was ? { from: was.parent } : {}), to: draft.parent });
    }
    return { changes, moved };
  }

  private get(id: string | null): Unit | undefined {
    return id === null ? undefined : (this.drafts.get(id) ?? this.tree.units.get(id));
  }

  private know(unit: Unit): void {
    this.byCode.set(unit.code, unit);
    const key = `${unit.parent}|${foldName(unit.place)}`;
    const other = this.byName.get(key);
    this.byName.set(key, other === undefined || (other !== 'several' && other._id === unit._id) ? unit : 'several');
    const named = `${unit.level}|${foldName(unit.place)}`;
    const namesake = this.byName.get(named);
    this.byName.set(named, namesake === undefined || (namesake !== 'several' && namesake._id === unit._id) ? unit : 'several');
  }

  /** The unit above that a row names; undefined where it names none, `wait` where it may stand further down. */
  private parentOf({ parentCode, parentName, check, level }: UnitRow): Unit | undefined | 'wait' {
    if (parentCode !== undefined) return this.withCode(parentCode) ?? 'wait';
    if (parentName === undefined) return undefined;
    const name = readPlace(parentName);
    if (!('value' in name)) return undefined;
    const above = level === undefined ? undefined : LEVELS[LEVELS.indexOf(level) - 1];
    for (const each of above ? [above] : LEVELS) {
      const found = this.byName.get(`${each}|${foldName(name.value)}`);
      if (found === 'several') {
        check.fault('parent', 'unitTwice', name.value);
        return undefined;
      }
      if (found) return found;
    }
    return 'wait';
  }

  private find({ code, place }: UnitRow, level: Level | undefined, parent: Unit | undefined): Unit | undefined {
    if (code !== undefined) {
      const found = this.withCode(code, level);
      if (found && (level === undefined || found.level === level)) return found;
      return parent && level ? this.byCode.get(codeIn(parent, code, level)) : undefined;
    }
    const found = parent && place !== undefined ? this.byName.get(`${parent._id}|${foldName(place)}`) : undefined;
    return found === 'several' ? undefined : found;
  }

  private withCode(code: string, level?: Level): Unit | undefined {
    const padded = level ? pad(code, level) : undefined;
    return this.byCode.get(padded ?? code) ?? this.byCode.get(pad(code, 'commune')) ?? this.byCode.get(pad(code, 'province'));
  }

  private make(told: UnitRow, guessed: Level | undefined, parent: Unit | undefined): Unit | undefined {
    const { check, place = '', code } = told;
    const level = guessed ?? (/^\d{1,2}$/.test(code ?? '') ? 'province' : undefined);
    if (level === undefined || (level !== 'province' && !parent)) {
      if (check.clean()) check.fault('parent', 'missing');
      return undefined;
    }
    if (code === undefined && (level === 'province' || level === 'commune')) {
      check.fault('unitCode', 'missing');
      return undefined;
    }
    const full = parent ? codeIn(parent, code ?? slug(place), level) : pad(code ?? '', level);
    const validFrom = told.validFrom ?? this.context.today;
    const _id = unitId(full, validFrom);
    if (this.tree.units.has(_id)) {
      check.fault('unitCode', 'unitClosed');
      return undefined;
    }
    const name = unionName(level, place);
    return { _id, code: full, validFrom, level, name, place, aliases: [], parent: parent?._id ?? null };
  }

  private described(unit: Unit, told: UnitRow, parent: string | null): Unit {
    const { old, shape, phone, hotlines, landmarks, traits } = told;
    const before = this.get(unit.parent)?.place;
    const fromElsewhere = parent !== unit.parent && before !== undefined ? [{ name: unit.place, in: before }] : [];
    const renamed = !old && told.place !== undefined && told.place !== unit.place;
    const place = renamed ? (told.place as string) : unit.place;
    const aliases = withAliases({ ...unit, place }, [
      ...fromElsewhere,
      ...(renamed ? [{ name: unit.place }] : []),
      ...(old ? [old] : []),
    ]);
    const marks = landmarks.filter(({ name }) => !(unit.landmarks ?? []).some((each) => each.name === name));
    const fresh = traits.filter((trait) => !(unit.traits ?? []).some((each) => each.trait === trait && each.until === undefined));
    return {
      ...unit,
      ...(renamed ? { place, name: unionName(unit.level, place) } : {}),
      parent,
      aliases,
      ...(shape === undefined || (shape === 'territorial' && !unit.shape) ? {} : { shape }),
      ...(phone === undefined ? {} : { phone }),
      ...(hotlines === undefined ? {} : { hotlines }),
      ...(marks.length > 0 ? { landmarks: [...(unit.landmarks ?? []), ...marks] } : {}),
      ...(fresh.length > 0
        ? { traits: [...(unit.traits ?? []), ...fresh.map((trait) => ({ trait, from: this.context.today }))] }
        : {}),
    };
  }

  private mine(unit: Unit, parent: string | null): boolean {
    const { within } = this.context;
    if (within === undefined) return true;
    const below = (id: string | null) => {
      for (let at = this.get(id); at; at = this.get(at.parent)) if (at._id === within) return true;
      return false;
    };
    return unit._id !== within && below(parent) && below(unit.parent);
  }
}

function wrong(check: RowCheck<UnitColumn>, column: UnitColumn | undefined, why: string, hint?: string): 'wrong' {
  check.fault(column, why, hint);
  return 'wrong';
}

const pad = (code: string, level: Level): string => (/^\d+$/.test(code) ? code.padStart(DIGITS[level] ?? 0, '0') : code);

/** The code of a unit within its parent's: branches are numbered anew in each commune. */
function codeIn(parent: Unit, code: string, level: Level): string {
  if (DIGITS[level] !== undefined) return pad(code, level);
  return code.startsWith(`${parent.code}-`) ? code : `${parent.code}-${code}`;
}

const slug = (place: string): string => foldName(place).replaceAll(' ', '-');
