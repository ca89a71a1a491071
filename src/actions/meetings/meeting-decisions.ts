import type { Vars } from '../../engine/types';
import type { Audience, MeetingPart } from '../../models/broadcast-audience';
import {
  broadcastOf,
  isOpen,
  type Meeting,
  type MeetingEffect,
  type MeetingStep,
  type MeetingSteps,
  placeOf,
  type Roll,
} from '../../models/meetings';
import { seal } from '../../models/secrets';
import type { FactDraft } from '../../programme/metrics';
import { localDay, periodOf } from '../../programme/periods';
import { dayAndTime } from '../../words';
import type { DecisionOf, DraftOf } from '../act';
import { nextStepAt, stepsBefore } from './meeting-steps';

/** Why nothing was done about a meeting. */
export type MeetingRefusal = 'wrongState' | 'tooLate' | 'tooEarly' | 'noChange' | 'past' | 'noClub';
export type MeetingDecision = DecisionOf<Meeting, MeetingRefusal>;
type Effect = DraftOf<MeetingEffect>;

/** What a decision must know of the world: the unit's name as it is shown, and the time zone. */
export interface MeetingWorld {
  branch: string;
  timeZone: string;
}

/** What can be changed about a meeting that has been called. */
export type MeetingChange = Partial<Pick<Meeting, 'topic' | 'place' | 'link' | 'startsAt' | 'minutes'>>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The roll may be called, and women may check in, from this long before the beginning, ms. */
export const DOORS_OPEN = HOUR;
/** Thanks and summaries are worth sending for this long, ms. */
const AFTERWARDS = 3 * DAY;

/** What an invitation, a reminder or a notice tells of a meeting. */
export function meetingVars(meeting: Meeting, { branch, timeZone }: MeetingWorld): Vars {
  return { branch, topic: meeting.topic, place: placeOf(meeting), ...dayAndTime(meeting.startsAt, timeZone) };
}

/** Everybody whom a meeting is for. */
export function audienceOf({ _id, unit, audience }: Meeting, answers?: readonly MeetingPart[]): Audience {
  return { units: [unit], status: 'members', ...audience, ...(answers ? { answered: { meeting: _id, answers } } : {}) };
}

type Announcing = Extract<Effect, { name: 'announce' }>;

function announcing(
  meeting: Meeting,
  step: MeetingStep,
  world: MeetingWorld,
  what: { key: string; vars?: Vars; to?: readonly MeetingPart[]; asks?: 'meeting' | 'rating'; notAfter: number },
): Announcing {
  const { key, vars = meetingVars(meeting, world), to, asks, notAfter } = what;
  return {
    name: 'announce',
    step,
    broadcast: broadcastOf(meeting, step),
    audience: audienceOf(meeting, to),
    say: { key, vars },
    notAfter,
    ...(asks ? { asks } : {}),
    // Everybody is asked on its own; what goes to a part of them goes only where that one was let go.
    ...(to === undefined || meeting.asked === undefined ? {} : { within: meeting.asked }),
  };
}

/** A decision: what changes, when it is looked at again (ms), and what follows; what goes out is noted with its broadcast. */
export function moved(
  was: Meeting,
  set: Partial<Meeting>,
  dueAt: number | undefined,
  effects: Effect[],
  before?: Roll,
): MeetingDecision {
  const out = effects.filter((each): each is Announcing => each.name === 'announce');
  const taken = [...new Set([...(set.taken ?? was.taken), ...out.map(({ step }) => step)])];
  const sent = [...was.sent, ...out.map(({ broadcast }) => broadcast)];
  return {
    told: {
      outcome: set.state ?? was.state,
      ...(out.length > 0 ? { steps: out.map(({ step }) => step) } : {}),
      ...(before ? { before: { present: before.present, guests: before.guests } } : {}),
    },
    set: { ...set, taken, sent, ...(dueAt === undefined ? {} : { dueAt }) },
    ...(dueAt === undefined ? { unset: ['dueAt'] as const } : {}),
    effects,
  };
}

