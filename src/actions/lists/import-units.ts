import { freshTree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { ImportReport } from '../../tables/report';
import type { Table } from '../../tables/rows';
import type { ActionDeps } from '../deps';
import { settledTree } from '../units/carry-tree';
import { planUnits, type UnitsPlan } from '../units/plan-units';
import type { UnitColumn } from '../units/unit-rows';
import { decideOnTree, type Needed } from '../units/units';
import { type ImportOrder, refused } from './import-checks';

/**
 * Takes over a list of units or of their old names, all of it or nothing: the whole list is one decision about the tree, whose
 * rest the sweep carries out should this process die. The same list again is compared with the units and changes nothing.
 */
export async function importUnits(table: Table<UnitColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> {
  const { actor, progress } = order;
  const within = actor.kind === 'leader' ? { within: actor.unit } : {};
  const context = { today: localDay(deps.now(), deps.timeZone), ...within };
  const { rev } = await settledTree(deps);
  let plan = planUnits(await freshTree(), table, context);
  if (plan.problems.length > 0) return refused(plan.problems);
  if (order.dryRun || plan.changes.length === 0) return reportOf(plan);
  const needed: Needed[] = [['units:add', actor.kind === 'leader' ? actor.unit : null]];
  const decide = async () => {
    plan = planUnits(await freshTree(), table, context);
    if (plan.problems.length > 0) return { refuse: 'badValue' } as const;
    return plan.changes.length === 0 ? ({ refuse: 'nothingToDo' } as const) : plan;
  };
  const acted = await decideOnTree('import', { id: `${order.id}/${rev}`, actor }, needed, decide, deps, progress);
  if (!acted.done && (acted.why === 'notAllowed' || acted.why === 'unknown')) return refused([{ row: 0, reason: 'notYours' }]);
  return plan.problems.length > 0 ? refused(plan.problems) : reportOf(plan);
}

const reportOf = ({ added, changed, unchanged }: UnitsPlan): ImportReport => ({ added, changed, unchanged, problems: [] });
