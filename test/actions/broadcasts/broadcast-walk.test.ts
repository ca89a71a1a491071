import type { BroadcastDeps } from '../../../src/actions/broadcasts/broadcast-deps';
import { advance } from '../../../src/actions/broadcasts/broadcast-work';
import { announce, step } from '../../../src/actions/broadcasts/broadcasts';
import { openChunks } from '../../../src/models/broadcast-chunks';
import { broadcastStore } from '../../../src/models/broadcasts';
import { Consents } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { newPerson, People } from '../../../src/models/people';
import { seal } from '../../../src/models/secrets';
import { type Send, Sends } from '../../../src/models/sends';
import { forgetTree, putUnit } from '../../../src/models/units';
import { openModels } from '../../open-models';
import { MORNING, openTown, settle } from './broadcast-town';

openModels();
const BRANCHES = 14;
const IN_EACH = 50;
const ALL = BRANCHES * IN_EACH;
const OPERATOR = { kind: 'operator' } as const;
const town = openTown();
const deps: BroadcastDeps = { ...town.deps, channels: ['home', 'away'], fed: async () => 2 * ALL };

beforeAll(async () => {
  await settle();
  const unit = { validFrom: '2025-07-01', aliases: [] };
  await putUnit({ ...unit, _id: 'c2', code: 'c2', level: 'commune', name: 'c2', place: 'c2', parent: 'p' });
  const branches = Array.from({ length: BRANCHES }, (_, n) => `m${n}`);
  for (const id of branches) await putUnit({ ...unit, _id: id, code: id, level: 'branch', name: id, place: id, parent: 'c2' });
  const women = branches.flatMap((branch) => Array.from({ length: IN_EACH }, (_, n) => ({ id: `${branch}-${n}`, branch, n })));
  await People.collection.insertMany(
    women.map(({ id, branch }) => ({
      ...newPerson(id, { name: 'Chị Lan', unit: branch, status: 'member', memberSince: 1 }, 1),
      conversations: [`chat-${id}`],
    })) as never,
  );
  const blank = { account: 'oa', user: seal('u'), rev: 0, timers: [], outbox: [], done: [], lastHeardAt: MORNING };
  const channel = (n: number) => (n % 5 === 0 ? 'away' : 'home');
  await Conversations.collection.insertMany(
    women.map(({ id, n }) => ({ _id: `chat-${id}`, channel: channel(n), ...blank })) as never,
  );
  const consent = { given: true, text: 't', textHash: 'h', locale: 'vi', by: 'tap', event: 'e', at: 1, seq: 1 } as const;
  await Consents.collection.insertMany(
    women.map(({ id, n }) => ({
      ...{ _id: id, conversation: `chat-${id}`, purpose: 'TUYEN_TRUYEN', channel: channel(n), ...consent },
    })) as never,
  );
}, 60_000);
beforeEach(() => {
  town.now = MORNING;
  town.fed = [];
});

const tell = (id: string, unit: string, more: object = {}) =>
  announce(
    { id, actor: OPERATOR },
    {
      ...{ unit, kind: 'information', audience: { units: [unit], status: 'members' }, confirmed: true },
      ...{ say: { key: 'broadcast.text', vars: { unit, text: 'Tin' } }, ...more },
    },
    deps,
  );
/** Lets a worker look some times, a second apart. */
async function looks(id: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await advance(id, deps);
    town.now += 1_000;
  }
}
/** The sender: so many of those that could leave do. */
async function leave(which: object, most = ALL): Promise<number> {
  const due = { state: 'queued', notBefore: { $lte: town.now }, ...which } as const;
  const ids = (await Sends.find(due).select({ _id: 1 }).limit(most).lean<Send[]>()).map(({ _id }) => _id);
  const to = { $set: { state: 'sent', leftAt: town.now }, $inc: { attempts: 1 }, $unset: { notBefore: 1 } } as const;
  return (await Sends.updateMany({ _id: { $in: ids } }, to)).modifiedCount;
}
async function run(id: string): Promise<void> {
  for (let turns = 0; (await broadcastStore.load(id))?.state !== 'done'; turns += 1) {
    if (turns > 60) throw new Error(`${id} does not end`);
    await looks(id, 1);
    await leave({ broadcast: id });
  }
}
const count = (broadcast: string, more: object = {}) => Sends.countDocuments({ broadcast, ...more });
const outcome = async (broadcast: string) => {
  const table: Record<string, number> = {};
  for (const { state, failure, attempts } of await Sends.find({ broadcast }).lean<Send[]>()) {
    const name = [state, ...(failure ? [failure] : []), ...(attempts > 1 ? ['twice'] : [])].join(' ');
    table[name] = (table[name] ?? 0) + 1;
  }
  return table;
};

