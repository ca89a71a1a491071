import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf, dayNumber, dayOf, weekdayOf } from '../../src/language/calendar';
import { understandWhen } from '../../src/language/dates';

/** A Sunday. */
const TODAY = '2026-11-22';
const when = (text: string, today = TODAY) => understandWhen(text, today);

test.each([
  ['thứ 7 này 19h30', '2026-11-28', '19:30'],
  ['thu 7 nay 19h30', '2026-11-28', '19:30'],
  ['t7 19h', '2026-11-28', '19:00'],
  ['26/11 7 rưỡi tối', '2026-11-26', '19:30'],
  ['7 ruoi toi mai', '2026-11-23', '19:30'],
  ['bảy giờ rưỡi tối thứ bảy', '2026-11-28', '19:30'],
  ['chu nhat tuan sau 8h sang', '2026-11-29', '08:00'],
  ['8 giờ kém 15 sáng mai', '2026-11-23', '07:45'],
  ['2h chiều t4', '2026-11-25', '14:00'],
  ['thứ 5 tuần tới, 14 giờ', '2026-11-26', '14:00'],
  ['9 giờ sáng ngày 29 tháng 11', '2026-11-29', '09:00'],
  ['19:30 28/11/2026', '2026-11-28', '19:30'],
  ['thứ 7 28/11 19g', '2026-11-28', '19:00'],
  ['19h ngày kia', '2026-11-24', '19:00'],
  ['1h trưa mai', '2026-11-23', '13:00'],
  ['tối nay 8h', '2026-11-22', '20:00'],
  ['10h ngày 5 tháng sau', '2026-12-05', '10:00'],
])('"%s" is %s at %s', (text, day, time) => expect(when(text)).toEqual({ meaning: 'when', day, time }));

test.each([
  ['mai', '2026-11-23'],
  ['mốt', '2026-11-24'],
  ['chủ nhật tuần sau', '2026-11-29'],
  ['ngày 28', '2026-11-28'],
  ['ngày 5', '2026-12-05'],
  ['3/1', '2027-01-03'],
  ['2 ngày nữa', '2026-11-24'],
  ['mai thứ 2', '2026-11-23'],
])('"%s" names the day %s', (text, day) => expect(when(text)).toEqual({ meaning: 'when', day }));

test.each(['20/11', 'hôm qua', 'thứ 7 tuần này', '1/11/2026'])('"%s" has passed', (text) => {
  expect(when(text)).toMatchObject({ meaning: 'when', past: true });
});

test.each([
  ['chủ nhật', [{ day: '2026-11-22' }, { day: '2026-11-29' }]],
  ['7h', [{ time: '07:00' }, { time: '19:00' }]],
  ['thứ 7 26/11', [{ day: '2026-11-26' }, { day: '2026-11-28' }]],
  [
    'mai 8h',
    [
      { day: '2026-11-23', time: '08:00' },
      { day: '2026-11-23', time: '20:00' },
    ],
  ],
])('"%s" asks which', (text, readings) => expect(when(text)).toEqual({ meaning: 'ask', readings }));

test.each([
  ['25h mai', 'noSuchTime'],
  ['19h75', 'noSuchTime'],
  ['30/2', 'noSuchDay'],
  ['rằm tháng 7', 'lunar'],
])('"%s" cannot be: %s', (text, why) => expect(when(text)).toEqual({ meaning: 'invalid', why }));

test.each(['', 'ok em', 'tôi không biết', 'tuần sau', 'chị Lan'])('"%s" is no date', (text) => {
  expect(when(text)).toEqual({ meaning: 'notUnderstood' });
});

test('the examples of the word list', () => {
  const list = JSON.parse(readFileSync(join(__dirname, '../../src/language/words/days.json'), 'utf8')) as {
    example: { text: string; day: string; time?: string };
  }[];
  for (const { example } of list) {
    const { text, ...moment } = example;
    expect([text, when(text)]).toEqual([text, expect.objectContaining(moment)]);
  }
});

test('the calendar knows leap years, weekdays and the way back', () => {
  expect(dateOf(2028, 2, 29)).toBe('2028-02-29');
  expect(dateOf(2026, 2, 29)).toBeUndefined();
  expect(weekdayOf(dayNumber(TODAY))).toBe(7);
  for (let number = dayNumber('2024-01-01'); number < dayNumber('2029-01-01'); number++)
    expect(dayNumber(dayOf(number))).toBe(number);
});
