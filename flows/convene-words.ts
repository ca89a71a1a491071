import type { FlowEvent } from '../src/engine/flow';
import type { MeetingPlan } from '../src/engine/leader-types';
import { type Moment, understandWhen, type When } from '../src/language/dates';
import { meetingIn } from '../src/language/meeting-words';
import { NOTHING_SENT, type Sending } from './attach-steps';
import { type Base, fresh } from './kit';
import { unitOf } from './leader-steps';

/** A meeting as far as it has been told. */
export type ConveneContext = Base &
  Sending &
  MeetingPlan & {
    /** Where what she said can be several moments. */
    moments: Moment[];
    /** Why what she said can be no moment, when she has just said it. */
    why: string;
    /** What the world knows of it: names and numbers. */
    shown: Record<string, string | number>;
  };
type Args = { context: ConveneContext; event: FlowEvent };

/** A meeting of which nothing has been told. */
export const NOTHING: ConveneContext = {
  ...fresh,
  ...NOTHING_SENT,
  ...{ unit: '', topic: '', place: '', day: '', time: '', moments: [], why: '', shown: {} },
};

/** What the sentence that opened this tells. */
export function openedWith({ event }: { event: FlowEvent }): ConveneContext {
  const said = event.type === 'open' || event.type === 'resume' ? (event.arg ?? '') : '';
  const { topic = '', place = '', when } = meetingIn(said, event.known.today);
  return { ...NOTHING, topic, place, ...(when ? momentTold(when) : {}) };
}

/** What she wrote to a question. */
export const saidIn = ({ event }: { event: FlowEvent }): string =>
  event.type === 'value' ? String(event.value).replaceAll(/\s+/g, ' ').trim().slice(0, 200) : '';

/** The moment that she wrote; undefined for none. */
export function whenIn(args: { event: FlowEvent }): Exclude<When, { meaning: 'notUnderstood' }> | undefined {
  const when = understandWhen(saidIn(args), args.event.known.today);
  return when.meaning === 'notUnderstood' ? undefined : when;
}

/** What a reading of a moment changes: the day or time that she told before stays beside it. */
export function momentTold(when: Exclude<When, { meaning: 'notUnderstood' }>): Partial<ConveneContext> {
  if (when.meaning === 'invalid') return { why: when.why, moments: [] };
  if (when.meaning === 'ask') return { moments: when.readings, why: '' };
  return when.past ? { why: 'past', moments: [] } : { ...partsOf(when), moments: [], why: '' };
}

const partsOf = ({ day, time }: Moment) => ({ ...(day ? { day } : {}), ...(time ? { time } : {}) });

/** The one of several moments that she picked. */
export const picked = ({ context, event }: Args): Partial<ConveneContext> => ({
  ...partsOf((event.type === 'choice' && context.moments[event.value[0] ?? 0]) || {}),
  moments: [],
});

/** The meeting as the world is asked for it. */
export function planOf({ context, event }: Args): MeetingPlan {
  const { topic, place, day, time } = context;
  return { unit: unitOf({ context, event }), topic, place, day, time };
}
