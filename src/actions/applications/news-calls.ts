import { type Application, application, byFile, formOf } from '../../models/applications';
import { writeAudit } from '../../models/audit';
import { closeCalls, newsOf, openCalls } from '../../models/news-calls';
import { words } from '../../words';
import { type Action, can, nameOfActor } from '../access';
import type { Order } from '../act';
import type { Leader } from '../actor';
import { auditRefusal } from '../audited';
import type { ActionDeps } from '../deps';

const RIGHT = 'applications:verify' as const satisfies Action;

/** A woman to be phoned, and the newest of what she has not heard, in words. */
export interface ToCall {
  application: Application;
  news: string;
  at: number;
}

/** Whom somebody has to phone in some units, the oldest first; one call tells all that a woman has not heard. */
export async function callsOf(units: readonly string[], actor: Leader): Promise<ToCall[]> {
  const newest = new Map<string, ToCall>();
  for (const call of await openCalls(units)) {
    if (!(await can(actor, RIGHT, call.unit))) continue;
    const about = await application(call.about);
    if (!about) continue;
    const { key, vars } = newsOf(call);
    newest.set(about._id, { application: about, news: words(key, vars), at: newest.get(about._id)?.at ?? call.at });
  }
  return [...newest.values()].filter(({ application }) => formOf(application).name !== '');
}

/** Notes that she was phoned and knows; `gone` where nothing was open. */
export async function noteCalled(
  file: string,
  order: Order,
  deps: Pick<ActionDeps, 'now'>,
): Promise<'done' | 'unknown' | 'notAllowed' | 'gone'> {
  const found = await byFile(file);
  if (!found || !(await can(order.actor, 'applications:see', found.unit))) return 'unknown';
  const at = deps.now();
  if (!(await can(order.actor, RIGHT, found.unit))) {
    await auditRefusal(order, RIGHT, found.unit, at);
    return 'notAllowed';
  }
  const by = nameOfActor(order.actor);
  if (!(await closeCalls(found._id, { at, by }))) return 'gone';
  await writeAudit({ _id: order.id, at, by, action: RIGHT, unit: found.unit, about: found._id, outcome: 'done' });
  return 'done';
}
