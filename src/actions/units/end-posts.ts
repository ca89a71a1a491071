import { type Officer, officerStore, officersOf } from '../../models/officers';
import type { TreeEffect } from '../../models/tree-document';
import type { ActionDeps } from '../deps';
import { follow } from '../follow';
import { tellLeaders } from '../officers/leaders';
import { decideEnd, type OfficerRefusal } from '../officers/officer-decisions';
import { officerCarrier } from '../officers/officers';
import { waitingIn } from './decide-close';
import { leftIn } from './left-in-unit';

/**
 * Ends every post of units that are closed: whoever stood for them has rights there no longer. One that was to begin later ends
 * as it begins. Then the leaders above are told of what still waits there, which is theirs from now on.
 */
export async function endPosts(
  { id, ordered, units, on }: Extract<TreeEffect, { name: 'endPosts' }>,
  deps: ActionDeps,
): Promise<void> {
  const of = { store: officerStore, carrier: officerCarrier, id, action: 'end', by: ordered.by } as const;
  for (const { _id, endedOn, history } of await officersOf(units)) {
    // One that this order ended may still have effects to carry out.
    if (endedOn !== undefined && !history.some((each) => each.id === id)) continue;
    const decide = (was: Officer) => decideEnd(was, { on: on > was.from ? on : was.from, reason: 'unitClosed' });
    await follow<Officer, OfficerRefusal>({ ...of, about: _id, decide }, deps);
  }
  const [closed] = units;
  const n = waitingIn(await leftIn(units, deps.now()));
  if (closed === undefined || n === 0) return;
  const say = { key: 'leader.closedWaiting', vars: { n } };
  await tellLeaders({ id: `${id}/waiting`, unit: closed, matter: 'application', say }, deps);
}
