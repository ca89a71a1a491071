import type { Telling } from '../../../src/actions/deps';
import { conveneMeeting } from '../../../src/actions/desk/leader-convene';
import { listApprovals, moveMessage, planMessage } from '../../../src/actions/desk/leader-messages';
import { readSurveys } from '../../../src/actions/desk/leader-surveys';
import { giveSignIn, signInKey } from '../../../src/actions/desk/sign-in';
import type { FromChat } from '../../../src/actions/officers/bind-leader';
import { absent, appoint } from '../../../src/actions/officers/officers';
import { Audit } from '../../../src/models/audit';
import { Chunks } from '../../../src/models/broadcast-chunks';
import { Broadcasts, broadcastStore } from '../../../src/models/broadcasts';
import { record } from '../../../src/models/consents';
import { Conversations } from '../../../src/models/conversations';
import { demand } from '../../../src/models/counts';
import { insertFacts } from '../../../src/models/facts';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { Meetings } from '../../../src/models/meetings';
import { Officers } from '../../../src/models/officers';
import { putPerson } from '../../../src/models/people';
import { type Send, Sends } from '../../../src/models/sends';
import { publish } from '../../../src/models/surveys';
import { putUnit } from '../../../src/models/units';
import { recount } from '../../../src/programme/recount';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { MORNING, openTown, settle } from '../broadcasts/broadcast-town';

openModels();

const TODAY = '2026-11-22';
const LEADERS = {
  chair: ['communeChair', 'c1'],
  lead: ['branchLead', 'b1'],
  deputy: ['branchDeputy', 'b1'],
  west: ['branchLead', 'b2'],
  group: ['groupLead', 'g1'],
} as const;
type Leader = keyof typeof LEADERS;
const town = openTown();
const sent: Telling[] = [];
const kept = new Map<string, string>();
const deps = {
  ...town.deps,
  tell: async (send: Telling) => void sent.push(send),
  keepOnce: async (key: string, value: string) => void kept.set(key, value),
  baseUrl: 'https://hoi.test' as string | undefined,
};
const MESSAGE = { text: 'Mai chi hội dọn vệ sinh.', kind: 'information' } as const;
let orders = 0;
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;

/** An order out of a leader's chat, or a stranger's; its id is new unless given. */
function from(who: Leader | 'stranger', id?: string): FromChat {
  orders += 1;
  return { id: id ?? `o${orders}`, conversation: `${who}-chat` };
}
/** What the audit says of an order, who did it first. */
async function noted({ id }: FromChat): Promise<string[]> {
  const found = await Audit.find({ $or: [{ _id: { $in: [id, `${id}/refused`] } }, { about: id }] }).lean();
  return found.map(({ by, action, outcome }) => `${by.split(':')[0]} ${action} ${outcome}`);
}

beforeAll(async () => {
  await settle();
  const branch = { validFrom: '2025-07-01', aliases: [], place: 'g1' };
  await putUnit({ ...branch, _id: 'g1', code: 'g1', level: 'group', name: 'Tổ g1', parent: 'b1' });
  await putPerson('g1-none', { name: 'Nguyễn Thị Tổ', unit: 'g1', status: 'member', memberSince: 1 });
  const about = { text: 't', textHash: 'h', locale: 'vi', channel: 'home', by: 'tap', event: 'e', at: 1, seq: 1 } as const;
  for (const [index, [id, [post, unit]]] of Object.entries(LEADERS).entries()) {
    const who = { name: `Chị ${id}`, phone: `090500000${index}` };
    const done = await appoint({ id, actor: { kind: 'operator' }, who, unit, post, from: '2026-01-01' }, deps);
    if (!done.done) throw new Error(done.why);
    const holder = await holderOf(id);
    const chat = { channel: 'home', account: 'oa', user: 'u', rev: 0, timers: [], outbox: [], done: [], lastHeardAt: MORNING };
    await Conversations.create({ _id: `${id}-chat`, ...chat });
    await tieLeaderChat({ _id: `${id}-chat`, holder, at: 1 });
    await record({ _id: `${id}/work`, conversation: `${id}-chat`, purpose: 'CONG_VIEC', given: true, ...about });
  }
  const written = [Broadcasts, Chunks, Sends, Audit].map(({ collection }) => collection);
  spared = atEachStep(written, (waits) => at(waits));
}, 60_000);
afterEach(() => {
  at = () => undefined;
  town.now = MORNING;
  deps.needsApproval = async () => false;
});

