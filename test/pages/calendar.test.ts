import { DateTime } from 'luxon';
import type { CalendarEntry } from '../../src/actions/meetings/calendar';
import { calendarFile } from '../../src/pages/calendar';

const ZONE = 'Asia/Ho_Chi_Minh';
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const ENTRY: CalendarEntry = {
  ...{ id: 'Abc_9-x', sequence: 0, cancelled: false, unit: 'Chi hội thôn Đông', topic: 'vay vốn, học nghề; hội phí\nvà Tết' },
  ...{ place: 'nhà văn hóa', startsAt: local('2026-11-28T19:30'), minutes: 90, changedAt: local('2026-11-21T09:00') },
};
/** Lines as they are read: folded ones joined. */
const linesOf = (entry: CalendarEntry) =>
  calendarFile(entry, ZONE)
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n');

test('a meeting stands in the calendar at its local time, whatever the zone of the phone, and rings twice', () => {
  const lines = linesOf(ENTRY);
  expect(lines).toEqual(
    expect.arrayContaining([
      'METHOD:PUBLISH',
      'TZID:Asia/Ho_Chi_Minh',
      'TZOFFSETTO:+0700',
      'UID:Abc_9-x@hoi-lhpn',
      'SEQUENCE:0',
      'DTSTAMP:20261121T020000Z',
      'DTSTART;TZID=Asia/Ho_Chi_Minh:20261128T193000',
      'DTEND;TZID=Asia/Ho_Chi_Minh:20261128T210000',
      'SUMMARY:Họp Chi hội thôn Đông: vay vốn\\, học nghề\\; hội phí\\nvà Tết',
      'LOCATION:nhà văn hóa',
      'STATUS:CONFIRMED',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('TRIGGER'))).toEqual(['TRIGGER:-P1D', 'TRIGGER:-PT2H']);
});

test('no line is longer than 75 bytes, and what was typed makes no line of its own', () => {
  const file = calendarFile(
    { ...ENTRY, topic: `${'họp '.repeat(60)}\r\nATTENDEE:mailto:x@example.com`, place: 'đình\nURL:x' },
    ZONE,
  );
  for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(file).not.toMatch(/^(ATTENDEE|URL)/m);
});

test('called off it says so under the same id, and rings no more; an online meeting has its address', () => {
  const lines = linesOf({ ...ENTRY, sequence: 2, cancelled: true, link: 'https://meet.example/a' });
  expect(lines).toEqual(
    expect.arrayContaining(['UID:Abc_9-x@hoi-lhpn', 'SEQUENCE:2', 'STATUS:CANCELLED', 'URL;VALUE=URI:https://meet.example/a']),
  );
  expect(lines.some((line) => line.startsWith('SUMMARY:Không tổ chức nữa: Họp'))).toBe(true);
  expect(lines).not.toContain('BEGIN:VALARM');
});
