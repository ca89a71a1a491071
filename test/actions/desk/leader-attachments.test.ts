import { takeFiles } from '../../../src/actions/desk/chat-files';
import { attachFiles, detachFiles, listAttachable } from '../../../src/actions/desk/leader-attachments';
import { conveneMeeting } from '../../../src/actions/desk/leader-convene';
import { listApprovals, moveMessage, planMessage } from '../../../src/actions/desk/leader-messages';
import { openFile } from '../../../src/actions/meetings/kept-files';
import type { FromChat } from '../../../src/actions/officers/bind-leader';
import { appoint } from '../../../src/actions/officers/officers';
import type { Enclosure } from '../../../src/engine/leader-types';
import { Broadcasts, broadcastStore, sayingOf } from '../../../src/models/broadcasts';
import { ChatFiles } from '../../../src/models/chat-files';
import { Conversations } from '../../../src/models/conversations';
import { Files } from '../../../src/models/files';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { Meetings, meetingStore } from '../../../src/models/meetings';
import { Officers } from '../../../src/models/officers';
import { keyed, unseal } from '../../../src/models/secrets';
import { type Send, type SendBody, Sends } from '../../../src/models/sends';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';
import { MORNING, openTown, settle } from '../broadcasts/broadcast-town';

openModels();

const HOUR = 3_600_000;
const PICTURE = Buffer.from('89504e470d0a1a0a01', 'hex');
const PAPER = Buffer.from('%PDF-1.7 kế hoạch');
const WEB: Record<string, Buffer | 'tooLarge' | 'gone'> = {
  'https://zdn/a.png': PICTURE,
  'https://zdn/b.pdf': PAPER,
  'https://zdn/c.exe': Buffer.from('MZ'),
  'https://zdn/d.mov': 'tooLarge',
};
const LEADERS = { lead: ['branchLead', 'b1'], west: ['branchLead', 'b2'], committee: ['committeeMember', 'c1'] } as const;
const town = openTown();
const fetched: string[] = [];
let orders = 0;
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;
const deps = {
  ...town.deps,
  publicBaseUrl: 'https://hoi.test',
  async download(conversation: string, url: string) {
    fetched.push(`${conversation} ${url}`);
    const found = WEB[url] ?? 'gone';
    return typeof found === 'string' ? { fault: found } : { bytes: found };
  },
};

const from = (who: keyof typeof LEADERS | 'stranger', id = `o${++orders}`): FromChat => ({ id, conversation: `${who}-chat` });
const sent = (...names: string[]) => ({
  files: names.map((name) => ({ kind: 'image', url: `https://zdn/${name}`, title: name })),
});
/** A file of hers that was fetched. */
async function own(name: string, who: keyof typeof LEADERS = 'lead'): Promise<string> {
  const { files } = await takeFiles(sent(name), from(who), deps);
  return files[0]?.id ?? '';
}

beforeAll(async () => {
  await settle();
  for (const [index, [id, [post, unit]]] of Object.entries(LEADERS).entries()) {
    const who = { name: `Chị ${id}`, phone: `090500000${index}` };
    const done = await appoint({ id, actor: { kind: 'operator' }, who, unit, post, from: '2026-01-01' }, deps);
    if (!done.done) throw new Error(done.why);
    const chat = { channel: 'home', account: 'oa', user: 'u', rev: 0, timers: [], outbox: [], done: [], lastHeardAt: MORNING };
    await Conversations.create({ _id: `${id}-chat`, ...chat });
    const holder = (await Officers.findById(id).lean<{ holder: string }>())?.holder ?? '';
    await tieLeaderChat({ _id: `${id}-chat`, holder, at: 1 });
  }
  const written = [ChatFiles, Files, Meetings, Broadcasts].map(({ collection }) => collection);
  spared = atEachStep(written, (waits) => at(waits));
}, 60_000);
afterEach(() => {
  at = () => undefined;
  town.now = MORNING;
  deps.needsApproval = async () => false;
  fetched.splice(0);
});

/** Carries an order out again and again, killed at each of its steps in turn, until it lives. */
async function killedAtEachStep(act: () => Promise<unknown>): Promise<number> {
  for (let kill = 1; kill < 200; kill += 1) {
    let step = 0;
    at = () => {
      step += 1;
      if (step === kill) throw new Killed();
    };
    if (await lives(act)) return kill - 1;
  }
  throw new Error('it never lives');
}