async function holderOf(officer: string): Promise<string> {
  return (await Officers.findById(officer).lean<{ holder: string }>())?.holder ?? '';
}

describe('a message to many', () => {
  test('is planned for her own unit and those below, once for an order; nothing leaves', async () => {
    const order = from('lead');
    const plan = { result: 'ready', broadcast: order.id, unit: 'Hội b1', people: 5, free: 1, paid: 0, template: 0, phone: 4 };
    for (const _ of [1, 2]) expect(await planMessage({ ...MESSAGE, unit: 'b1' }, order, deps)).toEqual(plan);
    expect(await planMessage({ ...MESSAGE, unit: 'b1', broadcast: order.id }, from('lead'), deps)).toEqual(plan);
    const states = (await Sends.find({ broadcast: order.id }).lean<Send[]>()).map(({ state }) => state);
    expect(states.sort()).toEqual(['held', 'held', 'held', 'held', 'planned']);
    expect(await Broadcasts.countDocuments({ unit: 'b1' })).toBe(1);
    expect(await noted(order)).toEqual(['branchLead broadcasts:send done']);
    expect(await planMessage({ ...MESSAGE, unit: 'g1' }, from('lead'), deps)).toMatchObject({ result: 'ready', people: 1 });
    expect(await planMessage({ ...MESSAGE, unit: 'b2' }, from('chair'), deps)).toMatchObject({ result: 'ready', people: 4 });
  });

  test('is refused beside, above, to a deputy whose leader is there, to a group’s leader and to strangers; and noted', async () => {
    for (const [who, unit, as] of [
      ['lead', 'b2', 'branchLead'],
      ['lead', 'c1', 'branchLead'],
      ['west', 'g1', 'branchLead'],
      ['deputy', 'b1', 'branchDeputy'],
      // She calls her own meetings and takes the roll (domain §2.3).
      ['group', 'g1', 'groupLead'],
    ] as const) {
      const order = from(who);
      for (const _ of [1, 2]) expect(await planMessage({ ...MESSAGE, unit }, order, deps)).toEqual({ result: 'notAllowed' });
      expect(await noted(order)).toEqual([`${as} broadcasts:send refused`]);
      expect(await broadcastStore.load(order.id)).toBeNull();
    }
    expect(await planMessage({ ...MESSAGE, unit: 'b1' }, from('stranger'), deps)).toEqual({ result: 'notAllowed' });
    const hers = from('lead');
    await planMessage({ ...MESSAGE, unit: 'b1' }, hers, deps);
    const looked = await planMessage({ ...MESSAGE, unit: 'b1', broadcast: hers.id }, from('west'), deps);
    expect(looked).toEqual({ result: 'notAllowed' });
  });

  test('a small one leaves when she lets it go, once; nobody else lets it go', async () => {
    const order = from('lead');
    await planMessage({ ...MESSAGE, unit: 'b1' }, order, deps);
    for (const who of ['west', 'chair', 'group', 'stranger'] as const)
      expect(await moveMessage({ broadcast: order.id, step: 'confirm' }, from(who), deps)).toEqual({ result: 'refused' });
    const go = from('lead');
    for (const _ of [1, 2])
      expect(await moveMessage({ broadcast: order.id, step: 'confirm' }, go, deps)).toEqual({ result: 'sending' });
    const found = await broadcastStore.load(order.id);
    expect(found?.history.map(({ action }) => action)).toEqual(['broadcast', 'planned', 'confirm']);
    expect(await Audit.countDocuments({ about: order.id, action: 'broadcasts:send', outcome: 'done' })).toBe(2);
    expect(await moveMessage({ broadcast: order.id, step: 'confirm' }, from('lead'), deps)).toEqual({ result: 'refused' });
    expect(await moveMessage({ broadcast: order.id, step: 'cancel' }, from('chair'), deps)).toEqual({ result: 'cancelled' });
  });

  test('a large one waits for the commune, who is told, reads it and decides; nobody approves her own', async () => {
    deps.needsApproval = async () => true;
    const order = from('lead');
    await planMessage({ ...MESSAGE, unit: 'b1' }, order, deps);
    sent.length = 0;
    const go = from('lead');
    for (const _ of [1, 2])
      expect(await moveMessage({ broadcast: order.id, step: 'confirm' }, go, deps)).toEqual({ result: 'waiting' });
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(sent[0]).toMatchObject({ conversation: 'chair-chat', key: 'leader.approval', vars: { unit: 'Hội b1' } });

    const look = from('chair');
    const item = { id: order.id, unit: 'Hội b1', text: MESSAGE.text, people: 5, cost: '0' };
    for (const _ of [1, 2]) expect((await listApprovals({}, look, deps)).items).toContainEqual(item);
    expect(await noted(look)).toEqual(['communeChair broadcasts:see done']);
    for (const who of ['lead', 'west', 'deputy', 'group', 'stranger'] as const) {
      expect(await listApprovals({}, from(who), deps)).toEqual({ items: [] });
      expect(await moveMessage({ broadcast: order.id, step: 'approve' }, from(who), deps)).toEqual({ result: 'refused' });
    }
    const approved = from('chair');
    for (const _ of [1, 2])
      expect(await moveMessage({ broadcast: order.id, step: 'approve' }, approved, deps)).toEqual({ result: 'sending' });
    expect((await listApprovals({}, from('chair'), deps)).items).not.toContainEqual(item);
    expect(await Audit.countDocuments({ about: order.id, action: 'broadcasts:approve', outcome: 'done' })).toBe(1);
  });
});

