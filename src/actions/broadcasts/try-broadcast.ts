import { broadcastStore, sayingOf } from '../../models/broadcasts';
import { nameOf } from '../../models/people';
import { words } from '../../words';
import { can } from '../access';
import type { Order } from '../act';
import type { ActionDeps } from '../deps';
import { workChatsOf } from '../officers/leaders';
import { receivers } from './broadcast-people';
import { sayingFor } from './broadcast-saying';

/** `noChat`: she has tied no chat, or does not want to be told of her work there. */
export type TryResult = { done: true } | { done: false; why: 'unknown' | 'notAllowed' | 'noChat' };

/**
 * Sends a broadcast as a test to an officer's own chat, marked as one: a leader to herself, an operator to a holder that is
 * named. It belongs to no broadcast, so it is in no figure; the same order again is one message.
 */
export async function tryBroadcast(
  broadcast: string,
  { id, actor, holder }: Order & { holder?: string },
  deps: Pick<ActionDeps, 'tell'>,
): Promise<TryResult> {
  const found = await broadcastStore.load(broadcast);
  if (!found || !(await can(actor, 'broadcasts:see', found.unit))) return { done: false, why: 'unknown' };
  if (!(await can(actor, 'broadcasts:send', found.unit))) return { done: false, why: 'notAllowed' };
  const to = actor.kind === 'leader' ? actor.person : holder;
  const conversation = to === undefined ? undefined : (await workChatsOf([to])).get(to);
  if (to === undefined || conversation === undefined) return { done: false, why: 'noChat' };
  const her = (await receivers([to])).get(to);
  // Without its buttons: what she taps in a test counts nowhere.
  const { key, vars, image, enclosed, cards } = sayingFor(sayingOf(found), found, her ? nameOf(her) : '');
  const more = {
    ...(image === undefined ? {} : { image }),
    ...(enclosed ? { enclosed } : {}),
    ...(cards ? { cards } : {}),
  };
  const said = words(key, vars);
  await deps.tell({ id: `${id}/test`, conversation, key: 'broadcast.test', vars: { said }, purpose: 'CONG_VIEC', more });
  return { done: true };
}
