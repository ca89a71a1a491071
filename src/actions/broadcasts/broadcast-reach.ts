import { quietUntil, rule } from '../../engine/policy';
import type { Purpose } from '../../engine/types';
import type { Plan } from '../../models/broadcasts';
import type { Conversation } from '../../models/conversations';
import type { How } from '../../models/sends';

/** A chat as far as reaching somebody goes. */
export type Chat = Pick<Conversation, '_id' | 'channel' | 'lastHeardAt' | 'goneAt'> & {
  consents: Partial<Record<Purpose, boolean>>;
};

/** What is to be said, as far as the right to say it goes; `leavesAt` in ms since 1970. */
export interface Saying {
  purpose: Purpose;
  key: string;
  leavesAt: number;
  notAfter?: number;
}

/** What channels tell of windows and templates; given by composition. */
export interface Reaching {
  timeZone: string;
  window(channel: string, lastHeardAt: number | undefined, now: number): Parameters<typeof rule>[1]['window'] | undefined;
  template(channel: string, key: string): boolean;
  /** What a message costs, VND; free ones cost nothing. */
  price(how: 'paid' | 'template'): Promise<number>;
}

/** How somebody is planned to be reached; without a chat, or with none that may be written to, somebody calls. */
export type Reach = { how: Exclude<How, 'call'>; chat: Chat } | { how: 'call'; why: string; chat?: Chat };

const ORDER: Record<How, number> = { free: 0, paid: 1, template: 2, call: 3 };

/**
 * The one chat on which somebody is written to: where it costs least, then where she wrote last. Asks the same policy as the
 * send at its end, at the time when it will leave (architecture §5).
 */
export function reachOf(chats: readonly Chat[], saying: Saying, reaching: Reaching): Reach {
  const found = chats.map((chat) => ({ ...judged(chat, saying, reaching), chat }));
  found.sort((a, b) => ORDER[a.how] - ORDER[b.how] || (b.chat.lastHeardAt ?? 0) - (a.chat.lastHeardAt ?? 0));
  return found[0] ?? { how: 'call', why: 'noChat' };
}

function judged(chat: Chat, saying: Saying, reaching: Reaching): { how: Exclude<How, 'call'> } | { how: 'call'; why: string } {
  const now = quietUntil(saying.leavesAt, reaching.timeZone) ?? saying.leavesAt;
  const window = reaching.window(chat.channel, chat.lastHeardAt, now);
  if (!window) return { how: 'call', why: 'channelOff' };
  const { purpose, notAfter } = saying;
  const ruling = rule(
    { reply: false, purpose, ...(notAfter === undefined ? {} : { notAfter }) },
    {
      now,
      timeZone: reaching.timeZone,
      consents: chat.consents,
      gone: chat.goneAt !== undefined,
      window,
      template: reaching.template(chat.channel, saying.key),
    },
  );
  if (ruling.rule === 'hold') return { how: 'call', why: ruling.reason };
  if (ruling.rule === 'template') return { how: 'template' };
  return { how: ruling.rule === 'send' && ruling.reason === 'paid' ? 'paid' : 'free' };
}

/** An empty plan. */
export const noPlan = (): Plan => ({ people: 0, how: { free: 0, paid: 0, template: 0, call: 0 }, why: {}, cost: 0 });

/** Adds one person to a plan. */
export function addReach(plan: Plan, reach: Reach, price: Record<'paid' | 'template', number>): void {
  plan.people += 1;
  plan.how[reach.how] += 1;
  if (reach.how === 'call') plan.why[reach.why] = (plan.why[reach.why] ?? 0) + 1;
  else if (reach.how !== 'free') plan.cost += price[reach.how];
}

/** The sum of plans. */
export function sumPlans(plans: readonly (Plan | undefined)[]): Plan {
  const sum = noPlan();
  for (const plan of plans) {
    if (!plan) continue;
    sum.people += plan.people;
    sum.cost += plan.cost;
    for (const how of ['free', 'paid', 'template', 'call'] as const) sum.how[how] += plan.how[how];
    for (const [why, n] of Object.entries(plan.why)) sum.why[why] = (sum.why[why] ?? 0) + n;
  }
  return sum;
}
