import { pause } from '../../scripts/services/processes';
import type { BroadcastDeps } from '../../src/actions/broadcasts/broadcast-deps';
import { announce, step } from '../../src/actions/broadcasts/broadcasts';
import { createLog } from '../../src/log';
import { chunksOf } from '../../src/models/broadcast-chunks';
import { broadcastStore } from '../../src/models/broadcasts';
import { type Consent, Consents, record } from '../../src/models/consents';
import { Conversations, conversationId } from '../../src/models/conversations';
import { Events } from '../../src/models/events';
import { newPerson, People } from '../../src/models/people';
import { keyed, seal } from '../../src/models/secrets';
import { type Send, Sends } from '../../src/models/sends';
import { putUnit } from '../../src/models/units';
import { BATCH } from '../../src/queues';
import { compose } from '../../workers/compose';
import { noonZone } from '../fake/noon';
import { random as seeded } from '../seeded';
import { BRANCHES, seedProvince } from './province';
import { startTown, type Town, type TownOptions, type Victim } from './town';

/** What dies while a broadcast is planned and sent. */
const VICTIMS = ['worker', 'redis', 'mongo'] as const;
const ID = 'storm';
/** Calls a second, on each channel. */
const LIMIT = 100;
const ENDS_WITHIN = 600_000;
/** After the lease of whatever died, and the echoes' time. */
const ECHOES_WITHIN = 60_000;
const OPERATOR = { kind: 'operator' } as const;
/** Branches beside those of the province, so that planning has many parts. */
const MORE_BRANCHES = 40;

/** How a broadcast is disturbed. */
export interface BroadcastStorm extends TownOptions {
  seed: number;
  people: number;
  /** Kills of each of worker, Redis and MongoDB. */
  kills: number;
  say(line: string): void;
}

/** What came of it. */
export interface BroadcastOutcome {
  people: number;
  /** Sends by state and reason, which add up to the people. */
  table: Record<string, number>;
  received: number;
  seconds: number;
  problems: string[];
  folder: string;
}

interface Woman {
  id: string;
  user: string;
  channel?: 'zalo' | 'messenger';
  conversation?: string;
  agreed: boolean;
}

/** One broadcast to everybody, while its processes and servers are killed, people move and people stop. */
export async function broadcastStorm({ seed, people, kills, say, ...options }: BroadcastStorm): Promise<BroadcastOutcome> {
  const started = Date.now();
  const random = seeded(seed);
  const env = { TZ_NAME: noonZone(), ZALO_PER_SECOND: String(LIMIT), MESSENGER_PER_SECOND: String(LIMIT) };
  const town = await startTown({ ...options, env, say, platform: { echoes: true, receipts: false, redeliverFor: 300_000 } });
  const problems: string[] = [];
  try {
    await seedProvince();
    const women = await settle(town, people, random);
    const text = `Tin ${seed} của Hội`;
    const deps = compose(town.config, town.connections, createLog('silent', 'test')).broadcasts;
    const saying = { key: 'broadcast.text', vars: { unit: 'Hội LHPN tỉnh', text } };
    const order = { id: ID, actor: OPERATOR };
    const units = ['1@2026-01-01'];
    await announce(
      order,
      { unit: '1@2026-01-01', kind: 'information', audience: { units, status: 'members' }, say: saying, confirmed: true },
      { ...deps, needsApproval: async () => false },
    );
    const stopped = new Map<string, number>();
    const calm = approveWhenAsked(deps);
    await disturb(town, women, { kills, random, say, stopped });
    say('waiting for the end …');
    const until = Date.now() + ENDS_WITHIN;
    while ((await stateOf()) !== 'done') {
      if (Date.now() > until) {
        problems.push(`the broadcast is ${await stateOf()} after ${ENDS_WITHIN / 1000} s`);
        break;
      }
      await pause(250);
    }
    await calm();
    await echoesAreIn(town, text);
    const { table, received } = await compare(town, women, text, stopped, kills, problems);
    problems.push(...town.crashes());
    return { people, table, received, seconds: Math.round((Date.now() - started) / 1000), problems, folder: town.folder };
  } finally {
    await town.close(problems.length > 0);
  }
}

const stateOf = async () => (await broadcastStore.load(ID))?.state;

