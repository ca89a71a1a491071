import type { CellRead } from './cells';
import { textOf } from './cells';
import list from './groups.json';
import { headingKey } from './headings';
import type { Cell } from './rows';

const BY_WORDING = new Map(
  list.flatMap(({ code, title, also }) => [code, title, ...also].map((wording) => [headingKey(wording), code] as const)),
);
const TITLES = new Map(list.map(({ code, title }) => [code, title]));

/** The codes of the groups that a cell names, in the order of domain §1.9: "tiểu thương, hộ nghèo". */
export function readGroups(cell: Cell): CellRead<string[]> {
  const text = textOf(cell);
  const whole = BY_WORDING.get(headingKey(text));
  if (whole !== undefined) return { value: [whole] };
  const found = new Set<string>();
  for (const part of text.split(/[,;/+&\n]| và | - /)) {
    const key = headingKey(part);
    if (key === '' || key === 'khong' || key === 'khac') continue;
    const code = BY_WORDING.get(key);
    if (code === undefined) return { why: 'unknownGroup', hint: part.trim() };
    found.add(code);
  }
  return { value: list.flatMap(({ code }) => (found.has(code) ? [code] : [])) };
}

/** How the Union calls a group; the code itself where it is none of the list. */
export const groupTitle = (code: string): string => TITLES.get(code) ?? code;
