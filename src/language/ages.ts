import { spelledNumber } from './numerals';

/** Youngest and oldest age, in calendar years, that a birth year may give (domain.md §2.4, §5.8). */
export const AGES = { min: 18, max: 110 };

/** A year that was found; `doubt` says why it may be another. */
export type Candidate = { year: number; doubt?: string };

const AGE = /(?<!\d)(\d{1,3}) ?(?:tuổi|tuoi|tủi|tui|t)(?!\p{L})|(?:tuổi|tuoi) ?(\d{1,3})(?!\d)/gu;

/** "41 tuổi": may be counted from conception (tuổi mụ), so it is always asked again. */
export function aged(words: readonly string[], thisYear: number): Candidate[] {
  const text = words.join(' ');
  const lunar = /tuổi (?:ta|mụ|âm)|tuoi (?:ta|mu|am)/.test(text) ? 1 : 0;
  const found: Candidate[] = [];
  for (const [, before, after] of text.matchAll(AGE))
    found.push({ year: thisYear - Number(before ?? after) + lunar, doubt: 'age' });
  const at = words.findIndex((word) => word === 'tuổi' || word === 'tuoi');
  for (let i = 0; at > 0 && i < at; i++) {
    const age = spelledNumber(words, i);
    if (age?.end === at && age.value > 9) return [...found, { year: thisYear - age.value + lunar, doubt: 'age' }];
  }
  return found;
}

const SPOKEN_AGE =
  /(?<![\p{L}\d])(?<!sinh |sn |năm |nam )(em|chị|chi|tôi|toi|tui|mình|minh|cô|bác|năm nay|nam nay|nay|mới|moi|được|duoc|dc|đc|vừa|tròn|gần|gan|ngoài|ngoai|hơn|hon|trên|tren|tầm|cỡ|khoảng|khoang) ?(\d\d)(?!\d| ?[/.-] ?\d| ?tu)/u;

/** "em 41", "năm nay 70": an age as well as a year; the older one is shown first. */
export function maybeAge(text: string, year: number, thisYear: number): string[] | undefined {
  const [, before, digits] = SPOKEN_AGE.exec(text) ?? [];
  const age = Number(digits);
  const polite = PRONOUN.test(before ?? '');
  if (!digits || age < AGES.min || year % 100 !== age || (polite && age > 60)) return undefined;
  return [String(year), String(thisYear - age)];
}

const PRONOUN = /^(?:em|chị|chi|tôi|toi|tui|mình|minh|cô|bác|tầm|cỡ|khoảng|khoang)$/;
