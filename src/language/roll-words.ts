import { bareOf, fold } from './normalise';

/** Who was there or was not, by the numbers of a list from 1; `side` is missing where the text does not tell. */
export interface RollMarks {
  side?: 'present' | 'absent';
  numbers: number[];
  /** "Có mặt đủ", "vắng không ai": nobody is named. */
  all?: true;
}

const ABSENT = /^(?:vang mat|vang|nghi|khong den|khong co mat|thieu)\b/;
const PRESENT = /^(?:co mat|co|den|di|du hop)\b/;
const EVERYBODY =
  /^(?:du|du het|du ca|di du|den du|co mat du|co du|co het|vang khong ai|khong ai vang|khong vang ai|khong vang)$/;
const NUMBERS = /^(?:\s|,|;|\.|va|so|-|\d|:)*$/;
const RANGE = /(\d{1,3})\s*(?:-|den|toi)\s*(\d{1,3})|\d{1,3}/g;

/** Reads "vắng 3 7 12-15", "có 1, 2 và 5", "đủ" against a list of `most` names; undefined for anything else. */
export function rollMarksIn(text: string, most: number): RollMarks | undefined {
  const said = bareOf(fold(text))
    .replaceAll(/[.!]+$/g, '')
    .replace(/^(?:da|em ghi)\s+/, '')
    .trim();
  if (EVERYBODY.test(said)) return { side: 'present', numbers: [], all: true };
  const side = ABSENT.test(said) ? 'absent' : PRESENT.test(said) ? 'present' : undefined;
  const list = said.replace(side === 'absent' ? ABSENT : side === 'present' ? PRESENT : /^$/, '').trim();
  const named = [...list.matchAll(RANGE)];
  if (named.length === 0 || !NUMBERS.test(list.replaceAll(RANGE, ' '))) return undefined;
  const numbers = named.flatMap(([one, from, to]) => (from && to ? span(Number(from), Number(to)) : [Number(one)]));
  if (numbers.length === 0 || numbers.some((number) => number < 1 || number > most)) return undefined;
  return { ...(side ? { side } : {}), numbers: [...new Set(numbers)] };
}

function span(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
