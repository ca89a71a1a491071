/** A paragraph of a printed sheet; `size` is its height of letters in mm. */
export interface Paragraph {
  text: string;
  size: number;
  bold?: true;
  color?: string;
}

/** A paragraph with its place: lines, and the baselines they stand on, mm from the top. */
export type Placed = Omit<Paragraph, 'text'> & { lines: readonly { text: string; y: number }[] };

/** How many letters of 1 mm fit across a sheet of 148 mm with its margins, in the widest of the usual fonts: SVG breaks no lines. */
const ACROSS = { plain: 215, bold: 180 } as const;
/** Between two lines, and after a paragraph, in heights of letters. */
const LEADING = 1.25;
const GAP = 0.4;
/** Letters get smaller in steps, and never smaller than this part of their size. */
const STEP = 0.92;
const SMALLEST = 0.4;

/** Paragraphs one below the other between two heights (mm); where they do not fit all get smaller together. */
export function stacked(paragraphs: readonly Paragraph[], top: number, bottom: number): Placed[] {
  for (let scale = 1; ; scale *= STEP) {
    let y = top;
    const placed = paragraphs.map(({ text, ...rest }) => {
      const size = rest.size * scale;
      const lines = linesOf(text, Math.floor((rest.bold ? ACROSS.bold : ACROSS.plain) / size)).map((line, n) => ({
        text: line,
        y: round(y + size + n * size * LEADING),
      }));
      y += lines.length * size * LEADING + size * GAP;
      return { ...rest, size: round(size), lines };
    });
    if (y <= bottom || scale < SMALLEST) return placed;
  }
}

const round = (mm: number) => Math.round(mm * 100) / 100;

/** A text in lines of at most some letters, broken at spaces where there are any. */
export function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${most}}`, 'gu')) ?? []));
  }
  return lines;
}
