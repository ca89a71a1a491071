import fc from 'fast-check';
import { linesOf, stacked } from '../../src/pages/text-lines';

test('a short text keeps its size and stands in one line', () => {
  expect(stacked([{ text: 'Mã mời: BCF234', size: 9, bold: true }], 150, 200)).toEqual([
    { size: 9, bold: true, lines: [{ text: 'Mã mời: BCF234', y: 159 }] },
  ]);
});

test('where a text is long all get smaller together, and the letters stay within their heights', () => {
  const placed = stacked(
    [
      { text: 'họp '.repeat(40), size: 7 },
      { text: 'nhà văn hóa '.repeat(10), size: 5 },
    ],
    16,
    69,
  );
  expect((placed[0]?.size ?? 0) / (placed[1]?.size ?? 1)).toBeCloseTo(7 / 5, 1);
  expect(placed[1]?.size).toBeLessThan(5);
  expect(placed.at(-1)?.lines.at(-1)?.y).toBeLessThanOrEqual(69);
});

test('no line stands on another, whatever is written', () => {
  const paragraph = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 150 }), size: fc.integer({ min: 4, max: 9 }) });
  fc.assert(
    fc.property(fc.array(paragraph, { maxLength: 4 }), (paragraphs) => {
      const lines = stacked(paragraphs, 16, 69).flatMap(({ size, lines: of }) => of.map(({ y }) => ({ y, size })));
      for (const [n, { y, size }] of lines.entries()) expect(y - (lines[n - 1]?.y ?? 0)).toBeGreaterThanOrEqual(size);
    }),
  );
});

test.each([
  ['một hai ba', 7, ['một hai', 'ba']],
  ['khôngdấucách', 5, ['không', 'dấucá', 'ch']],
  ['  ', 5, []],
])('“%s” in lines of %i', (text, most, lines) => {
  expect(linesOf(text, most)).toEqual(lines);
});
