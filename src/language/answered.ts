import { answerOf } from './answers';
import { type Answer, ask, type Meaning } from './meaning';
import { fold } from './normalise';
import { read } from './tokens';

const REFUSAL = /^(?:không|chưa|thôi|đừng|khỏi|từ chối)(?!\p{L})/u;
const AGREEMENT = /^(?:dạ )?(?:có|đồng ý|vâng|được|đúng|rồi|đã|sẽ|ok|tham gia|đi)(?!\p{L})/u;
/** Words that a label of one side repeats: "có" of "Có việc làm", "rồi" of "Đã đóng". */
const REPEATS = /^(?:dạ |da )?(?:có|co|rồi|roi|đã|da)(?!\p{L})/u;
/** Both yes (vâng) and absent (vắng). */
const TWO_FACED = /(?<!\p{L})vang(?!\p{L})/u;
const SHORT = 2;
const CONSENT = /đồng ý/u;
/** Nothing but a yes-like word, which a label may contain by chance (Có việc, Vàng bạc). */
const BARE_YES =
  /^(?:(?:dạ|da|em|chị|chi|e|c) )*(?:có|co|vang|vâng|ok|oke|okie|ừ|u|uh|uk|dạ|da|rồi|roi|được|duoc|đc|dc|y)(?: (?:ạ|a|em|chị|chi|nha|nhé|nhe|e|c))*$/u;

/** True when a text is nothing but a yes-like word. */
export function isBareYes(text: string): boolean {
  return BARE_YES.test(text.replaceAll(/[^\p{L}\d]+/gu, ' ').trim());
}

/** The option that a plain yes or no chooses, where the options are the sides of one question; undefined elsewhere. */
export function answeredBy(text: string, options: readonly string[]): Meaning | undefined {
  const said = answerOf(read(text), 'yesNo').meaning;
  if ((said !== 'yes' && said !== 'no' && said !== 'maybe') || TWO_FACED.test(text)) return undefined;
  const sides = options.map(sideOf);
  const fits = sides.flatMap((side, i) => (side === said ? [i] : []));
  if (fits.length !== 1) return undefined;
  // "ok" chooses no "Đã có việc làm" among other answers.
  // An agreement is never taken out of another word.
  if (said === 'yes' && CONSENT.test(fold(options[fits[0] ?? 0] ?? ''))) return ask(...options);
  const sided = sides.includes('no') && (sides.every(Boolean) || REPEATS.test(text));
  return said !== 'yes' || sided ? { meaning: 'choice', value: fits } : undefined;
}

/** The side that a label takes as a whole; a yes or no inside a longer label is none. */
function sideOf(option: string): Answer | undefined {
  const label = fold(option);
  const { meaning } = answerOf(read(option), 'yesNo');
  if (meaning === 'maybe') return meaning;
  if (REFUSAL.test(label)) return 'no';
  const whole = label.split(' ').length <= SHORT;
  if (meaning === 'yes' && (whole || AGREEMENT.test(label))) return meaning;
  if (AGREEMENT.test(label)) return 'yes';
  return meaning === 'no' && whole ? meaning : undefined;
}
