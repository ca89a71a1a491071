import { bareOf, fold } from '../language/normalise';
import type { Cell, Column } from './rows';

/** Where the columns stand in a sheet: by place from 0, and the headings that say nothing to us. */
export interface Headings<C extends string> {
  at: ReadonlyMap<number, C>;
  titles: Readonly<Partial<Record<C, string>>>;
  unknown: readonly string[];
}

/** Finds the column that a heading means; `exact` when it is written as the Union writes it. */
export type Finder<C extends string> = (heading: string) => { id: C; exact: boolean } | undefined;

/** What people add behind a heading without changing what it means. */
const ADDED =
  /\s(?:neu co|bat buoc|hien nay|hien tai|ca nhan|day du|cua chi|cua hoi vien|hoi vien|hv|phu nu|chi em|lien he|ghi ro|viet in hoa|in hoa|cu the)$/;
/** A heading that speaks of somebody else. */
const OTHER = /\b(?:chong|con|chu ho|cha|me|bo|nguoi than|nguoi nha)\b/;

/** A heading for comparing: without accents, case and punctuation. */
export function headingKey(text: string): string {
  return bareOf(fold(text))
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Makes the finder of some columns. Throws where two columns claim one wording: that is a mistake in the data. */
export function finderOf<C extends string>(columns: readonly Column<C>[]): Finder<C> {
  const known = new Map<string, { id: C; exact: boolean }>();
  for (const { id, title, also } of columns) {
    for (const [place, wording] of [title, ...(also ?? [])].entries()) {
      const key = headingKey(wording);
      const other = known.get(key);
      if (other && other.id !== id) throw new Error(`the heading "${wording}" stands for ${other.id} and for ${id}`);
      if (!other) known.set(key, { id, exact: place === 0 });
    }
  }
  return (heading) => {
    const whole = headingKey(heading);
    const found = known.get(whole) ?? known.get(headingKey(heading.replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ' ')));
    if (found || OTHER.test(whole)) return found;
    let key = headingKey(heading.replaceAll(/\([^)]*\)/g, ' ')).replace(/(?:\snam)?\s(?:19|20)\d\d$/, '');
    while (!known.has(key) && ADDED.test(key)) key = key.replace(ADDED, '');
    return known.get(key);
  };
}

/** Reads a row as headings. Of two that mean one column the one in the Union's own words is taken, else the first. */
export function headingsIn<C extends string>(cells: readonly (Cell | undefined)[], find: Finder<C>): Headings<C> {
  const taken = new Map<C, { place: number; exact: boolean; text: string }>();
  for (const [place, cell] of cells.entries()) {
    const found = typeof cell === 'string' && cell.length < 80 ? find(cell) : undefined;
    if (!found) continue;
    const before = taken.get(found.id);
    if (!before || (found.exact && !before.exact)) taken.set(found.id, { place, exact: found.exact, text: String(cell) });
  }
  const at = new Map([...taken].map(([id, { place }]) => [place, id]));
  const unknown = cells.flatMap((cell, place) => (cell === undefined || at.has(place) ? [] : [oneLine(String(cell))]));
  const titles = Object.fromEntries([...taken].map(([id, { text }]) => [id, oneLine(text)])) as Partial<Record<C, string>>;
  return { at, titles, unknown };
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** Two lines of headings read as one: what stands below goes with the heading above it, or with the one left of that. */
export function joined(above: readonly (Cell | undefined)[], below: readonly (Cell | undefined)[]): (Cell | undefined)[] {
  let last: Cell | undefined;
  return Array.from({ length: Math.max(above.length, below.length) }, (_, place) => {
    const [upper, lower] = [above[place], below[place]];
    if (upper !== undefined) last = upper;
    if (lower === undefined) return upper;
    // "Nữ" below "Năm sinh": the lists of the Union are of women.
    if (last !== undefined && headingKey(String(lower)) === 'nu') return last;
    return last === undefined ? lower : `${last} ${lower}`;
  });
}
