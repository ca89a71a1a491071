import { countsOfUnits, demand } from '../../models/counts';
import { type Moved, TREE, type TreeDocument, type TreeEffect, treeStore } from '../../models/tree-document';
import { CHUNK, dropPlan, planChunk } from '../../models/tree-plans';
import { changeUnits, forgetTree } from '../../models/units';
import { carrierOf } from '../carrier';
import type { ActionDeps } from '../deps';
import { endPosts } from './end-posts';

/** Units of which counts are read at a time. */
const AT_ONCE = 500;

/** Told how many changes of a large plan are carried out. */
export type Progress = (done: number, total: number) => void;

/** Carries out what was decided about the tree, telling of large plans how far it is. */
export const treeCarrierTelling = (progress?: Progress) =>
  carrierOf<TreeDocument>({
    kind: 'tree',
    store: treeStore,
    handle: (effect, _, deps) => (effect.name === 'endPosts' ? endPosts(effect, deps) : carryChange(effect, deps, progress)),
  });

/** Carries out what was decided about the tree. */
export const treeCarrier = treeCarrierTelling();

/**
 * The tree document with nothing left to carry out, so that the units are what it decided. Throws when that cannot be reached.
 */
export async function settledTree(deps: ActionDeps): Promise<TreeDocument> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const found = await treeStore.load(TREE);
    if (!found) await treeStore.insert({ _id: TREE, history: [], outbox: [] }, deps.now());
    else if (found.outbox.length === 0) return found;
    else await treeCarrier.carry(TREE, deps);
  }
  throw new Error('the tree of units is being changed by others without a pause: try again');
}

/** In one effect, and in this order: whoever recounts between the two finds rows that owe a recount again. */
async function carryChange(
  effect: Exclude<TreeEffect, { name: 'endPosts' }>,
  deps: ActionDeps,
  progress?: Progress,
): Promise<void> {
  const { rev, ordered, moved } = effect;
  if (effect.name === 'change') await changeUnits(effect.changes, rev, ordered);
  else {
    const { plan, chunks, count } = effect;
    for (let n = 0; n < chunks; n += 1) {
      await changeUnits(await planChunk(plan, n), rev, ordered);
      progress?.(Math.min((n + 1) * CHUNK, count), count);
    }
  }
  forgetTree();
  await recountParents(moved, deps);
  if (effect.name === 'plan') await dropPlan(effect.plan, effect.chunks);
}

/** Both parents of a unit that was moved owe a recount of every period in which it has a row. */
async function recountParents(moved: readonly Moved[], deps: ActionDeps): Promise<void> {
  const owed = new Map<string, { unit: string; period: string }>();
  for (let from = 0; from < moved.length; from += AT_ONCE) {
    const some = moved.slice(from, from + AT_ONCE);
    const rows = await countsOfUnits(some.map(({ unit }) => unit));
    for (const each of some) {
      for (const { period } of rows.filter((row) => row.unit === each.unit)) {
        for (const unit of [each.from, each.to]) if (unit) owed.set(`${unit}|${period}`, { unit, period });
      }
    }
  }
  for (const { unit, period } of owed.values()) {
    await demand(unit, period);
    await deps.ringCount(unit, period);
  }
}