describe('what a leader sends', () => {
  test('is fetched once for an order, kept sealed for a day, and named', async () => {
    const order = from('lead');
    const files = [
      { id: keyed('chatFile', order.id, '0'), kind: 'picture', title: 'a' },
      { id: keyed('chatFile', order.id, '1'), kind: 'file', title: 'b.pdf' },
    ];
    for (const _ of [1, 2]) expect(await takeFiles(sent('a.png', 'b.pdf'), order, deps)).toEqual({ files });
    expect(fetched).toEqual(['lead-chat https://zdn/a.png', 'lead-chat https://zdn/b.pdf']);
    const stored = await ChatFiles.findById(files[1]?.id).lean();
    expect(JSON.stringify(stored)).not.toContain('kế hoạch');
    expect(stored?.expireAt.getTime()).toBe(MORNING + 24 * HOUR);
  });

  test('is refused by its content or size, or where it has gone; the good ones stay', async () => {
    expect(await takeFiles(sent('c.exe'), from('lead'), deps)).toEqual({ files: [], fault: 'wrongType' });
    expect(await takeFiles(sent('d.mov'), from('lead'), deps)).toEqual({ files: [], fault: 'tooLarge' });
    expect(await takeFiles(sent('x.png'), from('lead'), deps)).toEqual({ files: [], fault: 'gone' });
    expect(await takeFiles(sent('c.exe', 'a.png'), from('lead'), deps)).toMatchObject({ files: [{}], fault: 'wrongType' });
  });

  test('is fetched for nobody else: not for strangers, nor for who may neither call nor send', async () => {
    for (const who of ['stranger', 'committee'] as const)
      expect(await takeFiles(sent('a.png'), from(who), deps)).toEqual({ files: [], fault: 'notAllowed' });
    expect(fetched).toEqual([]);
  });

  test('wherever the process dies, it is there once', async () => {
    const order = from('lead');
    expect(await killedAtEachStep(() => takeFiles(sent('a.png'), order, deps))).toBeGreaterThan(2);
    expect(await spared(() => ChatFiles.countDocuments({ _id: keyed('chatFile', order.id, '0') }))).toBe(1);
  });
});

