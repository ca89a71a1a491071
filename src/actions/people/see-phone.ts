import { writeAudit } from '../../models/audit';
import { person } from '../../models/people';
import { unseal } from '../../models/secrets';
import { can, nameOfActor } from '../access';
import type { Order } from '../act';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';

/**
 * The phone number of a person of the register, in clear; undefined where there is none or the actor may not see it. Each look
 * is in the audit before the number is given, an operator's as well.
 */
export async function seePhone(who: string, order: Order, deps: Pick<ActionDeps, 'now'>): Promise<string | undefined> {
  const found = await person(who);
  if (!found) return undefined;
  const { unit } = found;
  const at = deps.now();
  if (!(await can(order.actor, 'phones:see', unit))) {
    await auditRefusal(order, 'phones:see', unit, at);
    return undefined;
  }
  const by = nameOfActor(order.actor);
  await writeAudit({ _id: order.id, at, by, action: 'phones:see', unit, about: who, outcome: 'done' });
  return found.phone === undefined ? undefined : unseal<string>(found.phone);
}
