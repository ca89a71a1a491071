import { birthdaysOn } from '../../src/programme/birthdays';

test.each([
  ['2027-03-12', ['03-12']],
  ['2027-02-28', ['02-28', '02-29']],
  ['2028-02-28', ['02-28']],
  ['2028-02-29', ['02-29']],
  ['2100-02-28', ['02-28', '02-29']],
  ['2027-01-01', []],
])('on %s those born on %j are greeted', (today, days) => {
  expect(birthdaysOn(today)).toEqual(days);
});
