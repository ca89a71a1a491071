import { OCCASIONS, occasionOf, occasionsBetween, occasionsOf } from '../../src/programme/occasions';
import { templateOf } from '../../src/words';

test('the days of a year in their order; Tết by the moon of Việt Nam', () => {
  expect(occasionsOf(2027).map(({ id, day }) => [id, day])).toEqual([
    ['partyDay-2027', '2027-02-03'],
    ['lunarNewYear-2027', '2027-02-06'],
    ['womensDay-2027', '2027-03-08'],
    ['familyDay-2027', '2027-06-28'],
    ['martyrsDay-2027', '2027-07-27'],
    ['unionDay-2027', '2027-10-20'],
  ]);
  // The new moon came at 23:07 in Hà Nội, and after midnight in Beijing.
  expect(occasionOf('lunarNewYear-2030')?.day).toBe('2030-02-02');
});

test.each<[string, string, string[]]>([
  ['2026-11-22', '2026-12-31', []],
  ['2026-12-20', '2027-02-03', ['partyDay-2027']],
  ['2026-10-20', '2026-10-20', ['unionDay-2026']],
  ['2026-12-30', '2027-02-06', ['partyDay-2027', 'lunarNewYear-2027']],
])('from %s to %s: %j', (from, to, ids) => {
  expect(occasionsBetween(from, to).map(({ id }) => id)).toEqual(ids);
});

test('an id that names none', () => {
  for (const id of ['', 'womensDay', 'womensDay-20', 'nobodysDay-2027', 'lunarNewYear-2099'])
    expect(occasionOf(id)).toBeUndefined();
});

test.each(OCCASIONS)('%s has a name and a greeting with the name of whoever reads it', (name) => {
  expect(templateOf(`occasion.${name}`).length).toBeLessThanOrEqual(40);
  const text = templateOf(`occasionText.${name}`);
  expect(text).toContain('chị {name}');
  expect(text.length).toBeLessThanOrEqual(160);
});
