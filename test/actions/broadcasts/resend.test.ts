import { showBroadcast } from '../../../src/actions/broadcasts/broadcast-desk';
import { outcomeOf } from '../../../src/actions/broadcasts/broadcast-outcome';
import { announce, broadcastCarrier, step } from '../../../src/actions/broadcasts/broadcasts';
import { decideResend, resend } from '../../../src/actions/broadcasts/resend';
import { tryBroadcast } from '../../../src/actions/broadcasts/try-broadcast';
import { outcomeTable } from '../../../src/actions/lists/broadcast-table';
import { auditOf } from '../../../src/models/audit';
import { type Broadcast, type BroadcastState, Broadcasts, broadcastStore } from '../../../src/models/broadcasts';
import { record } from '../../../src/models/consents';
import { exportOf } from '../../../src/models/exports';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { officerStore } from '../../../src/models/officers';
import { Sends } from '../../../src/models/sends';
import type { Cell } from '../../../src/tables/rows';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { chair, lead, MORNING, officer, openTown, settle } from './broadcast-town';

openModels();
const town = openTown();
const HOUR = 3_600_000;
const say = { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Tin của Hội' } };
const order = (id: string, actor: typeof chair | typeof lead | typeof officer = chair) => ({ id, actor });

let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;

beforeAll(async () => {
  await settle();
  spared = atEachStep([Broadcasts.collection], (waits) => at(waits));
});

/** A message to the commune, of which the one to b2 fails and the one to b1 arrives. */
async function failedOnce(id: string): Promise<void> {
  const audience = { units: ['c1'], status: 'members' } as const;
  await announce(order(id), { unit: 'c1', kind: 'information', audience, say, confirmed: true }, town.deps);
  await town.run(id, (person) =>
    person === 'b2-free' ? { state: 'failed', failure: 'unreachable' } : { state: person === 'b1-free' ? 'sent' : 'unknown' },
  );
}
const statesOf = async (id: string) =>
  Object.fromEntries((await Sends.find({ broadcast: id }).lean()).map(({ person = '', state }) => [person, state]));

test('sent again: only those whom nothing reached, as another broadcast that is planned and confirmed', async () => {
  await failedOnce('first');
  expect(await resend('first', order('again'), town.deps)).toMatchObject({ done: true, id: 'first' });
  await town.run('again');
  expect(await broadcastStore.load('again')).toMatchObject({ state: 'planned', resends: 'first', plan: { people: 7 } });
  expect(Object.keys(await statesOf('again'))).not.toContain('b1-free');
  // Whom the first of them will reach is not known yet.
  expect(await resend('first', order('too-soon'), town.deps)).toMatchObject({ done: false, why: 'stillSending' });
  await step('again', 'confirm', order('go'), town.deps);
  await town.run('again');
  expect(await outcomeOf('again')).toMatchObject({ sent: 1 });
  // The same order is the same broadcast; another one leaves out whom either has reached.
  expect(await resend('first', order('again'), town.deps)).toMatchObject({ done: true });
  await resend('again', order('third'), town.deps);
  await town.run('third');
  expect(await broadcastStore.load('first')).toMatchObject({ resent: ['again', 'third'] });
  expect(Object.keys(await statesOf('third')).sort()).toEqual(
    ['b1', 'b2'].flatMap((branch) => ['late', 'none', 'silent'].map((kind) => `${branch}-${kind}`)),
  );
});

test('killed at any await, a broadcast is sent again once; another order waits for the one that is not there yet', async () => {
  await failedOnce('killed');
  let survived = false;
  for (let dies = 1; !survived; dies += 2) {
    const [id, again] = [`resend-${dies}`, () => resend('killed', order(`resend-${dies}`), town.deps)];
    let taken = 0;
    at = () => {
      taken += 1;
      if (taken === dies) throw new Killed();
    };
    survived = await lives(again);
    at = () => undefined;
    await spared(async () => {
      if ((await broadcastStore.load('killed'))?.resent?.includes(id))
        expect(await resend('killed', order(`${id}-other`), town.deps)).toMatchObject({ done: false, why: 'stillSending' });
      else await again();
      // The same order, or nobody but the sweep.
      if (dies % 4 === 1) await again();
      town.now += 40_000;
      for (const each of await broadcastCarrier.toWake(town.now)) await broadcastCarrier.wake(each, town.deps);
      const first = await broadcastStore.load('killed');
      expect([first?.outbox, first?.resent?.filter((each) => each === id)]).toEqual([[], [id]]);
      expect(first?.history.filter((each) => each.id === id)).toHaveLength(1);
      await town.run(id);
      expect(await broadcastStore.load(id)).toMatchObject({ state: 'planned', resends: 'killed', plan: { people: 7 } });
      expect(await Sends.countDocuments({ broadcast: id })).toBe(7);
      await step(id, 'cancel', order(`${id}-stop`), town.deps);
      await town.run(id);
      // The next round looks at no more earlier ones than this did.
      await Broadcasts.updateOne({ _id: 'killed' }, { $unset: { resent: 1 } });
    });
    expect(dies).toBeLessThan(60);
  }
}, 60_000);

test('those of whom nobody knows only where it is asked for', async () => {
  await announce(
    order('vague'),
    { unit: 'b1', kind: 'information', audience: { units: ['b1'], status: 'members' }, say, confirmed: true },
    town.deps,
  );
  await town.run('vague', () => ({ state: 'unknown', failure: 'timeOut' }));
  await resend('vague', order('careful'), town.deps);
  await town.run('careful');
  expect(await statesOf('careful')).not.toHaveProperty('b1-free');
  await step('careful', 'cancel', order('stop'), town.deps);
  await resend('vague', { ...order('bold'), unknown: true }, town.deps);
  await town.run('bold');
  expect(await statesOf('bold')).toHaveProperty('b1-free', 'planned');
});

test('nobody sends again what is not hers', async () => {
  await announce(order('above'), { unit: 'c1', kind: 'care', audience: { units: ['b1'], status: 'members' }, say }, town.deps);
  expect(await resend('above', order('lead-tries', lead), town.deps)).toMatchObject({ done: false, why: 'unknown' });
});

test.each<[BroadcastState, BroadcastState[], number | undefined, string | undefined]>([
  ['done', [], undefined, undefined],
  ['cancelled', [], undefined, undefined],
  ['sending', [], undefined, 'wrongState'],
  ['paused', [], undefined, 'wrongState'],
  ['done', ['done', 'cancelled'], undefined, undefined],
  ['done', ['done', 'sending'], undefined, 'stillSending'],
  ['done', ['planned'], undefined, 'stillSending'],
  ['done', [], 5, 'tooLate'],
  ['done', [], 500, undefined],
])('a broadcast that is %s, sent again as %j, good until %s: %s', (state, earlier, notAfter, why) => {
  const was = { _id: 'b', state, resent: earlier.map((_, n) => `r${n}`), ...(notAfter ? { notAfter } : {}) } as Broadcast;
  const decision = decideResend(was, { id: 'new', by: 'x', unknown: false }, earlier, 10);
  expect('refuse' in decision ? decision.refuse : undefined).toBe(why);
  if (!('refuse' in decision))
    expect(decision.effects).toEqual([
      { name: 'resend', broadcast: 'new', by: 'x', missedBy: { broadcast: 'b', resends: was.resent } },
    ]);
});

test('a large one is told to whoever approves it, and she who wrote it does not approve it', async () => {
  const deps = { ...town.deps, needsApproval: async () => true };
  const told: string[] = [];
  const listening = { ...deps, tell: async ({ key }: { key: string }) => void told.push(key) };
  await appointed();
  await announce(order('large'), { unit: 'c1', kind: 'information', audience: { units: ['c1'], status: 'members' }, say }, deps);
  await town.run('large');
  expect(await step('large', 'confirm', order('let-go'), listening)).toMatchObject({ entry: { outcome: 'waiting' } });
  expect(told).toEqual(['leader.approval']);
  // She holds a post at the province as well.
  const both = { ...chair, also: [{ post: 'provinceOfficer', unit: 'p' }] } as const;
  expect(await step('large', 'approve', { id: 'own', actor: both }, deps)).toMatchObject({ done: false, why: 'own' });
  expect(await step('large', 'approve', order('other', officer), deps)).toMatchObject({ entry: { outcome: 'sending' } });
});

async function appointed(): Promise<void> {
  const post = { holder: 'officer', unit: 'p', post: 'provinceOfficer', from: '2025-01-01', trainings: [] } as const;
  await officerStore.insert({ _id: 'post', ...post, trainings: [], history: [], outbox: [] }, 1);
  await tieLeaderChat({ _id: 'chat-b1-free', holder: 'officer', at: 1 });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: 1 } as const;
  await record({ _id: 'work', conversation: 'chat-b1-free', purpose: 'CONG_VIEC', seq: 2, given: true, ...about });
}

