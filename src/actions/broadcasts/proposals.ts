import { DateTime } from 'luxon';
import { allLeaderChats } from '../../models/leader-chats';
import { settingOf } from '../../models/units';
import { daysBetween } from '../../programme/days';
import { type Occasion, occasionOf, occasionsBetween } from '../../programme/occasions';
import { localDay } from '../../programme/periods';
import { words } from '../../words';
import { can } from '../access';
import { actorOfHolder } from '../actor';
import type { ActionDeps } from '../deps';
import { workChatsOf } from '../officers/leaders';

/** Longest time before an occasion at which anybody is told of it, days: the most that the setting allows. */
const EARLIEST = 30;
/** A greeting leaves on its day at this local hour. */
export const GREETING_HOUR = 8;

/** What can be sent on an occasion, and when: `startsAt` and `notAfter` in ms since 1970. */
export interface Greeting {
  occasion: Occasion;
  /** As it is called, and the ready text. */
  title: string;
  text: string;
  startsAt: number;
  notAfter: number;
}

/** The ready greeting of an occasion. */
export function greetingOf(occasion: Occasion, timeZone: string): Greeting {
  const day = DateTime.fromISO(occasion.day, { zone: timeZone });
  return {
    occasion,
    title: words(`occasion.${occasion.name}`),
    // Filled in for each reader when it is planned.
    text: words(`occasionText.${occasion.name}`, { name: '{name}' }),
    startsAt: day.set({ hour: GREETING_HOUR }).toMillis(),
    notAfter: day.endOf('day').toMillis(),
  };
}

/** The greeting that an occasion's id names, while it can still be sent; undefined for none. */
export function greetingFor(id: string, now: number, timeZone: string): Greeting | undefined {
  const occasion = occasionOf(id);
  const greeting = occasion && greetingOf(occasion, timeZone);
  return greeting && greeting.notAfter > now ? greeting : undefined;
}

/** The greetings of the next days, today's among them. */
export function greetingsWithin(days: number, now: number, timeZone: string): Greeting[] {
  const today = localDay(now, timeZone);
  const last = DateTime.fromISO(today, { zone: 'utc' }).plus({ days }).toISODate() ?? today;
  return occasionsBetween(today, last).map((occasion) => greetingOf(occasion, timeZone));
}

/**
 * Tells each leader who may send messages, in her chat and once for an occasion, that she could send a greeting; one tap plans
 * it. How many days before is a setting of her unit, 0 turns it off. Answers how many were told of something.
 */
export async function proposeGreetings(deps: Pick<ActionDeps, 'tell' | 'now' | 'timeZone'>): Promise<number> {
  const now = deps.now();
  const today = localDay(now, deps.timeZone);
  // On the day itself it is too late to be proposed.
  const ahead = greetingsWithin(EARLIEST, now, deps.timeZone).filter(({ occasion }) => occasion.day > today);
  if (ahead.length === 0) return 0;
  const chats = await workChatsOf([...new Set((await allLeaderChats()).map(({ holder }) => holder))]);
  let told = 0;
  for (const [holder, conversation] of chats) {
    const actor = await actorOfHolder(holder, today);
    if (!actor || !(await can(actor, 'broadcasts:send', actor.unit))) continue;
    const days = await settingOf(actor.unit, 'proposeDays', today);
    for (const { occasion, title, text, startsAt } of ahead) {
      if (daysBetween(today, occasion.day) > days) continue;
      await deps.tell({
        ...{ id: `proposal/${occasion.id}/${holder}`, conversation, key: 'proposal.tell', purpose: 'CONG_VIEC' },
        vars: {
          title,
          day: occasion.day.slice(5).split('-').reverse().join('/'),
          text: text.replaceAll('{name}', words('proposal.name')),
        },
        notAfter: startsAt,
        more: { buttons: [{ label: 'proposal.plan', payload: `#announce::open:${occasion.id}` }], numbered: false },
      });
      told += 1;
    }
  }
  return told;
}
