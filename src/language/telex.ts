const TONE_KEYS: Readonly<Record<string, string>> = { f: '\u0300', s: '\u0301', r: '\u0309', x: '\u0303', j: '\u0323' };
const VNI_TONES: Readonly<Record<string, string>> = { '2': '\u0300', '1': '\u0301', '3': '\u0309', '4': '\u0303', '5': '\u0323' };
const DOUBLES: Readonly<Record<string, string>> = { aa: 'â', ee: 'ê', oo: 'ô', dd: 'đ', aw: 'ă', ow: 'ơ', uw: 'ư' };
const VNI_LETTERS: Readonly<Record<string, string>> = { a6: 'â', e6: 'ê', o6: 'ô', o7: 'ơ', u7: 'ư', a8: 'ă', d9: 'đ' };
const VOWELS = /[aăâeêioôơuưy]/;

/** What somebody meant whose Telex keyboard was off: "ddoongf" → "đồng"; undefined when the keys are no Telex. */
export function fromTelex(word: string): string | undefined {
  let tone = '';
  let plain = '';
  for (const [i, char] of [...word].entries()) {
    const mark = i > 0 && VOWELS.test(plain) ? TONE_KEYS[char] : undefined;
    // A tone key follows the vowel: at the end, or straight after it; r and s elsewhere are letters.
    if (mark && !tone) tone = mark;
    else plain += char;
  }
  return finish(pairs(plain, DOUBLES), tone, word);
}

/** The same for VNI keys: "d9o62ng" → "đồng". */
export function fromVni(word: string): string | undefined {
  let tone = '';
  let plain = '';
  for (const char of word) {
    const mark = plain ? VNI_TONES[char] : undefined;
    if (mark && !tone) tone = mark;
    else plain += char;
  }
  return finish(pairs(plain, VNI_LETTERS), tone, word);
}

/** Joins a letter with its modifier key, which may be typed after the rest of the word ("duocwj", "dongo"). */
function pairs(word: string, table: Readonly<Record<string, string>>): string {
  let joined = '';
  for (let i = 0; i < word.length; i++) {
    const pair = table[word.slice(i, i + 2)];
    joined += pair ?? word.charAt(i);
    if (pair) i++;
  }
  // "uow" marks both vowels.
  return joined.replace('uơ', 'ươ').replace('ưo', 'ươ');
}

function finish(plain: string, tone: string, word: string): string | undefined {
  const at = plain.search(VOWELS);
  if (at < 0) return undefined;
  const marked = plain.slice(0, at + 1) + tone + plain.slice(at + 1);
  const result = marked.normalize('NFC');
  return result === word ? undefined : result;
}
