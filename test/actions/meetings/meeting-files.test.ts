import { DateTime } from 'luxon';
import type { ActionDeps } from '../../../src/actions/deps';
import { readMinutes } from '../../../src/actions/desk/leader-files';
import { meetingCarrier } from '../../../src/actions/meetings/carry-meeting';
import { linkToFile, openFile } from '../../../src/actions/meetings/kept-files';
import { attachFile, detachFile, eraseMeeting, type HandedFile, LARGEST_FILE } from '../../../src/actions/meetings/meeting-files';
import { callRoll } from '../../../src/actions/meetings/meeting-roll';
import { callMeeting, type MeetingCall, sendOut, summarise } from '../../../src/actions/meetings/meetings';
import { appoint } from '../../../src/actions/officers/officers';
import { Audit } from '../../../src/models/audit';
import { type Broadcast, Broadcasts, sayingOf } from '../../../src/models/broadcasts';
import { CheckIns, insertCheckIn } from '../../../src/models/check-ins';
import { Facts } from '../../../src/models/facts';
import { Files } from '../../../src/models/files';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { fileToken, papersOf, readFileToken } from '../../../src/models/meeting-files';
import { type Meeting, Meetings, meetingStore } from '../../../src/models/meetings';
import { Officers } from '../../../src/models/officers';
import type { Post } from '../../../src/models/posts';
import { type Level, putUnit } from '../../../src/models/units';
import { atEachStep, Killed, lives, type Spared } from '../../crashing';
import { openModels } from '../../open-models';

openModels();

const ZONE = 'Asia/Ho_Chi_Minh';
const BASE = 'https://hoi.example';
const local = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
const UNITS: readonly [id: string, level: Level, parent: string | null][] = [
  ['p', 'province', null],
  ['c1', 'commune', 'p'],
  ['b1', 'branch', 'c1'],
  ['g1', 'group', 'b1'],
  ['b2', 'branch', 'c1'],
];
const lead = { kind: 'leader', person: 'lead', post: 'branchLead', unit: 'b1' } as const;
const groupLead = { kind: 'leader', person: 'gl', post: 'groupLead', unit: 'g1' } as const;
const committee = { kind: 'leader', person: 'uv', post: 'committeeMember', unit: 'c1' } as const;
const stranger = { kind: 'leader', person: 'other', post: 'branchLead', unit: 'b2' } as const;
const STARTS = local('2026-11-28T19:30');
const BEFORE = local('2026-11-21T09:00');
let now = BEFORE;
const deps: ActionDeps & { publicBaseUrl: string } = {
  ...{ tell: async () => {}, ringCount: async () => {}, now: () => now, timeZone: ZONE, publicBaseUrl: BASE },
};
const steps = { again: 0, unsure: 0, day: 0, hours: 0, thanks: false, rating: false } as const;
const CALL: MeetingCall = { unit: 'b1', topic: 'bàn việc cuối năm', place: 'nhà văn hóa', startsAt: STARTS, steps };
const OUTLINE: HandedFile = { role: 'outline', name: 'C:\\Users\\hoa\\hop-28-11.pdf', bytes: Buffer.from('%PDF-1.7 nội dung') };
const MINUTES: HandedFile = { role: 'minutes', name: 'Biên bản 28-11.pdf', bytes: Buffer.from('%PDF-1.7 chị Lan nói') };
const PHOTO: HandedFile = { role: 'photo', name: 'hop.png', bytes: Buffer.from('89504e470d0a1a0a00', 'hex') };
let at: (waits: boolean) => unknown = () => undefined;
let spared: Spared;
let n = 0;
const by = <A>(actor: A) => {
  n += 1;
  return { id: `o${n}`, actor };
};

beforeAll(async () => {
  for (const [id, level, parent] of UNITS)
    await putUnit({ _id: id, code: id, validFrom: '2025-07-01', level, name: `Chi hội ${id}`, place: id, aliases: [], parent });
  spared = atEachStep(
    [Meetings, Files, CheckIns].map(({ collection }) => collection),
    (waits) => at(waits),
  );
});
beforeEach(() => {
  now = BEFORE;
  at = () => undefined;
});

const load = async (id: string) => (await meetingStore.load(id)) as Meeting;
const filesOf = async (id: string) => (await load(id)).files ?? [];
const idOf = async (id: string, role: HandedFile['role']) => (await filesOf(id)).find((each) => each.role === role)?.id ?? '';
const open = (link: string) => openFile(link.slice(`${BASE}/tep/`.length), now);
async function called(call: Partial<MeetingCall> = {}): Promise<string> {
  const order = by(lead);
  expect(await callMeeting(order, { ...CALL, ...call }, deps)).toMatchObject({ done: true });
  return order.id;
}
async function held(startsAt = STARTS): Promise<string> {
  const id = await called({ startsAt });
  now = startsAt + 60_000;
  expect(await callRoll(id, { ...by(lead), present: [], guests: 3 }, deps)).toMatchObject({ done: true });
  return id;
}

