import { bareOf, fold } from './normalise';

const ASKS = /^(?:(?:cho )?(?:toi |em |chi )?(?:muon )?)?(?:doi |xem |cai dat )?nhan tin(?: cua hoi| tu hoi)?$/;
const POLITE = /(?: (?:nhe|nha|a|voi|di))+$/;

/**
 * Whether a whole text asks about what the Union tells ("nhận tin", "tôi muốn nhận tin của Hội"), with or without accents; what
 * "nhan tin" opens is two questions, so that it may also be meant otherwise ("nhắn tin").
 */
export function newsAsked(text: string): boolean {
  const plain = bareOf(fold(text))
    .replace(/[.!?,]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return ASKS.test(plain.replace(POLITE, ''));
}