test('the table has a row for each of its people with the reason in words, and is in the register', async () => {
  await failedOnce('told');
  const rows: (Cell | undefined)[][] = [];
  const sink = {
    begin: async (headings: readonly string[]) => void rows.push([...headings]),
    add: async (cells: readonly (Cell | undefined)[]) => void rows.push([...cells]),
    end: async () => {},
  };
  const asked = (id: string, actor: typeof chair | typeof lead | typeof officer) => ({ id, actor, broadcast: 'told' });
  expect(await outcomeTable(asked('t0', officer), sink, town.deps)).toEqual({ done: false, why: 'notAllowed' });
  expect(await outcomeTable(asked('t1', lead), sink, town.deps)).toEqual({ done: false, why: 'unknown' });
  expect(rows).toEqual([]);
  expect(await outcomeTable(asked('t2', chair), sink, town.deps)).toEqual({ done: true, rows: 8 });
  expect(rows[0]?.slice(1, 3)).toEqual(['Họ và tên', 'Đơn vị']);
  const failed = rows.find((row) => row[5] === 'Không gửi được');
  expect(failed).toMatchObject({ 1: 'Nguyễn Thị free', 2: 'Hội b2', 6: 'Không nối được với nền tảng.' });
  expect(rows.find((row) => row[6]?.toString().startsWith('Chị ấy chưa nối'))?.[4]).toBe('gọi điện');
  expect(await exportOf('t2')).toMatchObject({ kind: 'outcome', about: 'told', rows: 8, phones: false });
  expect(await auditOf(['c1'])).toContainEqual(expect.objectContaining({ action: 'members:see', outcome: 'refused' }));
});

