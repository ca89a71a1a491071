import { TREE, type TreeDocument, type TreeEntry, treeStore, type UnitChange } from '../../models/tree-document';
import { CHUNK, keepPlan } from '../../models/tree-plans';
import { freshTree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { type Action, can, nameOfActor } from '../access';
import { type Acted, act, type Order } from '../act';
import type { ActionDeps } from '../deps';
import { type Progress, settledTree, treeCarrierTelling } from './carry-tree';
import { decideClose, type Left } from './decide-close';
import { decideUnits, type UnitDecision, type UnitOrder, type UnitRefusal } from './decide-units';
import { leftIn } from './left-in-unit';

/** What became of an order about units: which were concerned, or why nothing was done. */
export type UnitsResult =
  | { done: true; units: string[] }
  /** `left` where a unit cannot be closed for what it still has. */
  | { done: false; why: UnitRefusal | 'unknown' | 'notAllowed'; left?: Left };

/**
 * Changes the tree of units, exactly once for an order's id: every change goes through the one tree document, its units, their
 * histories and the counts of the parents follow from its outbox (architecture §6).
 */
export async function orderUnits(what: UnitOrder, order: Order, deps: ActionDeps): Promise<UnitsResult> {
  let left: Left | undefined;
  const decide = async (): Promise<UnitDecision & { ends?: Ends }> => {
    const now = await freshTree();
    if (what.action !== 'close') return decideUnits(now, what);
    const units = now.subtree(what.unit).map(({ _id }) => _id);
    left = await leftIn(units, deps.now());
    const decision = decideClose(now, what, left, localDay(deps.now(), deps.timeZone));
    return 'refuse' in decision ? decision : { ...decision, ends: { units, on: what.on } };
  };
  const acted = await decideOnTree(what.action, order, rightsFor(what), decide, deps);
  if (acted.done) return { done: true, units: acted.entry.units };
  return { done: false, why: acted.why, ...(acted.why === 'notEmpty' && left ? { left } : {}) };
}

/** The units whose posts end with a decision, and the day on which. */
type Ends = { units: string[]; on: string };

/** A right that an order needs in a unit; null is the place above all provinces, where only the operator acts. */
export type Needed = readonly [action: Action, unit: string | null];

/** Decides about the tree as `act` does; `decide` is asked with everything before it carried out. */
export async function decideOnTree(
  action: TreeEntry['action'],
  order: Order,
  needed: readonly Needed[],
  decide: () => Promise<UnitDecision & { ends?: Ends }>,
  deps: ActionDeps,
  progress?: Progress,
): Promise<Acted<TreeDocument, UnitRefusal | 'notAllowed'>> {
  const [first = ['units:shape', null] as const, ...others] = needed;
  return act<TreeDocument, UnitRefusal | 'notAllowed'>(
    {
      store: treeStore,
      carrier: treeCarrierTelling(progress),
      find: () => settledTree(deps),
      action,
      order,
      rights: { see: 'counts:see', act: first[0] },
      unitOf: () => first[1] ?? TREE,
      async decide(was, at) {
        for (const [right, unit] of others) if (!(await can(order.actor, right, unit ?? TREE))) return { refuse: 'notAllowed' };
        const decision = await decide();
        if ('refuse' in decision) return decision;
        const { changes, moved, ends } = decision;
        const ids = changes.map(idOf);
        const { id, actor } = order;
        const ordered = { id, at, action, by: nameOfActor(actor) };
        const common = { rev: was.rev + 1, ordered, moved };
        const told = { units: ids.slice(0, 20), count: ids.length };
        const posts = ends ? [{ name: 'endPosts' as const, ordered, ...ends }] : [];
        if (changes.length <= CHUNK) return { told, effects: [{ ...common, name: 'change', changes }, ...posts] };
        // Written before the decision: whoever dies in between leaves a plan that nobody follows.
        const plan = `${id}/${was.rev + 1}`;
        return {
          told,
          effects: [{ ...common, name: 'plan', plan, chunks: await keepPlan(plan, changes, at), count: ids.length }, ...posts],
        };
      },
    },
    deps,
  );
}

const idOf = (change: UnitChange): string => ('add' in change ? change.add._id : change.unit);

function rightsFor(what: UnitOrder): Needed[] {
  switch (what.action) {
    case 'add':
      return [['units:add', what.unit.parent]];
    case 'move':
      return [
        ['units:shape', what.unit],
        ['units:add', what.to],
      ];
    case 'merge':
      return [
        ...what.units.map((unit): Needed => ['units:shape', unit]),
        typeof what.into === 'string' ? ['units:shape', what.into] : ['units:add', what.into.parent],
      ];
    case 'split':
      return [['units:shape', what.unit], ...what.into.map(({ unit }): Needed => ['units:add', unit.parent])];
    case 'set':
      return [['units:set', what.unit]];
    case 'contact':
      return [['units:contact', what.unit]];
    case 'rate':
      return [['units:rate', what.unit]];
    default:
      return [['units:shape', what.unit]];
  }
}
