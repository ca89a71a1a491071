import { whomItLeftOut } from '../../../src/actions/broadcasts/broadcast-calls';
import { announce } from '../../../src/actions/broadcasts/broadcasts';
import { listCalls, noteAnswer, showMember } from '../../../src/actions/desk/leader-calls';
import { aboutOfCell, callList, cellOfAbout } from '../../../src/actions/lists/call-list';
import { importCalls } from '../../../src/actions/lists/import-calls';
import { callMeeting } from '../../../src/actions/meetings/meetings';
import type { CallAbout } from '../../../src/engine/leader-types';
import { Audit, auditOf } from '../../../src/models/audit';
import { broadcastStore } from '../../../src/models/broadcasts';
import { CallNotes } from '../../../src/models/call-notes';
import { exportOf } from '../../../src/models/exports';
import { tieLeaderChat } from '../../../src/models/leader-chats';
import { keepAnswer, MeetingAnswers } from '../../../src/models/meeting-answers';
import { officerStore } from '../../../src/models/officers';
import { CALLS, type CallColumn } from '../../../src/tables/columns';
import type { Cell, Table } from '../../../src/tables/rows';
import { openModels } from '../../open-models';
import { chair, lead, MORNING, officer, openTown, settle } from '../broadcasts/broadcast-town';

openModels();
const town = openTown();
const HOUR = 3_600_000;
const MEETING: CallAbout = { kind: 'meeting', id: 'hop-1' };
const MESSAGE: CallAbout = { kind: 'message', id: 'tin-1' };

