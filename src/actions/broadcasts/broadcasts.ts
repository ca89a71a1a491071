import type { Asked, Purpose } from '../../engine/types';
import type { Audience } from '../../models/broadcast-audience';
import {
  type Broadcast,
  type BroadcastAction,
  type BroadcastEffect,
  type BroadcastKind,
  type BroadcastState,
  broadcastStore,
  sayingOf,
  sealedSaying,
} from '../../models/broadcasts';
import type { SendBody } from '../../models/sends';
import { parentNow, tree } from '../../models/units';
import { type Actor, can, nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, type DraftOf, numbered, type Order } from '../act';
import { auditDraft, auditRefusal } from '../audited';
import { carrierOf, carryCommon } from '../carrier';
import { areSeen } from '../clubs/club-desk';
import type { BroadcastDeps } from './broadcast-deps';

/** The consent that each kind needs: a reminder list never becomes a campaign list (domain §3.2). */
export const PURPOSE: Readonly<Record<BroadcastKind, Purpose>> = {
  meeting: 'NHAC_LICH',
  reminder: 'NHAC_LICH',
  information: 'TUYEN_TRUYEN',
  care: 'CHAM_SOC',
  survey: 'KHAO_SAT',
  work: 'CONG_VIEC',
};

/** What announcing something takes; the order's id becomes the broadcast's. */
export interface Announcement {
  unit: string;
  kind: BroadcastKind;
  audience: Audience;
  say: SendBody;
  asks?: Asked;
  topic?: string;
  resends?: string;
  /** Leaves once it is planned, without a second word. */
  confirmed?: true;
  /** Times in ms since 1970. */
  startsAt?: number;
  notAfter?: number;
}

/** `own`: somebody else one level up must approve; `stillSending`: what sent it again has not ended; `tooLate`: it says nothing any more. */
export type Refusal =
  | 'wrongState'
  | 'notAllowed'
  | 'noUnits'
  /** There is no such club, or none at or below what she leads. */
  | 'noClub'
  | 'badTopic'
  | 'needsPosts'
  | 'past'
  | 'own'
  | 'stillSending'
  | 'tooLate';

/** What the button of a broadcast can name it by: no `/`. */
const NAMEABLE = /^[\w.-]{1,80}$/;
/** A topic becomes part of a metric's name. */
const TOPIC = /^[a-z0-9][a-z0-9-]{0,29}$/;

/** How broadcasts are carried; what is due is for `advance`. */
export const broadcastCarrier = carrierOf<Broadcast>({
  kind: 'broadcast',
  store: broadcastStore,
  async handle(effect, about, deps) {
    if (effect.name !== 'resend') return carryCommon(effect, deps);
    const { unit, kind, audience, asks, topic, notAfter } = about;
    await openBroadcast(
      { id: effect.broadcast, by: effect.by },
      {
        ...{ unit, kind, audience: { ...audience, missedBy: effect.missedBy }, say: sayingOf(about), resends: about._id },
        ...(asks ? { asks } : {}),
        ...(topic === undefined ? {} : { topic }),
        ...(notAfter === undefined ? {} : { notAfter }),
      },
      deps,
    );
  },
});

/**
 * Announces something to many, exactly once for an order: its plan is made, and may then be confirmed. Throws for an order whose
 * id cannot stand in a button.
 */
export async function announce(
  order: Order,
  what: Announcement,
  deps: BroadcastDeps,
): Promise<{ done: true; id: string } | { done: false; why: Refusal }> {
  const { id, actor } = order;
  const why = faultIn(what, deps.now());
  if (why) return { done: false, why };
  if (!isNameable(id, what)) throw new Error(`order ${id}: give it an id of letters, digits, . and -`);
  for (const unit of [what.unit, ...what.audience.units])
    if (!(await can(actor, 'broadcasts:send', unit))) {
      await auditRefusal(order, 'broadcasts:send', unit, deps.now());
      return { done: false, why: 'notAllowed' };
    }
  if (!(await areSeen(what.audience.clubs, actor))) return { done: false, why: 'noClub' };
  const effects = numbered<BroadcastEffect>(id, 0, auditDraft(actor, 'broadcasts:send', what.unit, id));
  await openBroadcast({ id, by: nameOfActor(actor) }, what, deps, effects);
  await broadcastCarrier.carry(id, deps);
  return { done: true, id };
}

/** What stands against an announcement, whoever makes it; pure. */
function faultIn({ audience, topic, kind, startsAt, notAfter }: Announcement, at: number): Refusal | undefined {
  if (audience.units.length === 0) return 'noUnits';
  if (topic !== undefined && !TOPIC.test(topic)) return 'badTopic';
  if (kind === 'work' && !audience.posts?.length) return 'needsPosts';
  if (notAfter !== undefined && notAfter <= Math.max(at, startsAt ?? 0)) return 'past';
  return undefined;
}

