import type { Alias, Landmark, Level, Shape, Trait } from '../../models/unit';
import { readPhone, readText, textOf } from '../../tables/cells';
import { readDay } from '../../tables/days';
import type { Row } from '../../tables/rows';
import type { RowCheck } from '../lists/import-checks';
import { readLandmarks, readLevel, readPlace, readShape, readTraits } from './unit-cells';

/** What a list of units may tell, by `tables/columns/units.json`. */
export type UnitColumn =
  | 'unitCode'
  | 'name'
  | 'level'
  | 'validFrom'
  | 'parentCode'
  | 'parent'
  | 'shape'
  | 'phone'
  | 'hotlines'
  | 'landmarks'
  | 'traits'
  | 'oldName'
  | 'oldDistrict'
  | 'oldProvince';

/** One row as it was read. */
export interface UnitRow {
  row: number;
  check: RowCheck<UnitColumn>;
  code: string | undefined;
  place: string | undefined;
  level: Level | undefined;
  validFrom: string | undefined;
  parentCode: string | undefined;
  parentName: string | undefined;
  old: Alias | undefined;
  shape: Shape | undefined;
  phone: string | undefined;
  hotlines: string | undefined;
  landmarks: Landmark[];
  traits: Trait[];
}

/** Reads a row; what is wrong with its cells is told to `check`. */
export function readUnitRow(row: Row<UnitColumn>, check: RowCheck<UnitColumn>, today: string): UnitRow {
  const oldName = check.may('oldName', readPlace);
  const around = [check.may('oldDistrict', readText), check.may('oldProvince', readText)].filter((each) => each !== undefined);
  const asCode = (cell: string | number) => ({ value: textOf(cell) });
  const told: UnitRow = {
    row: row.row,
    check,
    code: check.may('unitCode', asCode),
    place: check.may('name', readPlace),
    level: check.may('level', readLevel),
    validFrom: check.may('validFrom', (cell) => readDay(cell, today))?.day,
    parentCode: check.may('parentCode', asCode),
    parentName: check.may('parent', readText),
    old: oldName === undefined ? undefined : { name: oldName, ...(around.length > 0 ? { in: around.join(', ') } : {}) },
    shape: check.may('shape', readShape),
    phone: check.may('phone', readPhone),
    hotlines: check.may('hotlines', readText),
    landmarks: check.may('landmarks', readLandmarks) ?? [],
    traits: check.may('traits', readTraits) ?? [],
  };
  if (told.code === undefined && told.place === undefined) check.fault('name', 'missing');
  return told;
}
