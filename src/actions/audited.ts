import type { CommonEffect } from '../models/aggregate';
import { writeAudit } from '../models/audit';
import { type Action, type Actor, nameOfActor } from './access';

type AuditDraft = Omit<Extract<CommonEffect, { name: 'audit' }>, 'id' | 'attempts'>;

/** What a leader's order adds to what follows from it: an entry of the audit. An operator's is in the history alone. */
export function auditDraft(actor: Actor, action: Action, unit: string, about: string): AuditDraft[] {
  return actor.kind === 'operator' ? [] : [{ name: 'audit', entry: { by: nameOfActor(actor), action, unit, about } }];
}

/** Notes that a leader asked for what she may not; the same order again is one entry. */
export async function auditRefusal(order: { id: string; actor: Actor }, action: Action, unit: string, at: number): Promise<void> {
  if (order.actor.kind === 'operator') return;
  await writeAudit({ _id: `${order.id}/refused`, at, by: nameOfActor(order.actor), action, unit, outcome: 'refused' });
}
