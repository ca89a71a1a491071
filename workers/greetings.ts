import { greetBirthdays } from '../src/actions/broadcasts/birthdays';
import { GREETING_HOUR, proposeGreetings } from '../src/actions/broadcasts/proposals';
import type { ActionDeps } from '../src/actions/deps';
import { quietUntil } from '../src/engine/policy';
import type { Log } from '../src/log';
import { localDay, localHour } from '../src/programme/periods';

/** What is done once a day, and from which local hour on. */
const DAILY = [
  { from: 0, run: proposeGreetings, failed: 'greetings could not be offered' },
  { from: GREETING_HOUR, run: greetBirthdays, failed: 'birthdays could not be greeted' },
] as const;

/**
 * Offers greetings to leaders, and greets those whose birthday it is, once a day and by daylight; called by each sweep, which
 * does not wait for it. Another process may do the same: each leader is told of an occasion once, each woman greeted once.
 */
export function offerGreetings(deps: ActionDeps, log: Log): () => void {
  const doneOn = new Map<unknown, string>();
  return () => {
    const now = deps.now();
    const day = localDay(now, deps.timeZone);
    if (quietUntil(now, deps.timeZone) !== undefined) return;
    for (const { from, run, failed } of DAILY) {
      if (doneOn.get(run) === day || localHour(now, deps.timeZone) < from) continue;
      doneOn.set(run, day);
      run(deps).catch((err: unknown) => {
        doneOn.delete(run);
        log.warn({ err }, failed);
      });
    }
  };
}
