import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startOf } from '../../src/actions/meetings/meeting-series';
import { everyOf } from '../../src/language/every';
import type { Every } from '../../src/models/meeting-series';
import { nextDay } from '../../src/programme/recurrence';

/** Some days on which something recurs, beginning in January 2026. */
function days(told: string, many: number, except: string[] = []): string[] {
  const every = everyOf(told) as Every;
  const found: string[] = [];
  for (let from = '2026-01-01'; found.length < many; ) {
    const day = nextDay(every, '2026-01-01', from, except) ?? '';
    found.push(day);
    from = new Date(Date.parse(day) + 24 * 3_600_000).toISOString().slice(0, 10);
  }
  return found;
}

test.each([
  ['ngày 26 hằng tháng', ['2026-01-26', '2026-02-26', '2026-03-26']],
  ['Chủ nhật thứ hai', ['2026-01-11', '2026-02-08', '2026-03-08']],
  ['chu nhat thu 2 hang thang', ['2026-01-11', '2026-02-08', '2026-03-08']],
  ['thứ bảy đầu tháng', ['2026-01-03', '2026-02-07', '2026-03-07']],
  ['thứ hai tuần thứ ba', ['2026-01-19', '2026-02-16', '2026-03-16']],
  ['t6 cuối tháng', ['2026-01-30', '2026-02-27', '2026-03-27']],
  ['ngày 31', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
  ['ngày 30 mỗi tháng', ['2026-01-30', '2026-02-28', '2026-03-30']],
  ['mùng 5 mỗi quý', ['2026-01-05', '2026-04-05', '2026-07-05']],
  ['ngày 10, ba tháng một lần', ['2026-01-10', '2026-04-10', '2026-07-10']],
])('%s', (told, expected) => {
  expect(days(told, expected.length)).toEqual(expected);
});

test('exceptions are passed over', () => {
  expect(days('ngày 26', 3, ['2026-02-26', '2026-03-26'])).toEqual(['2026-01-26', '2026-04-26', '2026-05-26']);
});

test.each(['rằm hằng tháng', 'ngày 26 âm lịch', 'chủ nhật', 'khi nào rảnh', 'ngày 40', ''])('“%s” is asked again', (told) => {
  expect(everyOf(told)).toBeUndefined();
});

test('a time is local wherever the machine stands', () => {
  expect(startOf('2026-11-28', '19:30', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2026, 10, 28, 12, 30));
  expect(startOf('2026-11-28', '06:00', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2026, 10, 27, 23));
});

test.each(['UTC', 'America/New_York', 'Pacific/Kiritimati'])(
  'the same days, times, reminders, nights and words with TZ=%s',
  (zone) => {
    const run = { env: { ...process.env, TZ: zone }, encoding: 'utf8' as const };
    const told = JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'zones.ts')], run)) as unknown;
    const start = Date.UTC(2026, 2, 8, 12, 30);
    const hours = (n: number) => start - n * 3_600_000;
    const morning = Date.UTC(2026, 11, 1);
    expect(told).toEqual({
      recurring: ['2026-03-08', start, hours(72), Date.UTC(2026, 2, 7, 8), hours(24), hours(2)],
      when: [
        { meaning: 'when', day: '2026-03-08', time: '19:30' },
        { meaning: 'when', day: '2026-11-08', time: '08:00' },
        { meaning: 'when', day: '2026-10-31' },
        { meaning: 'when', day: '2027-01-02' },
      ],
      sentence: { topic: '20/10', place: 'nhà văn hóa', when: { meaning: 'when', day: '2026-11-07', time: '19:30' } },
      quiet: ['day', morning, morning, morning, 'day'],
      said: { day: 'thứ ba 01/12', time: '0h30' },
      counted: ['2026-12-01', '2026-12'],
    });
  },
  60_000,
);