/** Everybody is invited, and what follows begins to run. */
export function decideCall(was: Meeting, at: number, world: MeetingWorld): MeetingDecision {
  if (was.state !== 'draft') return { refuse: 'wrongState' };
  if (was.startsAt <= at) return { refuse: 'past' };
  const called: Meeting = { ...was, askedAt: at, taken: ['invite'] };
  const invitation = announcing(called, 'invite', world, { key: 'meeting.invite', asks: 'meeting', notAfter: was.startsAt });
  const set = { state: 'called', askedAt: at, asked: invitation.broadcast } as const;
  return moved(was, set, nextStepAt(called, world.timeZone), [invitation]);
}

/** A new time or place asks everybody anew; anything else is told to those who may come. A draft just changes. */
export function decideChange(was: Meeting, change: MeetingChange, at: number, world: MeetingWorld): MeetingDecision {
  if (was.state !== 'draft' && !isOpen(was)) return { refuse: 'wrongState' };
  const fields = Object.entries(change).filter(([field, value]) => was[field as keyof MeetingChange] !== value);
  if (fields.length === 0) return { refuse: 'noChange' };
  if (isOpen(was) && was.startsAt <= at) return { refuse: 'tooLate' };
  if ((change.startsAt ?? was.startsAt) <= at) return { refuse: 'past' };
  if (was.state === 'draft') return moved(was, change, undefined, []);
  const next: Meeting = { ...was, ...change, state: 'changed', changes: was.changes + 1 };
  const set = { ...change, state: next.state, changes: next.changes };
  const notAfter = next.startsAt;
  if (fields.every(([field]) => field === 'topic' || field === 'minutes')) {
    const to = ['going', 'unsure', 'silent'] as const;
    const notice = announcing(next, 'changed', world, { key: 'meeting.changedTopic', notAfter, to });
    return moved(was, set, nextStepAt(next, world.timeZone), [notice]);
  }
  const notice = announcing(next, 'changed', world, { key: 'meeting.changed', notAfter, asks: 'meeting' });
  const anew: Meeting = { ...next, askedAt: at, taken: [] };
  const effects: Effect[] = [{ name: 'recall', broadcasts: was.sent }, notice];
  const asked = { askedAt: at, asked: notice.broadcast, taken: anew.taken };
  return moved(was, { ...set, ...asked }, nextStepAt(anew, world.timeZone), effects);
}

/** It does not take place; one that was held by mistake is taken out of the figures again. */
export function decideCancel(was: Meeting, at: number, world: MeetingWorld): MeetingDecision {
  if (was.state === 'cancelled') return { refuse: 'wrongState' };
  const set = { state: 'cancelled' } as const;
  if (was.roll) {
    const facts = factsOfRoll(was, { present: [], guests: 0, invited: 0, coming: 0 }, world.timeZone, -1);
    return moved(was, set, undefined, [{ name: 'facts', at, facts }], was.roll);
  }
  if (!isOpen(was) || was.startsAt <= at) return moved(was, set, undefined, [{ name: 'recall', broadcasts: was.sent }]);
  const notice = announcing(was, 'cancelled', world, { key: 'meeting.cancelled', notAfter: was.startsAt });
  return moved(was, set, undefined, [{ name: 'recall', broadcasts: was.sent }, notice]);
}

/** Takes the steps whose time has come; one that is of no use any more is passed over. */
export function decideDue(was: Meeting, at: number, world: MeetingWorld): MeetingDecision {
  if (!isOpen(was)) return { refuse: 'wrongState' };
  const due = stepsBefore(was, world.timeZone).filter((each) => each.at <= at && !was.taken.includes(each.step));
  const effects = due
    .filter(({ until }) => at < until)
    .map(({ step, key, to, until }) => announcing(was, step, world, { key, to, asks: 'meeting', notAfter: until }));
  const taken = [...was.taken, ...due.map(({ step }) => step)];
  return moved(was, { taken }, nextStepAt({ ...was, taken }, world.timeZone), effects);
}

/**
 * The roll is called: the figures are settled, once; called again it is a correction, and the difference is counted. Those who
 * came are thanked at the first roll.
 */
