import { bareOf, fold } from './normalise';

const POLITE =
  /^(?:(?:da|vay|the|em oi|chi oi|e oi|cho chi hoi|cho hoi|em|e) )+|(?: (?:vay|the|rua|a|ha|nhi|em|e|oi|nhe|di|vay em))+$/g;
/** Where and when, asked of a meeting that she was just invited to. */
const ASKS = new RegExp(
  [
    '(?:hop )?(?:o )?(?:dau|cho nao|noi nao|mo)',
    '(?:cho|noi|dia chi|dia diem|cho hop|noi hop)(?: hop)?(?: (?:o )?(?:dau|nao|mo))?',
    '(?:hop |luc |bat dau )?(?:may gio|luc may gio|luc nao|khi nao|khi mo|bao gio|hom nao|ngay nao|thu may)(?: (?:xong|het|bat dau|hop))?',
    '(?:hop )?xong chua',
    '(?:co )?(?:hoan|doi|doi lich|hoan hop|doi hop)(?: (?:hop|lich))?(?: (?:khong|ko|k|a|ha|chua))?',
    'noi dung(?: gi)?|(?:hop )?(?:ban )?(?:viec gi|chuyen gi)',
  ].join('|'),
);
const WHOLE = new RegExp(`^(?:${ASKS.source})$`);
const THANKS =
  /^(?:(?:da|vang|ok|oke|u|uh|chi|em|e|c) )*(?:cam on|cam on nhieu|thanks?|tks|thank you|da ro|ro|ro roi|biet roi|da biet|nhan duoc roi|da nhan|da nhan duoc|nhan roi|da xem|xem roi|chi nghe|nghe roi|da nghe)(?: (?:em|e|chi|c|nhe|nha|a|roi|nhieu|lam|hoi|ban))*$/;
const HEART = /^(?:❤️?|🥰|😍|💕|🌹|🙏|😊|🙂|😀|🌷|💐)+$/u;
/** Words that only an invitation to a meeting can mean. */
const ATTENDS = /(?:^|\s)(?:dự|có mặt|vắng|vắng mặt|đi họp|đi dự|đến họp|co mat|di hop|di du|den hop|vang mat)(?=\s|$)/u;

const plainOf = (text: string): string =>
  bareOf(fold(text))
    .replace(/[.!?,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether a whole text asks where, when or whether ("ở mô", "mấy giờ xong", "hoãn à"), said of a meeting just told of. */
export function meetingAsked(text: string): boolean {
  const plain = plainOf(text);
  return WHOLE.test(plain) || WHOLE.test(plain.replace(POLITE, '').trim());
}

/** Whether a whole text only thanks, or says that something was read: nothing is to be answered. */
export const isThanks = (text: string): boolean => HEART.test(text.trim()) || THANKS.test(plainOf(text));

/** Whether a text says that she comes to a meeting or not, in words that answer no other question. */
export const tellsAttendance = (text: string): boolean => ATTENDS.test(fold(text));