/** A large one waits for a leader one level up: she looks often, whatever is down. Answers how to send her home. */
function approveWhenAsked(deps: BroadcastDeps): () => Promise<void> {
  let on = true;
  const looking = (async () => {
    while (on) {
      const approving = step(ID, 'approve', { id: `${ID}/approved`, actor: OPERATOR }, deps);
      const done = await approving.then(
        (acted) => acted.done,
        () => false,
      );
      if (done) return;
      await pause(100);
    }
  })();
  return async () => {
    on = false;
    await looking;
  };
}

const userOf = (n: number) => String(8_000_000_000_000_000n + BigInt(n));

/** People of all branches: most with a chat on one of the channels, a tenth without consent, a twentieth without a chat. */
async function settle(town: Town, count: number, random: () => number): Promise<Woman[]> {
  const now = Date.now();
  const women = Array.from({ length: count }, (_, n): Woman => {
    const id = `w${n}`;
    const user = userOf(n);
    if (random() < 0.05) return { id, user, agreed: false };
    const channel = random() < 0.5 ? 'zalo' : 'messenger';
    const account = channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
    return { id, user, channel, conversation: conversationId(channel, account, user), agreed: random() < 0.9 };
  });
  const places = await branches();
  const at = (n: number) => places[n % places.length] ?? '';
  await People.collection.insertMany(
    women.map(({ id, conversation }, n) => ({
      ...newPerson(id, { name: `Chị ${n}`, unit: at(n), status: 'member', memberSince: 1 }, 1),
      conversations: conversation ? [conversation] : [],
    })) as never,
  );
  const blank = { rev: 0, timers: [], outbox: [], done: [], lastHeardAt: now };
  const chats = women.flatMap(({ user, channel, conversation }) => {
    if (!channel || !conversation) return [];
    const account = channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
    return [{ _id: conversation, channel, account, user: seal(user), ...blank }];
  });
  await Conversations.collection.insertMany(chats as never);
  await Consents.collection.insertMany(
    women.flatMap(({ conversation, agreed }) => (conversation && agreed ? [consent(conversation, true, now)] : [])) as never,
  );
  return women;
}

async function branches(): Promise<string[]> {
  const more = Array.from({ length: MORE_BRANCHES }, (_, n) => `${300 + n}`);
  for (const code of more) {
    const [_id, validFrom, parent] = [`${code}@2026-01-01`, '2026-01-01', '20@2026-01-01'];
    const place = `thôn ${code}`;
    await putUnit({ _id, code, validFrom, level: 'branch', name: `Chi hội ${place}`, place, aliases: [], parent });
  }
  return [...BRANCHES.map(({ unit }) => unit), ...more.map((code) => `${code}@2026-01-01`)];
}

function consent(conversation: string, given: boolean, at: number): Consent {
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'c', by: 'tap', event: 'e', seq: 1 } as const;
  return { _id: `${conversation}/${given}`, conversation, purpose: 'TUYEN_TRUYEN', given, at, ...about };
}

/** Part of the kills that come early, while it is planned; the others wait until a share of the messages has left. */
const EARLY = 1 / 3;
const LAST_SHARE = 0.8;
const SHARE_WITHIN = 120_000;

/** Kills in a shuffled order, some while it is planned and some while it is sent; between two kills somebody stops and somebody moves. */
async function disturb(
  town: Town,
  women: readonly Woman[],
  { kills, random, say, stopped }: { kills: number; random: () => number; say(line: string): void; stopped: Map<string, number> },
): Promise<void> {
  const order = VICTIMS.flatMap((victim) => Array.from({ length: kills }, () => ({ victim: victim as Victim, key: random() })))
    .sort((a, b) => a.key - b.key)
    .map(({ victim }) => victim);
  const early = Math.ceil(order.length * EARLY);
  const shares = order.slice(early).map(() => random() * LAST_SHARE);
  shares.sort((a, b) => a - b);
  for (const [n, victim] of order.entries()) {
    if (n >= early) await untilSent(town, women.length * (shares[n - early] ?? 0));
    await pause(300 + random() * (n < early ? 3_000 : 1_000));
    await town.kill(victim);
    await pause(50 + random() * 1_500);
    await town.revive(victim);
    // A worker that did not find a server at its start has ended.
    say(`${n + 1}/${order.length} killed ${victim}; ${await progress()}`);
    const stops = women[Math.floor(random() * women.length)];
    if (stops?.conversation && stops.agreed && !stopped.has(stops.id)) {
      await record(consent(stops.conversation, false, Date.now()));
      stopped.set(stops.id, Date.now());
    }
    const moves = women[Math.floor(random() * women.length)];
    const to = BRANCHES[Math.floor(random() * BRANCHES.length)]?.unit;
    if (moves && to) await People.updateOne({ _id: moves.id }, { $set: { unit: to, updatedAt: Date.now() } });
  }
}

