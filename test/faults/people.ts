import { createHash } from 'node:crypto';
import { pause } from '../../scripts/services/processes';
import { parseBody } from '../../src/channels/body';
import { conversationId } from '../../src/models/conversations';
import { keyed } from '../../src/models/secrets';
import { metaJson, signMessenger, signZalo } from '../fake/sign';
import { random as seeded } from '../seeded';
import type { Delivery, Hand, Person, Say } from './hand';
import type { Town } from './town';
import { VISITS } from './visits';

/** The platforms' patience with a webhook, and what they do afterwards: deliver it again until it is answered 200. */
const PATIENCE = 2_000;
const AGAIN_AFTER = [100, 200, 400, 800, 1_500];
/** A reply that takes longer is lost: the longest lawful delay is a lease, a stalled job and a sweep one after the other. It counts in peace only. */
const REPLY_WITHIN = 100_000;

/** How people are driven. */
export interface Life {
  town: Town;
  seed: number;
  /** Everybody who ever spoke. */
  all: Person[];
  /** Second deliveries that are still on their way. */
  late: Promise<unknown>[];
  /** Until when (ms) things are killed. */
  stormyUntil: number;
}

/** One person's visit from her first word to her last. */
export async function live(life: Life, kind: string, number: number): Promise<void> {
  const { town } = life;
  // Her own, so that what she does does not depend on who else is there.
  const random = seeded(life.seed * 100_000 + number);
  const channel = random() < 0.5 ? 'zalo' : 'messenger';
  const desk = channel === 'zalo' ? town.zalo : town.graph;
  const account = channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
  const user = String(7_000_000_000_000_000n + BigInt(number));
  const conversation = conversationId(channel, account, user);
  const person: Person = { channel, user, conversation, kind, deliveries: [], consents: [], calls: 0 };
  life.all.push(person);
  const posts = postsOf(life, person, random);
  let read = 0;
  const hand: Hand = {
    person,
    random,
    say: (text) => posts([{ text }]),
    tap: (payload) => posts([{ payload }]),
    atOnce: posts,
    async reads(which, what) {
      const asked = Date.now();
      for (;;) {
        const seen = desk.to(user);
        const found = seen.findIndex((sent, index) => index >= read && which(sent));
        const sent = seen[found];
        if (sent) {
          read = found + 1;
          return sent;
        }
        if (Date.now() > Math.max(asked, life.stormyUntil) + REPLY_WITHIN)
          throw new Error(`${kind} ${conversation} waits for ${what} for ${REPLY_WITHIN / 1000} s`);
        await pause(40);
      }
    },
    thinks: (ms) => pause(random() * ms),
  };
  try {
    await VISITS[kind]?.(hand);
  } catch (error) {
    person.unfinished = error instanceof Error ? error.message : String(error);
  }
}

/** Posts what she does, each thing until it is answered 200, some of them twice. */
function postsOf({ town, late }: Life, person: Person, random: () => number): Say {
  const { channel, user } = person;
  let clock = 0;
  let count = 0;
  const now = () => {
    clock = Math.max(clock + 1, Date.now());
    return clock;
  };
  const messageId = () => {
    count += 1;
    return createHash('sha256').update(`${user} ${count}`).digest('hex').slice(0, 20);
  };

  return async (acts) => {
    const together = channel === 'messenger' && acts.length > 1 && random() < 0.5;
    const bodies = together
      ? [messengerBody(acts)]
      : acts.map((act) => (channel === 'zalo' ? zaloBody(act) : messengerBody([act])));
    await Promise.all(bodies.map((body) => deliver(body)));
  };

  function zaloBody({ text, payload }: { text?: string; payload?: string }) {
    const { secrets } = town.zalo;
    const timestamp = String(now());
    const raw = JSON.stringify({
      app_id: secrets.appId,
      user_id_by_app: `8${user}`,
      event_name: 'user_send_text',
      timestamp,
      sender: { id: user },
      recipient: { id: secrets.oaId },
      message: { text: payload ?? text, msg_id: messageId() },
    });
    town.zalo.heard(user);
    return { raw, headers: signZalo(raw, timestamp, secrets) };
  }

  function messengerBody(acts: { text?: string; payload?: string }[]) {
    const { secrets } = town.graph;
    const messaging = acts.map(({ text, payload }) => ({
      sender: { id: user },
      recipient: { id: secrets.pageId },
      timestamp: now(),
      message: { mid: `m_${messageId()}`, text: text ?? 'Chọn', ...(payload ? { quick_reply: { payload } } : {}) },
    }));
    const raw = metaJson({ object: 'page', entry: [{ id: secrets.pageId, time: clock, messaging }] });
    town.graph.heard(user);
    return { raw, headers: signMessenger(raw, secrets) };
  }

  async function deliver({ raw, headers }: { raw: string; headers: Record<string, string> }): Promise<void> {
    const parsed = town.connections.channels.get(channel)?.parse(parseBody(Buffer.from(raw)), Date.now()) ?? [];
    const events = parsed.map(({ account, type, id, at }) => ({ id: keyed('event', channel, account, type, id), at }));
    const delivery: Delivery = { events, sentAt: Date.now(), ackedAt: 0, tries: 0 };
    person.deliveries.push(delivery);
    const post = () => postOnce(town.hook(channel), raw, headers);
    // Platforms deliver some things twice, at once or later.
    const chance = random();
    const twin = chance < 0.2 ? post() : undefined;
    for (;;) {
      delivery.tries += 1;
      const acked = await post();
      if (acked) break;
      await pause(AGAIN_AFTER[Math.min(delivery.tries - 1, AGAIN_AFTER.length - 1)] ?? 0);
    }
    delivery.ackedAt = Date.now();
    await twin;
    if (chance > 0.9) late.push(pause(random() * 3_000).then(post));
  }
}

async function postOnce(url: string, raw: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(url, {
      method: 'POST',
      body: raw,
      headers: { 'content-type': 'application/json', ...headers },
      signal,
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    // Refused, broken or late: the platform tries again.
    return false;
  }
}
