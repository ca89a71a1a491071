import { templateOf, words } from '../src/words';

test('a text is filled in exactly as typed', () => {
  expect(words('join.confirmName', { name: '<b>Lan & Hoa</b> $t(menu.ask) {year}' })).toBe(
    'Em ghi tên chị là “<b>Lan & Hoa</b> $t(menu.ask) {year}”, đúng không ạ?',
  );
});

test.each(['join.nobodyWroteThis', 'join', '__proto__.polluted', 'constructor', ''])('“%s” is no text', (key) => {
  expect(() => words(key)).toThrow('has no text');
  expect(() => templateOf(key)).toThrow('has no text');
});

test('a missing variable is named and nothing is rendered', () => {
  expect(() => words('join.confirmBirth', { year: 1985 })).toThrow('needs age');
});
