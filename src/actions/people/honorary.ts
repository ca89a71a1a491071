import { type Honorary, honoraryStore } from '../../models/honorary';
import { seal } from '../../models/secrets';
import { tree } from '../../models/units';
import { can, nameOfActor } from '../access';
import { type Acted, act, numbered } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { type MemberOrder, momentOf } from './act-on-person';
import { tooYoung } from './person-change';

export const honoraryCarrier = carrierOf<Honorary>({
  kind: 'honorary',
  store: honoraryStore,
  handle: (effect, _about, deps) => carryCommon(effect, deps),
});

/** Whom a commune honours, in clear, and the number of its written decision. */
export interface Honoured {
  name: string;
  birthYear: number;
  phone?: string;
  unit: string;
  decision: string;
}

export type HonoraryRefusal = 'noUnit' | 'notAllowed' | 'underAge' | 'badDay' | 'future' | 'tooEarly';

/** Recognises an honorary member on a day; the id is the order's, so that the same order is one person. */
export async function honour(
  { name, birthYear, phone, unit, decision }: Honoured,
  order: MemberOrder,
  deps: ActionDeps,
): Promise<{ done: true; id: string } | { done: false; why: HonoraryRefusal }> {
  const moment = momentOf(order.on, deps.now(), deps.timeZone);
  if (typeof moment === 'string') return { done: false, why: moment };
  if (!(await tree()).units.has(unit)) return { done: false, why: 'noUnit' };
  if (!(await can(order.actor, 'members:honorary', unit))) return { done: false, why: 'notAllowed' };
  if (tooYoung(birthYear, moment.on)) return { done: false, why: 'underAge' };
  const { id } = order;
  const { at, on } = moment;
  const told = { name: seal(name), birthYear, unit, decision, on, ...(phone === undefined ? {} : { phone: seal(phone) }) };
  const entry = { id, at, action: 'recognise' as const, by: nameOfActor(order.actor), on };
  const outbox = numbered<Honorary['outbox'][number]>(id, 0, [counted(unit, on, 1)]);
  await honoraryStore.insert({ _id: id, ...told, state: 'recognised', updatedAt: at, history: [entry], outbox }, at);
  await honoraryCarrier.carry(id, deps);
  return { done: true, id };
}

/** Ends it, with the reason. */
export function endHonour(
  id: string,
  why: string,
  order: MemberOrder,
  deps: ActionDeps,
): Promise<Acted<Honorary, 'wrongState' | 'badDay' | 'future' | 'tooEarly'>> {
  return act<Honorary, 'wrongState' | 'badDay' | 'future' | 'tooEarly'>(
    {
      store: honoraryStore,
      carrier: honoraryCarrier,
      find: () => honoraryStore.load(id),
      action: 'end',
      order,
      rights: { see: 'members:honorary', act: 'members:honorary' },
      unitOf: (was) => was.unit,
      decide(was, at) {
        if (was.state === 'ended') return { refuse: 'wrongState' };
        const moment = momentOf(order.on, at, deps.timeZone, was.on);
        if (typeof moment === 'string') return { refuse: moment };
        const { on } = moment;
        return { told: { on, why }, set: { state: 'ended', updatedAt: at }, effects: [counted(was.unit, on, -1)] };
      },
    },
    deps,
  );
}

const counted = (unit: string, on: string, n: 1 | -1) => ({
  name: 'fact' as const,
  fact: { metric: 'honorary', unit, period: on.slice(0, 7), n },
});