beforeAll(async () => {
  await settle();
  const say = { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Tin của Hội' } };
  const audience = { units: ['c1'], status: 'members' } as const;
  await announce(
    { id: MESSAGE.id, actor: chair },
    { unit: 'c1', kind: 'information', audience, say, confirmed: true },
    town.deps,
  );
  await town.run(MESSAGE.id);
  const call = { unit: 'b1', topic: 'việc cuối năm', place: 'nhà văn hóa', startsAt: MORNING + 100 * HOUR };
  await callMeeting({ id: MEETING.id, actor: lead }, call, town.deps);
  await town.run(`${MEETING.id}.invite`);
});

/** A list as it was handed out, and as it is read back with what was written into it. */
async function handedOut(about: CallAbout, actor: typeof chair | typeof lead | typeof officer, unit: string, id: string) {
  const rows: (Cell | undefined)[][] = [];
  const sink = {
    begin: async () => {},
    add: async (cells: readonly (Cell | undefined)[]) => void rows.push([...cells]),
    end: async () => {},
  };
  const result = await callList({ id, actor, about, unit }, sink, town.deps);
  const place = (id: CallColumn) => CALLS.findIndex((column) => column.id === id);
  return { result, rows: rows.map((cells) => Object.fromEntries(CALLS.map(({ id }) => [id, cells[place(id)]]))) };
}
const filled = (rows: object[]): Table<CallColumn> =>
  ({ rows: rows.map((cells, n) => ({ row: n + 2, cells })), headings: {} }) as unknown as Table<CallColumn>;
const importing = (id: string, rows: object[], more = {}) =>
  importCalls(filled(rows), { id, actor: lead, dryRun: false, ...more }, town.deps);

test('of a message: whom nothing reached, with number and reason, to whoever may see the numbers, noted before', async () => {
  expect((await handedOut(MESSAGE, officer, 'p', 'x1')).result).toEqual({ done: false, why: 'notAllowed' });
  expect((await handedOut(MESSAGE, chair, 'c1', 'x2')).result).toEqual({ done: true, rows: 6 });
  const { result, rows } = await handedOut(MESSAGE, chair, 'b1', 'x3');
  expect(result).toEqual({ done: true, rows: 3 });
  expect(rows.map(({ name }) => name).sort()).toEqual(['Nguyễn Thị late', 'Nguyễn Thị none', 'Nguyễn Thị silent']);
  expect(rows.find(({ person }) => person === 'b1-none')).toMatchObject({
    ...{ phone: '0905123403', unit: 'Hội b1', about: 'tin:tin-1', person: 'b1-none', outcome: undefined },
    why: expect.stringContaining('chưa nối'),
  });
  expect(await exportOf('x3')).toMatchObject({ kind: 'calls', unit: 'b1', about: 'tin:tin-1', phones: true, rows: 3 });
  expect(await auditOf(['b1'])).toContainEqual(
    expect.objectContaining({ action: 'meetings:phone', about: 'x3', outcome: 'done' }),
  );
  expect(await auditOf(['p'])).toContainEqual(expect.objectContaining({ action: 'members:see', outcome: 'refused' }));
});

test('of a meeting: what was written into the list counts as her answer, marked by whom, and once', async () => {
  const { rows } = await handedOut(MEETING, lead, 'b1', 'm1');
  expect(rows).toHaveLength(4);
  const said: Record<string, string> = { 'b1-none': 'Dự', 'b1-late': 'bận ạ', 'b1-silent': 'không nghe máy' };
  const list = rows.map((row) => ({ ...row, outcome: said[String(row.person)] }));
  expect(await importing('bad', list)).toMatchObject({ added: 0, problems: [{ reason: 'callOutcome' }] });
  expect(await MeetingAnswers.countDocuments({ meeting: MEETING.id })).toBe(0);
  said['b1-late'] = 'Bận';
  said['b1-free'] = 'dự';
  // She has answered herself since the list was handed out.
  await keepAnswer(MEETING.id, 'b1-free', { answer: 'busy' }, { at: town.now, seq: 1 });
  const good = rows.map((row) => ({ ...row, outcome: said[String(row.person)] }));
  const report = await importing('good', good);
  expect(report).toMatchObject({ added: 3, changed: 0, unchanged: 1, problems: [], notes: [{ reason: 'callAnswered' }] });
  const given = new Map((await MeetingAnswers.find({ meeting: MEETING.id }).lean()).map((each) => [each.person, each]));
  expect(given.get('b1-none')).toMatchObject({ answer: 'going', by: 'branchLead:lead' });
  expect(given.get('b1-late')).toMatchObject({ answer: 'busy', by: 'branchLead:lead' });
  expect(given.get('b1-silent')).toMatchObject({ missedAt: town.now });
  expect(given.get('b1-free')).toMatchObject({ answer: 'busy' });
  expect(given.get('b1-free')).not.toHaveProperty('by');
  expect(await importing('good', good)).toMatchObject({ added: 0, changed: 0, unchanged: 4 });
});

test('what cannot be is refused with its row, and nothing is noted', async () => {
  const row = { about: cellOfAbout(MESSAGE), person: 'b1-none', outcome: 'đã báo' };
  const wrong = [
    { ...row, outcome: 'dự' },
    { ...row, about: 'x', person: 'b1-late' },
    { ...row, person: 'b2-none' },
    { ...row, about: cellOfAbout(MEETING), person: 'b1-late' },
    row,
    { ...row, outcome: undefined },
  ];
  const report = await importing('wrong', wrong);
  expect(report.problems.map(({ row, reason }) => [row, reason])).toEqual([
    [2, 'callUnfit'],
    [3, 'callAbout'],
    [4, 'callRefused'],
    [5, 'callUnfit'],
    [6, 'twiceInFile'],
  ]);
  expect(await CallNotes.countDocuments({})).toBe(0);
  expect(aboutOfCell(cellOfAbout(MEETING))).toEqual(MEETING);
});

test('in her chat: meetings first, then messages; who was told is on no list any more', async () => {
  const post = { holder: 'lead', unit: 'b1', post: 'branchLead', from: '2025-01-01' } as const;
  await officerStore.insert({ _id: 'post', ...post, trainings: [], history: [], outbox: [] }, 1);
  await tieLeaderChat({ _id: 'chat-lead', holder: 'lead', at: 1 });
  const chat = (id: string) => ({ id, conversation: 'chat-lead' });
  // Of the meeting only she who was phoned in vain is left.
  expect(await listCalls({}, chat('l1'), town.deps)).toMatchObject({
    ...{ found: true, about: { ...MEETING, title: 'việc cuối năm' }, people: [{ id: 'b1-silent' }], total: 1 },
    other: { ...MESSAGE, title: 'Tin của Hội' },
  });
  expect(await listCalls({ about: MESSAGE }, chat('l2'), town.deps)).toMatchObject({ about: MESSAGE, total: 3, other: MEETING });
  expect(await showMember({ about: MESSAGE, person: 'b1-none' }, chat('l3'), town.deps)).toEqual({ phone: '0905123403' });
  expect(await Audit.findById('l3').lean()).toMatchObject({ action: 'meetings:phone', about: 'b1-none', outcome: 'done' });
  expect(await showMember({ about: MESSAGE, person: 'b2-none' }, chat('l4'), town.deps)).toEqual({});
  const note = (person: string, answer: 'told' | 'missed' | 'going', id: string) =>
    noteAnswer({ about: MESSAGE, person, answer }, chat(id), town.deps);
  expect(await note('b1-none', 'told', 'l5')).toEqual({ result: 'done' });
  expect(await note('b1-late', 'missed', 'l6')).toEqual({ result: 'done' });
  expect(await note('b1-silent', 'going', 'l7')).toEqual({ result: 'refused' });
  expect(await note('b2-none', 'told', 'l8')).toEqual({ result: 'refused' });
  expect(await CallNotes.findById('tin-1/b1-none').lean()).toMatchObject({ result: 'told', by: 'branchLead:lead' });
  const broadcast = await broadcastStore.load(MESSAGE.id);
  const left = broadcast ? await whomItLeftOut(broadcast, lead) : [];
  expect(left.map(({ person }) => person)).toEqual(['b1-silent', 'b1-late']);
  expect(await listCalls({ about: MESSAGE, from: 8 }, chat('l9'), town.deps)).toMatchObject({ from: 0, total: 2 });
});
