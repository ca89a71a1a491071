import { record } from '../../src/models/consents';
import * as conversations from '../../src/models/conversations';
import { Events } from '../../src/models/events';
import { Sends } from '../../src/models/sends';
import type { FakeGraph } from '../../test/fake/graph';
import { type MessengerPerson, messengerPerson, type Person, zaloPerson } from '../../test/fake/people';
import type { FakeZalo } from '../../test/fake/zalo';

/** The platforms of the demo and where the product listens. */
export interface Stage {
  zalo: FakeZalo;
  graph: FakeGraph;
  /** Address of the web side. */
  url: string;
}

/** Whoever takes part, with her phone. */
export interface Actor extends Person {
  channel: 'zalo' | 'messenger';
  /** Her conversation's id. */
  id: string;
  /** Everything that the bot said to her. */
  got(): string[];
  /** Says something and waits until the bot has answered all of it. */
  talks(text: string): Promise<void>;
  /** Two texts in one webhook, where the platform batches. */
  talksAtOnce(first: string, second: string): Promise<void>;
}

const ANSWERS_WITHIN = 60_000;

/** A woman on one of the platforms; every fourth is on Messenger. */
export function actor({ zalo, graph, url }: Stage, n: number): Actor {
  const channel = n % 4 === 3 ? 'messenger' : 'zalo';
  const platform = channel === 'zalo' ? zalo : graph;
  const user = channel === 'zalo' ? String(4_000_000_000_000_000_000n + BigInt(n)) : String(70_000_000_000_000 + n);
  const hook = `${url}/webhooks/${channel}`;
  const retries = [100, 300, 1_000, 3_000];
  const person: Person & Partial<MessengerPerson> =
    channel === 'zalo'
      ? zaloPerson(hook, zalo.secrets, user, { platform: zalo, retries })
      : messengerPerson(hook, graph.secrets, user, { platform: graph, retries });
  const account = channel === 'zalo' ? zalo.secrets.oaId : graph.secrets.pageId;
  const id = conversations.conversationId(channel, account, user);
  const answered = async (says: () => Promise<unknown>) => {
    const before = platform.to(user).length;
    await says();
    await platform.until(user, before + 1, ANSWERS_WITHIN);
    await until('the bot is quiet', () => isQuiet(id));
  };
  return {
    ...person,
    channel,
    id,
    got: () => platform.to(user).map((sent) => sent.text),
    talks: (text) => answered(() => person.says(text)),
    talksAtOnce: (first, second) =>
      answered(() => person.saysAtOnce?.([first], [second]) ?? person.says(first).then(() => person.says(second))),
  };
}

async function isQuiet(conversation: string): Promise<boolean> {
  if (await Events.exists({ conversation, pending: true })) return false;
  return !(await Sends.exists({ conversation, reply: true, state: { $in: ['queued', 'sending'] } }));
}

/** Waits for something; throws with its name when it does not come within a minute. */
export async function until(what: string, happened: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + ANSWERS_WITHIN;
  while (!(await happened())) {
    if (Date.now() > end) throw new Error(`waited ${ANSWERS_WITHIN / 1000} s in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Links a member's chat as it is after she has greeted the bot and agreed to reminders and surveys. */
export async function linkChat({ zalo, graph }: Stage, who: Actor, now: number): Promise<void> {
  const { id, channel, user } = who;
  const account = channel === 'zalo' ? zalo.secrets.oaId : graph.secrets.pageId;
  await conversations.open(id, { channel, account, user });
  const conversation = await conversations.load(id);
  if (conversation && conversation.rev === 0) {
    const state = { greeted: true, playing: [] };
    await conversations.commit(conversation, { event: 'linked', state, timers: [], effects: [], heardAt: now }, now);
  }
  for (const purpose of ['NHAC_LICH', 'KHAO_SAT'] as const) {
    const text = 'reminder.consent';
    const common = { conversation: id, purpose, given: true, text, textHash: '', locale: 'vi', channel, by: 'paper' as const };
    await record({ ...common, _id: `${id}.${purpose}`, event: 'linked', at: now, seq: 0 });
  }
  (channel === 'zalo' ? zalo : graph).heard(user, now);
}
