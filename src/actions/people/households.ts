import { type Household, householdStocks, householdStore } from '../../models/households';
import { membersIn } from '../../models/people';
import { seal } from '../../models/secrets';
import { tree } from '../../models/units';
import { localDay } from '../../programme/periods';
import { can, nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, numbered, type Order } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';

type Refusal = 'wrongState' | 'noChange';
export type HouseholdResult = Acted<Household, Refusal>;

export const householdCarrier = carrierOf<Household>({
  kind: 'household',
  store: householdStore,
  handle: (effect, _about, deps) => carryCommon(effect, deps),
});

/** A branch enters a household; its id is the order's, so that the same order is one household. */
export async function enterHousehold(
  { unit, label, code }: { unit: string; label: string; code?: string },
  order: Order,
  deps: ActionDeps,
): Promise<{ done: true; id: string } | { done: false; why: 'notAllowed' | 'noUnit' }> {
  if (!(await tree()).units.has(unit)) return { done: false, why: 'noUnit' };
  if (!(await can(order.actor, 'members:households', unit))) return { done: false, why: 'notAllowed' };
  const [at, id] = [deps.now(), order.id];
  const on = localDay(at, deps.timeZone);
  const none = {
    _id: id,
    rev: 0,
    unit,
    label: seal(label),
    ...(code === undefined ? {} : { code }),
    state: 'closed',
    member: false,
    fiveThree: {},
    updatedAt: at,
  } as const;
  const { told, effects, set } = decideHouse({ ...none, history: [], outbox: [] }, { state: 'open' }, at, on) as Made;
  const entry = { id, at, action: 'enter' as const, by: nameOfActor(order.actor), ...told };
  await householdStore.insert(
    { ...none, ...set, history: [entry], outbox: numbered<Household['outbox'][number]>(id, 0, effects) },
    at,
  );
  await householdCarrier.carry(id, deps);
  return { done: true, id };
}

/** Whether it meets 5 không, 3 sạch in a year. */
export const rateHousehold = (id: string, year: number, met: boolean, order: Order, deps: ActionDeps): Promise<HouseholdResult> =>
  onHousehold(id, 'rate', order, deps, (was) => ({ fiveThree: { ...was.fiveThree, [year]: met } }));

/** It is in another unit now. */
export const moveHousehold = (id: string, unit: string, order: Order, deps: ActionDeps): Promise<HouseholdResult> =>
  onHousehold(id, 'move', order, deps, () => ({ unit }));

/** It is there no longer. */
export const closeHousehold = (id: string, order: Order, deps: ActionDeps): Promise<HouseholdResult> =>
  onHousehold(id, 'close', order, deps, () => ({ state: 'closed' }));

/** Looks anew whether a member lives there; whatever changes a member's record asks for it afterwards, so the last look is right. */
export async function countHousehold(id: string, effect: string, deps: ActionDeps): Promise<void> {
  const of = { store: householdStore, carrier: householdCarrier, about: id, id: effect, action: 'count', by: 'members' } as const;
  // Counted between reading the household and its guarded write: a look that was overtaken is taken again.
  const decide = async (was: Household, at: number) =>
    decideHouse(was, { member: (await membersIn(id)) > 0 }, at, localDay(at, deps.timeZone));
  await follow<Household, Refusal>({ ...of, decide }, deps);
}

type Made = Exclude<DecisionOf<Household, Refusal>, { refuse: unknown }>;

/** What a change of a household comes to: facts for every stock in which it counts otherwise now. */
export function decideHouse(was: Household, set: Partial<Household>, at: number, on: string): DecisionOf<Household, Refusal> {
  const after = { ...was, ...set };
  const [before, now] = [householdStocks(was), householdStocks(after)];
  const moved = was.unit !== after.unit;
  const period = on.slice(0, 7);
  const facts = [
    ...before.filter((each) => moved || !now.includes(each)).map((metric) => ({ metric, unit: was.unit, period, n: -1 })),
    ...now.filter((each) => moved || !before.includes(each)).map((metric) => ({ metric, unit: after.unit, period, n: 1 })),
  ];
  if (JSON.stringify(after) === JSON.stringify(was)) return { refuse: 'noChange' };
  return { told: { on }, set: { ...set, updatedAt: at }, effects: facts.length > 0 ? [{ name: 'facts', at, facts }] : [] };
}

async function onHousehold(
  id: string,
  action: 'rate' | 'move' | 'close',
  order: Order,
  deps: ActionDeps,
  change: (was: Household) => Partial<Household>,
): Promise<HouseholdResult> {
  return act<Household, Refusal>(
    {
      store: householdStore,
      carrier: householdCarrier,
      find: () => householdStore.load(id),
      action,
      order,
      rights: { see: 'members:see', act: 'members:households' },
      unitOf: (was) => was.unit,
      decide(was, at) {
        if (was.state === 'closed') return { refuse: 'wrongState' };
        return decideHouse(was, change(was), at, localDay(at, deps.timeZone));
      },
    },
    deps,
  );
}
