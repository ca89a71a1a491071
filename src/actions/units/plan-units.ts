import type { Tree } from '../../models/tree';
import type { Moved, UnitChange } from '../../models/tree-document';
import type { Problem } from '../../tables/report';
import type { Table } from '../../tables/rows';
import { checkRow } from '../lists/import-checks';
import { type PlanContext, UnitDesk } from './unit-desk';
import { readUnitRow, type UnitColumn } from './unit-rows';

/** What a list of units comes to, compared with the tree: rows that add something, change something, or nothing. */
export interface UnitsPlan {
  changes: UnitChange[];
  moved: Moved[];
  added: number;
  changed: number;
  unchanged: number;
  problems: Problem[];
}

/**
 * Compares a list of units, or of old names, with the tree; pure. A unit is known by its code, a branch or group without one
 * by its name below its parent. Parents may stand further down. A row with an old name adds that name to its unit.
 */
export function planUnits(tree: Tree, { rows, headings }: Table<UnitColumn>, context: PlanContext): UnitsPlan {
  const problems: Problem[] = [];
  const desk = new UnitDesk(tree, context);
  let waiting = rows
    .map((row) => readUnitRow(row, checkRow(row, headings, problems), context.today))
    .filter(({ check }) => check.clean());
  const sums = { added: 0, changed: 0, unchanged: 0 };
  // Each round settles at least one level of units.
  for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter((told) => {
      const became = desk.take(told);
      if (became === 'wait') return true;
      if (became !== 'wrong') sums[became] += 1;
      return false;
    });
  }
  for (const { check, code, parentCode, parentName } of waiting) {
    if (parentCode !== undefined) check.fault('parentCode', 'noSuchUnit');
    else if (parentName !== undefined) check.fault('parent', 'noSuchUnit');
    else check.fault(code === undefined ? 'name' : 'unitCode', code === undefined ? 'missing' : 'noSuchUnit');
  }
  return { ...desk.outcome(), ...sums, problems: problems.sort((a, b) => a.row - b.row) };
}
