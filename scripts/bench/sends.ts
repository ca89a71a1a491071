import { Consents, type record } from '../../src/models/consents';
import { Conversations } from '../../src/models/conversations';
import { seal } from '../../src/models/secrets';
import { type NewSend, newSend, queueSend, Sends } from '../../src/models/sends';
import { noonZone } from '../../test/fake/noon';
import type { Town } from '../../test/faults/town';
import { pause } from '../services/processes';
import { type Rig, withTown } from './rig';

/** How many people there are, and broadcast sends in front of each reply. */
const PEOPLE = 2_000;
export const BEHIND = 20_000;
const MEASURED = 10_000;
const SETTLES = 2_000;
const PROBE_EVERY = 400;
const PAGE = 1_000;

/** What was sent while the platform took some ms for each answer; rates a second. */
export interface SendsResult {
  slow: number;
  replies: number;
  broadcasts: number;
  /** Most calls that the platform saw within any second. */
  most: number;
  /** From the time a reply was queued behind the broadcast to its arrival, without the platform's own time; ms. */
  replyP50: number;
  replyMost: number;
}

/** Rates of the send loop beside the limit, and how long a reply takes behind a broadcast, for a quick platform and a slow one. */
export function benchSends(rig: Rig, limit: number, slows: readonly number[]): Promise<SendsResult[]> {
  const env = { ZALO_PER_SECOND: String(limit), TZ_NAME: noonZone() };
  return withTown(rig, { without: ['web', 'worker'], env }, async (town) => {
    await people(town);
    await town.revive('worker');
    const results: SendsResult[] = slows.map((slow) => ({ slow, replies: 0, broadcasts: 0, most: 0, replyP50: 0, replyMost: 0 }));
    for (const result of results) {
      await town.zalo.set({ slow: result.slow });
      rig.say(`sends: replies alone, the platform answers in ${result.slow} ms …`);
      result.replies = await replies(town, `r${result.slow}`, limit);
    }
    rig.say(`sends: a broadcast of ${BEHIND} …`);
    const ids = await broadcast();
    await town.connections.bells.broadcasts('zalo', ids);
    for (const result of results) {
      await town.zalo.set({ slow: result.slow });
      await pause(SETTLES);
      const since = Date.now();
      const waits = await probes(town, `p${result.slow}`, result.slow);
      const times = town.zalo.sent.map(({ at }) => at).filter((at) => at >= since && at < since + MEASURED);
      result.broadcasts = perSecond(times.length - waits.length, MEASURED);
      result.most = mostWithin(times, 1_000);
      result.replyP50 = waits[Math.floor(waits.length / 2)] ?? 0;
      result.replyMost = waits.at(-1) ?? 0;
    }
    return results;
  });
}

async function people(town: Town): Promise<void> {
  const now = Date.now();
  const all = Array.from({ length: PEOPLE }, (_, n) => ({ _id: `c${n}`, user: String(7_000_000_000_000_000n + BigInt(n)) }));
  const common = { channel: 'zalo', account: town.zalo.secrets.oaId, rev: 0, timers: [], outbox: [], done: [], lastHeardAt: now };
  await Conversations.collection.insertMany(all.map(({ _id, user }) => ({ _id, ...common, user: seal(user) })) as never);
  const consent: Omit<Parameters<typeof record>[0], '_id' | 'conversation'> = {
    ...{ purpose: 'NHAC_LICH', given: true, text: 't', textHash: 'h', locale: 'vi', channel: 'zalo', by: 'tap' },
    ...{ event: 'e', at: now, seq: 1 },
  };
  await Consents.collection.insertMany(all.map(({ _id }) => ({ _id: `k${_id}`, conversation: _id, ...consent })) as never);
}

const send = (id: string, n: number, reply: boolean): NewSend => ({
  _id: id,
  conversation: `c${n % PEOPLE}`,
  channel: 'zalo',
  reply,
  seq: n,
  notBefore: Date.now(),
  ...(reply ? {} : { purpose: 'NHAC_LICH' as const }),
  say: { key: 'greeting.welcome', vars: { commune: 'Ân Thi' } },
});

/** As many replies as the limit allows in the measured time and some more, one to each person. */
async function replies(town: Town, name: string, limit: number): Promise<number> {
  const count = Math.min(PEOPLE, Math.ceil((limit * (MEASURED + SETTLES)) / 1_000));
  const all = Array.from({ length: count }, (_, n) => send(`${name}-${n}`, n, true));
  await Sends.collection.insertMany(all.map((each) => newSend(each)) as never);
  const before = town.zalo.sent.length;
  await Promise.all(all.map(({ conversation }) => town.connections.bells.replyAgain('zalo', conversation)));
  await until(() => town.zalo.sent.length >= before + count);
  const times = town.zalo.sent.slice(before).map(({ at }) => at);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  // The first window's permits are there at once, and not part of the rate.
  const later = times.filter((at) => at >= first + 1_000);
  return perSecond(later.length, last - (first + 1_000));
}

async function broadcast(): Promise<string[]> {
  const ids = Array.from({ length: BEHIND }, (_, n) => `b${n}`);
  for (let start = 0; start < BEHIND; start += PAGE) {
    const page = ids.slice(start, start + PAGE).map((id, n) => newSend(send(id, start + n, false)));
    await Sends.collection.insertMany(page as never, { ordered: false });
  }
  return ids;
}

/** Queues a reply now and then while the broadcast runs; answers how long each took, sorted. */
async function probes(town: Town, name: string, slow: number): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const end = Date.now() + MEASURED;
  for (let n = 0; Date.now() < end; n += 1) {
    waits.push(probe(town, `${name}-${n}`, PEOPLE - 1 - n, slow));
    await pause(PROBE_EVERY);
  }
  return (await Promise.all(waits)).sort((a, b) => a - b);
}

async function probe(town: Town, id: string, person: number, slow: number): Promise<number> {
  const reply = send(id, person, true);
  const user = String(7_000_000_000_000_000n + BigInt(person));
  const text = `#${id}`;
  const arrived = new Promise<number>((done) => {
    const stop = town.zalo.onSend((sent) => {
      if (sent.user !== user || !sent.text.includes(text)) return;
      stop();
      done(Date.now());
    });
  });
  const began = Date.now();
  await queueSend({
    ...reply,
    say: { key: 'meeting.invite', vars: { branch: text, topic: text, day: text, time: text, place: text } },
  });
  await town.connections.bells.reply('zalo', reply.conversation);
  return (await arrived) - began - slow;
}

function mostWithin(times: readonly number[], ms: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [from, most] = [0, 0];
  sorted.forEach((at, index) => {
    while ((sorted[from] ?? at) <= at - ms) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('the worker is not through after 120 s');
    await pause(20);
  }
}

const perSecond = (count: number, ms: number): number => Math.round((count * 10_000) / ms) / 10;
