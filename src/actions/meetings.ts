import { randomUUID } from 'node:crypto';
import { insertMeeting, type Meeting, type MeetingKind, type MeetingSteps, meetingStore } from '../models/meetings';
import { seal } from '../models/secrets';
import { settingOf } from '../models/units';
import { localDay } from '../programme/periods';
import { can, nameOfActor } from './access';
import { type Acted, act, numbered, type Order } from './act';
import { auditDraft, auditRefusal } from './audited';
import { meetingCarrier } from './carry-meeting';
import type { ActionDeps } from './deps';
import {
  decideCall,
  decideCancel,
  decideChange,
  decideSummary,
  type MeetingChange,
  type MeetingDecision,
  type MeetingRefusal,
} from './meeting-decisions';
import { worldOf } from './meeting-world';

/** What became of an order about a meeting. */
export type MeetingResult = Acted<Meeting, MeetingRefusal>;

/** What calling a meeting takes. */
export interface MeetingCall extends Pick<Meeting, 'unit' | 'topic' | 'place' | 'startsAt'> {
  /** Sinh hoạt (`branch`) unless it says otherwise. */
  kind?: MeetingKind;
  /** Address of an online meeting. */
  link?: string;
  /** An hour and a half unless it says otherwise (domain §1.4). */
  minutes?: number;
  /** Everybody of the unit and below unless it is narrowed. */
  audience?: Meeting['audience'];
  /** Who leads it, as it is shown. */
  host?: string;
  /** Topic's code of a training; only who may note trainings can call one. */
  training?: string;
  /** Steps other than the unit's settings say. */
  steps?: Partial<MeetingSteps>;
  /** Kept, but nobody is told before `sendOut`. */
  draft?: true;
  series?: string;
}

const MINUTES = 90;

/**
 * Calls a meeting of a unit, exactly once for an order: its id becomes the meeting's (letters, digits, `.` and `-`). Everybody
 * is invited at once unless it is a draft.
 */
export async function callMeeting(order: Order, call: MeetingCall, deps: ActionDeps): Promise<MeetingResult> {
  const { id, actor } = order;
  const by = nameOfActor(actor);
  const at = deps.now();
  const there = await meetingStore.load(id);
  if (!there) {
    const right = call.training === undefined ? 'meetings:call' : 'officers:train';
    if (!(await can(actor, 'meetings:call', call.unit)) || !(await can(actor, right, call.unit))) {
      await auditRefusal(order, right, call.unit, at);
      return { done: false, why: 'notAllowed' };
    }
    const draft = await draftOf(id, call, at, deps);
    const entry = { id, at, action: 'draft', by, outcome: 'draft' } as const;
    const decision = call.draft ? undefined : decideCall({ ...draft, history: [entry] }, at, await worldOf(call, deps.timeZone));
    if (decision && 'refuse' in decision) return { done: false, why: decision.refuse };
    const told = decision ? { ...entry, action: 'call' as const, ...decision.told } : entry;
    const effects = [...(decision?.effects ?? []), ...auditDraft(actor, 'meetings:call', call.unit, id)];
    const { rev: _, code: __, ...fresh } = { ...draft, ...decision?.set };
    await insertMeeting({ ...fresh, history: [told], outbox: numbered<Meeting['outbox'][number]>(id, 0, effects) }, at);
  }
  // Looked at anew: another worker may have carried out the same order.
  const kept = await meetingStore.load(id);
  const entry = kept?.history[0];
  if (!entry || entry.by !== by) return { done: false, why: 'unknown' };
  await meetingCarrier.carry(id, deps);
  return { done: true, id, entry };
}

async function draftOf(id: string, call: MeetingCall, at: number, deps: ActionDeps): Promise<Meeting> {
  const { unit, topic, place, link, startsAt, kind = 'branch', minutes = MINUTES, audience = {}, host, training, series } = call;
  const optional = { link, training, series, host: host === undefined ? undefined : seal(host) };
  return {
    ...{ _id: id, rev: 1, history: [], outbox: [], code: '', unit, topic, place, startsAt, kind, minutes, audience },
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Meeting>),
    ...{ state: 'draft', taken: [], sent: [], changes: 0, askedAt: at },
    steps: { ...(await stepsOf(unit, localDay(at, deps.timeZone))), ...call.steps },
  };
}

/** The steps that a unit's settings say. */
async function stepsOf(unit: string, today: string): Promise<MeetingSteps> {
  return {
    again: await settingOf(unit, 'meetingAgain', today),
    unsure: await settingOf(unit, 'meetingUnsure', today),
    day: await settingOf(unit, 'meetingDay', today),
    hours: await settingOf(unit, 'meetingHours', today),
    summary: await settingOf(unit, 'meetingSummary', today),
    thanks: await settingOf(unit, 'meetingThanks', today),
    rating: await settingOf(unit, 'meetingRating', today),
  };
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
export async function onMeeting(
  meeting: string,
  action: Meeting['history'][number]['action'],
  { id, actor }: Order,
  deps: ActionDeps,
  decide: (was: Meeting, at: number, world: Awaited<ReturnType<typeof worldOf>>) => MeetingDecision | Promise<MeetingDecision>,
): Promise<MeetingResult> {
  return act<Meeting, MeetingRefusal>(
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
