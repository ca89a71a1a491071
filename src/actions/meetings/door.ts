import { tree } from '../../models/units';
import { dayAndTime } from '../../words';
import type { ActionDeps } from '../deps';
import { type Doors, doorsOf, meetingAt } from './check-in';

/** What anybody may see who holds a meeting's code: nobody's name, and not the address of an online meeting. */
export interface Door {
  code: string;
  state: Doors;
  unit: string;
  topic: string;
  place: string;
  day: string;
  time: string;
  /** Address of its page. */
  link: string;
}

/** The door of the meeting with a code; undefined where there is none. */
export async function doorOf(
  code: string,
  publicBaseUrl: string,
  { now, timeZone }: Pick<ActionDeps, 'now' | 'timeZone'>,
): Promise<Door | undefined> {
  const meeting = await meetingAt(code);
  if (!meeting) return undefined;
  const { topic, place, startsAt } = meeting;
  return {
    ...{ code: meeting.code, topic, place, ...dayAndTime(startsAt, timeZone) },
    state: doorsOf(meeting, now()),
    unit: (await tree()).units.get(meeting.unit)?.name ?? '',
    link: doorLink(publicBaseUrl, meeting.code),
  };
}

/** Address of the page at the door of the meeting with a code. */
export const doorLink = (publicBaseUrl: string, code: string): string => `${publicBaseUrl}/hop/${code}`;
