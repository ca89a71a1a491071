import fc from 'fast-check';
import { cutText, splitText } from '../../src/channels/split-text';

test('a short text stays whole', () => {
  expect(splitText('Chào chị. Em là trợ lý tự động.', 100)).toEqual(['Chào chị. Em là trợ lý tự động.']);
});

test('a long text is cut at the end of a sentence or a line', () => {
  expect(splitText('Câu một. Câu hai. Câu ba.', 18)).toEqual(['Câu một. Câu hai.', 'Câu ba.']);
  expect(splitText('1 Có\n2 Không\n3 Chưa biết', 12)).toEqual(['1 Có\n2 Không', '3 Chưa biết']);
});

test('a sentence that is too long is cut between words, a word between letters', () => {
  expect(splitText('một hai ba bốn năm', 8)).toEqual(['một hai', 'ba bốn', 'năm']);
  expect(splitText('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  expect(splitText('👩‍👩‍👧👩‍👩‍👧', 10)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧']);
});

test('an empty text has no parts', () => {
  expect(splitText(' \n ', 10)).toEqual([]);
});

test('no part is too long, none is empty, and no word is lost', () => {
  const words = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('Hội', 'phụ nữ.', 'họp!\n', '👩‍👩‍👧')),
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 60 }), (some, limit) => {
      const text = some.join(' ').normalize('NFC');
      const parts = splitText(text, limit);
      expect(parts.every((part) => part.length <= limit && part.trim() !== '')).toBe(true);
      expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
    { numRuns: 300, verbose: 1 },
  );
});

test('a title is cut between letters', () => {
  expect(cutText('Đồng ý', 20)).toBe('Đồng ý');
  expect(cutText('Đăng ký tham gia Hội Liên hiệp', 20)).toBe('Đăng ký tham gia Hộ…');
  expect(cutText('Gia đình tôi 👩‍👩‍👧👩‍👩‍👧', 20)).toBe('Gia đình tôi…');
});
