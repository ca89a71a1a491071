import { DateTime } from 'luxon';
import type { Window } from '../channels/channel';
import type { Purpose } from './types';

/** What the policy must know of a message that wants to leave; times in ms since 1970. */
export interface Leaving {
  /** Answers something she just did; anything else needs her consent for its purpose. */
  reply: boolean;
  purpose?: Purpose;
  notAfter?: number;
}

export interface Circumstances {
  now: number;
  timeZone: string;
  consents: Partial<Record<Purpose, boolean>>;
  pausedUntil?: number;
  /** She unfollowed or blocked us. */
  gone: boolean;
  window: Window;
  /** An approved template says the same after the window. */
  template?: boolean;
}

/** Whether a message may leave now; `wait` says until when, `hold` is final. */
export type Ruling =
  | { rule: 'send'; reason: 'reply' | 'free' | 'paid' }
  | { rule: 'template'; reason: 'windowClosed' }
  | { rule: 'wait'; reason: 'quietHours' | 'paused'; until: number }
  | { rule: 'hold'; reason: 'gone' | 'noConsent' | 'windowClosed' | 'neverWrote' | 'tooLate' };

/** No message of our own accord from 21 to 7 o'clock. */
const QUIET = { from: 21, to: 7 };

/** The right to send, decided at the moment of sending; pure, the same for the plan that leaders see. */
export function rule(message: Leaving, at: Circumstances): Ruling {
  if (message.notAfter !== undefined && at.now > message.notAfter) return { rule: 'hold', reason: 'tooLate' };
  if (at.gone) return { rule: 'hold', reason: 'gone' };
  if (!message.reply) {
    if (message.purpose && at.consents[message.purpose] !== true) return { rule: 'hold', reason: 'noConsent' };
    if (at.pausedUntil !== undefined && at.pausedUntil > at.now) return later('paused', at.pausedUntil, message);
    const morning = quietUntil(at.now, at.timeZone);
    if (morning !== undefined) return later('quietHours', morning, message);
  }
  switch (at.window.state) {
    case 'free':
      return { rule: 'send', reason: message.reply ? 'reply' : 'free' };
    case 'paid':
      return { rule: 'send', reason: 'paid' };
    case 'template':
      // Templates are for what nobody asked for now; an answer that comes too late is no reminder.
      if (at.template && !message.reply) return { rule: 'template', reason: at.window.reason };
      return { rule: 'hold', reason: at.window.reason };
    case 'closed':
      return { rule: 'hold', reason: at.window.reason };
    default:
      return at.window satisfies never;
  }
}

/** What was answered last: a broadcast asks for many thousands of people within the same minute. */
let asked: { minute: number; timeZone: string; until: number | undefined } | undefined;

/** The end of the quiet hours in which a time lies, or undefined by day. */
export function quietUntil(now: number, timeZone: string): number | undefined {
  const minute = Math.floor(now / 60_000);
  // Zones and quiet hours change at whole minutes only.
  if (asked?.minute !== minute || asked.timeZone !== timeZone) asked = { minute, timeZone, until: morningAfter(now, timeZone) };
  return asked.until;
}

function morningAfter(now: number, timeZone: string): number | undefined {
  const local = DateTime.fromMillis(now, { zone: timeZone });
  if (local.hour >= QUIET.to && local.hour < QUIET.from) return undefined;
  const day = local.hour < QUIET.to ? local : local.plus({ days: 1 });
  return day.startOf('day').set({ hour: QUIET.to }).toMillis();
}

function later(reason: 'quietHours' | 'paused', until: number, message: Leaving): Ruling {
  if (message.notAfter !== undefined && until > message.notAfter) return { rule: 'hold', reason: 'tooLate' };
  return { rule: 'wait', reason, until };
}
