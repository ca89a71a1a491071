import { ask, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { bareOf } from './normalise';
import { numeralWord, spelledNumber } from './numerals';

const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  ng: 1e3,
  ngan: 1e3,
  nghin: 1e3,
  tr: 1e6,
  trieu: 1e6,
  cu: 1e6,
  ty: 1e9,
  ti: 1e9,
  tram: 100,
  chuc: 10,
};
const NUMBER = /(?<![\p{L}\d.,])-?\d[\d.,]*/gu;
const AFTER = /^ ?(\p{L}+)(?: ?(\d{1,3})(?!\d)(?! ?\p{L})| (ruoi))?/u;
/** "5 năm nay": how long, not how many. */
const SINCE = /^ ?(?:nam|thang|tuan|ngay|bua) (?:nay|roi|qua|truoc|ni)(?!\w)/;
/** "con 5 tuổi": her age, not how many. */
const OF_A_CHILD = /(?:^| )(?:con|chau|be|dua|lon|nho|ut|dau) $/;
const NONE =
  /^(?:khong|ko|k|hong|chua|kg|khg|hk|hok)(?: (?:co|ai|dua|nguoi|con|chau|gi|het|nao|mo|a|em|c|chi|dong|lan|cai|phan))*$/;
const RANGE = /\d ?(?:-|den|toi|hoac|hay|~|\/) ?\d/;
const ABOUT =
  /(?<!\p{L})(?:khoảng|khoang|tầm|gần|gan|hơn|hon|chừng|chung|cỡ|xấp xỉ|xap xi|trên|tren|dưới|duoi|ít nhất|it nhat|độ)(?!\p{L})/u;

/** The number in a folded text: digits, words, thousands (k, tr), "1 trai 1 gái", "chưa có con"; several are asked about. */
export function numberIn(text: string): Meaning {
  const bare = bareOf(text)
    .replaceAll(/\s+/g, ' ')
    // "1o" is ten.
    .replaceAll(/(?<=\d)o(?![a-z])/g, '0')
    .trim();
  const children = childrenIn(bare);
  if (children !== undefined) return { meaning: 'value', value: children };
  if (/(?<!\p{L})(?:âm|am) ?\d/u.test(text)) return NOT_UNDERSTOOD;
  const values = [...typed(bare), ...spelled(text)];
  const distinct = [...new Set(values)];
  const about = pairIn(bare);
  if (about) return ask(...about);
  // "một mẹ một con": twice the same, which may be two.
  if (distinct.length === 1 && values.length > 1)
    return ask(String(distinct[0]), String(values.reduce((sum, value) => sum + value, 0)));
  if (distinct.length > 1) return ask(...distinct.slice(0, 4).map(String));
  const only = distinct[0];
  if (only !== undefined) return doubted(only, text, bare);
  const plain = bare
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim()
    .replace(/^(?:da|thua|hien|toi|em|chi|minh|tui|nha|gia dinh)(?: (?:em|chi|toi|tui|minh|van|hien|thi))* /, '')
    .replace(/ (?:a|nha|nhe|em|chi|oi|dau|ca)$/, '');
  return NONE.test(plain) ? { meaning: 'value', value: 0, confirm: true, why: 'words' } : NOT_UNDERSTOOD;
}

const PAIR =
  /(?<!\w)(mot hai|hai ba|ba bon|bon nam|nam sau|sau bay|bay tam|tam chin) (?:con|dua|nguoi|chau|be|lan|cai|buoi|ngay|tuan|thang|ngan|nghin|trieu|tram)(?!\w)/;

/** "hai ba đứa" is two or three, not 23. */
function pairIn(bare: string): string[] | undefined {
  const pair = PAIR.exec(bare)?.[1]?.split(' ');
  return pair?.map((word) => String(numeralWord(word)?.digit ?? 0));
}

function doubted(value: number, text: string, bare: string): Meaning {
  if (!Number.isFinite(value) || Math.abs(value) > 1e12) return { meaning: 'invalid', why: 'tooLarge' };
  const why = RANGE.test(bare) ? 'range' : ABOUT.test(text) ? 'about' : undefined;
  return why ? { meaning: 'value', value, confirm: true, why } : { meaning: 'value', value };
}

