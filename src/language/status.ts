import { bareOf, fold } from './normalise';

const FILE = /(?<!\d)(\d{2})\s?-\s?(\d{6})(?!\d)/;
const WHOSE = '(?: (?:cua )?(?:em|toi|chi|minh|tui))?';
const POLITE =
  /^(?:(?:da|em oi|chi oi|cho em hoi|cho toi hoi|cho hoi|cho em|cho toi|hoi|xem|kiem tra|tra cuu|tra|a) )+|(?: (?:nhe|nha|a|voi|di|vay|em oi))+$/g;
/** Without accents; what stands around it was taken off before. */
const ASKS = [
  new RegExp(`^(?:ho so|don(?: vao hoi)?)${WHOSE} (?:toi dau|den dau|sao|the nao|ra sao|xong chua|duyet chua)(?: roi)?$`),
  new RegExp(`^tinh trang(?: ho so)?${WHOSE}$`),
  new RegExp(`^ma ho so${WHOSE}$`),
];
/** What may stand beside a file number and say nothing else. */
const BESIDE = new RegExp(`^(?:ma |so )*(?:ho so|don)?${WHOSE}$`);

/**
 * Whether a whole text asks how far an application is ("hồ sơ của em tới đâu rồi", "tình trạng", "mã hồ sơ 26-123456"), with or
 * without accents; `file` where it names one. Undefined for anything else.
 */
export function statusAsked(text: string): { file?: string } | undefined {
  const [, year, number] = FILE.exec(text) ?? [];
  const rest = plainOf(text.replace(FILE, ' '));
  const asks = ASKS.some((each) => each.test(rest));
  if (year !== undefined) return asks || BESIDE.test(rest) ? { file: `${year}-${number}` } : undefined;
  return asks ? {} : undefined;
}

function plainOf(text: string): string {
  const words = bareOf(fold(text))
    .replace(/[.!?,:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.replace(POLITE, '').trim();
}
