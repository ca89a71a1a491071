import { type Meeting, meetingByCalendar } from '../../models/meetings';
import { tree } from '../../models/units';

/** A meeting as somebody's calendar keeps it. */
export interface CalendarEntry {
  /** The same for all its changes. */
  id: string;
  /** Grows with each change of which people were told. */
  sequence: number;
  cancelled: boolean;
  unit: string;
  topic: string;
  place: string;
  /** Address of an online meeting. */
  link?: string;
  /** Ms since 1970, and how long it takes. */
  startsAt: number;
  minutes: number;
  /** When it was last decided upon, ms. */
  changedAt: number;
}

/** The calendar entry with an id; undefined for none, and for a meeting of which nobody has been told. */
export async function calendarEntry(id: string): Promise<CalendarEntry | undefined> {
  const meeting = await meetingByCalendar(id);
  if (!meeting || meeting.state === 'draft') return undefined;
  const { topic, place, link, startsAt, minutes, changes, calendar } = meeting;
  const cancelled = meeting.state === 'cancelled';
  return {
    ...{ id: calendar, topic, place, startsAt, minutes, cancelled },
    sequence: changes + (cancelled ? 1 : 0),
    unit: (await tree()).units.get(meeting.unit)?.name ?? '',
    changedAt: changedAt(meeting),
    ...(link === undefined ? {} : { link }),
  };
}

const CHANGES: ReadonlySet<string> = new Set(['call', 'change', 'cancel']);
const changedAt = ({ history, askedAt }: Meeting) => history.findLast(({ action }) => CHANGES.has(action))?.at ?? askedAt;

/** Address of the calendar entry with an id. */
export const calendarLink = (publicBaseUrl: string, id: string): string => `${publicBaseUrl}/lich/${id}.ics`;