test('an outline goes with the invitation, by an address that only we can make and that ends', async () => {
  const id = await called({ draft: true });
  const order = by(lead);
  const kept = await attachFile(id, { ...order, ...OUTLINE }, deps);
  expect(kept).toMatchObject({ done: true, entry: { action: 'attach', file: await idOf(id, 'outline') } });
  expect(await attachFile(id, { ...order, ...OUTLINE }, deps)).toEqual(kept);
  expect(await attachFile(id, { ...by(lead), ...OUTLINE }, deps)).toMatchObject({ done: false, why: 'noChange' });
  await sendOut(id, by(lead), deps);
  const invitation = await Broadcasts.findById(`${id}.invite`).lean<Broadcast>();
  const cards = invitation ? (sayingOf(invitation).cards ?? []) : [];
  expect(cards).toEqual([{ title: 'Đề cương: hop-28-11', url: expect.stringMatching(/^https:\/\/hoi\.example\/tep\/[\w.-]+$/) }]);
  const url = cards[0]?.url ?? '';
  expect(await open(url)).toMatchObject({ state: 'open', restricted: false, file: { type: 'pdf', bytes: OUTLINE.bytes } });
  for (const forged of [`${url}x`, url.replace(/\.[0-9a-z]+\./, '.zzzzzzz.'), `${BASE}/tep/${id}`, `${BASE}/tep/a.b.c`])
    expect(await open(forged)).toBeUndefined();
  now = STARTS + 7 * 24 * 3_600_000 + 1_000;
  expect(await open(url)).toEqual({ state: 'expired' });
  // What is kept of it tells nobody anything.
  const stored = JSON.stringify(await Files.findById(await idOf(id, 'outline')).lean());
  expect(stored).not.toContain('hop-28-11');
  expect(Buffer.from(JSON.stringify(await Files.find({ meeting: id }).lean())).includes('nội dung')).toBe(false);
});

test('what is no paper, too large, too early, too late or not hers is not kept', async () => {
  const id = await called();
  const attach = (actor: typeof lead | typeof groupLead | typeof stranger | typeof committee, file: HandedFile) =>
    attachFile(id, { ...by(actor), ...file }, deps);
  const why = async (result: ReturnType<typeof attach>) => {
    const each = await result;
    return each.done ? 'done' : each.why;
  };
  expect(await why(attach(lead, { ...OUTLINE, bytes: Buffer.from('<html>') }))).toBe('wrongType');
  expect(await why(attach(lead, { ...OUTLINE, bytes: Buffer.alloc(0) }))).toBe('empty');
  const large = Buffer.alloc(LARGEST_FILE + 1);
  large.write('%PDF-1.7');
  expect(await why(attach(lead, { ...OUTLINE, bytes: large }))).toBe('tooLarge');
  expect(await why(attach(lead, MINUTES))).toBe('tooEarly');
  expect(await why(attach(stranger, OUTLINE))).toBe('unknown');
  expect(await why(attach(groupLead, OUTLINE))).toBe('unknown');
  expect(await Files.countDocuments({ meeting: id })).toBe(0);
  const largest = large.subarray(0, LARGEST_FILE);
  expect(await why(attach(lead, { ...OUTLINE, bytes: largest }))).toBe('done');
  const [paper] = papersOf(await load(id), BASE);
  const opened = await open(paper?.url ?? '');
  expect(opened?.state === 'open' && opened.file.bytes.equals(largest)).toBe(true);
  now = STARTS;
  await callRoll(id, { ...by(lead), present: [] }, deps);
  expect(await why(attach(lead, { ...OUTLINE, role: 'paper' }))).toBe('tooLate');
  expect(await why(attach(lead, MINUTES))).toBe('done');
});