export function decideRoll(was: Meeting, called: Roll, at: number, world: MeetingWorld, ratingKey: string): MeetingDecision {
  if (was.state !== 'held' && !isOpen(was)) return { refuse: 'wrongState' };
  if (at < was.startsAt - DOORS_OPEN) return { refuse: 'tooEarly' };
  const before = was.roll;
  const roll: Roll = before ? { ...called, invited: before.invited, coming: before.coming } : called;
  if (before && sameRoll(before, roll)) return { refuse: 'noChange' };
  const effects: Effect[] = [{ name: 'facts', at, facts: factsOfRoll(was, roll, world.timeZone, before ? 0 : 1) }];
  const fresh = roll.present.filter((person) => !before?.present.includes(person));
  if (was.training !== undefined && fresh.length > 0)
    effects.push({ name: 'train', people: fresh, topic: was.training, on: localDay(was.startsAt, world.timeZone) });
  const { thanks, rating } = was.steps;
  const thanked = !before && (thanks || rating) && roll.present.length > 0 && at < was.startsAt + AFTERWARDS;
  const asks = thanked && rating;
  if (thanked) {
    const key = rating ? 'rating.ask' : 'meeting.thanks';
    const what = { key, to: ['present'] as const, notAfter: at + AFTERWARDS, ...(asks ? { asks: 'rating' as const } : {}) };
    effects.push(announcing(was, 'thanks', world, what));
  }
  const set = { state: 'held' as const, roll, ...(asks ? { ratingKey } : {}) };
  return moved(was, set, asks ? at + RATED_WITHIN : was.ratingKey === undefined ? undefined : was.dueAt, effects, before);
}

/** For so long a rating can be given, ms; then nothing leads from one to a person any more. */
export const RATED_WITHIN = 7 * DAY;

/** The key that made ratings of one person one rating is destroyed: what was said stays, by nobody. */
export function decideForget(was: Meeting): MeetingDecision {
  if (was.ratingKey === undefined) return { refuse: 'noChange' };
  const { unset: _, ...rest } = moved(was, {}, undefined, []) as Exclude<MeetingDecision, { refuse: unknown }>;
  return { ...rest, unset: ['dueAt', 'ratingKey'] };
}

const sameRoll = (a: Roll, b: Roll) =>
  a.guests === b.guests && a.present.length === b.present.length && a.present.every((person) => b.present.includes(person));

/** Facts of a roll, or of what a correction adds to it; `held` is 1 at first, -1 where the meeting was none. */
function factsOfRoll(was: Meeting, roll: Roll, timeZone: string, held: 1 | 0 | -1): FactDraft[] {
  const before = was.roll ?? { present: [], guests: 0, invited: 0, coming: 0 };
  const period = periodOf(was.startsAt, timeZone);
  const figures = {
    'meetings:held': held,
    [`meetings:held:${was.kind}`]: held,
    'meetings:invited': roll.invited - before.invited,
    'meetings:coming': roll.coming - before.coming,
    'meetings:attended': roll.present.length - before.present.length,
    'meetings:guests': roll.guests - before.guests,
  };
  return Object.entries(figures)
    .filter(([, n]) => n !== 0)
    .map(([metric, n]) => ({ metric, unit: was.unit, period, n }));
}

/** The summary is kept, and goes once to the absent who asked for it, or to all of them; written anew it is only kept. */
export function decideSummary(was: Meeting, text: string, at: number, world: MeetingWorld): MeetingDecision {
  if (was.state !== 'held') return { refuse: 'wrongState' };
  const to = SUMMARY_TO[was.steps.summary];
  const vars = { ...meetingVars(was, world), summary: text };
  const what = { key: 'meeting.summary', vars, notAfter: at + AFTERWARDS };
  const goes = to !== undefined && !was.taken.includes('summary');
  return moved(was, { summary: seal(text) }, was.dueAt, goes ? [announcing(was, 'summary', world, { ...what, to })] : []);
}

const SUMMARY_TO: Readonly<Record<MeetingSteps['summary'], readonly MeetingPart[] | undefined>> = {
  asked: ['summary'],
  absent: ['absent'],
  nobody: undefined,
};
