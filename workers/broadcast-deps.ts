import type { BroadcastDeps } from '../src/actions/broadcasts/broadcast-deps';
import type { ActionDeps } from '../src/actions/deps';
import type { Connections } from '../src/connect';
import type { Log } from '../src/log';
import { settingOf, topUnit } from '../src/models/units';
import { localDay } from '../src/programme/periods';
import { BATCH } from '../src/queues';

/** What broadcasts need: the channels' windows and templates, their queues, and the province's settings. */
export function broadcastDeps(actions: ActionDeps, { bells, channels }: Connections, log: Log): BroadcastDeps {
  const today = () => localDay(actions.now(), actions.timeZone);
  const lost = (err: unknown) => log.warn({ err }, 'bell not rung');
  return {
    ...actions,
    channels: [...channels.keys()],
    fed: async (channel) => (await bells.batchesWaiting(channel)) * BATCH,
    ringSends: (channel, sends) => bells.broadcasts(channel, sends).catch(lost),
    ringBroadcast: (id) => bells.plan(id).catch(lost),
    async needsApproval({ unit }, { people, cost }) {
      const most = await settingOf(unit, 'approvePeople', today());
      return people > most || cost > (await settingOf(unit, 'approveCost', today()));
    },
    reaching: reachingOf(channels, actions),
  };
}

/** The windows and templates of some channels, and what a message costs in this province. */
export function reachingOf(
  channels: Connections['channels'],
  { now, timeZone }: Pick<ActionDeps, 'now' | 'timeZone'>,
): BroadcastDeps['reaching'] {
  const priced = { paid: 'pricePaid', template: 'priceTemplate' } as const;
  return {
    timeZone,
    window: (channel, lastHeardAt, at) => channels.get(channel)?.window(lastHeardAt === undefined ? {} : { at: lastHeardAt }, at),
    template: (channel, key) => channels.get(channel)?.template?.(key) !== undefined,
    price: async (how) => settingOf((await topUnit())._id, priced[how], localDay(now(), timeZone)),
  };
}