test('minutes are for the leaders who see the whole meeting; each address and each opening is in the audit', async () => {
  const id = await held();
  await attachFile(id, { ...by(lead), ...MINUTES }, deps);
  await attachFile(id, { ...by(lead), ...PHOTO }, deps);
  expect(papersOf(await load(id), BASE)).toEqual([]);
  const file = await idOf(id, 'minutes');
  const ask = (actor: typeof lead | typeof groupLead | typeof stranger | typeof committee) =>
    linkToFile({ ...by(actor), meeting: id, file }, deps);
  for (const other of [groupLead, stranger, committee]) expect(await ask(other)).toEqual({ done: false, why: 'unknown' });
  const asked = await ask(lead);
  const link = asked.done ? asked.link : '';
  expect(await open(link)).toMatchObject({ state: 'open', restricted: true, file: { role: 'minutes', bytes: MINUTES.bytes } });
  now += 60_000;
  await open(link);
  const audit = await Audit.find({ about: file }).lean();
  expect(audit.map(({ by: who, action, unit }) => [who, action, unit])).toEqual(
    Array.from({ length: 3 }, () => ['branchLead:lead', 'meetings:files', 'b1']),
  );
  // A right signature without a leader behind it opens nothing.
  const until = now + 60_000;
  expect(await open(`${BASE}/tep/${fileToken({ file, until })}`)).toBeUndefined();
  expect(await open(`${BASE}/tep/${fileToken({ file, until, grant: 'made-up' })}`)).toBeUndefined();
  now += 15 * 60_000;
  expect(await open(link)).toEqual({ state: 'expired' });
  expect(await linkToFile({ ...by(lead), meeting: id, file: 'none' }, deps)).toEqual({ done: false, why: 'unknown' });
});

test('a leader reads the minutes of her last meeting in her chat; a group’s leader below it and a chat that is nobody’s do not', async () => {
  const id = await held(STARTS + 24 * 3_600_000);
  await attachFile(id, { ...by(lead), ...MINUTES }, deps);
  await attachFile(id, { ...by(lead), ...PHOTO }, deps);
  const tied = async (unit: string, post: Post) => {
    const who = { name: `Chị ${unit}`, phone: unit === 'b1' ? '0905123021' : '0905123022' };
    await appoint({ id: `of-${unit}`, actor: { kind: 'operator' }, who, unit, post, from: '2026-01-01' }, deps);
    const holder = (await Officers.findById(`of-${unit}`).lean())?.holder ?? '';
    await tieLeaderChat({ _id: `chat-${unit}`, holder, at: now });
  };
  await tied('b1', 'branchLead');
  await tied('g1', 'groupLead');
  const ask = (conversation: string) => readMinutes({ id: `ask-${conversation}`, conversation }, deps);
  const read = await ask('chat-b1');
  const files = read.found ? read.files : [];
  expect(read).toMatchObject({ found: true, meeting: { id }, minutes: 15 });
  expect(files.map(({ title }) => title)).toEqual(['Biên bản 28-11', 'Ảnh: hop']);
  for (const { url } of files) expect(await open(url)).toMatchObject({ state: 'open', restricted: true });
  // The same effect again gives the same address, and is noted once.
  expect(await ask('chat-b1')).toEqual(read);
  const audit = await Audit.find({ about: await idOf(id, 'minutes') }).lean();
  expect(audit.filter(({ at: when }) => when === now)).toHaveLength(2);
  expect(await ask('chat-g1')).toEqual({ found: false });
  expect(await ask('chat-nobody')).toEqual({ found: false });
});

test('a file that is taken away is gone, and so is all that is kept of a meeting when that is asked; the figures stay', async () => {
  const id = await held();
  await attachFile(id, { ...by(lead), ...MINUTES }, deps);
  await attachFile(id, { ...by(lead), ...PHOTO }, deps);
  await summarise(id, { ...by(lead), text: 'Đã bàn.' }, deps);
  await insertCheckIn({ meeting: id, conversation: 'chat', at: now });
  const photo = await idOf(id, 'photo');
  const order = by(lead);
  expect(await detachFile(id, { ...order, file: photo }, deps)).toMatchObject({ done: true, entry: { file: photo } });
  expect(await detachFile(id, { ...by(lead), file: photo }, deps)).toMatchObject({ done: false, why: 'noFile' });
  expect((await Files.find({ meeting: id }).lean()).map(({ role }) => role)).toEqual(['minutes']);
  now = BEFORE;
  expect(await eraseMeeting(await called(), by(lead), deps)).toMatchObject({ done: false, why: 'wrongState' });
  now = STARTS + 3_600_000;
  expect(await eraseMeeting(id, by(lead), deps)).toMatchObject({ done: true });
  const { files, summary, roll } = await load(id);
  expect([files, summary, roll?.guests]).toEqual([[], undefined, 3]);
  expect([await Files.countDocuments({ meeting: id }), await CheckIns.countDocuments({ meeting: id })]).toEqual([0, 0]);
  const facts = await Facts.find({ _id: { $regex: `^${id}/` } }).lean();
  expect(facts.find(({ metric }) => metric === 'meetings:guests')?.n).toBe(3);
});

