import { announce } from '../../src/actions/broadcasts/broadcasts';
import { callMeeting } from '../../src/actions/meetings/meetings';
import { LIMITS } from '../../src/console/guard';
import { Audit } from '../../src/models/audit';
import { CallNotes } from '../../src/models/call-notes';
import { tieLeaderChat } from '../../src/models/leader-chats';
import { MeetingAnswers } from '../../src/models/meeting-answers';
import { officerStore, sealNamed } from '../../src/models/officers';
import { putPerson } from '../../src/models/people';
import type { Post } from '../../src/models/posts';
import { putUnit } from '../../src/models/units';
import { chair, lead, MORNING, openTown, settle } from '../actions/broadcasts/broadcast-town';
import { openModels } from '../open-models';
import { type Browser, openConsole } from './console';

const town = openConsole(MORNING);
openModels();
const union = openTown();
const HOUR = 3_600_000;
const MEETING = '/quan-ly/goi/hop%3Ahop-1';
const MESSAGE = '/quan-ly/goi/tin%3Atin-1';

beforeAll(async () => {
  await settle();
  await putUnit({
    _id: 'g1',
    code: 'g1',
    validFrom: '2025-07-01',
    level: 'group',
    name: 'Tổ g1',
    place: 'g1',
    aliases: [],
    parent: 'b1',
  });
  await putPerson('g1-none', { name: 'Lê Thị Tổ <1>', unit: 'g1', status: 'member', memberSince: 1 });
  const say = { key: 'broadcast.text', vars: { unit: 'Hội c1', text: 'Tin của Hội' } };
  const audience = { units: ['c1'], status: 'members' } as const;
  await announce({ id: 'tin-1', actor: chair }, { unit: 'c1', kind: 'information', audience, say, confirmed: true }, union.deps);
  await union.run('tin-1');
  const call = { unit: 'b1', topic: 'việc cuối năm', place: 'nhà văn hóa', startsAt: MORNING + 100 * HOUR };
  await callMeeting({ id: 'hop-1', actor: lead }, call, union.deps);
  await union.run('hop-1.invite');
  for (const [holder, unit, post] of LEADERS) {
    const nothing = { trainings: [], history: [], outbox: [] };
    const named = sealNamed({ name: `Chị ${holder}`, phone: '0905999999' });
    await officerStore.insert({ ...nothing, _id: holder, holder, named, unit, post, from: '2025-01-01' }, 1);
    await tieLeaderChat({ _id: `chat-${holder}`, holder, at: 1 });
  }
}, 60_000);
beforeEach(() => {
  town.clock.now = MORNING + HOUR;
});

const LEADERS: readonly [holder: string, unit: string, post: Post][] = [
  ['officer', 'p', 'provinceOfficer'],
  ['chair', 'c1', 'communeChair'],
  ['lead', 'b1', 'branchLead'],
  ['deputy', 'b1', 'branchDeputy'],
  ['west', 'b2', 'branchLead'],
  ['group', 'g1', 'groupLead'],
  ['second', 'g1', 'groupDeputy'],
];

/** What a page says of each woman: her name, whether her number may be asked for, and what may be noted. */
function womenOn(html: string) {
  return [...html.matchAll(/<section class="woman" id="c-([^"]+)">(.*?)<\/section>/gs)].map(([, id = '', card = '']) => ({
    ...{ id, card, asks: card.includes('Hiện số'), marks: [...card.matchAll(/name="ket_qua" value="(\w+)"/g)].map(([, v]) => v) },
  }));
}
const idsOn = (html: string) => womenOn(html).map(({ id }) => id);
const keyOn = (html: string) => /name="khoa" value="([\w-]{22})"/.exec(html)?.[1] ?? '';
const fill = (html: string) => html.replaceAll('&amp;', '&');
/** Opens a list and sends one of its forms: asks for a number, or notes what she said. */
async function tap(her: Browser, list: string, chi: string, ket_qua?: string, khoa?: string) {
  const key = khoa ?? keyOn((await her.get(list)).html);
  const sent = await her.post(ket_qua ? list : `${list}/so`, { khoa: key, chi, ...(ket_qua ? { ket_qua } : {}) });
  return { key, ...sent };
}
const entries = (filter: object) => Audit.countDocuments(filter);