/** Whether the button below a broadcast can name it. */
export const isNameable = (id: string, { kind }: Pick<Broadcast, 'kind'>): boolean => kind !== 'information' || NAMEABLE.test(id);

/** As `announce`, for what follows from a decision that was allowed already: `by` is whose it was. */
export async function openBroadcast(
  { id, by }: { id: string; by: string },
  { say, kind, ...rest }: Announcement & Pick<Broadcast, 'within'>,
  deps: Pick<BroadcastDeps, 'now'> & Partial<Pick<BroadcastDeps, 'ringBroadcast'>>,
  effects: BroadcastEffect[] = [],
): Promise<void> {
  const at = deps.now();
  await broadcastStore.insert(
    {
      ...rest,
      _id: id,
      kind,
      purpose: PURPOSE[kind],
      body: sealedSaying(say),
      state: 'planning',
      plannedFrom: at,
      history: [{ id, at, action: 'broadcast', by, outcome: 'planning' }],
      outbox: effects,
      dueAt: at,
    },
    at,
  );
  await deps.ringBroadcast?.(id);
}

type Step = Exclude<BroadcastAction, 'broadcast' | 'planned' | 'finished' | 'resend'>;

const FROM: Readonly<Record<Step, readonly BroadcastState[]>> = {
  confirm: ['planning', 'planned'],
  approve: ['waiting'],
  pause: ['sending'],
  resume: ['paused'],
  cancel: ['planning', 'planned', 'waiting', 'sending', 'paused'],
};

/** What a step makes of a broadcast; pure. */
export function decideStep(was: Broadcast, step: Step, needsApproval: boolean, at: number): DecisionOf<Broadcast, Refusal> {
  if (!FROM[step].includes(was.state)) return { refuse: 'wrongState' };
  const to = (outcome: BroadcastState, set: Partial<Broadcast> = {}): DecisionOf<Broadcast, Refusal> => ({
    told: { outcome },
    set: { ...set, state: outcome, dueAt: at },
    effects: [],
  });
  switch (step) {
    case 'confirm':
      if (was.state === 'planning') return to('planning', { confirmed: true });
      return to(needsApproval ? 'waiting' : 'sending', { confirmed: true });
    case 'approve':
    case 'resume':
      return to('sending');
    case 'pause':
      return to('paused');
    case 'cancel':
      return to('cancelled');
    default:
      return step satisfies never;
  }
}

/** Confirms, approves (a leader one level up), pauses, resumes or cancels a broadcast. */
export async function step(
  broadcast: string,
  taken: Step,
  order: Order,
  deps: BroadcastDeps,
): Promise<Acted<Broadcast, Refusal>> {
  const found = await broadcastStore.load(broadcast);
  const parent = found && (await parentNow(found.unit));
  const above = taken === 'approve' ? (parent ?? found?.unit) : found?.unit;
  const acted = await act<Broadcast, Refusal>(
    {
      store: broadcastStore,
      carrier: broadcastCarrier,
      find: () => broadcastStore.load(broadcast),
      action: taken,
      order,
      rights: { see: 'broadcasts:see', act: taken === 'approve' ? 'broadcasts:approve' : 'broadcasts:send' },
      unitOf: (was) => above ?? was.unit,
      async decide(was, at) {
        // At the top there may be nobody else.
        if (taken === 'approve' && parent !== null && isOwn(was, order.actor)) return { refuse: 'own' };
        const decision = decideStep(was, taken, was.plan !== undefined && (await deps.needsApproval(was, was.plan)), at);
        if ('refuse' in decision || decision.set?.state !== 'waiting') return decision;
        return { ...decision, effects: [await approvalAsked(was.unit)] };
      },
    },
    deps,
  );
  if (acted.done) await deps.ringBroadcast(broadcast);
  return acted;
}

/** Tells whoever approves it, one level up, that a message of a unit waits. */
export async function approvalAsked(unit: string): Promise<DraftOf<BroadcastEffect>> {
  const say = { key: 'leader.approval', vars: { unit: (await tree()).units.get(unit)?.name ?? '' } };
  return { name: 'tellLeaders', unit: (await parentNow(unit)) ?? unit, matter: 'approval', say };
}

/** Whether somebody else than who announced it approves: nobody approves her own. */
export const isOwn = (was: Broadcast, actor: Actor): boolean => was.history[0]?.by === nameOfActor(actor);