/** "1 trai 1 gái" is two children; "2 trai" alone is left to the plain reading. */
function childrenIn(bare: string): number | undefined {
  const counts = [...bare.matchAll(/(?<!\w)(\d|mot|hai|ba|bon|nam) ?(?:dua |be |con )?(?:trai|gai)(?!\w)/g)];
  if (counts.length < 2) return undefined;
  let sum = 0;
  for (const [, count] of counts) sum += /\d/.test(count ?? '') ? Number(count) : (numeralWord(count ?? '')?.digit ?? 0);
  return sum;
}

function typed(bare: string): number[] {
  const values: number[] = [];
  for (const match of bare.matchAll(NUMBER)) {
    const value = plainNumber(match[0]);
    if (value === undefined) continue;
    if (OF_A_CHILD.test(bare.slice(0, match.index)) && /^ ?tuoi/.test(bare.slice(match.index + match[0].length))) continue;
    if (/^(?:19|20)\d\d$/.test(match[0]) && /(?:^| )nam $/.test(bare.slice(0, match.index))) continue;
    if (SINCE.test(bare.slice(match.index + match[0].length))) continue;
    const [, unit, rest, half] = AFTER.exec(bare.slice(match.index + match[0].length)) ?? [];
    const scale = SCALES[unit ?? ''];
    // "3 chục triệu".
    const more =
      scale && scale < 1e3
        ? (SCALES[/^ ?(?:chuc|tram) (\w+)/.exec(bare.slice(match.index + match[0].length))?.[1] ?? ''] ?? 1)
        : 1;
    if (scale === undefined) values.push(unit === 'ruoi' ? value + 0.5 : value);
    // "2tr5" is two and a half million.
    else values.push(Math.round((value + (half ? 0.5 : rest ? Number(`0.${rest}`) : 0)) * scale * more * 100) / 100);
    if (rest && scale !== undefined) return values;
  }
  return values;
}

/** A dot before three digits separates thousands; a comma is the decimal point. */
function plainNumber(digits: string): number | undefined {
  const trimmed = digits.replace(/[.,]+$/, '');
  if (/^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(trimmed)) return Number(trimmed.replaceAll('.', '').replace(',', '.'));
  if (/^-?\d{1,3}(?:,\d{3}){2,}$/.test(trimmed)) return Number(trimmed.replaceAll(',', ''));
  const value = Number(trimmed.replace(',', '.'));
  return Number.isNaN(value) ? undefined : value;
}

/** Words that are numbers only beside something counted, or alone: ba (father), năm (year), tư (private), không (no). */
const DOUBTFUL = /^(?:không|khong|ko|hông|tư|tu|ba|năm|nam|lăm|chục|chuc|mươi)$/;
const COUNTED = /^(?:con|đứa|dua|người|nguoi|cháu|chau|bé|lần|lan|cái|buổi|buoi|nhân|khẩu|khau|tuổi)$/;
const POLITE =
  /^(?:dạ|da|ạ|a|em|e|nha|nhé|ơi|oi|chị|có|co|tôi|tui|toi|mình|nhà|nha|c|thưa|là|la|được|duoc|dc|mới|moi|chỉ|chi|thôi|thoi|cô|bác)$/;

function spelled(text: string): number[] {
  const words = (text.match(/\p{L}+|\d+/gu) ?? []).slice(0, 400);
  const values: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const number = spelledNumber(words, i);
    if (!number) continue;
    const lone = number.end === i + 1 && DOUBTFUL.test(words[i] ?? '');
    const alone = words.every((word, at) => at === i || POLITE.test(word));
    const counted = alone || COUNTED.test(words[number.end] ?? '');
    const nought = numeralWord(words[i] ?? '')?.digit === 0;
    if (!/\d/.test(words[i - 1] ?? '') && !nought && (!lone || counted)) values.push(number.value);
    i = number.end - 1;
  }
  return values;
}
