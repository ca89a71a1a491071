import { bareOf, fold } from './normalise';

const LESS = '(?:xin )?(?:dung|thoi|ngung|ngung gui|tat|bo|huy|khong|khong can|khong muon|khong nhan|khong muon nhan)(?: co)?';
const MORE = '(?:bat|mo|bat lai|mo lai|can|muon|nhan|muon nhan|gui)';
const REMINDING = '(?:nhan )?(?:tin )?(?:nhac|nhac nho)(?: toi| chi| em| minh)?';
const MEETINGS = '(?: (?:lich|hop|hop hanh|lich hop|lich sinh hoat|viec hop))';
const SELF = '(?:(?:cho )?(?:toi|chi|em|minh) )?';
const TAIL = '(?: cho)?(?: toi| chi| em| minh)?(?: nua)?(?: di| nhe| nha| a| voi)*';
// "thôi nhắc", "đừng nhắc nữa" say enough.
const IS_LESS = new RegExp(`^${SELF}${LESS} ${REMINDING}${MEETINGS}?${TAIL}$`);
// Said in anger; what it opens is a question.
const ANNOYED =
  /^(?:sao )?(?:nhan|nhac|nhan tin|nhac nho) (?:gi )?(?:hoai|mai|lam|nhieu|nhieu qua|hoai vay|lam the|nhieu the)(?: (?:vay|the|rua|em|e|a))*$|^phien(?: qua| ghe| lam)?(?: (?:em|e|oi|di))*$/;
const IS_MORE = new RegExp(`^${SELF}(?:${MORE} )?${REMINDING}${MEETINGS}${TAIL}$`);

/**
 * Whether a whole text asks to be reminded of meetings no more ("đừng nhắc họp nữa", "tắt nhắc lịch") or again ("bật nhắc lịch
 * họp"), and of nothing else, with or without accents. What it opens is a question: these words alone give and withdraw nothing.
 */
export function remindersAsked(text: string): 'less' | 'more' | undefined {
  const plain = bareOf(fold(text))
    .replace(/[.!?,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const said = plain.replace(/^(?:(?:da|em oi|chi oi) )+/, '');
  if (IS_LESS.test(said) || ANNOYED.test(said)) return 'less';
  return IS_MORE.test(said) ? 'more' : undefined;
}
