import { dayOf, monthsOf, periodOf, quarterOf, yearOf } from '../../src/programme/periods';

const zone = 'Asia/Ho_Chi_Minh';

test.each([
  ['2026-11-30T16:59:59.999Z', '2026-11', '30/11/2026', 2026],
  ['2026-11-30T17:00:00.000Z', '2026-12', '01/12/2026', 2026],
  ['2026-12-31T17:00:00.000Z', '2027-01', '01/01/2027', 2027],
])('%s belongs to %s in Vietnam', (instant, month, day, year) => {
  const at = Date.parse(instant);
  expect([periodOf(at, zone), dayOf(at, zone), yearOf(at, zone)]).toEqual([month, day, year]);
});

test.each([
  ['2026-01', ['2026-01']],
  ['2026-Q1', ['2026-01', '2026-02', '2026-03']],
  ['2026-Q4', ['2026-10', '2026-11', '2026-12']],
  ['2026-13', undefined],
  ['2026-Q5', undefined],
  ['survey:s1', undefined],
  ['', undefined],
])('the months of %j', (period, months) => {
  expect(monthsOf(period)).toEqual(months);
});

test('a year has twelve months, a month one quarter', () => {
  expect(monthsOf('2026')?.[11]).toBe('2026-12');
  expect(['2026-01', '2026-03', '2026-04', '2026-12'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']);
});
