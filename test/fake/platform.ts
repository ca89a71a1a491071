import { setTimeout as wait } from 'node:timers/promises';

/** One message that reached a person. */
export interface Sent {
  /** The platform's id of the message. */
  id: string;
  user: string;
  text: string;
  buttons: { title: string; payload: string }[];
  /** Address of a picture that came with it, or the name under which it was handed in before. */
  image?: string;
  /** The name under which a file that came with it was handed in. */
  file?: string;
  /** The name alone of a picture or file that was handed in. */
  enclosed?: string;
  /** Titles of the cards. */
  cards?: string[];
  /** She was asked for her number, with a form or a button. */
  contact?: true;
  at: number;
  /** `template` for approved templates, which need no window. */
  kind: 'message' | 'template';
  /** What the sender attached to find the message again. */
  metadata?: string;
  /** The request's body as it came. */
  body: unknown;
}

/** What both fake platforms take. */
export interface FakeOptions {
  /** Free when missing. */
  port?: number;
  /** Where webhooks go; can be set later with `pointTo`. */
  webhook?: string;
  clock?: () => number;
  /** Sends the echo of each message to the webhook (default true). */
  echoes?: boolean;
  /** Sends delivered and seen receipts to the webhook (default false). */
  receipts?: boolean;
  /** Delivers a webhook that was not answered 200 again, for this long, ms (default 0: once). */
  redeliverFor?: number;
  /** Refuses messages to people of whom it was never told that they wrote (default false: they may be written to). */
  strict?: boolean;
  /** Calls allowed within a time; beyond it the platform's error for being too fast. */
  rate?: { calls: number; ms: number };
}

/** What a test or the demo sees of a fake platform besides its HTTP. */
export interface Desk {
  sent: Sent[];
  /** Called for each message that reaches a person; answers how to stop listening. */
  onSend(listener: (sent: Sent) => void): () => void;
  /** Messages that reached one person, oldest first. */
  to(user: string): Sent[];
  /** Waits until a person has `count` messages, and answers them. */
  until(user: string, count: number, ms?: number): Promise<Sent[]>;
  /** Tells the platform that a person did something that opens her window, and the id of what she wrote. */
  heard(user: string, at?: number, message?: string): void;
  pointTo(webhook: string): void;
  /** Webhooks that were not answered 200. */
  refusedWebhooks(): number;
}

/** The book-keeping that both fake platforms share. */
export interface Book extends Desk {
  clock(): number;
  lastHeard(user: string): number | undefined;
  /** Who wrote a message. */
  whose(message: string): string | undefined;
  tooFast(): boolean;
  /** Share of the allowed calls that is used, and for how long no more are taken (ms); undefined without a rate. */
  usage(): { limit: number; used: number; closedFor: number } | undefined;
  record(sent: Sent): void;
  /** Posts a webhook body soon, after the call that caused it has been answered. */
  tell(raw: string, headers: Record<string, string>): void;
  /** Waits for the webhooks on their way. */
  settled(): Promise<void>;
}

const REDELIVERED_AFTER = 1_000;

/** Opens the books of a fake platform. */
export function openBook(options: FakeOptions): Book {
  const clock = options.clock ?? Date.now;
  const sent: Sent[] = [];
  const listeners = new Set<(one: Sent) => void>();
  const heard = new Map<string, number>();
  const authors = new Map<string, string>();
  const underway = new Set<Promise<void>>();
  let calls: number[] = [];
  let webhook = options.webhook;
  let refused = 0;
  const to = (user: string) => sent.filter((one) => one.user === user);
  return {
    sent,
    to,
    clock,
    onSend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async until(user, count, ms = 10_000) {
      const end = Date.now() + ms;
      while (to(user).length < count) {
        if (Date.now() > end) throw new Error(`expected ${count} messages, saw ${to(user).length}`);
        await wait(10);
      }
      return to(user);
    },
    heard(user, at = clock(), message) {
      heard.set(user, at);
      if (message !== undefined) authors.set(message, user);
    },
    whose: (message) => authors.get(message),
    lastHeard: (user) => heard.get(user) ?? (options.strict ? undefined : clock()),
    pointTo: (url) => {
      webhook = url;
    },
    refusedWebhooks: () => refused,
    tooFast() {
      if (!options.rate) return false;
      const since = clock() - options.rate.ms;
      calls = calls.filter((at) => at > since);
      if (calls.length >= options.rate.calls) return true;
      calls.push(clock());
      return false;
    },
    usage() {
      if (!options.rate) return undefined;
      const { calls: limit, ms } = options.rate;
      const now = clock();
      calls = calls.filter((at) => at > now - ms);
      const closedFor = calls.length < limit ? 0 : (calls[0] ?? now) + ms - now;
      return { limit, used: calls.length, closedFor };
    },
    record(one) {
      sent.push(one);
      for (const listener of listeners) listener(one);
    },
    tell(raw, headers) {
      if (!webhook) return;
      const target = webhook;
      const until = Date.now() + (options.redeliverFor ?? 0);
      const post = async (): Promise<void> => {
        const status = await postRaw(target, raw, headers).catch(() => 0);
        if (status === 200) return;
        refused++;
        if (Date.now() >= until) return;
        await wait(REDELIVERED_AFTER);
        await post();
      };
      const posting = wait(1)
        .then(post)
        .finally(() => underway.delete(posting));
      underway.add(posting);
    },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

/** Posts a body exactly as given and answers the HTTP status. */
export async function postRaw(url: string, raw: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, { method: 'POST', body: raw, headers: { 'content-type': 'application/json', ...headers } });
  await answer.arrayBuffer();
  return answer.status;
}
