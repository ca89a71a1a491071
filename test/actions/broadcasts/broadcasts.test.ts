import type { BroadcastDeps } from '../../../src/actions/broadcasts/broadcast-deps';
import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { announce, decideStep, step } from '../../../src/actions/broadcasts/broadcasts';
import { Chunks } from '../../../src/models/broadcast-chunks';
import { type Broadcast, Broadcasts, broadcastStore } from '../../../src/models/broadcasts';
import { record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { People, putPerson } from '../../../src/models/people';
import { seal } from '../../../src/models/secrets';
import { Sends } from '../../../src/models/sends';
import { type Level, putUnit } from '../../../src/models/units';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['b2', 'branch', 'c1'],
  ['b3', 'branch', 'c1'],
];
const HOUR = 3_600_000;
/** Ten in the morning in Việt Nam. */
const MORNING = Date.UTC(2026, 10, 22, 3);
let now = MORNING;
let fed: string[] = [];
let most = 500;
const silent = async () => {};
const deps: BroadcastDeps = {
  tell: silent,
  ringCount: silent,
  now: () => now,
  timeZone: 'Asia/Ho_Chi_Minh',
  channels: ['home'],
  fed: async () => 0,
  ringSends: async (_, ids) => void fed.push(...ids),
  ringBroadcast: silent,
  needsApproval: async (_, { people }) => people > most,
  reaching: {
    timeZone: 'Asia/Ho_Chi_Minh',
    window: (_, heard, at) =>
      heard === undefined || at - heard > 48 * HOUR
        ? { state: 'template', reason: 'windowClosed' }
        : { state: 'free', until: heard + 48 * HOUR },
    template: () => false,
    price: async () => 100,
  },
};
const chair = { kind: 'leader', person: 'chair', post: 'communeChair', unit: 'c1' } as const;
const lead = { kind: 'leader', person: 'lead', post: 'branchLead', unit: 'b1' } as const;
let orders = 0;
const by = <A>(actor: A) => {
  orders += 1;
  return { id: `order-${orders}`, actor };
};
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  for (const [id, level, parent] of UNITS)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: id, place: id, aliases: [], parent });
  // Of each branch's four: one in the window, one outside it, one without consent, one without a chat.
  for (const branch of ['b1', 'b2', 'b3'])
    for (const [n, kind] of ['free', 'late', 'silent', 'none'].entries()) {
      const id = `${branch}-${kind}`;
      await putPerson(id, { name: `Chị ${n}`, unit: branch, status: 'member', memberSince: 1 });
      if (kind === 'none') continue;
      const blank = { channel: 'home', account: 'oa', user: seal(id), rev: 0, timers: [], outbox: [], done: [] };
      await Conversations.create({
        _id: `chat-${id}`,
        ...blank,
        lastHeardAt: kind === 'late' ? MORNING - 72 * HOUR : MORNING - HOUR,
      });
      await People.updateOne({ _id: id }, { $set: { conversations: [`chat-${id}`] } });
      if (kind === 'silent') continue;
      const about = {
        text: 't',
        textHash: 'h',
        locale: 'vi',
        channel: 'home',
        by: 'tap',
        event: 'e',
        at: 1,
        seq: 1,
        given: true,
      } as const;
      await record({ _id: `${id}/c`, conversation: `chat-${id}`, purpose: 'TUYEN_TRUYEN', ...about });
    }
  const people = People.collection;
  spared = atEachStep([Broadcasts.collection, Chunks.collection, Sends.collection, people], (waits) => at(waits));
});
beforeEach(() => {
  now = MORNING;
  fed = [];
  most = 500;
  at = () => undefined;
});

const say = { key: 'broadcast.text', vars: { text: 'Mời chị em tập huấn' } };
const news = (id: string, units: string[], more: object = {}) =>
  announce({ id, actor: chair }, { unit: 'c1', kind: 'information', audience: { units, status: 'members' }, say, ...more }, deps);

/** Works until the broadcast waits for a person or for a time, as a worker does. */
async function run(id: string): Promise<number | undefined> {
  for (let turns = 0; turns < 100; turns += 1) {
    const until = await advance(id, deps);
    if (until === undefined || until > now + 1_000) return until;
    await leave();
    if (until > now) now = until;
  }
  throw new Error('a broadcast that never rests');
}

/** The sender, as far as states go. */
async function leave(): Promise<void> {
  await Sends.updateMany({ _id: { $in: fed }, state: 'queued' }, { $set: { state: 'sent' }, $unset: { notBefore: 1 } });
}

const load = async (id: string) => (await broadcastStore.load(id)) as Broadcast;
const outcome = async (id: string) => {
  const table: Record<string, number> = {};
  for (const { state, failure } of await Sends.find({ broadcast: id }).lean<{ state: string; failure?: string }[]>()) {
    const name = failure ? `${state}:${failure}` : state;
    table[name] = (table[name] ?? 0) + 1;
  }
  return table;
};

test('a broadcast is planned, read, confirmed and sent; whoever cannot be written to is left to a caller with the reason', async () => {
  expect(await news('plain', ['c1'])).toMatchObject({ done: true });
  expect(await run('plain')).toBeUndefined();
  expect((await load('plain')).plan).toEqual({
    people: 12,
    how: { free: 3, paid: 0, template: 0, call: 9 },
    why: { windowClosed: 3, noConsent: 3, noChat: 3 },
    cost: 0,
  });
  expect(await load('plain')).toMatchObject({ state: 'planned' });
  expect(fed).toEqual([]);
  await step('plain', 'confirm', by(chair), deps);
  expect(await run('plain')).toBeUndefined();
  expect(await load('plain')).toMatchObject({ state: 'done' });
  expect(await outcome('plain')).toEqual({ sent: 3, 'held:windowClosed': 3, 'held:noConsent': 3, 'held:noChat': 3 });
  expect(new Set(fed).size).toBe(fed.length);
});

