import { type Application, formOf } from '../../models/applications';
import type { EffectDraft } from './act-on-application';

/** Whether somebody in her house was a member when she asked to join. */
export type ToldHousehold = 'yes' | 'no';

/** What she told; nothing when she was not asked or did not know. */
export function householdTold(was: Application): { household?: ToldHousehold } {
  const { household } = formOf(was);
  return household === 'yes' || household === 'no' ? { household } : {};
}

/**
 * Counts her answer when she is recognised, for the share of households with a member (domain §1.13). It enters no household:
 * which one is hers, and whether it is in the register, only her leader knows (`setHousehold`).
 */
export function householdFacts(
  told: ToldHousehold | undefined,
  at: { unit: string; period: string; n: 1 | -1 },
): Extract<EffectDraft, { name: 'fact' }>[] {
  if (told === undefined) return [];
  return [{ name: 'fact', fact: { metric: `joined:household:${told === 'no' ? 'new' : 'known'}`, ...at } }];
}