/** Waits until so many messages have left, for as long as that may take. */
async function untilSent(town: Town, messages: number): Promise<void> {
  const until = Date.now() + SHARE_WITHIN;
  while (town.zalo.sent.length + town.graph.sent.length <= messages && Date.now() < until) await pause(50);
}

async function progress(): Promise<string> {
  const parts = await chunksOf(ID);
  const table = await tally();
  return `${await stateOf()}, ${parts.filter(({ state }) => state !== 'open').length}/${parts.length} parts planned, ${JSON.stringify(table)}`;
}

async function tally(): Promise<Record<string, number>> {
  const table: Record<string, number> = {};
  for (const { state, failure } of await Sends.find({ broadcast: ID }).select({ state: 1, failure: 1 }).lean<Send[]>()) {
    const name = failure ? `${state}:${failure}` : state;
    table[name] = (table[name] ?? 0) + 1;
  }
  return table;
}

const arrivals = (town: Town, text: string) => [...town.zalo.sent, ...town.graph.sent].filter((sent) => sent.text.includes(text));

/** Waits until no uncertain send is left that has arrived, for as long as its echo may take. */
async function echoesAreIn(town: Town, text: string): Promise<void> {
  const until = Date.now() + ECHOES_WITHIN;
  for (;;) {
    const arrived = new Set(arrivals(town, text).map(({ user }) => user));
    const uncertain = await Sends.find({ broadcast: ID, state: 'unknown' }).lean<Send[]>();
    if (!uncertain.some(({ person }) => arrived.has(userOf(Number(person?.slice(1))))) || Date.now() > until) return;
    await pause(500);
  }
}

/** What became of the echo of a message: never stored, waiting, or handled. */
async function echoOf(town: Town, { user, channel = 'zalo' }: Woman, text: string): Promise<string> {
  const message = arrivals(town, text).find((sent) => sent.user === user);
  const account = channel === 'zalo' ? town.zalo.secrets.oaId : town.graph.secrets.pageId;
  const stored = await Events.findById(keyed('event', channel, account, 'echo', message?.id ?? '')).lean();
  return stored ? (stored.pending ? 'waiting' : 'handled') : 'not stored';
}

async function compare(
  town: Town,
  women: readonly Woman[],
  text: string,
  stopped: ReadonlyMap<string, number>,
  kills: number,
  problems: string[],
): Promise<{ table: Record<string, number>; received: number }> {
  const sends = new Map((await Sends.find({ broadcast: ID }).lean<Send[]>()).map((send) => [send.person, send]));
  const got = new Map<string, number[]>();
  for (const { user, at } of arrivals(town, text)) got.set(user, [...(got.get(user) ?? []), at]);
  let uncertain = 0;
  for (const woman of women) {
    const send = sends.get(woman.id);
    const times = got.get(woman.user) ?? [];
    if (!send) problems.push(`${woman.id} is missing from the outcome`);
    if (times.length > 1) problems.push(`${woman.id} got it ${times.length} times`);
    if (send?.state === 'sent' && times.length === 0) problems.push(`${woman.id} is said to have it, and has not`);
    if (send && !['sent', 'held', 'unknown'].includes(send.state))
      problems.push(`${woman.id} ended as ${send.state} (${send.failure})`);
    if (send?.state === 'held' && times.length > 0) problems.push(`${woman.id} is held (${send.failure}) and got it`);
    if (send?.state === 'unknown') {
      uncertain += 1;
      if (times.length > 0)
        problems.push(`${woman.id} got it and is still unknown: its echo is ${await echoOf(town, woman, text)}`);
    }
    const since = stopped.get(woman.id);
    // The policy's word may be two seconds old when the call begins.
    if (since !== undefined && times.some((at) => at > since + 4_000)) problems.push(`${woman.id} got it after she had stopped`);
    if ((!woman.agreed || !woman.conversation) && times.length > 0) problems.push(`${woman.id} never agreed and got it`);
  }
  if (sends.size !== women.length) problems.push(`${sends.size} sends for ${women.length} people`);
  const inFlight = kills * VICTIMS.length * 2 * (2 + Math.ceil((LIMIT * 2) / BATCH)) * BATCH;
  if (uncertain > inFlight) problems.push(`${uncertain} unknown, more than ${inFlight} that can have been in flight`);
  return { table: await tally(), received: got.size };
}
