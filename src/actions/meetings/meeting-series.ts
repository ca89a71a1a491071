import { DateTime } from 'luxon';
import { type MeetingSeries, type SeriesEffect, seriesStore } from '../../models/meeting-series';
import { localDay } from '../../programme/periods';
import { nextDay } from '../../programme/recurrence';
import { can, nameOfActor } from '../access';
import { type Acted, act, type DecisionOf, type Order } from '../act';
import { carrierOf, carryCommon } from '../carrier';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { keepMeeting } from './keep-meeting';

type Refusal = 'ended' | 'noDay' | 'noChange';
export type SeriesResult = Acted<MeetingSeries, Refusal>;
type SeriesDecision = DecisionOf<MeetingSeries, Refusal>;

/** A week before, unless it says otherwise. */
const AHEAD = 7;

/** What beginning a series takes; days are local ones. */
export interface SeriesCall extends Pick<MeetingSeries, 'unit' | 'every' | 'start' | 'time' | 'each'> {
  except?: string[];
  ahead?: number;
  draft?: true;
}

/** Carries out what series ask for: each day becomes a meeting with an id of the series and the day. */
export const seriesCarrier = carrierOf<MeetingSeries>({ kind: 'meetingSeries', store: seriesStore, handle, due });

/** Begins a series, exactly once for an order: its id becomes the series'. The first meeting is called when its time comes. */
export async function callSeries(order: Order, call: SeriesCall, deps: ActionDeps): Promise<SeriesResult> {
  const { id, actor } = order;
  const by = nameOfActor(actor);
  const at = deps.now();
  const right = call.each.training === undefined ? 'meetings:call' : 'officers:train';
  if (!(await can(actor, 'meetings:call', call.unit)) || !(await can(actor, right, call.unit)))
    return { done: false, why: 'notAllowed' };
  const { except = [], ahead = AHEAD, ...rest } = call;
  const today = localDay(at, deps.timeZone);
  const next = nextDay(call.every, call.start, today, except);
  if (next === undefined) return { done: false, why: 'noDay' };
  const entry = { id, at, action: 'begin', by } as const;
  const dueAt = callsAt(next, ahead, deps.timeZone);
  await seriesStore.insert({ ...rest, _id: id, except, ahead, next, dueAt, history: [entry], outbox: [] }, at);
  const kept = await seriesStore.load(id);
  const [first] = kept?.history ?? [];
  return first && first.by === by ? { done: true, id, entry: first } : { done: false, why: 'unknown' };
}

/** It does not take place on a day; a meeting that has been called for that day is called off by itself. */
export const exceptDay = (series: string, order: Order & { day: string }, deps: ActionDeps): Promise<SeriesResult> =>
  onSeries(series, 'except', order, deps, (was) => {
    if (was.next === undefined) return { refuse: 'ended' };
    if (was.except.includes(order.day)) return { refuse: 'noChange' };
    const except = [...was.except, order.day];
    return onwards({ ...was, except }, was.next, { except }, order.day, [], deps.timeZone);
  });

/** Nothing more comes of it; meetings that have been called stay. */
export const endSeries = (series: string, order: Order, deps: ActionDeps): Promise<SeriesResult> =>
  onSeries(series, 'end', order, deps, (was) =>
    was.next === undefined ? { refuse: 'ended' } : { told: {}, unset: ['next', 'dueAt'], effects: [] },
  );

/** The id of the meeting that a day of a series becomes. */
export const meetingOfDay = (series: string, day: string): string => `${series}.${day}`;

/** The beginning of a meeting on a local day (YYYY-MM-DD) at a local time (HH:MM), ms since 1970. */
export function startOf(day: string, time: string, timeZone: string): number {
  return DateTime.fromISO(`${day}T${time}`, { zone: timeZone }).toMillis();
}

/** At eight in the morning some days before. */
function callsAt(day: string, ahead: number, timeZone: string): number {
  return DateTime.fromISO(`${day}T08:00`, { zone: timeZone }).minus({ days: ahead }).toMillis();
}

/** The next day whose time has come becomes a meeting; one that has passed while nobody looked is passed over. */
export function decideNext(was: MeetingSeries, at: number, timeZone: string): SeriesDecision {
  const { next: day } = was;
  if (day === undefined) return { refuse: 'ended' };
  const startsAt = startOf(day, was.time, timeZone);
  const effects: { name: 'open'; day: string; startsAt: number }[] = startsAt > at ? [{ name: 'open', day, startsAt }] : [];
  const after = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
  return onwards(was, after, {}, day, effects, timeZone);
}

function onwards(
  was: MeetingSeries,
  from: string,
  set: Partial<MeetingSeries>,
  day: string,
  effects: Extract<SeriesDecision, { told: unknown }>['effects'],
  timeZone: string,
): SeriesDecision {
  const next = nextDay(was.every, was.start, from, was.except);
  if (next === undefined) return { told: { day }, set, unset: ['next', 'dueAt'], effects };
  return { told: { day }, set: { ...set, next, dueAt: callsAt(next, was.ahead, timeZone) }, effects };
}

async function handle(effect: SeriesEffect, about: MeetingSeries, deps: ActionDeps): Promise<void> {
  if (effect.name !== 'open') return carryCommon(effect, deps);
  const { unit, each, draft, _id } = about;
  const call = { ...each, unit, startsAt: effect.startsAt, series: _id, ...(draft ? { draft } : {}) };
  await keepMeeting(meetingOfDay(_id, effect.day), `series:${_id}`, call, deps);
}

async function due(about: MeetingSeries, deps: ActionDeps): Promise<void> {
  const of = { store: seriesStore, carrier: seriesCarrier, about: about._id, action: 'open', by: 'system' } as const;
  const decide = (was: MeetingSeries, at: number) => decideNext(was, at, deps.timeZone);
  await follow<MeetingSeries, Refusal>({ ...of, id: `${about._id}/${about.next}`, decide }, deps);
}

function onSeries(
  series: string,
  action: MeetingSeries['history'][number]['action'],
  { id, actor }: Order,
  deps: ActionDeps,
  decide: (was: MeetingSeries) => SeriesDecision,
): Promise<SeriesResult> {
  const rights = { see: 'meetings:see', act: 'meetings:call' } as const;
  const find = () => seriesStore.load(series);
  return act<MeetingSeries, Refusal>(
    {
      store: seriesStore,
      carrier: seriesCarrier,
      find,
      action,
      order: { id, actor },
      rights,
      unitOf: ({ unit }) => unit,
      decide,
    },
    deps,
  );
}