describe('a message with a picture', () => {
  const text = 'Mời chị em xem áp phích';

  test('carries it to everybody by its id, and by an address that ends; her own picture alone', async () => {
    const file = await own('a.png');
    const order = from('lead');
    const planned = await planMessage({ unit: 'b1', text, kind: 'information', file }, order, deps);
    const enclosed = { file, kind: 'picture', title: 'a', link: expect.stringMatching(/^https:\/\/hoi\.test\/tep\//) };
    expect(planned).toMatchObject({ result: 'ready', enclosed });
    const [send] = await Sends.find({ broadcast: order.id, planned: 'free' }).lean<Send[]>();
    expect(unseal<SendBody>(send?.body ?? '')).toMatchObject({ vars: { text }, enclosed });
    const { link = '' } = (planned as { enclosed: Enclosure }).enclosed;
    const token = link.slice(link.lastIndexOf('/') + 1);
    expect(await openFile(token, MORNING)).toMatchObject({ state: 'open', restricted: false, file: { bytes: PICTURE } });
    expect(await openFile(token, MORNING + 31 * 24 * HOUR)).toEqual({ state: 'expired' });
    // Kept for as long as the address holds.
    expect((await ChatFiles.findById(file).lean())?.expireAt.getTime()).toBe(MORNING + 30 * 24 * HOUR);

    const hers = await own('a.png', 'west');
    expect(await planMessage({ unit: 'b1', text, kind: 'information', file: hers }, from('lead'), deps)).toEqual({
      result: 'noFile',
    });
    expect(await planMessage({ unit: 'b1', text, kind: 'information', file: 'none' }, from('lead'), deps)).toEqual({
      result: 'noFile',
    });
  });

  test('needs no words of its own; who approves it is shown where it lies', async () => {
    const file = await own('a.png');
    const order = from('lead');
    await planMessage({ unit: 'b1', text: '', kind: 'information', file }, order, deps);
    expect(sayingOf((await broadcastStore.load(order.id)) ?? { body: '' }).vars?.text).toBe('Mời chị em xem ảnh ạ.');
    deps.needsApproval = async () => true;
    expect(await moveMessage({ broadcast: order.id, step: 'confirm' }, from('lead'), deps)).toEqual({ result: 'waiting' });
    const approver = { id: 'chair', actor: { kind: 'operator' }, who: { name: 'Chị chủ tịch', phone: '0905000009' } } as const;
    await appoint({ ...approver, unit: 'c1', post: 'communeChair', from: '2026-01-01' }, deps);
    const holder = (await Officers.findById('chair').lean<{ holder: string }>())?.holder ?? '';
    await tieLeaderChat({ _id: 'chair-chat', holder, at: 1 });
    const { items } = await listApprovals({}, { id: 'look', conversation: 'chair-chat' }, deps);
    expect(items.map(({ text: shown }) => shown)).toEqual([
      expect.stringMatching(/^Mời chị em xem ảnh ạ\.\n• a – https:\/\/hoi\.test\/tep\//),
    ]);
  });
});

describe('papers, minutes and photos', () => {
  const plan = { unit: 'b1', topic: '20/10', place: 'nhà văn hóa', day: '2026-11-28', time: '19:30' };

  test('papers go with the invitation, wherever the process dies; nobody is invited before them, or twice', async () => {
    const files = [await own('a.png'), await own('b.pdf')];
    const order = from('lead');
    let result: unknown;
    const kills = await killedAtEachStep(async () => {
      result = await conveneMeeting({ ...plan, files }, order, deps);
    });
    expect(kills).toBeGreaterThan(10);
    at = () => undefined;
    expect(result).toEqual({ result: 'done', attached: 2 });
    const meeting = await meetingStore.load(order.id);
    expect(meeting).toMatchObject({ state: 'called', files: [{ role: 'paper' }, { role: 'paper' }] });
    expect(await Files.countDocuments({ meeting: order.id })).toBe(2);
    const [invitation, ...more] = await Broadcasts.find({ _id: new RegExp(`^${order.id}\\.`) }).lean();
    expect(more).toEqual([]);
    const cards = sayingOf(invitation as never).cards?.map(({ title }) => title);
    expect(cards).toEqual(['Tài liệu: a', 'Tài liệu: b']);
    // What is gone by then is told, and the meeting is called without it.
    const late = await conveneMeeting({ ...plan, files: ['none'] }, from('lead'), deps);
    expect(late).toEqual({ result: 'done', attached: 0 });
    expect(await conveneMeeting({ ...plan, day: '2026-11-20', files }, from('lead'), deps)).toEqual({ result: 'past' });
  });

  test('of her own meetings, before and after; dropped again; once for an order', async () => {
    const order = from('lead');
    await conveneMeeting({ ...plan, topic: 'vay vốn' }, order, deps);
    const { meetings } = await listAttachable({}, from('lead'), deps);
    expect(meetings).toContainEqual({ id: order.id, topic: 'vay vốn', day: 'thứ bảy 28/11', time: '19h30', begun: false });
    expect(await listAttachable({}, from('west'), deps)).toEqual({ meetings: [] });
    expect(await listAttachable({}, from('stranger'), deps)).toEqual({ meetings: [] });

    const files = [await own('b.pdf')];
    const attaching = from('lead');
    const kept = { files: [{ id: expect.any(String), title: 'Đề cương: b' }] };
    for (const _ of [1, 2])
      expect(await attachFiles({ meeting: order.id, role: 'outline', files }, attaching, deps)).toEqual(kept);
    const again = await attachFiles({ meeting: order.id, role: 'outline', files }, from('lead'), deps);
    expect(again).toEqual({ files: [], fault: 'same' });
    const early = await attachFiles({ meeting: order.id, role: 'minutes', files }, from('lead'), deps);
    expect(early).toEqual({ files: [], fault: 'wrongTime' });
    const elsewhere = await attachFiles(
      { meeting: order.id, role: 'paper', files: [await own('b.pdf', 'west')] },
      from('west'),
      deps,
    );
    expect(elsewhere).toEqual({ files: [], fault: 'notAllowed' });

    const id = (await meetingStore.load(order.id))?.files?.[0]?.id ?? '';
    for (const _ of [1, 2])
      expect(await detachFiles({ meeting: order.id, files: [id] }, from('lead'), deps)).toEqual({ result: 'done' });
    expect(await detachFiles({ meeting: order.id, files: [id] }, from('west'), deps)).toEqual({ result: 'refused' });
    expect(await Files.countDocuments({ meeting: order.id })).toBe(0);

    town.now = MORNING + 6.6 * 24 * HOUR;
    expect((await listAttachable({}, from('lead'), deps)).meetings).toContainEqual(
      expect.objectContaining({ id: order.id, begun: true }),
    );
    const photo = [await own('a.png')];
    expect(await attachFiles({ meeting: order.id, role: 'photo', files: photo }, from('lead'), deps)).toMatchObject({
      files: [{ title: 'Ảnh: a' }],
    });
  });
});
