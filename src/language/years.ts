import { AGES, aged, type Candidate, maybeAge } from './ages';
import { ask, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { spelledDigits, spelledNumber } from './numerals';
import { type Sign, signAt, yearsOf } from './zodiac';

/** Oldest age that is believed without asking when another reading is younger. */
const LIKELY_AGE = 90;

/** The birth year in a text: 1985, 85, sn85, 12/3/85, 41 tuổi, tuổi Sửu, tám lăm; `today` is YYYY-MM-DD. */
export function birthYearOf(text: string, today: string): Meaning {
  const thisYear = Number(today.slice(0, 4));
  const words = text.match(/\p{L}+|\d+/gu) ?? [];
  const found = [...dated(text, thisYear), ...aged(words, thisYear)];
  const years = found.length ? found : [...numbered(text, thisYear), ...spelled(words, thisYear)];
  const distinct = [...new Map(years.map((candidate) => [candidate.year, candidate])).values()];
  const age = distinct.length === 1 ? maybeAge(text, distinct[0]?.year ?? 0, thisYear) : undefined;
  if (age) return ask(...age);
  const zodiac = signOf(words);
  if (zodiac) return bySign(zodiac, distinct, thisYear);
  if (distinct.length > 1) return ask(...distinct.slice(0, 4).map(({ year }) => String(year)));
  const only = distinct[0];
  if (only && (REFUSED.test(text) || OTHER_EVENT.test(text) || OTHER_PERSON.test(text))) return NOT_UNDERSTOOD;
  if (only?.doubt === 'words' && /n[aă]m nay/u.test(text)) return ask(String(only.year), String(thisYear - (only.year % 100)));
  if (only) return judge(only, thisYear);
  return /\d{1,2}\s?(?:[/.-]|tháng|thang)\s?\d{1,2}(?!\d)/.test(text) ? { meaning: 'invalid', why: 'noYear' } : NOT_UNDERSTOOD;
}

const REFUSED = /(?<!\p{L})(?:không phải|khong phai|ko phải|ko phai|k phải|đâu phải|chưa phải|sai|nhầm)(?!\p{L})/u;

/** "cưới năm 2005": the year of something else. */
const OTHER_EVENT =
  /(?<!\p{L})(?:cưới|cuoi|lấy chồng|lay chong|(?:vào|vô) hội|(?:vao|vo) hoi|lập gia đình|lap gia dinh|kết nạp|tốt nghiệp|sinh con|đẻ|về hưu|nghỉ hưu)\D{0,12}\d{2,4}/u;

/** "con em sinh 2007": the year of somebody else. */
const OTHER_PERSON =
  /(?<!\p{L})(?:con (?:lớn|lon|út|ut|đầu|dau|trai|gái|gai|em|chị|chi|tôi|toi|tui|nhỏ|dâu|rể)|chồng|chong|ck|mẹ em|me em|má em|ba em|bố em|cháu nội|cháu ngoại|em gái|em trai)(?: \p{L}+)? (?:sinh|sn)\D{0,6}\d/u;

/** What to make of a year: too young, too old, not yet, or a value; whoever turns 18 this year is asked again. */
export function judge({ year, doubt }: Candidate, thisYear: number): Meaning {
  const age = thisYear - year;
  if (doubt === 'century') return ask(String(year - 100), String(year));
  if (age < 0) return { meaning: 'invalid', why: 'future' };
  if (age < AGES.min) return { meaning: 'invalid', why: 'underAge' };
  if (age > AGES.max) return { meaning: 'invalid', why: 'tooOld' };
  const why = doubt ?? (age === AGES.min ? 'turning18' : age > LIKELY_AGE ? 'veryOld' : undefined);
  return why ? { meaning: 'value', value: year, confirm: true, why } : { meaning: 'value', value: year };
}

const DATE = /(?<!\d)(\d{1,2}) ?[/.\-,] ?(\d{1,2}) ?[/.\-,] ?(\d{4}|\d{2})(?!\d)/g;
const SPACED = /(?<![\d/.-])([0-3]?\d) ([01]?\d) (\d{4})(?![\d/.-])/g;
const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g;
const MONTH_YEAR = /(?<![\d/.-])(\d{1,2}) ?[/.-] ?(\d{4})(?!\d)/g;
const SPOKEN_DATE = /(?<!\d)\d{1,2} ?(?:tháng|thang|th|t) ?\d{1,2} ?(?:năm|nam|,)? ?(\d{4}|\d{2})(?!\d)/g;

/** Years of whole dates; the order is day, month, year. */
function dated(text: string, thisYear: number): Candidate[] {
  const found: Candidate[] = [];
  for (const [, day, month, year] of text.matchAll(DATE)) {
    const impossible = Number(day) > 31 || Number(month) > 12 || Number(day) < 1 || Number(month) < 1;
    found.push({ ...fromDigits(year ?? '', thisYear), ...(impossible ? { doubt: 'date' } : {}) });
  }
  for (const [, , month, year] of text.matchAll(SPACED)) if (Number(month) <= 12) found.push(fromDigits(year ?? '', thisYear));
  for (const [, year] of text.matchAll(ISO)) found.push({ year: Number(year) });
  for (const [, month, year] of text.matchAll(MONTH_YEAR)) if (Number(month) <= 12) found.push({ year: Number(year) });
  for (const [, year] of text.matchAll(SPOKEN_DATE)) found.push(fromDigits(year ?? '', thisYear));
  return found.filter(({ year }) => year > 0);
}

/** Bare years: four digits, two digits, or a date run together (12031985, 120385). */
function numbered(text: string, thisYear: number): Candidate[] {
  const found: Candidate[] = [];
  for (const [digits] of text
    .replaceAll(/(?<!\p{L})u ?\d0(?!\d)|(?<!\d)\d{1,2} ?[/.-] ?\d{1,2}(?!\d)/gu, ' ')
    .matchAll(/(?<![\d+])\d{2,8}(?!\d)/g)) {
    if (digits.length === 4) found.push({ year: Number(digits) });
    else if (digits.length === 2) found.push(fromDigits(digits, thisYear));
    else if (digits.length === 8) found.push({ year: Number(digits.slice(4)), doubt: 'date' });
    else if (digits.length === 6) found.push({ ...fromDigits(digits.slice(4), thisYear), doubt: 'date' });
  }
  return found;
}

/** Who is older would not write her year with two digits: a child's year is as likely. */
const OLDEST_SHORT = 100;

/** Two digits are of the century that makes her 18 to 110 years old; years of the very old could be an age. */
function fromDigits(digits: string, thisYear: number): Candidate {
  if (digits.length !== 2) return { year: Number(digits) };
  const century = thisYear - (thisYear % 100);
  const year = century + Number(digits);
  if (thisYear - year >= AGES.min) return { year };
  const before = year - 100;
  // Neither century fits well (domain.md §5.8): a child's year, or a slip.
  if (thisYear - before > OLDEST_SHORT) return { year, doubt: 'century' };
  return Number(digits) <= 60 && thisYear - before > 65 ? { year: before, doubt: 'maybeAge' } : { year: before };
}

/** "tám lăm", "một nghìn chín trăm tám mươi lăm", "một chín tám lăm". */
function spelled(words: readonly string[], thisYear: number): Candidate[] {
  for (let i = 0; i < words.length; i++) {
    // "sinh năm một nghìn…": the year, not the digit.
    if (/^n[aă]m$/.test(words[i] ?? '') && /^s[ia]nh$/.test(words[i - 1] ?? '')) continue;
    const { digits, end } = spelledDigits(words, i);
    // "năm tám lăm" is the year 85, not 585.
    const year = digits.length % 2 && /^n[aă]m$/.test(words[i] ?? '') ? digits.slice(1) : digits;
    const whole = spelledNumber(words, i);
    if (whole && whole.end > end && whole.value >= 10) {
      const two = whole.value < 100 ? fromDigits(String(whole.value), thisYear) : { year: whole.value };
      if (whole.value < 100 || whole.value > 1000) return [{ ...two, doubt: 'words' }];
    }
    if (year.length === 2 || year.length === 4) return [{ ...fromDigits(year, thisYear), doubt: 'words' }];
    if (end > i) i = end - 1;
  }
  return [];
}

function signOf(words: readonly string[]): Sign | undefined {
  for (let i = 0; i < words.length; i++) {
    const after = words[i - 1] ?? '';
    const sign = signAt(words, i);
    if (sign && (sign.stem !== undefined || /^(?:tuổi|tuoi|tủi|tui|con|năm|nam)$/.test(after) || words.length === 1)) return sign;
  }
  return undefined;
}

function bySign(sign: Sign, said: readonly Candidate[], thisYear: number): Meaning {
  const years = yearsOf(sign, thisYear - AGES.max, thisYear - AGES.min);
  const agreed = said.filter(({ year }) => years.includes(year));
  const only = agreed.length === 1 ? agreed[0] : undefined;
  if (only) return judge(only, thisYear);
  if (agreed.length) return ask(...agreed.map(({ year }) => String(year)));
  const likely = sign.stem === undefined ? years : years.filter((year) => thisYear - year <= LIKELY_AGE);
  if (likely.length === 1) return { meaning: 'value', value: likely[0] ?? 0, confirm: true, why: 'sign' };
  return ask(...[...said.map(({ year }) => String(year)), ...likely.map(String)]);
}
