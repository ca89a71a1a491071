import { compile, type Entry, type Found, find, type Token } from './lexicon';
import { isFullName } from './names';
import list from './words/distress.json';

const KINDS = ['danger', 'mask', 'agent', 'victim', 'suffer', 'play'] as const;
type Kind = (typeof KINDS)[number];

const LEXICON = compile<Kind>(list as readonly Entry[], KINDS);
const FRIENDS = compile<Kind>(
  (list as readonly Entry[]).filter(({ is }) => is === 'mask'),
  KINDS,
);
/** Words of the longest false friend. */
const LONGEST_FRIEND = 8;
/** How many words may lie between who does it and what is done. */
const REACH = 5;

/**
 * True when a text tells of violence, danger or weariness of life (domain.md §5.8). False friends ("đánh giá", "danh sách", "từ từ")
 * are listed beside the words that they resemble and are longer, so they are found first.
 */
export function isDistress(tokens: readonly Token[]): boolean {
  const found = find(tokens, LEXICON);
  return found.some(
    (danger, i) =>
      danger.is === 'danger' && counts(danger, found, i) && !isFriend(tokens, danger) && !isName(tokens, danger, found),
  );
}

/** Words after which "muốn chết" is meant; after any other it says how much ("đắt hàng muốn chết"). */
const SERIOUS = new Set(
  'qua chi em toi tui chi minh cu lam nua con cung roi toan luon dang tung luc kho buon chan nhuc tui dau va ma thi nghi da se khong hay chac'.split(
    ' ',
  ),
);

function isIdiom(tokens: readonly Token[], start: number, end: number): boolean {
  const before = tokens[start - 1];
  const dies = end - start === 2 && tokens[start]?.bare === 'muon' && tokens[start + 1]?.bare === 'chet';
  return dies && before !== undefined && before.clause === tokens[start]?.clause && !SERIOUS.has(before.bare);
}

/** "bị đánh · giá": the last word of the danger begins a false friend. */
function isFriend(tokens: readonly Token[], { start, end }: Found<Kind>): boolean {
  if (end - start < 2) return false;
  if (isIdiom(tokens, start, end)) return true;
  const friend = find(tokens.slice(end - 1, end - 1 + LONGEST_FRIEND), FRIENDS)[0];
  return friend?.start === 0 && friend.end > 1 && friend.exact;
}

function counts(danger: Found<Kind>, found: readonly Found<Kind>[], i: number): boolean {
  const when = danger.exact ? danger.entry.exact : (danger.entry.bare ?? danger.entry.exact);
  if (when === 'never') return false;
  // "tiếng chiêng đánh vang": an instrument is played.
  const played = danger.end - danger.start === 1 && found[i - 1]?.is === 'play';
  if (played && !found.some(({ is }) => is === 'agent' || is === 'suffer')) return false;
  return when !== 'context' || hasContext(danger, found, i);
}

/** Somebody who does it shortly before, or somebody it is done to right after. */
function hasContext(danger: Found<Kind>, found: readonly Found<Kind>[], i: number): boolean {
  const after = found[i + 1];
  if (after?.is === 'victim' && after.start === danger.end) return true;
  for (let j = i - 1; j >= 0; j--) {
    const before = found[j];
    if (!before || danger.start - before.end > REACH) return false;
    if (before.is === 'agent' || before.is === 'suffer') return true;
  }
  return false;
}

/** "dạ em là Trần Thị Đánh": after a surname and Thị, nothing following, nobody who does it. */
function isName(tokens: readonly Token[], danger: Found<Kind>, found: readonly Found<Kind>[]): boolean {
  if (danger.end - danger.start > 1 || found.some(({ is }) => is === 'agent' || is === 'suffer')) return false;
  const thi = tokens.findIndex(({ spelling }) => spelling === 'thi5' || spelling === 'thi');
  const words = tokens.slice(thi - 1, danger.end).map((token) => token.text);
  return thi > 0 && thi < danger.start && tokens.length - danger.end < 2 && isFullName(words);
}
