import { proposeGreetings } from '../src/actions/broadcasts/proposals';
import type { ActionDeps } from '../src/actions/deps';
import { quietUntil } from '../src/engine/policy';
import type { Log } from '../src/log';
import { localDay } from '../src/programme/periods';

/**
 * Offers greetings to leaders once a day, by daylight; called by each sweep, which does not wait for it. Another process may do
 * the same: each leader is told of an occasion once.
 */
export function offerGreetings(deps: ActionDeps, log: Log): () => void {
  let doneOn = '';
  return () => {
    const now = deps.now();
    const day = localDay(now, deps.timeZone);
    if (day === doneOn || quietUntil(now, deps.timeZone) !== undefined) return;
    doneOn = day;
    proposeGreetings(deps).catch((err: unknown) => {
      doneOn = '';
      log.warn({ err }, 'greetings could not be offered');
    });
  };
}
