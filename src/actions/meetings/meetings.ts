import { randomUUID } from 'node:crypto';
import { type Meeting, meetingStore } from '../../models/meetings';
import { can, nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, type Order } from '../act';
import { auditDraft, auditRefusal } from '../audited';
import { areSeen } from '../clubs/club-desk';
import type { ActionDeps } from '../deps';
import { meetingCarrier } from './carry-meeting';
import { keepMeeting, type MeetingCall } from './keep-meeting';
import {
  decideCall,
  decideCancel,
  decideChange,
  decideSummary,
  type MeetingChange,
  type MeetingRefusal,
  type MeetingWorld,
} from './meeting-decisions';
import { worldOf } from './meeting-world';

export type { MeetingCall };

/** What became of an order about a meeting. */
export type MeetingResult = Acted<Meeting, MeetingRefusal>;

/**
 * Calls a meeting of a unit, exactly once for an order: its id becomes the meeting's (letters, digits, `.` and `-`). Everybody
 * is invited at once unless it is a draft.
 */
export async function callMeeting(order: Order, call: MeetingCall, deps: ActionDeps): Promise<MeetingResult> {
  const { id, actor } = order;
  const by = nameOfActor(actor);
  if (!(await meetingStore.load(id))) {
    const right = call.training === undefined ? 'meetings:call' : 'officers:train';
    if (!(await can(actor, 'meetings:call', call.unit)) || !(await can(actor, right, call.unit))) {
      await auditRefusal(order, right, call.unit, deps.now());
      return { done: false, why: 'notAllowed' };
    }
    if (!(await areSeen(call.audience?.clubs, actor))) return { done: false, why: 'noClub' };
  }
  const audit = auditDraft(actor, 'meetings:call', call.unit, id);
  const kept = await keepMeeting(id, by, call, deps, audit);
  if ('refuse' in kept) return { done: false, why: kept.refuse };
  return kept.entry.by === by ? { done: true, id, entry: kept.entry } : { done: false, why: 'unknown' };
}

/** Invites everybody to a meeting that was a draft. */
export const sendOut = (meeting: string, order: Order, deps: ActionDeps): Promise<MeetingResult> =>
  onMeeting(meeting, 'call', order, deps, decideCall);

/** Changes what a meeting is about, when or where; a new time or place asks everybody anew. */
export const changeMeeting = (meeting: string, order: Order & MeetingChange, deps: ActionDeps): Promise<MeetingResult> => {
  const { id, actor, ...change } = order;
  return onMeeting(meeting, 'change', { id, actor }, deps, (was, at, world) => decideChange(was, change, at, world));
};

/** Calls a meeting off and tells everybody; one that was held by mistake leaves the figures. */
export const cancelMeeting = (meeting: string, order: Order, deps: ActionDeps): Promise<MeetingResult> =>
  onMeeting(meeting, 'cancel', order, deps, decideCancel);

/** Keeps the summary of a meeting that was held, and sends it to the absent, once; at most 1.500 letters are sent. */
export const summarise = (meeting: string, order: Order & { text: string }, deps: ActionDeps): Promise<MeetingResult> =>
  onMeeting(meeting, 'summarise', order, deps, (was, at, world) => decideSummary(was, order.text.slice(0, 1_500), at, world));

/** A key of a meeting's ratings: random, so that nothing outside the meeting leads to it. */
export const newRatingKey = (): string => randomUUID();

/** One decision about a meeting, by somebody who may call it. */
export async function onMeeting<R extends string = MeetingRefusal>(
  meeting: string,
  action: Meeting['history'][number]['action'],
  { id, actor }: Order,
  deps: ActionDeps,
  decide: (was: Meeting, at: number, world: MeetingWorld) => DecisionOf<Meeting, R> | Promise<DecisionOf<Meeting, R>>,
): Promise<Acted<Meeting, R>> {
  return act<Meeting, R>(
    {
      store: meetingStore,
      carrier: meetingCarrier,
      find: () => meetingStore.load(meeting),
      action,
      order: { id, actor },
      rights: { see: 'meetings:see', act: 'meetings:call' },
      unitOf: (was) => was.unit,
      decide: async (was, at) => decide(was, at, await worldOf(was, deps.timeZone)),
    },
    deps,
  );
}