test('how surveys stand is read in her own part, small cells hidden, and noted', async () => {
  const q1 = { id: 'q1', kind: 'single', text: 'Họp lúc nào?', options: ['Sáng', 'Tối'] } as const;
  const survey = { _id: 'S9', title: 'Chị cần gì?', intro: 'i', questions: [{ ...q1, options: [...q1.options] }], unit: 'c1' };
  await publish({ ...survey, opensAt: MORNING - 1, closesAt: MORNING + 1_000 });
  const fact = (id: string, unit: string, metric: string, n: number) => ({ _id: id, unit, period: 'survey:S9', metric, n });
  await insertFacts([
    ...[fact('f1', 'b1', 'responses', 15), fact('f2', 'b1', 'q1:o1', 9), fact('f3', 'b1', 'q1:o2', 6)],
    ...[fact('f4', 'b2', 'responses', 8), fact('f5', 'b2', 'q1:o1', 6), fact('f6', 'b2', 'q1:o2', 2)],
  ]);
  for (const unit of ['b1', 'b2']) await demand(unit, 'survey:S9');
  const climb = async (unit: string, period: string): Promise<void> => void (await recount(unit, period, climb));
  for (const unit of ['b1', 'b2']) await climb(unit, 'survey:S9');
  const read = async (who: Leader | 'stranger', order = from(who)) => (await readSurveys(order, deps)).surveys;
  const order = from('lead');
  for (const _ of [1, 2])
    expect(await read('lead', order)).toEqual([{ title: 'Chị cần gì?', n: 15, lines: 'Họp lúc nào?\n- Sáng: 9\n- Tối: 6' }]);
  expect(await noted(order)).toEqual(['branchLead counts:see done']);
  // Two of eight would tell of them: neither stands there.
  expect(await read('west')).toMatchObject([{ n: 8, lines: expect.not.stringMatching(/: [26]/) }]);
  expect(await read('chair')).toMatchObject([{ n: 23, lines: expect.stringContaining('- Sáng: 15') }]);
  expect(await read('group')).toMatchObject([{ n: 0 }]);
  expect(await read('stranger')).toEqual([]);
  const province = { _id: 'p', code: 'p', validFrom: '2025-07-01', level: 'province', name: 'Hội p', place: 'p' } as const;
  await putUnit({ ...province, aliases: [], parent: null, settings: [{ key: 'smallCell', from: '2026-01-01', value: 10 }] });
  expect(await read('lead')).toMatchObject([{ n: 15, lines: 'Họp lúc nào?\n- Sáng: …\n- Tối: …' }]);
  await putUnit({ ...province, aliases: [], parent: null });
});

