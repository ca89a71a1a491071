import { beginImport, endImport, type ImportKind, importWrote } from '../../models/imports';
import type { ImportReport, Problem } from '../../tables/report';
import { nameOfActor } from '../access';
import type { ActionDeps } from '../deps';
import { type ImportOrder, refused } from './import-checks';

/** What a list comes to, compared with what is there: the rows to write, and how many are as they should be. */
export interface ImportPlan<D> {
  add: readonly D[];
  change: readonly D[];
  unchanged: number;
  problems: readonly Problem[];
  notes?: readonly Problem[];
}

/** Rows that are written together; after each of them the record of the import is brought up to date. */
const CHUNK = 500;

/**
 * Writes a plan chunk by chunk, or nothing where there is any problem or the order is a dry run. A process that is killed leaves
 * the import `applying`; the same list again is compared with what is there by then and goes on with the rest.
 */
export async function applyPlan<D>(
  kind: ImportKind,
  plan: ImportPlan<D>,
  order: ImportOrder,
  write: (rows: readonly D[], run: string) => Promise<void>,
  deps: Pick<ActionDeps, 'now'>,
): Promise<ImportReport> {
  if (plan.problems.length > 0) return refused(plan.problems);
  const sums = { added: plan.add.length, changed: plan.change.length, unchanged: plan.unchanged, problems: [] };
  const report: ImportReport = plan.notes ? { ...sums, notes: [...plan.notes] } : sums;
  const total = report.added + report.changed;
  if (order.dryRun) return report;
  const run = await beginImport({ _id: order.id, kind, by: nameOfActor(order.actor), startedAt: deps.now(), total });
  let written = 0;
  for (const rows of [plan.add, plan.change]) {
    for (let from = 0; from < rows.length; from += CHUNK) {
      const chunk = rows.slice(from, from + CHUNK);
      await write(chunk, `${order.id}.${run}`);
      written += chunk.length;
      await importWrote(order.id, written);
      order.progress?.(written, total);
    }
  }
  await endImport(order.id, deps.now());
  return report;
}
