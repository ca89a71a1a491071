import { bareOf } from './normalise';
import { spelledNumber } from './numerals';

const LABELLED = /^(?:câu|cau|số|so|ý|y|mục|muc|thứ|thu|ô|phím|nút|nut|cái thứ|cai thu|cái số|lựa chọn|hàng|dòng|phần)$/u;
const JOINED = /^(?:và|va|với|voi|,|cùng|hoặc)$/u;
const FIRST = /^(?:dau|dau tien|thu nhat|nhat|tren cung|tren het)$/;
const LAST = /^(?:cuoi|cuoi cung|chot|duoi cung|sau cung|cuoi het|ap chot)$/;

/** The numbers of a text that says nothing else: "2", "1,3", "số 2 và câu 3", "hai"; undefined otherwise. */
export function digitsIn(text: string): number[] | undefined {
  const words = text.match(/\p{L}+|\d+|,/gu) ?? [];
  const numbers: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (LABELLED.test(word) || JOINED.test(word)) continue;
    if (/^\d+$/.test(word)) {
      numbers.push(...runTogether(word));
      continue;
    }
    const spelled = spelledNumber(words, i);
    // "không" is the digit nought to the phone, but never the choice of an option.
    if (!spelled || spelled.value === 0) return undefined;
    numbers.push(spelled.value);
    i = spelled.end - 1;
  }
  return numbers.length ? numbers : undefined;
}

function runTogether(digits: string): number[] {
  return [Number(digits.slice(0, 9))];
}

/** "cái đầu tiên", "cuối cùng", "thứ nhì", among `count` options; from 1. */
export function ordinalOf(text: string, count: number): number[] | undefined {
  const bare = bareOf(text)
    .replaceAll(',', '')
    .replace(/^(?:cau|y|muc|so|o|nut|hang|dong|lua chon|cai) /, '')
    .trim();
  if (FIRST.test(bare)) return [1];
  if (LAST.test(bare)) return bare === 'ap chot' ? [count - 1] : [count];
  if (/^(?:thu )?nhi$/.test(bare)) return [2];
  if (bare === 'giua' || bare === 'o giua' || bare === 'chinh giua') return count % 2 ? [(count + 1) / 2] : undefined;
  if (count === 2 && /^(?:tren|o tren)$/.test(bare)) return [1];
  if (count === 2 && /^(?:duoi|o duoi)$/.test(bare)) return [2];
  return undefined;
}
