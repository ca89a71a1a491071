import { bareOf, fold } from './normalise';

const MESSAGE =
  /^(?:(?:da|em oi|cho chi|giup chi|chi muon|toi muon)\s+)*(?:gui|nhan)\s+(?:tin|tin nhan|thong bao)\s+(?:(?:cho|den|toi|vao|o|cua|trong|ca|cac|chi em|thanh vien|hoi vien|chi)\s+)*((?:clb|c l b|cau lac bo|mo hinh|to truyen thong|nhom)(?=\s|$).*)$/;
const POLITE = /(?:\s+(?:nhe|nha|a|voi|di|em|giup chi|giup toi))+$/;

/** The club that a leader's words name, without accents: "áo dài" of "gửi tin cho CLB áo dài nhé"; undefined for anything else. */
export function clubMessageIn(text: string): string | undefined {
  const plain = bareOf(fold(text))
    .replace(/[.!?,:“”"]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return MESSAGE.exec(plain)?.[1]?.replace(POLITE, '').slice(0, 100);
}
