import type { CommonEffect } from '../../models/aggregate';
import { type PairKind, pairKind, pairKinds, putPairKind } from '../../models/pair-kinds';
import {
  keepPair,
  type Pair,
  type PairResult,
  pairByNo,
  pairStore,
  pairsOf,
  type Side,
  sealNote,
  slotOfPair,
} from '../../models/pairs';
import { byCode, person } from '../../models/people';
import { inSlot } from '../../models/slots';
import type { Strength, Unit } from '../../models/unit';
import { tree, unitAt, unitByCode } from '../../models/units';
import { type Candidate, faultOfPair, isKindId, metricsOfKind, nameOf, type PairFault } from '../../programme/pairs';
import { localDay, yearOf } from '../../programme/periods';
import { type Actor, can, nameOfActor } from '../access';
import { act, type DraftOf, numbered, type Order } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';

/** Carries out what pairs ask for. */
export const pairCarrier = carrierOf<Pair>({
  kind: 'pair',
  store: pairStore,
  handle: (effect, _, deps) => carryCommon(effect, deps),
});

/** A side as a leader names it: a unit's code, a member's invitation code, or her id. */
export type SideAsked = { unit: string } | { code: string } | { person: string };

/** What keeping a pair takes; the order's id becomes the pair's. */
export interface PairOrder extends Order {
  kind: string;
  helper: SideAsked;
  helped: SideAsked;
  /** First day, YYYY-MM-DD. */
  startsOn: string;
  note?: string;
}

export type PairRefusal = PairFault | 'unknown' | 'notAllowed' | 'unknownKind' | 'unknownSide' | 'already' | 'wrongState';

/** What became of an order about a pair. */
export type PairOutcome = { done: true; pair: Pair } | { done: false; why: PairRefusal };

/** Keeps a pair of any kind but (b), exactly once for an order; the same two sides are under way in a kind but once. */
export async function addPair(order: PairOrder, deps: ActionDeps): Promise<PairOutcome> {
  const before = await pairStore.load(order.id);
  const pair = before ?? (await keep(order, deps));
  if ('why' in pair) return pair;
  if (pair.outbox.length > 0) await pairCarrier.carry(pair._id, deps);
  return { done: true, pair };
}

async function keep(order: PairOrder, deps: ActionDeps): Promise<Pair | { done: false; why: PairRefusal }> {
  const refuse = (why: PairRefusal) => ({ done: false as const, why });
  const kind = await pairKind(order.kind);
  if (!kind) return refuse('unknownKind');
  const at = deps.now();
  const year = yearOf(at, deps.timeZone);
  const [helper, helped] = [await candidate(order.helper), await candidate(order.helped)];
  if (!helper || !helped) return refuse('unknownSide');
  const unit = await homeOf(helper);
  if (!(await mayKeep(order.actor, kind, unit))) return refuse('notAllowed');
  const fault = faultOfPair(kind, helper, helped, { startsOn: order.startsOn, today: localDay(at, deps.timeZone) });
  if (fault) return refuse(fault);
  const { begun, running } = metricsOfKind(kind._id);
  const period = order.startsOn.slice(0, 7);
  const facts = [begun, running].map((metric) => ({ metric, unit, period, n: 1 }));
  const history = [{ id: order.id, at, action: 'add' as const, by: nameOfActor(order.actor), outcome: 'running' as const }];
  const pair = {
    ...{ _id: order.id, kind: kind._id, unit, state: 'running' as const, startsOn: order.startsOn, history },
    ...{ helper: sideOf(helper), helped: sideOf(helped), helpedUnit: await homeOf(helped) },
    ...(order.note ? { note: sealNote(order.note) } : {}),
    outbox: numbered<CommonEffect>(order.id, 0, [{ name: 'facts', facts }]),
  };
  return inSlot<Pair, Pair | ReturnType<typeof refuse>>(
    () => slotOfPair(kind._id, nameOf(helper), nameOf(helped)),
    async (slot) => {
      if ('open' in slot) return slot.open._id === order.id ? slot.open : refuse('already');
      const kept = await keepPair({ ...pair, slot: slot.next }, at, year);
      return kept === 'taken' ? undefined : kept;
    },
  );
}