test('killed at every step of planning and feeding: everybody once, nobody missing', async () => {
  let steps = Number.POSITIVE_INFINITY;
  for (let dies = 0; dies < steps; dies += 4) {
    const id = `killed-${dies}`;
    fed = [];
    await spared(() => news(id, ['b1', 'b2'], { confirmed: true }));
    let taken = 0;
    at = () => {
      taken += 1;
      if (taken === dies + 1) throw new Killed();
    };
    const survived = await lives(async () => void (await run(id)));
    at = () => undefined;
    if (survived) steps = dies;
    await spared(() => run(id));
    expect([dies, await spared(() => outcome(id))]).toEqual([
      dies,
      { sent: 2, 'held:windowClosed': 2, 'held:noConsent': 2, 'held:noChat': 2 },
    ]);
    expect([dies, (await spared(() => load(id))).state]).toEqual([dies, 'done']);
  }
});

test('a pause takes back what has not left, a cancellation ends it; both as often as they like', async () => {
  await news('paused', ['c1'], { confirmed: true });
  // Planned and fed, and nothing has left.
  for (let turns = 0; turns < 3; turns += 1) await advance('paused', deps);
  expect(fed).toHaveLength(3);
  expect(await step('paused', 'pause', by(chair), deps)).toMatchObject({ done: true });
  await advance('paused', deps);
  expect((await outcome('paused')).planned).toBe(3);
  await leave();
  expect((await outcome('paused')).sent).toBeUndefined();
  expect(await step('paused', 'pause', by(chair), deps)).toMatchObject({ done: false, why: 'wrongState' });
  await step('paused', 'resume', by(chair), deps);
  await run('paused');
  expect(await outcome('paused')).toMatchObject({ sent: 3 });

  await news('cancelled', ['c1'], { confirmed: true });
  for (let turns = 0; turns < 3; turns += 1) await advance('cancelled', deps);
  await step('cancelled', 'cancel', by(chair), deps);
  await run('cancelled');
  expect(await outcome('cancelled')).toEqual({ cancelled: 3, 'held:windowClosed': 3, 'held:noConsent': 3, 'held:noChat': 3 });
  expect(await step('cancelled', 'resume', by(chair), deps)).toMatchObject({ done: false, why: 'wrongState' });
});

test('a large one waits for a leader one level up, and not for the one who wrote it', async () => {
  most = 3;
  const order = { id: 'large', actor: lead };
  await announce(
    order,
    { unit: 'b1', kind: 'information', audience: { units: ['b1'], status: 'members' }, say, confirmed: true },
    deps,
  );
  await run('large');
  expect(await load('large')).toMatchObject({ state: 'waiting' });
  expect(await step('large', 'approve', by(lead), deps)).toMatchObject({ done: false });
  expect(await step('large', 'approve', by(chair), deps)).toMatchObject({ done: true });
  await run('large');
  expect(await outcome('large')).toMatchObject({ sent: 1 });
});

test('nobody sends beside or above her own unit', async () => {
  const order = { id: 'beside', actor: lead };
  const what = { unit: 'b1', kind: 'information', audience: { units: ['b2'], status: 'members' }, say } as const;
  expect(await announce(order, what, deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await broadcastStore.load('beside')).toBeNull();
});

test('whoever moves while it is planned gets it once', async () => {
  await news('moving', ['b1', 'b2'], { confirmed: true });
  // As if b2 had been planned before she came to it.
  await Chunks.insertMany([
    { _id: 'moving/b1', broadcast: 'moving', unit: 'b1', state: 'open' },
    { _id: 'moving/b2', broadcast: 'moving', unit: 'b2', state: 'planned' },
    { _id: 'moving/+', broadcast: 'moving', state: 'open' },
  ]);
  await People.updateOne({ _id: 'b1-free' }, { $set: { unit: 'b2', updatedAt: MORNING + 1 } });
  await run('moving');
  expect(await Sends.find({ broadcast: 'moving', person: 'b1-free' }).lean()).toMatchObject([{ state: 'sent' }]);
  await People.updateOne({ _id: 'b1-free' }, { $set: { unit: 'b1', updatedAt: 1 } });
});

test('by night nothing is fed, and it says when it goes on', async () => {
  now = MORNING + 13 * HOUR;
  await news('night', ['b1'], { confirmed: true });
  expect(await run('night')).toBe(Date.UTC(2026, 10, 23, 0));
  expect(fed).toEqual([]);
});

test('each step only from where it makes sense', () => {
  const was = (state: Broadcast['state']) => ({ state, history: [] }) as unknown as Broadcast;
  const to = (state: Broadcast['state'], taken: Parameters<typeof decideStep>[1], approval = false) => {
    const decision = decideStep(was(state), taken, approval, 1);
    return 'refuse' in decision ? decision.refuse : decision.told.outcome;
  };
  expect(to('planning', 'confirm')).toBe('planning');
  expect(to('planned', 'confirm')).toBe('sending');
  expect(to('planned', 'confirm', true)).toBe('waiting');
  expect(to('waiting', 'confirm')).toBe('wrongState');
  expect(to('sending', 'approve')).toBe('wrongState');
  expect(to('paused', 'pause')).toBe('wrongState');
  expect(to('done', 'cancel')).toBe('wrongState');
  expect(to('paused', 'cancel')).toBe('cancelled');
});