/** `marks`: what she may note; `b1`, `g1`: whom of these she sees on the meeting's list and on the message's. */
test.each<[string, { meeting: string[] | 404; message: string[] | 404; asks: boolean; marks: boolean }]>([
  ['officer', { meeting: 404, message: 404, asks: false, marks: false }],
  ['chair', { meeting: ['b1', 'g1'], message: ['b1', 'b2', 'g1'], asks: true, marks: true }],
  ['lead', { meeting: ['b1', 'g1'], message: ['b1', 'g1'], asks: true, marks: true }],
  ['deputy', { meeting: ['b1', 'g1'], message: ['b1', 'g1'], asks: false, marks: true }],
  ['west', { meeting: 404, message: ['b2'], asks: true, marks: true }],
  ['group', { meeting: ['g1'], message: ['g1'], asks: true, marks: true }],
  ['second', { meeting: ['g1'], message: 404, asks: false, marks: true }],
])('%s sees of each list her own part, and what she may do there', async (holder, expected) => {
  const her = await town.as(`chat-${holder}`);
  for (const [list, units] of [
    [MEETING, expected.meeting],
    [MESSAGE, expected.message],
  ] as const) {
    const { status, html } = await her.get(list);
    expect(html).not.toMatch(/0905/);
    if (units === 404) {
      expect([status, html.includes('không thuộc đơn vị của chị'), idsOn(html)]).toEqual([404, true, []]);
      continue;
    }
    const women = womenOn(html);
    expect([...new Set(women.map(({ id }) => id.split('-')[0]))].sort()).toEqual(units);
    const withPhone = women.filter(({ id }) => id !== 'g1-none');
    expect(withPhone.every(({ asks }) => asks === expected.asks)).toBe(true);
    expect(women.every(({ marks }) => marks.length > 0 === expected.marks)).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(50_000);
  }
  const post = LEADERS.find(([each]) => each === holder)?.[2];
  const looks = [expected.meeting, expected.message].filter((units) => units !== 404).length;
  expect(await entries({ by: `${post}:${holder}`, action: 'members:see', outcome: 'done' })).toBe(looks);
});

test('the first page has a button for each list with somebody to phone; names are escaped', async () => {
  const her = await town.as('chat-lead');
  const { html } = await her.get('/quan-ly');
  expect(html).toContain('Hôm nay có 2 việc');
  expect(html).toMatch(/Họp việc cuối năm, .* lúc \d+h/);
  expect(html).toContain(`href="${MEETING}"`);
  expect(html).toContain(`href="${MESSAGE}"`);
  expect(html).toContain('Còn phải gọi 5 trong 5 chị');
  const list = await her.get(MEETING);
  expect(list.html).toContain('Lê Thị Tổ &lt;1>');
  expect(womenOn(list.html).find(({ id }) => id === 'g1-none')?.card).toContain('Chưa có số điện thoại');
  expect((await (await town.as('chat-officer')).get('/quan-ly')).html).toContain('không có việc nào chờ chị');
});

