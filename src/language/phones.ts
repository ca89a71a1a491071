import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The mobile prefixes of eleven digits that were shortened in 2018 (domain.md §5.8). */
const OLD_PREFIXES: Readonly<Record<string, string>> = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
};
const MOBILE = /^0[35789]\d{8}$/;
const GROUPS = /[+＋]?(?:[\do]|[li]\d)[\doli]*/g;
const BETWEEN = /^[ .\-()–]{1,3}$/;

/** A number as typed, with what became of it: `phone` like 0905123456, or why it can be none. */
export type Typed = { start: number; end: number; phone?: string; why?: string };

/** Digits that stand together; `counts` where a word follows that they may count (3 con). */
type Group = { digits: string; start: number; end: number; counts: boolean };

/** The phone numbers of a folded text, and where they stand. */
export function phonesIn(text: string): Typed[] {
  if (!/\d/.test(text)) return [];
  const found: Typed[] = [];
  let run: Group[] = [];
  for (const match of text.matchAll(GROUPS)) {
    const start = match.index;
    const end = start + match[0].length;
    if (!/\d/.test(match[0]) && !run.length) continue;
    const last = run.at(-1);
    if (last && !BETWEEN.test(text.slice(last.end, start))) {
      found.push(...numbersOf(run));
      run = [];
    }
    if (/\p{L}/u.test(text.charAt(start - 1)) && !/\d/.test(match[0].charAt(0))) continue;
    run.push({ digits: cleaned(match[0]), start, end, counts: /^ ?\p{L}/u.test(text.slice(end, end + 2)) });
  }
  return [...found, ...numbersOf(run)];
}

/** The letters o, l and i stand for digits where somebody typed them among digits. */
function cleaned(group: string): string {
  return group.replaceAll('o', '0').replaceAll('l', '1').replaceAll('i', '1').replace('＋', '+');
}

/** Joins groups to numbers: the fewest that are valid, else all of them as one that is not. */
function numbersOf(run: readonly Group[]): Typed[] {
  if (run.reduce((sum, { digits }) => sum + digits.length, 0) < 7) return [];
  const found: Typed[] = [];
  const left: Group[] = [];
  for (let rest = run.slice(0, 40); rest.length; ) {
    const taken = prefixThatIsPhone(rest);
    if (taken) found.push(taken.number);
    else left.push(...rest.slice(0, 1));
    rest = rest.slice(taken?.groups ?? 1);
  }
  const digits = left.map((group) => group.digits).join('');
  const slip = left.at(-1);
  const only = found[0];
  // "0905 123 456 7": a digit too many, not a number beside.
  if (only && slip && !slip.counts && slip.start >= only.end && slip.digits.length % 2)
    return [{ start: only.start, end: slip.end, why: 'tooLong' }];
  // A year or a house number may stand beside a phone; a longer rest makes the phone doubtful ("1234 0905 123 456").
  if (found.length) return digits.length > 4 ? found.map((number) => ({ ...number, why: number.why ?? 'otherDigits' })) : found;
  const first = left[0];
  const last = left.at(-1);
  if (!first || !last || digits.replace('+', '').length < 7) return found;
  return [...found, { start: first.start, end: last.end, why: whyNot(digits) }];
}

function prefixThatIsPhone(groups: readonly Group[]): { number: Typed; groups: number } | undefined {
  let digits = '';
  let best: { number: Typed; groups: number } | undefined;
  for (const [i, group] of groups.entries()) {
    digits += group.digits;
    if (digits.length > 16) break;
    const phone = phoneOf(digits);
    // A longer number wins only where it is an old one of eleven digits: 0168 999 9888.
    if (phone && (!best || digits.length === 11))
      best = { number: { start: groups[0]?.start ?? 0, end: group.end, ...phone }, groups: i + 1 };
  }
  return best;
}

/** The number that a run of digits is, as 0905123456, with the reason to doubt it; undefined when it is none. */
export function phoneOf(digits: string): { phone: string; why?: string } | undefined {
  const national = nationalOf(digits);
  if (MOBILE.test(national)) return isAssigned(national) ? { phone: national } : { phone: national, why: 'rarePrefix' };
  const renewed = OLD_PREFIXES[national.slice(0, 4)];
  if (renewed && national.length === 11) return { phone: renewed + national.slice(4), why: 'oldPrefix' };
  if (/^02\d{8,9}$/.test(national) && isAssigned(national)) return { phone: national, why: 'landline' };
  return undefined;
}

function nationalOf(digits: string): string {
  const international = /^(?:\+84|0084|84(?=0?\d{9,10}$))0?(\d+)$/.exec(digits)?.[1];
  if (international) return `0${international}`;
  // The leading 0 forgotten: 905123456, 1689999888.
  if (/^[35789]\d{8}$/.test(digits) || /^1[2689]\d{8}$/.test(digits)) return `0${digits}`;
  return digits;
}

function isAssigned(national: string): boolean {
  return parsePhoneNumberFromString(national, 'VN')?.isValid() ?? false;
}

/** Why digits are no number of a Vietnamese telephone. */
export function whyNot(digits: string): string {
  if (digits.startsWith('+') && !digits.startsWith('+84')) return 'foreign';
  const national = nationalOf(digits);
  if (national.length < 10) return 'tooShort';
  return national.length > 10 && !/^02/.test(national) ? 'tooLong' : 'badPrefix';
}