test('a test goes to the officer’s own chat, marked, without buttons and in no figure', async () => {
  await announce(
    order('tried'),
    {
      ...{ unit: 'c1', kind: 'information', audience: { units: ['c1'], status: 'members' } },
      say: { ...say, vars: { unit: 'Hội c1', text: 'Chào {name}' }, personal: true, image: 'https://hoi.vn/a.jpg' },
    },
    town.deps,
  );
  const told: object[] = [];
  const deps = { tell: async (telling: object) => void told.push(telling) };
  expect(await tryBroadcast('tried', order('t', lead), deps)).toEqual({ done: false, why: 'unknown' });
  expect(await tryBroadcast('tried', order('t'), deps)).toEqual({ done: false, why: 'noChat' });
  await tieLeaderChat({ _id: 'chat-b2-free', holder: 'chair', at: 1 });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: 1 } as const;
  await record({ _id: 'works', conversation: 'chat-b2-free', purpose: 'CONG_VIEC', seq: 2, given: true, ...about });
  expect(await tryBroadcast('tried', order('t'), deps)).toEqual({ done: true });
  expect(told).toEqual([
    {
      ...{ id: 't/test', conversation: 'chat-b2-free', key: 'broadcast.test', purpose: 'CONG_VIEC' },
      ...{ vars: { said: 'Hội c1: Chào ' }, more: { image: 'https://hoi.vn/a.jpg' } },
    },
  ]);
  expect((await showBroadcast('tried', officer, MORNING + HOUR))?.text).toBe('Hội c1: Chào {name}');
});
