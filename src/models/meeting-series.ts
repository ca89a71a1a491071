import { model, Schema } from 'mongoose';
import { type AggregateRoot, type CommonEffect, type Entry, indexWakeUps, rootFields, storeOf } from './aggregate';
import type { Meeting } from './meetings';

/** How often something recurs: every so many months, on a day of the month (31: its last one) or a weekday (1 Monday to 7 Sunday), the nth or the last (-1). */
export interface Every {
  months: number;
  on: { day: number } | { weekday: number; nth: 1 | 2 | 3 | 4 | -1 };
}

/** One decision about a series. */
export interface SeriesEntry extends Entry {
  action: 'begin' | 'open' | 'except' | 'end';
  /** Local day that it is about, YYYY-MM-DD. */
  day?: string;
}

/** `open`: one day of it becomes a meeting of its own. */
export type SeriesEffect = CommonEffect | { id: string; attempts?: number; name: 'open'; day: string; startsAt: number };

/** A meeting that recurs. Its days are local ones; each becomes a meeting, called some days before. */
export interface MeetingSeries extends AggregateRoot<SeriesEntry, SeriesEffect> {
  unit: string;
  every: Every;
  /** First day from which it is reckoned, YYYY-MM-DD, and the hour, HH:MM. */
  start: string;
  time: string;
  /** What each of its meetings is; sealed nothing, since it names nobody. */
  each: Pick<Meeting, 'topic' | 'place' | 'kind' | 'minutes' | 'audience'> & Partial<Pick<Meeting, 'link' | 'training'>>;
  /** Days on which it does not take place. */
  except: string[];
  /** Days before at which a meeting is called; `draft`: its leader sends it out herself. */
  ahead: number;
  draft?: true;
  /** The next day that has not become a meeting; absent once it has ended. */
  next?: string;
}

const required = { type: String, required: true } as const;
const mixed = { type: Schema.Types.Mixed, required: true } as const;
const schema = new Schema<MeetingSeries>(
  {
    ...(rootFields as object),
    unit: required,
    every: mixed as never,
    start: required,
    time: required,
    each: mixed as never,
    except: { type: [String] as never, required: true },
    ahead: { type: Number, required: true },
    draft: Boolean as never,
    next: String,
  },
  { versionKey: false, bufferCommands: false, autoIndex: false, strict: 'throw', minimize: false, collection: 'meetingSeries' },
);
schema.index({ unit: 1 });
indexWakeUps(schema);

export const AllMeetingSeries = model<MeetingSeries>('meetingSeries', schema);
export const seriesStore = storeOf<MeetingSeries>(AllMeetingSeries);

/** The series of some units that go on. */
export async function seriesOf(units: readonly string[]): Promise<MeetingSeries[]> {
  const found = await AllMeetingSeries.find({ unit: { $in: [...units] } }).lean<MeetingSeries[]>();
  return found.filter(({ next }) => next !== undefined);
}
