import { ask, type Meaning, NOT_UNDERSTOOD } from './meaning';
import { bareOf } from './normalise';
import { spelledDigits } from './numerals';
import { phoneOf, phonesIn, type Typed, whyNot } from './phones';

const RELATIVE =
  /(?:cua|\(|so|dt|sdt|-|la) ?(?:so )?(?:cua )?(?:chong|ck|ong xa|con trai|con gai|con dau|con re|em gai|em trai|chi gai|anh trai|hang xom|nguoi nha|me|ma|ba|bo|con|chau|thang|be|vk|vo|dau|re)\b/;
const REFUSED =
  /\b(?:khong nho|ko nho|k nho|hinh nhu|khong chac|ko chac|(?:hay|hoac)(?: la)? \d|khong phai|ko phai|k phai|dung goi|khong dung|ko dung|so cu|sai so|bo so|mat so|bi mat|khong goi|ko goi)\b/;

/** The phone in a folded text as 0905123456: several are asked about, a relative's or an old one is read back. */
export function phoneIn(text: string): Meaning {
  const numbers = phonesIn(text);
  const valid = numbers.filter((number) => number.phone !== undefined);
  const distinct = [...new Map(valid.map((number) => [number.phone, number])).values()];
  const bare = bareOf(text);
  if (distinct.length > 1) return ask(...distinct.slice(0, 4).map(({ phone }) => phone ?? ''));
  const only = distinct[0];
  if (!only?.phone) return wrong(numbers, text);
  if (REFUSED.test(bare)) return ask(only.phone, 'no');
  const why = RELATIVE.test(bare) ? 'relative' : only.why;
  return why ? { meaning: 'value', value: only.phone, confirm: true, why } : { meaning: 'value', value: only.phone };
}

function wrong(numbers: readonly Typed[], text: string): Meaning {
  const why = numbers[0]?.why;
  if (why) return { meaning: 'invalid', why };
  const digits = text.replaceAll(/\D/g, '');
  const words = text.match(/\p{L}+/gu) ?? [];
  for (let i = 0; i < words.length; i++) {
    const said = spelledDigits(words, i);
    const phone = said.digits.length >= 9 ? phoneOf(said.digits) : undefined;
    if (phone) return { meaning: 'value', value: phone.phone, confirm: true, why: 'words' };
    if (said.digits.length >= 7) return { meaning: 'invalid', why: whyNot(said.digits) };
    i = Math.max(i, said.end - 1);
  }
  return digits.length >= 3 && words.length < 4 ? { meaning: 'invalid', why: 'tooShort' } : NOT_UNDERSTOOD;
}