test('what is fed is bounded, a pause takes it back but for what has left, and going on loses none', async () => {
  await tell('paused', 'c2');
  await looks('paused', 5);
  expect(await count('paused')).toBe(ALL);
  const fed = await count('paused', { state: 'queued' });
  expect(fed).toBeGreaterThan(400);
  expect(fed).toBeLessThan(ALL);
  expect(await count('paused', { state: 'queued', channel: 'home' })).toBeLessThanOrEqual(450 + IN_EACH);
  // Nobody is rung for twice.
  expect(new Set(town.fed).size).toBe(town.fed.length);
  expect(await leave({ broadcast: 'paused' }, 100)).toBe(100);
  await step('paused', 'pause', { id: 'pause', actor: OPERATOR }, deps);
  await looks('paused', 1);
  expect(await leave({ broadcast: 'paused' })).toBe(0);
  expect(await outcome('paused')).toEqual({ sent: 100, planned: ALL - 100 });
  await step('paused', 'resume', { id: 'resume', actor: OPERATOR }, deps);
  await run('paused');
  expect(await outcome('paused')).toEqual({ sent: ALL });
}, 60_000);

test('a small one goes out beside a large one, and a channel that rests holds up no other', async () => {
  await tell('large', 'c2');
  await looks('large', 3);
  const before = await count('large', { state: 'queued', channel: 'home' });
  await tell('small', 'm0');
  await looks('small', 4);
  expect(await count('small', { state: 'queued' })).toBe(IN_EACH);
  // The large one has half of the queue from now on.
  await leave({ broadcast: 'large', channel: 'home' }, before - 200);
  await looks('large', 2);
  expect(await count('large', { state: 'queued', channel: 'home' })).toBe(200);
  await run('small');
  expect(await outcome('small')).toEqual({ sent: IN_EACH });
  // The account of one channel is in trouble: what is fed there waits.
  for (let turns = 0; (await count('large', { channel: 'home', state: { $ne: 'sent' } })) > 0; turns += 1) {
    expect(turns).toBeLessThan(10);
    const rests = { $set: { notBefore: town.now + 600_000 } };
    await Sends.updateMany({ broadcast: 'large', channel: 'away', state: 'queued' }, rests);
    await leave({ broadcast: 'large', channel: 'home' });
    await looks('large', 1);
  }
  expect(await count('large', { channel: 'away', state: 'sent' })).toBe(0);
  town.now += 600_000;
  await run('large');
  expect(await outcome('large')).toEqual({ sent: ALL });
}, 60_000);

test('a channel on which nothing leaves holds up no other, which is fed alone; a pause takes both back', async () => {
  await tell('slow', 'c2');
  for (let turns = 0; (await count('slow', { channel: 'away', state: 'sent' })) < ALL / 5; turns += 1) {
    expect(turns).toBeLessThan(15);
    await leave({ broadcast: 'slow', channel: 'away' });
    await looks('slow', 1);
  }
  const home = await count('slow', { channel: 'home', state: 'queued' });
  expect(home).toBeGreaterThan(200);
  expect(home).toBeLessThanOrEqual(450 + IN_EACH);
  expect(await count('slow', { channel: 'home', state: 'planned' })).toBe((ALL * 4) / 5 - home);
  expect(new Set(town.fed).size).toBe(town.fed.length);
  await step('slow', 'pause', { id: 'slow-pause', actor: OPERATOR }, deps);
  await looks('slow', 1);
  expect(await outcome('slow')).toEqual({ sent: ALL / 5, planned: (ALL * 4) / 5 });
  await step('slow', 'resume', { id: 'slow-resume', actor: OPERATOR }, deps);
  await run('slow');
  expect(await outcome('slow')).toEqual({ sent: ALL });
}, 60_000);

test('units merged and women who leave during the walk: each once, or not at all', async () => {
  const units = ['c1', 'b1', 'b2'];
  await tell('merged', 'c1');
  await openChunks('merged', units);
  // As the order leaves it: a closed child of its successor.
  const closed = { on: '2026-11-22', successors: ['b1'] };
  const b2 = { _id: 'b2', code: 'b2', validFrom: '2025-07-01', name: 'b2', place: 'b2', aliases: [], closed };
  await putUnit({ ...b2, level: 'branch', parent: 'b1' });
  forgetTree();
  await run('merged');
  const four = { sent: 2, 'held windowClosed': 2, 'held noConsent': 2, 'held noChat': 2 };
  expect(await outcome('merged')).toEqual(four);
  await tell('after', 'b1');
  await run('after');
  expect(await outcome('after')).toEqual(four);

  await tell('left', 'c1', { startsAt: MORNING + 600_000 });
  town.now = MORNING;
  await looks('left', 3);
  await People.updateOne({ _id: 'b1-free' }, { $set: { status: 'left', leftAt: town.now } });
  town.now = MORNING + 600_000;
  await run('left');
  expect(await outcome('left')).toEqual({ ...four, sent: 1, 'cancelled left': 1 });
}, 60_000);
