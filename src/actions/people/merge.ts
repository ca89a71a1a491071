import { writeAudit } from '../../models/audit';
import { type Merge, type MergeEffect, type MergeState, mergeStore } from '../../models/merges';
import { giveCode, handOver, person, personStore } from '../../models/people';
import type { Person, PersonEntry } from '../../models/person';
import { laterOf } from '../../programme/days';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import { carrierOf } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { momentNow, personCarrier } from './carry-person';
import {
  decideHold,
  decideMergeInto,
  decideRelease,
  decideTakeOver,
  type MergeFault,
  mergeFault,
  whichStays,
} from './merge-decisions';
import { moveAll } from './merge-moves';
import type { Moment, PersonDecision, PersonRefusal } from './person-change';

export type MergeRefusal = MergeFault | 'unknown' | 'notAllowed';
/** What became of an order: which record stays and which has ended in it. */
export type MergeResult = { done: true; keep: string; gone: string } | { done: false; why: MergeRefusal };

/** Carries out what merges ask for. */
export const mergeCarrier = carrierOf<Merge>({ kind: 'merge', store: mergeStore, handle: join });

/** Two records by any of their ids, where the actor may join them. */
export async function bothOf(
  ids: readonly [string, string],
  order: Order,
  deps: Pick<ActionDeps, 'now'>,
): Promise<{ a: Person; b: Person } | { why: 'unknown' | 'notAllowed' }> {
  const [a, b] = await Promise.all(ids.map(person));
  if (!a || !b) return { why: 'unknown' };
  for (const { unit } of [a, b]) {
    if (await can(order.actor, 'members:merge', unit)) continue;
    if (!(await can(order.actor, 'members:see', unit))) return { why: 'unknown' };
    await auditRefusal(order, 'members:merge', unit, deps.now());
    return { why: 'notAllowed' };
  }
  return { a, b };
}

/**
 * Two records are one woman, who may be known twice: from a list and by recognition, or from two lists. One of them stays
 * (`whichStays`), the other ends in it and leads to it from then on, whatever still names it. Once for an order; both must be
 * in the actor's part of the tree. Throws on an outage: the same order then goes on, or the sweep does.
 */
export async function mergeRecords(ids: readonly [string, string], order: Order, deps: ActionDeps): Promise<MergeResult> {
  const before = await mergeStore.load(order.id);
  if (!before) {
    const both = await bothOf(ids, order, deps);
    if ('why' in both) return { done: false, why: both.why };
    const why = mergeFault(both.a, both.b);
    if (why) return { done: false, why };
    const { keep, gone } = whichStays(both.a, both.b);
    const audit = order.actor.kind === 'leader' ? { audit: true as const } : {};
    await beginMerge({ id: order.id, keep: keep._id, gone: gone._id, by: nameOfActor(order.actor), ...audit }, deps);
  } else if (before.history[0]?.by !== nameOfActor(order.actor)) return { done: false, why: 'unknown' };
  await mergeCarrier.carry(order.id, deps);
  const after = await mergeStore.load(order.id);
  if (after?.state !== 'done') return { done: false, why: 'busy' };
  return { done: true, keep: after.keep, gone: after.gone };
}

/** Joins two records after a decision that was allowed already (`by`), once for its id; false where that could not be. */
export async function mergeAfter(of: Omit<Joining, 'audit'>, deps: ActionDeps): Promise<boolean> {
  if (!(await mergeStore.load(of.id))) {
    const [keep, gone] = await Promise.all([person(of.keep), person(of.gone)]);
    if (!keep || !gone) return false;
    if (keep._id === gone._id) return true;
    await beginMerge({ ...of, keep: keep._id, gone: gone._id }, deps);
  }
  await mergeCarrier.carry(of.id, deps);
  return (await mergeStore.load(of.id))?.state === 'done';
}

interface Joining {
  id: string;
  keep: string;
  gone: string;
  by: string;
  audit?: true;
}

async function beginMerge({ id, keep, gone, by, audit }: Joining, deps: ActionDeps): Promise<void> {
  const at = deps.now();
  const history: Merge['history'] = [{ id, at, action: 'merge', by, outcome: 'open' }];
  await mergeStore.insert(
    { _id: id, keep, gone, state: 'open', history, outbox: [{ id: `${id}/0.0`, name: 'join', ...(audit ? { audit } : {}) }] },
    at,
  );
}

/**
 * The steps of a merge. Each is one guarded write to one record, or may be done again; what was decided stands in the records'
 * histories, so that two workers and the same one after its death come to the same end.
 */
async function join({ audit }: MergeEffect, { _id: id, keep, gone, history: [ordered] }: Merge, deps: ActionDeps): Promise<void> {
  const by = ordered?.by ?? 'merge';
  const step = async (
    about: string,
    action: PersonEntry['action'],
    decide: (was: Person, m: Moment) => PersonDecision,
  ): Promise<PersonEntry | undefined> => {
    const of = { store: personStore, carrier: personCarrier, about, id: `${id}/${action}`, action, by };
    await follow<Person, PersonRefusal>(
      {
        ...of,
        decide: (was) => {
          const now = momentNow(deps);
          return decide(was, { ...now, on: laterOf(was.changedOn, now.on) });
        },
      },
      deps,
    );
    return (await personStore.load(about))?.history.find((each) => each.id === of.id && each.action === action);
  };
  // What both still owe one another, thanks for a woman whom one brought, comes first.
  for (const each of [keep, gone]) await personCarrier.carry(each, deps);
  const held = await step(keep, 'hold', (was, m) => decideHold(was, id, m));
  if (!held || held.why === 'off') return end(id, 'off', deps);
  const ended = await step(gone, 'mergeInto', (was, m) => decideMergeInto(was, keep, m));
  if (!ended || ended.why === 'off') {
    await step(keep, 'release', (was, m) => decideRelease(was, id, m));
    return end(id, 'off', deps);
  }
  const from = await personStore.load(gone);
  if (!from) throw new Error(`merge ${id}: the record that ended has gone, give the order for its chats anew`);
  await step(keep, 'takeOver', (was, m) => decideTakeOver(was, from, m));
  if (from.code !== undefined) await giveCode(keep);
  await moveAll({ id, keep, from, at: ended.at, by }, deps);
  await handOver(gone, keep);
  if (audit)
    await writeAudit({
      _id: `${id}/audit`,
      at: ended.at,
      by,
      action: 'members:merge',
      unit: from.unit,
      about: keep,
      outcome: 'done',
    });
  await end(id, 'done', deps);
}

async function end(id: string, outcome: MergeState, deps: ActionDeps): Promise<void> {
  for (let was = await mergeStore.load(id); was?.state === 'open'; was = await mergeStore.load(id)) {
    const entry = { id: `${id}/end`, at: deps.now(), action: 'end', by: 'system', outcome } as const;
    await mergeStore.move(was, { entry, set: { state: outcome }, effects: [] });
  }
}