test('a number is shown when asked for, noted before, one at a time and for ten minutes', async () => {
  const her = await town.as('chat-lead');
  const look = { action: 'meetings:phone', by: 'branchLead:lead', outcome: 'done' };
  const asked = await tap(her, MEETING, 'b1-none');
  expect([asked.status, asked.headers.get('location')]).toEqual([303, `${MEETING}#c-b1-none`]);
  expect(asked.html).not.toContain('0905');
  expect(await entries({ ...look, about: 'b1-none', unit: 'b1' })).toBe(1);
  for (const _ of [1, 2]) {
    const { html } = await her.get(MEETING);
    expect(html.match(/tel:\d+/g)).toEqual(['tel:0905123403']);
    expect(html).toContain('Gọi 0905 123 403');
  }
  // Shown again by the same tap, and tapped twice: one look.
  await tap(her, MEETING, 'b1-none', undefined, asked.key);
  expect(await entries({ ...look, about: 'b1-none' })).toBe(1);
  await tap(her, MEETING, 'b1-late');
  expect((await her.get(MEETING)).html.match(/tel:\d+/g)).toEqual(['tel:0905123401']);
  expect((await her.get(MESSAGE)).html).not.toMatch(/0905/);
  town.clock.now += 10 * 60_000;
  expect((await her.get(MEETING)).html).not.toMatch(/0905/);
  expect(await entries({ ...look })).toBe(2);
});

test('whoever may not see a number gets none by any address, and her asking is noted where she sees the woman', async () => {
  const deputy = await town.as('chat-deputy');
  await tap(deputy, MEETING, 'b1-none');
  expect((await deputy.get(MEETING)).html).not.toMatch(/0905/);
  expect(await entries({ by: 'branchDeputy:deputy', action: 'meetings:phone', outcome: 'refused' })).toBeGreaterThan(0);
  const west = await town.as('chat-west');
  const { key } = await tap(west, MESSAGE, 'b1-none');
  await tap(west, MEETING, 'b1-none', undefined, key);
  expect((await west.get(MESSAGE)).html).not.toMatch(/0905/);
  expect((await tap(west, MEETING, 'b1-none', 'going', key)).status).toBe(303);
  expect((await tap(west, MESSAGE, 'b1-none', 'told', key)).status).toBe(303);
  expect((await west.get(MESSAGE)).html).toContain('Em không ghi được');
  expect(await entries({ by: 'branchLead:west', action: { $in: ['meetings:phone', 'meetings:mark'] }, outcome: 'done' })).toBe(0);
  expect(await MeetingAnswers.countDocuments({})).toBe(0);
  expect(await CallNotes.countDocuments({})).toBe(0);
});

test('what she said counts once, marked by whom; an old form sent again changes nothing; it can be corrected', async () => {
  const her = await town.as('chat-lead');
  const { html } = await her.get(MEETING);
  const key = keyOn(html);
  const both = await Promise.all([1, 2].map(() => tap(her, MEETING, 'b1-none', 'going', key)));
  expect(both.map(({ status }) => status)).toEqual([303, 303]);
  expect(await MeetingAnswers.findById('hop-1/b1-none').lean()).toMatchObject({ answer: 'going', by: 'branchLead:lead' });
  const marks = { action: 'meetings:mark', by: 'branchLead:lead', about: 'b1-none', outcome: 'done' };
  expect(await entries(marks)).toBe(1);
  const after = fill((await her.get(MEETING)).html);
  expect(after).toContain('Còn phải gọi 4 trong 5 chị');
  expect(after).toContain('Đã ghi: 1 dự');
  expect(after).toMatch(/Dự, Chi hội trưởng Chị lead ghi chủ nhật 22\/11 lúc 11h/);
  // She is shown once more, so that a slip can be put right.
  expect(idsOn(after)[0]).toBe('b1-none');
  town.clock.now += 60_000;
  await tap(her, MEETING, 'b1-none', 'busy');
  await tap(her, MEETING, 'b1-none', 'going', key);
  expect(await MeetingAnswers.findById('hop-1/b1-none').lean()).toMatchObject({ answer: 'busy' });
  expect(await entries(marks)).toBe(2);
  await tap(her, MEETING, 'b1-late', 'missed');
  expect(await MeetingAnswers.findById('hop-1/b1-late').lean()).toMatchObject({ missedBy: 'branchLead:lead' });
  const left = await (await town.as('chat-lead')).get(MEETING);
  // Who was not reached stays on the list, at its end.
  expect(idsOn(left.html).sort()).toEqual(['b1-free', 'b1-late', 'b1-silent', 'g1-none']);
  expect(idsOn(left.html).at(-1)).toBe('b1-late');
  const all = await her.get(`${MEETING}?xem=tat-ca`);
  expect(idsOn(all.html)).toHaveLength(5);
  expect(idsOn((await her.get(`${MEETING}?tu=4`)).html).filter((id) => id !== 'b1-late')).toEqual([]);
});

