const SENTENCES = new Intl.Segmenter('vi', { granularity: 'sentence' });
const GRAPHEMES = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Parts of a text of at most `limit` UTF-16 units, cut at the end of a line or a sentence, else of a word, never inside a letter. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const piece of pieces(text.trim(), limit)) {
    if (part !== '' && (part + piece).trimEnd().length > limit) {
      parts.push(part.trimEnd());
      part = piece.trimStart();
    } else part += piece;
  }
  if (part.trim() !== '') parts.push(part.trimEnd());
  return parts;
}

/** The first letters of a text that fit into `limit`, an ellipsis in place of the rest. */
export function cutText(text: string, limit: number): string {
  const letters = [...GRAPHEMES.segment(text)].map(({ segment }) => segment);
  if (letters.length <= limit && text.length <= limit) return text;
  let cut = '';
  for (const letter of letters) {
    if ((cut + letter).length > limit - 1) break;
    cut += letter;
  }
  return `${cut.trimEnd()}…`;
}

/** Sentences where they fit, words where a sentence does not, letters where a word does not. */
function pieces(text: string, limit: number): string[] {
  if (text.length <= limit) return [text];
  return [...SENTENCES.segment(text)].flatMap(({ segment: sentence }) => {
    if (sentence.trimEnd().length <= limit) return [sentence];
    return (sentence.match(/\s*\S+\s*/g) ?? []).flatMap((word) => (word.trim().length <= limit ? [word] : letters(word, limit)));
  });
}

function letters(word: string, limit: number): string[] {
  return [...GRAPHEMES.segment(word)].flatMap(({ segment }) => (segment.length <= limit ? [segment] : [...segment]));
}
