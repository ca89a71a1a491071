import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import type { CalendarEntry } from '../actions/meetings/calendar';
import { words } from '../words';

const HOUR = 3600;
/** Seconds before the beginning at which the phone rings: the day before, and in time to set out. */
const ALARMS = [24 * HOUR, 2 * HOUR];

/** A meeting as an iCalendar file (RFC 5545), its times in a time zone; called off it says so and rings no more. */
export function calendarFile(entry: CalendarEntry, timeZone: string): string {
  const { id, sequence, cancelled, unit, topic, place, link, startsAt, minutes, changedAt } = entry;
  const start = DateTime.fromMillis(startsAt, { zone: timeZone });
  const changed = DateTime.fromMillis(changedAt, { zone: 'utc' });
  const calendar = ical({
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'hoi-lhpn', product: 'lich-hop', language: 'VI' },
    timezone: { name: null, generator: (name) => timeZoneOf(name, start) },
  });
  const summary = words('calendar.summary', { unit, topic });
  calendar.createEvent({
    ...{ id: `${id}@hoi-lhpn`, sequence, stamp: changed, lastModified: changed, timezone: timeZone },
    start,
    end: start.plus({ minutes }),
    summary: cancelled ? words('calendar.cancelled', { summary }) : summary,
    location: place,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...(link === undefined ? {} : { url: link, description: link }),
    alarms: cancelled
      ? []
      : ALARMS.map((triggerBefore) => ({ type: ICalAlarmType.display, triggerBefore, description: summary })),
  });
  return calendar.toString();
}

/** The zone as it is at that time: one meeting needs no more of its rules. */
function timeZoneOf(name: string, at: DateTime): string {
  const offset = at.toFormat('ZZZ');
  const rule = ['DTSTART:19700101T000000', `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, `TZNAME:${at.toFormat('ZZ')}`];
  const lines = [`TZID:${name}`, 'BEGIN:STANDARD', ...rule, 'END:STANDARD'];
  return ['BEGIN:VTIMEZONE', ...lines, 'END:VTIMEZONE'].join('\r\n');
}