test('a link to sign in is hers alone: the same order is the same link, which is kept once', async () => {
  const order = from('group');
  const { link = '', minutes } = await giveSignIn(order, deps);
  expect([link, minutes]).toEqual([expect.stringMatching(/^https:\/\/hoi\.test\/quan-ly\/vao\/[\w-]{22}$/), 10]);
  const key = signInKey(link.split('/').at(-1) ?? '');
  expect(JSON.parse(kept.get(key) ?? '')).toEqual({ conversation: order.conversation, holder: await holderOf('group') });
  // She has used it: her order, carried out again, does not open it anew.
  kept.delete(key);
  expect(await giveSignIn(order, deps)).toEqual({ link, minutes });
  expect(kept.has(key)).toBe(false);
  expect((await giveSignIn(from('group'), deps)).link).not.toBe(link);
  expect(await noted(order)).toEqual(['groupLead officers:see done']);
  expect(await giveSignIn(from('stranger'), deps)).toEqual({ minutes: 10 });
  expect(await giveSignIn(from('lead'), { ...deps, baseUrl: undefined })).toEqual({ minutes: 10 });
});

test('a group’s leader calls a meeting of her group; a deputy acts for her leader while she stands in', async () => {
  const plan = { topic: 'bàn việc', place: 'nhà chị Lan', day: '2026-11-28', time: '19:30' };
  const order = from('group');
  for (const _ of [1, 2])
    expect(await conveneMeeting({ ...plan, unit: 'g1' }, order, deps)).toEqual({ result: 'done', attached: 0 });
  expect(await Meetings.countDocuments({ unit: 'g1' })).toBe(1);
  for (const who of ['group', 'deputy', 'west', 'stranger'] as const)
    expect(await conveneMeeting({ ...plan, unit: 'b1' }, from(who), deps)).toEqual({ result: 'notAllowed' });
  await absent('lead', { id: 'away', actor: { kind: 'operator' }, from: TODAY, to: TODAY }, deps);
  const stood = from('deputy');
  expect(await conveneMeeting({ ...plan, unit: 'b1' }, stood, deps)).toEqual({ result: 'done', attached: 0 });
  const message = from('deputy');
  expect(await planMessage({ ...MESSAGE, unit: 'b1' }, message, deps)).toMatchObject({ result: 'ready', people: 5 });
  expect(await noted(message)).toEqual(['branchDeputy broadcasts:send done']);
  expect(await planMessage({ ...MESSAGE, unit: 'b2' }, from('deputy'), deps)).toEqual({ result: 'notAllowed' });
  // The day after she stands in no more.
  town.now = MORNING + 24 * 3_600_000;
  expect(await planMessage({ ...MESSAGE, unit: 'b1' }, from('deputy'), deps)).toEqual({ result: 'notAllowed' });
});

test('a plan, its approval and a link may die at any await: the same orders again lose and double nothing', async () => {
  deps.needsApproval = async () => true;
  const all = async (name: string) => {
    const planned = await planMessage({ ...MESSAGE, unit: 'g1' }, from('lead', name), deps);
    const moved = await moveMessage({ broadcast: name, step: 'confirm' }, from('lead', `${name}-go`), deps);
    const link = await giveSignIn(from('lead', `${name}-in`), deps);
    return [planned, moved, link] as const;
  };
  // After one call and before the next the world is the same: every second step is each of them.
  for (let step = 1; step < 200; step += 2) {
    const name = `crash${step}`;
    let left = step;
    at = () => {
      left -= 1;
      if (left === 0) throw new Killed('killed');
    };
    const lived = await lives(() => all(name));
    at = () => undefined;
    await spared(async () => {
      const [planned, moved, link] = await all(name);
      expect(planned).toMatchObject({ result: 'ready', people: 1, phone: 1 });
      expect(moved).toEqual({ result: 'waiting' });
      expect(kept.has(signInKey(link.link?.split('/').at(-1) ?? ''))).toBe(true);
      const found = await broadcastStore.load(name);
      expect([found?.state, found?.outbox, found?.history.map(({ action }) => action)]).toEqual([
        'waiting',
        [],
        ['broadcast', 'planned', 'confirm'],
      ]);
      expect(await Sends.countDocuments({ broadcast: name })).toBe(1);
      expect(await Audit.countDocuments({ by: /^branchLead:/, $or: [{ about: name }, { _id: `${name}-in` }] })).toBe(3);
    });
    if (lived) return;
  }
  throw new Error('planning, moving and signing in never end');
}, 60_000);
