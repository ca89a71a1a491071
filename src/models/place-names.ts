/** A name made ready for comparing. */
export interface Key {
  /** Lower case, single spaces, with the kind of place in front (`xã tân thành`). */
  whole: string;
  /** Without the kind of place, unless nothing else is left; with accents, and without. */
  accented: string;
  folded: string;
  /** `folded` without spaces. */
  compact: string;
  /** `whole` without accents. */
  plain: string;
}

/** What kind of place a word in front of a name tells of. */
export type Kind = 'hamlet' | 'commune' | 'above';

/** A part of what a woman typed: `thôn 3`, `xã Mỹ Thủy`, `Quảng Bình`. */
export interface Part {
  kind: Kind | undefined;
  key: Key;
}

/** What was typed, as a whole and in parts. */
export interface Asked {
  whole: Key;
  parts: Part[];
}

const HAMLETS = 'chi hội phụ nữ|tổ dân phố|khu dân cư|tổ phụ nữ|chi hội|khu phố|thôn|xóm|ấp|bản|buôn|bon|làng|khóm|khu|kp|tdp|tổ';
const COMMUNES = 'hội liên hiệp phụ nữ|hội lhpn|hội phụ nữ|thị trấn|đặc khu|phường|xã|tt|p|x';
const ABOVE = 'thành phố|thị xã|tỉnh|huyện|quận|tp|tx';
const RANKS = [ranks(HAMLETS, 'hamlet'), ranks(COMMUNES, 'commune'), ranks(ABOVE, 'above')].flat();
/** Words before a place that name nothing. */
const LEAD = /^(?:da |vang )?(?:(?:em|toi|minh|chi|nha|que|co) )*(?:(?:dang |song |sinh song )?(?:o|tai) )/;
const DIGITS: Readonly<Record<string, string>> = Object.fromEntries([
  ...['mot', 'hai', 'ba', 'bon', 'nam', 'sau', 'bay', 'tam', 'chin', 'muoi'].map((word, n) => [word, String(n + 1)]),
  ...['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'].map((word, n) => [word, String(n + 1)]),
]);

/** A name for comparing: lower case without accents, single spaces, "đ" as "d". */
export function foldName(name: string): string {
  return fold(spaced(name));
}

/** A unit's name made ready for comparing. */
export function keyOf(name: string): Key {
  return key(spaced(name), 0).key;
}

/** What was typed, cut at commas and at words that tell what kind of place follows. */
export function read(text: string): Asked {
  const whole = spaced(text);
  const lead = LEAD.exec(`${fold(whole)} `)?.[0].trim();
  const bare = lead ? whole.split(' ').slice(lead.split(' ').length).join(' ') : whole;
  const segments = text.split(/[,;()\n/]|\s[-–]\s/).map(spaced);
  if (lead && segments[0] !== undefined) segments[0] = segments[0].split(' ').slice(lead.split(' ').length).join(' ');
  return { whole: keyOf(bare), parts: segments.flatMap(cut) };
}

/** How well a name fits what was typed: 3 written alike, 2 alike without accents, 1.5 without spaces, 1.2 and 1 in part, 0 not; half a point more where the kind of place agrees. */
export function likeness(asked: Key, name: Key): number {
  if (asked.folded === '' || name.folded === '') return 0;
  const kind = asked.plain === name.plain ? 0.5 : 0;
  // `Tô Hiệu` without accents looks like a group (`tổ`); as a whole it is a name.
  if ([asked.accented, asked.whole].includes(name.accented) || asked.whole === name.whole) return 3 + kind;
  if ([asked.folded, asked.plain].includes(name.folded) || kind > 0) return 2 + kind;
  if (asked.compact === name.compact) return 1.5;
  // Where she typed accents they tell, in part as well.
  const told = asked.accented !== asked.folded;
  if (told && (contains(name.accented, asked.accented) || contains(asked.accented, name.accented))) return 1.2;
  const joined = name.compact.length >= 5 && contains(asked.folded, name.compact);
  return joined || contains(name.folded, asked.folded) || contains(asked.folded, name.folded) ? 1 : 0;
}

/** Whether two names differ by one letter typed wrong, missing, too many or exchanged with its neighbour; short names never. */
export function nearly(asked: Key, name: Key): boolean {
  return [asked.compact, asked.plain.replaceAll(' ', '')].some((typed) => oneSlip(typed, name.compact));
}

function oneSlip(a: string, b: string): boolean {
  if (a.length < 5 || Math.abs(a.length - b.length) > 1 || /\d/.test(a + b)) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (x.length <= 1 && y.length <= 1) return true;
  return x.length === 2 && y.length === 2 && x[0] === y[1] && x[1] === y[0];
}

/** Whether the words of one name stand in another. */
export const contains = (text: string, words: string): boolean => ` ${text} `.includes(` ${words} `);

/** Cuts before a word that tells a kind of place; right behind another such word it belongs to the name (`xã Bản Lầu`). */
function cut(segment: string): Part[] {
  const words = segment.split(' ').filter((word) => word !== '');
  const starts: number[] = [0];
  for (let at = 0; at < words.length; ) {
    const length = rankAt(words, at)?.length ?? 0;
    if (length > 0 && !starts.includes(at)) starts.push(at);
    // What follows the kind of place is a name, whatever it looks like.
    at += Math.max(1, length > 0 ? length + 1 : 1);
  }
  return starts.flatMap((start, n) => {
    const part = words.slice(start, starts[n + 1]).join(' ');
    if (part === '') return [];
    const { key: read, kind } = key(part, 0);
    return [{ kind, key: read }];
  });
}

function key(whole: string, from: number): { key: Key; kind: Kind | undefined } {
  const words = whole.split(' ').filter((word) => word !== '');
  const rank = rankAt(words, from);
  const rest = rank && words.length > rank.length ? words.slice(rank.length) : words;
  // `chi hội thôn 3` is `3`, like `thôn 3`; `xã Bản Lầu` stays `Bản Lầu`.
  const inner = rank?.kind === 'hamlet' && rest !== words ? rankAt(rest, 0) : undefined;
  const bare = inner?.kind === 'hamlet' && rest.length > inner.length ? rest.slice(inner.length) : rest;
  const [only] = bare;
  const digit = bare.length === 1 && rank?.kind === 'hamlet' && rest !== words ? DIGITS[fold(only ?? '')] : undefined;
  const accented = digit ?? bare.join(' ');
  const folded = fold(accented);
  return {
    key: { whole, accented, folded, compact: folded.replaceAll(' ', ''), plain: fold(whole) },
    kind: rest === words ? undefined : rank?.kind,
  };
}

function rankAt(words: readonly string[], at: number): { length: number; kind: Kind } | undefined {
  return RANKS.find(({ forms, length }) => at + length <= words.length && forms.includes(words.slice(at, at + length).join(' ')));
}

/** Written with its accents or without any: `tô` is no `tổ`. */
function ranks(words: string, kind: Kind): { forms: string[]; length: number; kind: Kind }[] {
  return words.split('|').map((word) => ({ forms: [word, fold(word)], length: word.split(' ').length, kind }));
}

/** Lower case, composed, only letters and digits with single spaces; `kp2` and `P.3` come apart. */
function spaced(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/ (?:ạ|nhé|nhe|nha)$/u, '')
    .replaceAll(/(?<![\p{L}\p{N}])(kp|tdp|thon|thôn|to|tổ|khu|ap|ấp|xom|xóm|p)(?=\d)/gu, '$1 ');
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd');
}