test('a file that is handed in again is kept, though what was taken away is carried out late', async () => {
  const id = await called({ draft: true });
  await attachFile(id, { ...by(lead), ...OUTLINE }, deps);
  const first = await idOf(id, 'outline');
  // Dies right behind the decision: its outbox waits.
  let steps = 0;
  at = () => {
    steps += 1;
    if (steps === 4) throw new Killed('killed');
  };
  expect(await lives(() => detachFile(id, { ...by(lead), file: first }, deps))).toBe(false);
  at = () => undefined;
  expect([(await load(id)).outbox.length > 0, await filesOf(id)]).toEqual([true, []]);
  expect(await attachFile(id, { ...by(lead), ...OUTLINE }, deps)).toMatchObject({ done: true });
  const second = await idOf(id, 'outline');
  expect([second === first, await Files.countDocuments({ _id: second }), await Files.countDocuments({ _id: first })]).toEqual([
    false,
    1,
    0,
  ]);
});

test('keeping a file and taking it away may die at any await: the same orders again finish it, nothing is listed that is not there', async () => {
  for (let step = 1; step < 60; step += 1) {
    const id = `crash${step}`;
    await spared(() => callMeeting({ id, actor: lead }, { ...CALL, draft: true }, deps));
    let left = step;
    at = () => {
      left -= 1;
      if (left === 0) throw new Killed('killed');
    };
    const work = async () => {
      await attachFile(id, { id: `${id}-a`, actor: lead, ...OUTLINE }, deps);
      const file = await idOf(id, 'outline');
      await detachFile(id, { id: `${id}-d`, actor: lead, file }, deps);
    };
    const done = await lives(work);
    at = () => undefined;
    await spared(async () => {
      for (const { id: listed } of await filesOf(id)) expect(await Files.countDocuments({ _id: listed })).toBe(1);
      const attached = await attachFile(id, { id: `${id}-a`, actor: lead, ...OUTLINE }, deps);
      expect(attached.done).toBe(true);
      const file = attached.done ? (attached.entry.file ?? '') : '';
      expect(await detachFile(id, { id: `${id}-d`, actor: lead, file }, deps)).toMatchObject({ done: true });
      now = BEFORE + 40_000;
      await meetingCarrier.wake(id, deps);
      now = BEFORE;
      const { outbox, files, history } = await load(id);
      expect([outbox, files, history.map(({ action }) => action)]).toEqual([[], [], ['draft', 'attach', 'detach']]);
      expect(await Files.countDocuments({ meeting: id })).toBe(0);
    });
    if (done) return;
  }
  throw new Error('it never ends');
});

test('erasing a meeting may die at any await: all of it goes, what is kept afterwards stays', async () => {
  let survived = false;
  for (let dies = 1; !survived; dies += 1) {
    now = BEFORE;
    const id = await spared(() => held());
    await spared(async () => {
      await attachFile(id, { ...by(lead), ...MINUTES }, deps);
      await summarise(id, { ...by(lead), text: 'Đã bàn việc cuối năm.' }, deps);
      await insertCheckIn({ meeting: id, conversation: 'chat', at: now });
    });
    let taken = 0;
    at = () => {
      taken += 1;
      if (taken === dies) throw new Killed('killed');
    };
    const order = { id: `${id}-erase`, actor: lead };
    survived = await lives(() => eraseMeeting(id, order, deps));
    at = () => undefined;
    await spared(async () => {
      const ordered = (await load(id)).history.some(({ action }) => action === 'erase');
      // The same order, or nobody but the sweep; a photo comes before it has ended.
      if (!ordered || dies % 2 === 0) expect(await eraseMeeting(id, order, deps)).toMatchObject({ done: true });
      now += 1_000;
      expect(await attachFile(id, { ...by(lead), ...PHOTO }, deps)).toMatchObject({ done: true });
      now += 40_000;
      await meetingCarrier.wake(id, deps);
      const { outbox, files = [], history, roll, ...rest } = await load(id);
      expect([outbox, files.map(({ role }) => role), roll?.guests]).toEqual([[], ['photo'], 3]);
      expect(history.filter(({ action }) => action === 'erase')).toHaveLength(1);
      for (const gone of ['summary', 'host']) expect(rest).not.toHaveProperty(gone);
      expect([await Files.countDocuments({ meeting: id }), await CheckIns.countDocuments({ meeting: id })]).toEqual([1, 0]);
    });
    expect(dies).toBeLessThan(40);
  }
}, 60_000);

test('a ticket is read back as it was made', () => {
  const until = now + 60_000;
  const ticket = { file: 'Abc_9-x', until: Math.ceil(until / 1000) * 1000, grant: 'G' };
  expect(readFileToken(fileToken(ticket), now)).toEqual(ticket);
  expect(readFileToken(fileToken({ file: 'a', until: now - 2_000 }), now)).toBe('expired');
  for (const token of ['', '.', 'a', 'a.b', '__proto__.1.2', fileToken(ticket).slice(1)])
    expect(readFileToken(token, now)).toBeUndefined();
});
