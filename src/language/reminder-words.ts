import { bareOf, fold } from './normalise';

const LESS = '(?:xin )?(?:dung|thoi|ngung|ngung gui|tat|bo|huy|khong|khong can|khong muon|khong nhan|khong muon nhan)(?: co)?';
const MORE = '(?:bat|mo|bat lai|mo lai|can|muon|nhan|muon nhan|gui)';
const REMINDING = '(?:nhan )?(?:tin )?(?:nhac|nhac nho)(?: toi| chi| em| minh)?';
const MEETINGS = '(?: (?:lich|hop|hop hanh|lich hop|lich sinh hoat|viec hop))';
const SELF = '(?:(?:cho )?(?:toi|chi|em|minh) )?';
const TAIL = '(?: cho)?(?: toi| chi| em| minh)?(?: nua)?(?: di| nhe| nha| a| voi)*';
// "thôi nhắc", "đừng nhắc nữa" say enough; "nhắc lịch" wants it, or to know how it stands.
const WORDS = new RegExp(`^${SELF}(?:${LESS} ${REMINDING}${MEETINGS}?|(?:${MORE} )?${REMINDING}${MEETINGS})${TAIL}$`);

/**
 * Whether a whole text is about being reminded of meetings, and of nothing else ("đừng nhắc họp nữa", "tắt nhắc lịch", "bật nhắc
 * lịch họp"), with or without accents. What it opens is a question: nothing is given or withdrawn by these words alone.
 */
export function remindersAsked(text: string): boolean {
  const plain = bareOf(fold(text))
    .replace(/[.!?,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return WORDS.test(plain.replace(/^(?:(?:da|em oi|chi oi) )+/, ''));
}
