import {
  type EndReason,
  keyOfPost,
  type Officer,
  type OfficerEntry,
  officerStore,
  slotOfPost,
  type Training,
} from '../../models/officers';
import { person } from '../../models/people';
import { inSlot } from '../../models/slots';
import { type Action, can, nameOfActor } from '../access';
import { type Acted, act, numbered, type Order } from '../act';
import { auditDraft, auditRefusal } from '../audited';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { type Appointment, appointed, refuseAppointment } from './appointment';
import {
  decideAbsent,
  decideEnd,
  decidePresent,
  decideRenew,
  decideSmartphone,
  decideTrain,
  type OfficerDecision,
  type OfficerRefusal,
} from './officer-decisions';

/** What became of an order about a post. */
export type OfficerResult = Acted<Officer, OfficerRefusal>;

/** Carries out what posts ask for. */
export const officerCarrier = carrierOf<Officer>({
  kind: 'officer',
  store: officerStore,
  handle: (effect, _, deps) => carryCommon(effect, deps),
});

/** Gives somebody a post; the order's id becomes the post's, so that the same order again is one post. */
export async function appoint(order: Order & Appointment, deps: ActionDeps): Promise<OfficerResult> {
  const { id, actor, unit } = order;
  // By whatever id she is known.
  const holder = 'person' in order.who ? (await person(order.who.person))?._id : undefined;
  const by = nameOfActor(actor);
  const repeated = async (there: Officer): Promise<OfficerResult> => {
    const [entry] = there.history;
    if (entry?.by !== by) return { done: false, why: 'unknown' };
    await officerCarrier.carry(id, deps);
    return { done: true, id, entry };
  };
  const there = await officerStore.load(id);
  if (there) return repeated(there);
  const at = deps.now();
  if (!(await can(actor, 'officers:appoint', unit))) {
    await auditRefusal(order, 'officers:appoint', unit, at);
    return { done: false, why: 'notAllowed' };
  }
  const refuse = await refuseAppointment(order);
  if (refuse) return { done: false, why: refuse };
  const { post, effects } = appointed(holder === undefined ? order : { ...order, who: { person: holder } });
  const { from, to } = post;
  const entry: OfficerEntry = { id, at, action: 'appoint', by, from, ...(to === undefined ? {} : { to }) };
  const drafts = [...effects, ...auditDraft(actor, 'officers:appoint', unit, id)];
  const fresh = { ...post, _id: id, history: [entry], outbox: numbered<Officer['outbox'][number]>(id, 0, drafts) };
  return inSlot<Officer, OfficerResult>(
    () => slotOfPost(keyOfPost(post)),
    async (slot) => {
      if ('next' in slot && (await officerStore.insert({ ...fresh, slot: slot.next }, at))) {
        await officerCarrier.carry(id, deps);
        return { done: true, id, entry };
      }
      // Its id is there when another worker has carried out the same order.
      const same = await officerStore.load(id);
      if (same) return repeated(same);
      return 'open' in slot ? { done: false, why: 'taken' } : undefined;
    },
  );
}

/** Ends a post from a day on; it stays as history. */
export const endPost = (officer: string, order: Order & { on: string; reason: EndReason }, deps: ActionDeps) =>
  actOn(officer, 'end', 'officers:end', order, (was) => decideEnd(was, order), deps);

/** Sets the last day of the term anew, or takes it away, also after it has passed. */
export const renew = (officer: string, order: Order & { to?: string }, deps: ActionDeps) =>
  actOn(officer, 'renew', 'officers:renew', order, (was) => decideRenew(was, order.to), deps);

/** Notes that she is away, both days included; without an end until she is back. Her deputy stands in. */
export const absent = (officer: string, order: Order & { from: string; to?: string }, deps: ActionDeps) =>
  actOn(officer, 'absent', 'officers:absence', order, (was) => decideAbsent(was, order), deps);

/** Notes that she is back. */
export const present = (officer: string, order: Order, deps: ActionDeps) =>
  actOn(officer, 'present', 'officers:absence', order, decidePresent, deps);

/** Notes a training that she took part in. */
export const train = (officer: string, order: Order & Training, deps: ActionDeps) =>
  actOn(officer, 'train', 'officers:train', order, (was, at) => decideTrain(was, order, at, deps.timeZone), deps);

/** Notes whether she has a smartphone. */
export const setSmartphone = (officer: string, order: Order & { has: boolean }, deps: ActionDeps) =>
  actOn(
    officer,
    'smartphone',
    'officers:smartphone',
    order,
    (was, at) => decideSmartphone(was, order.has, at, deps.timeZone),
    deps,
  );

function actOn(
  id: string,
  action: OfficerEntry['action'],
  right: Action,
  order: Order,
  decide: (was: Officer, at: number) => OfficerDecision,
  deps: ActionDeps,
): Promise<OfficerResult> {
  const rights = { see: 'officers:see', act: right } as const;
  const find = () => officerStore.load(id);
  const unitOf = (was: Officer) => was.unit;
  return act<Officer, OfficerRefusal>(
    { store: officerStore, carrier: officerCarrier, find, action, order, rights, unitOf, decide },
    deps,
  );
}