test('of a message: told or not reached; the same list as in chat', async () => {
  const her = await town.as('chat-lead');
  await tap(her, MESSAGE, 'b1-none', 'told');
  await tap(her, MESSAGE, 'b1-late', 'going');
  expect((await her.get(MESSAGE)).html).toContain('Em không ghi được');
  await tap(her, MESSAGE, 'b1-late', 'missed');
  expect(await CallNotes.find({}).lean()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ person: 'b1-none', result: 'told', by: 'branchLead:lead' }),
      expect.objectContaining({ person: 'b1-late', result: 'missed', by: 'branchLead:lead' }),
    ]),
  );
  const fresh = await town.as('chat-chair');
  expect(idsOn((await fresh.get(MESSAGE)).html)).not.toContain('b1-none');
  expect((await fresh.get(`${MESSAGE}?xem=tat-ca`)).html).toContain('Đã báo, Chi hội trưởng Chị lead ghi');
});

test('a meeting that has begun is shown, and nothing is noted for it', async () => {
  const her = await town.as('chat-lead');
  const key = keyOn((await her.get(MEETING)).html);
  town.clock.now = MORNING + 100 * HOUR + 1;
  const later = await town.as('chat-lead');
  const { html } = await later.get(MEETING);
  expect([html.includes('Buổi họp đã bắt đầu'), womenOn(html).flatMap(({ marks }) => marks)]).toEqual([true, []]);
  await tap(later, MEETING, 'b1-silent', 'going', key);
  expect((await later.get(MEETING)).html).toContain('Em không ghi được');
  expect(await MeetingAnswers.findById('hop-1/b1-silent').lean()).toBeNull();
});

test.each([
  ['/quan-ly/goi/hop%3Anothing', {}],
  ['/quan-ly/goi/tin%3Ahop-1.invite', {}],
  ['/quan-ly/goi/x', {}],
  [MEETING, { khoa: 'short', chi: 'b1-silent', ket_qua: 'going' }],
  [MEETING, { khoa: 'a'.repeat(22), chi: 'b1-silent', ket_qua: 'perhaps' }],
])('%s %j: a list that is none, or a form that is none, leads nowhere', async (list, form) => {
  const her = await town.as('chat-lead');
  if (!('khoa' in form)) expect((await her.get(list)).status).toBe(404);
  else expect((await her.post(list, form)).status).toBe(404);
  expect(await MeetingAnswers.findById('hop-1/b1-silent').lean()).toBeNull();
});

test('nobody reads all numbers out in an hour; forms of other sites and of nobody do nothing', async () => {
  const group = await town.as('chat-group');
  const key = keyOn((await group.get(MEETING)).html);
  const evil = { 'sec-fetch-site': 'cross-site' };
  expect((await group.post(MEETING, { khoa: key, chi: 'g1-none', ket_qua: 'going' }, evil)).status).toBe(403);
  expect((await town.browser().post(MEETING, { khoa: key, chi: 'g1-none', ket_qua: 'going' })).status).toBe(401);
  expect(await MeetingAnswers.findById('hop-1/g1-none').lean()).toBeNull();
  const keys = await town.redis().keys('test:visits:hien-so:*');
  for (const name of keys) await town.redis().del(name);
  const many = [];
  // Forms that say nothing are refused before they are counted: only real ones cost.
  for (let n = 0; n <= LIMITS.number.most; n += 1) many.push(group.post(`${MEETING}/so`, { khoa: key, chi: `nobody-${n}` }));
  const statuses = (await Promise.all(many)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(LIMITS.number.most);
}, 60_000);
