import { bareOf, isMarked, spellingOf, withI } from './normalise';
import list from './words/zodiac.json';

/** A lunar birth sign: `branch` 0 (Tý) to 11 (Hợi), with `stem` 0 (Giáp) to 9 (Quý) where it was said. */
export type Sign = { branches: readonly number[]; stem?: number };

type Values = ReadonlyMap<string, readonly number[]>;
const [BRANCHES, BRANCHES_BARE] = tables('branch');
const [STEMS, STEMS_BARE] = tables('stem');

function tables(is: string): [Values, Values] {
  const spelled = new Map<string, number[]>();
  const bare = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, key: string, value: number): void => {
    map.set(key, [...new Set([...(map.get(key) ?? []), value])]);
  };
  for (const entry of list.filter((one) => one.is === is)) {
    for (const form of entry.forms) {
      add(spelled, spellingOf(form), entry.value);
      add(bare, withI(bareOf(form)), entry.value);
    }
  }
  return [spelled, bare];
}

/** The sign that stands at word `start` after "tuổi" (con giáp); several branches where the bare word is shared (ty: Tý, Tỵ). */
export function signAt(words: readonly string[], start: number): Sign | undefined {
  const at = words[start] === 'con' || words[start] === 'nam' || words[start] === 'năm' ? start + 1 : start;
  const stem = valuesOf(STEMS, STEMS_BARE, words[at] ?? '')[0];
  const branches = valuesOf(BRANCHES, BRANCHES_BARE, words[stem === undefined ? at : at + 1] ?? '');
  if (branches.length) return stem === undefined ? { branches } : { branches, stem };
  const alone = valuesOf(BRANCHES, BRANCHES_BARE, words[at] ?? '');
  return alone.length ? { branches: alone } : undefined;
}

/** The years of a sign from `first` to `last`; 4 was a year of Giáp Tý. */
export function yearsOf(sign: Sign, first: number, last: number): number[] {
  const years: number[] = [];
  for (let year = first; year <= last; year++) {
    const fits = sign.branches.includes((year - 4) % 12);
    if (fits && (sign.stem === undefined || (year - 4) % 10 === sign.stem)) years.push(year);
  }
  return years;
}

function valuesOf(spelled: Values, bare: Values, word: string): readonly number[] {
  return (isMarked(word) ? spelled.get(spellingOf(word)) : bare.get(withI(word))) ?? [];
}
