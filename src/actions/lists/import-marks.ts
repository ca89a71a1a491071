import { freshTree } from '../../models/units';
import { localDay } from '../../programme/periods';
import type { RatingColumn, TraitColumn } from '../../tables/columns';
import type { ImportReport } from '../../tables/report';
import type { Table } from '../../tables/rows';
import type { Action } from '../access';
import type { ActionDeps } from '../deps';
import { settledTree } from '../units/carry-tree';
import { type MarkContext, type MarksPlan, planRatings, planTraits } from '../units/plan-marks';
import { decideOnTree, type Needed } from '../units/units';
import { type ImportOrder, refused } from './import-checks';

/** Takes over how units were judged for a year: the whole list is one decision about the tree. The same list again changes nothing. */
export const importRatings = (table: Table<RatingColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> =>
  importMarks('units:rate', (tree, context) => planRatings(tree, table, context), order, deps);

/** Takes over what holds of units' territories from which day to which. */
export const importTraits = (table: Table<TraitColumn>, order: ImportOrder, deps: ActionDeps): Promise<ImportReport> =>
  importMarks('units:shape', (tree, context) => planTraits(tree, table, context), order, deps);

async function importMarks(
  right: Action,
  planned: (tree: Awaited<ReturnType<typeof freshTree>>, context: MarkContext) => MarksPlan,
  { id, actor, dryRun, progress }: ImportOrder,
  deps: ActionDeps,
): Promise<ImportReport> {
  const context = { today: localDay(deps.now(), deps.timeZone), ...(actor.kind === 'leader' ? { within: actor.unit } : {}) };
  const { rev } = await settledTree(deps);
  let plan = planned(await freshTree(), context);
  if (plan.problems.length > 0) return refused(plan.problems);
  if (dryRun || plan.changes.length === 0) return reportOf(plan);
  const needed = plan.changes.flatMap((each): Needed[] => ('unit' in each ? [[right, each.unit]] : []));
  const decide = async () => {
    plan = planned(await freshTree(), context);
    if (plan.problems.length > 0) return { refuse: 'badValue' } as const;
    return plan.changes.length === 0 ? ({ refuse: 'nothingToDo' } as const) : { changes: plan.changes, moved: [] };
  };
  const acted = await decideOnTree('import', { id: `${id}/${rev}`, actor }, needed, decide, deps, progress);
  if (!acted.done && (acted.why === 'notAllowed' || acted.why === 'unknown')) return refused([{ row: 0, reason: 'notYours' }]);
  return plan.problems.length > 0 ? refused(plan.problems) : reportOf(plan);
}

const reportOf = ({ added, changed, unchanged }: MarksPlan): ImportReport => ({ added, changed, unchanged, problems: [] });
