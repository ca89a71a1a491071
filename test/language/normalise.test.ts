import { bareOf, fold, isMarked, LONGEST_TEXT, spellingOf } from '../../src/language/normalise';
import { respell } from '../../src/language/respell';
import { fromTelex, fromVni } from '../../src/language/telex';
import { read } from '../../src/language/tokens';

test.each([
  ['hòa', 'hoà'],
  ['thúy', 'thuý'],
  ['kí', 'ký'],
  ['quý', 'quí'],
  ['đồng', 'đồng'.normalize('NFD').normalize('NFC')],
])('%s and %s are one spelling', (one, other) => expect(spellingOf(one)).toBe(spellingOf(other)));

test.each([
  ['vâng', 'vắng'],
  ['đúng', 'dừng'],
  ['co', 'có'],
  ['tay', 'tai'],
])('%s and %s are two', (one, other) => expect(spellingOf(one)).not.toBe(spellingOf(other)));

test('fold makes one spelling of forms, cases and invisible characters', () => {
  const forms = ['Đồng Ý', 'đồng ý'.normalize('NFD'), 'ĐỒNG\u200b Ý', 'đồng\u00a0ý', 'ð\u1ed3ng ý'];
  expect(new Set(forms.map(fold))).toEqual(new Set(['đồng ý']));
  expect(fold('a'.repeat(9999))).toHaveLength(LONGEST_TEXT);
});

test('bareOf drops every mark, isMarked sees every one', () => {
  expect(bareOf('ăâđêôơưáàảãạ')).toBe('aadeoouaaaaa');
  expect(['ă', 'đ', 'á', 'ơ'].every(isMarked)).toBe(true);
  expect(isMarked('dong y 123')).toBe(false);
});

test.each([
  ['ddoongf', 'đồng'],
  ['ys', 'ý'],
  ['vaang', 'vâng'],
  ['khoong', 'không'],
  ['dduwowcj', 'được'],
  ['baanj', 'bận'],
])('Telex "%s" is %s', (keys, word) => expect(spellingOf(fromTelex(keys) ?? '')).toBe(spellingOf(word)));

test.each([
  ['d9o62ng', 'đồng'],
  ['kho6ng', 'không'],
  ['co1', 'có'],
])('VNI "%s" is %s', (keys, word) => expect(fromVni(keys)).toBe(word));

test.each([
  ['dongy', ['dong', 'y']],
  ['khongdi', ['khong', 'di']],
  ['kdi', ['không', 'di']],
  ['okkkk', ['ok']],
  ['vânggg', ['vâng']],
  ['ko', ['không']],
  ['ddoongf', ['đồng']],
  ['lan', ['lan']],
  ['xyzzy', ['xyzzy']],
  ['kkk', ['k']],
])('"%s" is read as %j', (word, words) => expect(respell(word)).toEqual(words));

test('numbers, units and emoji are words of their own; punctuation ends a clause', () => {
  const { tokens, questions } = read('sn85, 5k 👍🏽 đi không? 0.5');
  expect(tokens.map(({ text }) => text)).toEqual(['sn', '85', '5', 'k', '👍', 'đi', 'không', '0', '5']);
  expect([...questions]).toEqual([1]);
  expect(tokens.map(({ clause }) => clause)).toEqual([0, 0, 1, 1, 1, 1, 1, 2, 2]);
});