/** Ends a pair with its result; `mistake` takes back that it was ever counted. */
export async function endPair(
  no: string,
  order: Order & { result: PairResult; endsOn: string; note?: string },
  deps: ActionDeps,
): Promise<PairOutcome> {
  const found = await pairByNo(no);
  const kind = found && (await pairKind(found.kind));
  if (!found || !kind || !(await maySee(order.actor, kind, found))) return { done: false, why: 'unknown' };
  const acted = await act<Pair, 'wrongState' | 'wrongDay'>(
    {
      store: pairStore,
      carrier: pairCarrier,
      find: () => pairStore.load(found._id),
      action: 'end',
      order,
      rights: { see: 'pairs:see', act: 'pairs:keep' },
      unitOf: (was) => was.unit,
      decide: (was, at) => {
        const decided = decideEnd(was, order.result, order.endsOn, localDay(at, deps.timeZone));
        if ('refuse' in decided) return decided;
        const note = order.note ? { note: sealNote(order.note) } : {};
        const set = { state: 'ended' as const, endsOn: order.endsOn, result: order.result, ...note };
        return { told: { outcome: 'ended' as const }, set, effects: decided.effects };
      },
    },
    deps,
  );
  const pair = acted.done ? await pairStore.load(acted.id) : null;
  return pair ? { done: true, pair } : { done: false, why: acted.done ? 'unknown' : acted.why };
}

/** A pair under way ends on a day from its first to today; its stock goes down, and what it reached is counted. */
export function decideEnd(
  was: Pair,
  result: PairResult,
  endsOn: string,
  today: string,
): { refuse: 'wrongState' | 'wrongDay' } | { effects: DraftOf<CommonEffect>[] } {
  if (was.state !== 'running') return { refuse: 'wrongState' };
  if (endsOn < was.startsOn || endsOn > today) return { refuse: 'wrongDay' };
  const { begun, running, achieved } = metricsOfKind(was.kind);
  const [start, end] = [was.startsOn.slice(0, 7), endsOn.slice(0, 7)];
  const fact = (metric: string, period: string, n: number) => ({ metric, unit: was.unit, period, n });
  // What never was is taken back where it was counted.
  const facts =
    result === 'mistake'
      ? [fact(begun, start, -1), fact(running, start, -1)]
      : [fact(running, end, -1), ...(result === 'achieved' ? [fact(achieved, end, 1)] : [])];
  return { effects: [{ name: 'facts', facts }] };
}

/** The pairs of a unit and those below it that somebody may see; those of a restricted kind only with that right. */
export async function listPairs(unit: string, actor: Actor): Promise<Pair[]> {
  if (!(await can(actor, 'pairs:see', unit))) return [];
  const kinds = new Map((await pairKinds()).map((kind) => [kind._id, kind]));
  const found = await pairsOf((await tree()).subtree(unit).map(({ _id }) => _id));
  const seen = await Promise.all(found.map((pair) => maySee(actor, kinds.get(pair.kind), pair)));
  return found.filter((_, n) => seen[n]);
}

/** Adds a kind or changes one; false where its id cannot be one or the actor may not. */
export async function keepPairKind(kind: PairKind, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'operator' || !isKindId(kind._id)) return false;
  await putPairKind(kind);
  return true;
}

async function mayKeep(actor: Actor, kind: PairKind, unit: string): Promise<boolean> {
  return (await can(actor, 'pairs:keep', unit)) && (!kind.restricted || (await can(actor, 'pairs:restricted', unit)));
}

/** A kind that is gone counts as restricted. */
async function maySee(actor: Actor, kind: PairKind | undefined, { unit, helpedUnit }: Pair): Promise<boolean> {
  for (const side of new Set([unit, helpedUnit]))
    if ((await can(actor, 'pairs:see', side)) && ((kind && !kind.restricted) || (await can(actor, 'pairs:restricted', side))))
      return true;
  return false;
}

async function candidate(asked: SideAsked): Promise<Candidate | undefined> {
  if ('unit' in asked) {
    const unit = await unitByCode(asked.unit);
    return unit && { who: 'unit', unit: unit._id, level: unit.level, ...strengthOf(unit) };
  }
  const who = 'code' in asked ? await byCode(asked.code) : await person(asked.person);
  return who ? { who: 'person', person: who._id, unit: who.unit, member: who.status === 'member' } : undefined;
}

/** The newest rating that says how strong a unit is. */
function strengthOf({ ratings = [] }: Pick<Unit, 'ratings'>): { strength?: Strength } {
  const rated = ratings.flatMap(({ year, strength }) => (strength ? [{ year, strength }] : []));
  const [newest] = rated.sort((a, b) => b.year - a.year);
  return newest ? { strength: newest.strength } : {};
}

/** Where a side is at home: a person's branch, a unit itself. */
async function homeOf(side: Candidate): Promise<string> {
  return side.who === 'unit' ? side.unit : ((await unitAt(side.unit, 'branch'))?._id ?? side.unit);
}

function sideOf(side: Candidate): Side {
  if (side.who === 'person') return { who: 'person', person: side.person, unit: side.unit };
  return { who: 'unit', unit: side.unit, ...(side.strength === undefined ? {} : { strength: side.strength }) };
}
