import { bareOf, fold } from './normalise';

/** What a leader asks for in her chat, by the conversation that answers. */
export type LeaderWord =
  | 'waiting'
  | 'requests'
  | 'figures'
  | 'leaderLeave'
  | 'desk'
  | 'convene'
  | 'coming'
  | 'calls'
  | 'roll'
  | 'door'
  | 'minutes'
  | 'announce'
  | 'approvals'
  | 'surveyFigures'
  | 'ratings'
  | 'signIn';

const WORDS: Readonly<Record<string, LeaderWord>> = {
  'don cho': 'waiting',
  'don moi': 'waiting',
  'ho so cho': 'waiting',
  'ho so moi': 'waiting',
  'don xin vao hoi': 'waiting',
  'duyet don': 'waiting',
  'yeu cau cho': 'requests',
  'yeu cau moi': 'requests',
  'yeu cau cua hoi vien': 'requests',
  'duyet yeu cau': 'requests',
  'so lieu': 'figures',
  'xem so lieu': 'figures',
  'ket qua 1+1': 'figures',
  'so lieu 1+1': 'figures',
  'viec can bo': 'desk',
  'can bo': 'desk',
  'moi hop': 'convene',
  'goi hop': 'convene',
  'ai du': 'coming',
  'ai di hop': 'coming',
  'ai den': 'coming',
  'ai di': 'coming',
  'goi ai': 'calls',
  'can goi ai': 'calls',
  'phai goi ai': 'calls',
  'danh sach goi': 'calls',
  'diem danh': 'roll',
  'ma diem danh': 'door',
  'ma hop': 'door',
  'ma qr': 'door',
  'to diem danh': 'door',
  'bien ban': 'minutes',
  'bien ban hop': 'minutes',
  'anh hop': 'minutes',
  'gui tin': 'announce',
  'nhan tin cho hoi vien': 'announce',
  'duyet tin': 'approvals',
  'tin cho duyet': 'approvals',
  'khao sat': 'surveyFigures',
  'ket qua khao sat': 'surveyFigures',
  'danh gia': 'ratings',
  'danh gia buoi hop': 'ratings',
  'danh gia hop': 'ratings',
  'y kien buoi hop': 'ratings',
  'dang nhap': 'signIn',
  'vao trang quan ly': 'signIn',
  'thoi lam can bo': 'leaderLeave',
  'ngung lam can bo': 'leaderLeave',
  'bo noi can bo': 'leaderLeave',
};
/** What she wants to attach to a meeting, by what it is for it; empty where that depends on the meeting. */
const ATTACHED: Readonly<Record<string, '' | 'outline' | 'paper' | 'minutes' | 'photo'>> = {
  'tai lieu': '',
  'tai lieu hop': '',
  'gui tai lieu': '',
  'gui tai lieu hop': '',
  'them tai lieu': '',
  'dinh kem': '',
  'gan tai lieu': '',
  'gui tep': '',
  'gui file': '',
  'de cuong': 'outline',
  'gui de cuong': 'outline',
  'them de cuong': 'outline',
  'gui bien ban': 'minutes',
  'them bien ban': 'minutes',
  'nop bien ban': 'minutes',
  'gui anh hop': 'photo',
  'them anh hop': 'photo',
  'gui anh buoi hop': 'photo',
  'gui hinh hop': 'photo',
};
const POLITE = /^(?:(?:da|em oi|cho chi|cho toi|cho em|xem)\s+)*|(?:\s+(?:nhe|nha|a|voi|di|em|giup chi|giup toi))*$/g;
const CODE = /^(?:ma|ma so|ma can bo)\s*:?\s*(\d{3})[ .-]?(\d{3})$/;

/** A leader's word that is the whole text, with or without accents; undefined for anything else. */
export function leaderWordOf(text: string): LeaderWord | undefined {
  const plain = plainOf(text);
  const known = (said: string) => (Object.hasOwn(WORDS, said) ? WORDS[said] : undefined);
  return known(plain) ?? known(plain.replace(POLITE, '').trim());
}

/** What a leader's whole text wants to attach (empty: to be asked), undefined for anything else. */
export function attachWordOf(text: string): '' | 'outline' | 'paper' | 'minutes' | 'photo' | undefined {
  const plain = plainOf(text);
  const known = (said: string) => (Object.hasOwn(ATTACHED, said) ? ATTACHED[said] : undefined);
  return known(plain) ?? known(plain.replace(POLITE, '').trim());
}

/** The six digits of "mã 123456"; undefined for anything else. */
export function bindCodeOf(text: string): string | undefined {
  const found = CODE.exec(plainOf(text));
  return found ? `${found[1]}${found[2]}` : undefined;
}

function plainOf(text: string): string {
  return bareOf(fold(text))
    .replace(/[.!?,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
