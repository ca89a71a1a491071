import { type AnyMachineSnapshot, type AnyStateMachine, type AnyStateNode, transition } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { commands, isAnswer } from '../../flows/kit';
import type { Flow, FlowEvent } from '../../src/engine/flow';
import { begin, questionOf, stepOf } from '../../src/engine/frozen';
import { readPayload } from '../../src/engine/payload';
import { tapEvent } from '../../src/engine/play';
import type { EffectParams, Known, SurveyDoc } from '../../src/engine/types';
import { CARD, LAN, MEETING, NOW, SURVEY, UNIT } from './talk';

const COUNTED: SurveyDoc = {
  ...SURVEY,
  id: 'S2',
  title: 'Chị thấy họp thế nào?',
  questions: [{ id: 'q1', kind: 'number', text: 'Chị đi họp mấy lần?', options: [] }],
};

/** What the world may look like when somebody writes. */
export const WORLDS: Record<string, Known> = {
  stranger: known({}),
  answered: known({ consents: { GIA_NHAP: true, NHAC_LICH: false, KHAO_SAT: true }, surveys: [SURVEY], referral: 'LAN01' }),
  elsewhere: known({
    provinces: [
      { id: 'T1', label: 'tỉnh Khánh Hòa' },
      { id: 'T2', label: 'tỉnh Quảng Trị' },
    ],
  }),
  reminded: known({ person: { ...LAN, member: false }, consents: { NHAC_LICH: true } }),
  led: known({ link: { unit: { id: 'CHI-3', label: 'thôn 3' } } }),
  member: known({ person: LAN, meetings: [MEETING], surveys: [SURVEY] }),
  asked: known({ person: LAN, meetings: [MEETING], newest: { flow: 'meeting', subject: MEETING.id, at: 1 } }),
  busy: known({
    person: LAN,
    meetings: [{ ...MEETING, answer: 'busy' }],
    surveys: [COUNTED, SURVEY],
  }),
  going: known({ person: LAN, meetings: [{ ...MEETING, answer: 'going' }] }),
  unsure: known({ person: LAN, meetings: [{ ...MEETING, answer: 'unsure' }] }),
  posts: known({
    leader: {
      offices: [
        { post: 'communeChair', unit: 'XA', name: 'Hội LHPN xã Bố Trạch' },
        { post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' },
      ],
    },
  }),
  leader: known({ person: LAN, leader: { offices: [{ post: 'branchLead', unit: 'CHI-3', name: 'Chi hội thôn 3' }] } }),
  full: known({
    person: LAN,
    meetings: [
      { ...MEETING, answer: 'going', calendar: 'https://hoi.example/lich/A.ics' },
      { ...MEETING, id: 'M2' },
    ],
  }),
};

/** One thing that happens in a walk. */
export interface Step {
  from: AnyMachineSnapshot;
  event: FlowEvent;
  to: AnyMachineSnapshot;
  effects: { type: string; params: unknown }[];
}

/** Everything that can happen in a flow, in one world and about one subject. */
export function walk(flow: Flow, world: Known, subject = ''): Step[] {
  const machine = flow.machine as AnyStateMachine;
  const fromState = begin(flow, subject, world);
  const serializeState = (snapshot: AnyMachineSnapshot) => JSON.stringify([snapshot.value, snapshot.status, essence(snapshot)]);
  // What the world answers to another flow's effects never reaches this one.
  const awaited = answersTo(machine);
  const heard = (event: FlowEvent) => !isAnswer(event) || awaited.has(event.type);
  const map = getAdjacencyMap(machine, {
    fromState,
    events: ((snapshot: AnyMachineSnapshot) => eventsOf(snapshot, world).filter(heard)) as never,
    serializeState: serializeState as never,
    input: { known: world, ...(subject && { subject }) } as never,
    limit: 400_000,
  });
  const nodes = Object.values(map) as unknown as {
    state: AnyMachineSnapshot;
    transitions: Record<string, { event: FlowEvent }>;
  }[];
  return nodes.flatMap(({ state, transitions }) =>
    Object.values(transitions).map(({ event }) => stepFrom(machine, state, event)),
  );
}

/** The answers of the world that a flow waits for in some state; what it merely passes over is one step in each state alike. */
function answersTo(machine: AnyStateMachine): Set<string> {
  const nodes = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodes)];
  const heard = nodes(machine.root).flatMap((node) => Object.entries(node.config.on ?? {}));
  const passedOver = (reaction: unknown) =>
    typeof reaction === 'object' && reaction !== null && Object.keys(reaction).length === 0;
  return new Set(heard.filter(([, reaction]) => !passedOver(reaction)).map(([type]) => type));
}

/** One event heard by a flow, with what it asks for. */
export function stepFrom(machine: AnyStateMachine, from: AnyMachineSnapshot, event: FlowEvent): Step {
  const [to, actions] = transition(machine, from, event);
  const effects = actions
    .filter(({ type }) => !type.startsWith('xstate.'))
    .map(({ type, params }) => ({ type, params: params as unknown }));
  return { from, event, to, effects };
}

/** The texts of a step. */
export const saysOf = (step: Step): EffectParams['say'][] =>
  step.effects.filter(({ type }) => type === 'say').map(({ params }) => params as EffectParams['say']);

/** The state nodes that a snapshot is in. */
export const nodesOf = (snapshot: AnyMachineSnapshot): AnyStateNode[] =>
  (snapshot as unknown as { _nodes: AnyStateNode[] })._nodes;

/** Timers that may ring in a state. */
export const timersOf = (snapshot: AnyMachineSnapshot): string[] =>
  nodesOf(snapshot).flatMap((node) => [...node.transitions.keys()].filter((type) => type.startsWith('xstate.after')));

function known(part: Partial<Known>): Known {
  return { today: '2026-11-22', now: NOW, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false, ...part };
}

/** What matters in a state beyond how often it was not understood: where the way on depends on what was typed before; with `?` only whether it is there. */
const MATTERS: Record<string, string[]> = {
  confirmBirth: ['birthYear', 'what'],
  findingCommune: ['place'],
  askProvince: ['place'],
  pickCommune: ['place'],
  review: ['referrer', 'kind', 'abroad', 'what'],
  more: ['chosen'],
  pick: ['items'],
  show: ['chosen', 'items'],
  moving: ['chosen', 'items'],
  phoning: ['chosen', 'items'],
  askWhen: ['why'],
  mark: ['side'],
  confirm: ['files?', 'enclosed?'],
  taking: ['from', 'meeting', 'role'],
  finding: ['role', 'files?'],
  askFile: ['role'],
  attaching: ['role'],
  pickMeeting: ['role', 'files?'],
  askRole: ['files?'],
  added: ['role'],
  askKind: ['file?'],
  planning: ['file?'],
  replacing: ['file?', 'text?'],
};

// Contexts that differ only in what was typed are one state of the walk.
function essence(snapshot: AnyMachineSnapshot): unknown {
  const { context } = snapshot;
  const readings = Array.isArray(context.readings) && context.readings.length > 0;
  return [context.misses, readings, context.index, (MATTERS[stepOf(snapshot)] ?? []).map(told)];

  function told(name: string): unknown {
    if (!name.endsWith('?')) return context[name];
    const value = context[name.slice(0, -1)];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  }
}

function eventsOf(snapshot: AnyMachineSnapshot, world: Known): FlowEvent[] {
  if (snapshot.status !== 'active') return [];
  const question = questionOf(snapshot);
  const taps = (question?.buttons?.(snapshot.context, world) ?? []).flatMap((button) => {
    const tap = readPayload(button.payload);
    return tap?.flow === snapshot.machine.id ? [tapEvent(tap)] : [];
  });
  const heard = DESK.has(snapshot.machine.id) ? [...LEADERS, ...ANYTHING] : ANYTHING;
  const events = [...taps, ...heard, ...timersOf(snapshot).map((type) => ({ type }))];
  return events.map((event) => ({ text: '', ...event, known: world }) as FlowEvent);
}

const WAITING = { file: '26-000001', act: 'verify', name: 'Lê Thị Bé', birthYear: 1985, place: 'thôn 3' };
const FIGURES = {
  ...{ type: 'figuresRead', found: true, unit: 'Chi hội thôn 3', year: 2026, members: 122, joined: '3/10', pairs: '2' },
  ...{ submitted: 5, verified: 4, recruiters: 2 },
};

const NEXT = { id: 'M1', topic: 'bàn việc cuối năm', day: 'thứ bảy 28/11', time: '19h30' };
const REACH = { people: 40, free: 30, paid: 0, template: 4, phone: 6 };
const PICTURE = { id: 'f1', kind: 'picture', title: 'Ảnh' };
const COMING = { going: 12, busy: 5, unsure: 3, silent: 20, total: 40 };
const HANG = { id: 'p7', name: 'Đỗ Thị Hằng' };
const CROWD = Array.from({ length: 40 }, (_, index) => ({ id: `p${index}`, name: `Lê Thị ${index}`, here: index === 0 }));

/** Conversations at a leader's desk. */
export const DESK: ReadonlySet<string> = new Set([
  'desk',
  'convene',
  'coming',
  'calls',
  'roll',
  'door',
  'minutes',
  'attach',
  'announce',
  'clubs',
  'approvals',
  'surveyFigures',
  'ratings',
  'signIn',
]);

const GREETING = { text: 'Hội chúc chị {name} vui', note: ', lời chúc 8/3' };
const CALLED = { kind: 'meeting', id: 'M1', title: '20/10' };

/** What a leader says and what the world answers her. */
const LEADERS: object[] = [
  { type: 'open', arg: 'mời họp bàn 8/3 thứ 7 này 19h30 ở nhà văn hóa' },
  { type: 'open', arg: 'mời họp bàn 8/3 chủ nhật 19h30 ở nhà văn hóa' },
  ...['tep.f1', 'outline', 'minutes'].map((arg) => ({ type: 'open', arg })),
  ...['mai 19h30', 'thứ 7 này', '7h', '30/2', 'hôm qua', 'rằm tháng 7', 'vắng 3', 'chốt', 'đủ'].map((value) => ({
    ...{ type: 'value', value, text: value },
  })),
  { type: 'meetingPreviewed', result: 'ready', unit: 'Chi hội thôn 3', day: 'thứ bảy 28/11', time: '19h30', ...REACH },
  ...['notAllowed', 'past'].map((result) => ({ type: 'meetingPreviewed', result })),
  ...['done', 'notAllowed', 'past'].map((result) => ({ type: 'meetingConvened', result, attached: 0 })),
  { type: 'meetingConvened', result: 'done', attached: 1 },
  { type: 'files', files: [{ kind: 'image', url: 'https://hoi.example/a.jpg' }] },
  { type: 'filesTaken', files: [PICTURE] },
  { type: 'filesTaken', files: [PICTURE, { ...PICTURE, id: 'f2' }] },
  { type: 'filesTaken', files: [PICTURE], fault: 'tooLarge' },
  ...['tooLarge', 'wrongType', 'gone', 'notAllowed'].map((fault) => ({ type: 'filesTaken', files: [], fault })),
  { type: 'attachableListed', meetings: [] },
  { type: 'attachableListed', meetings: [{ ...NEXT, begun: false }] },
  { type: 'attachableListed', meetings: [{ ...NEXT, begun: true }] },
  {
    type: 'attachableListed',
    meetings: [
      { ...NEXT, begun: false },
      { ...NEXT, id: 'M2', begun: true },
    ],
  },
  { type: 'filesAttached', files: [{ id: 'm1', title: 'Ảnh' }] },
  { type: 'filesAttached', files: [{ id: 'm1', title: 'Ảnh' }], fault: 'same' },
  ...['same', 'tooMany', 'wrongTime', 'notAllowed'].map((fault) => ({ type: 'filesAttached', files: [], fault })),
  ...['done', 'refused'].map((result) => ({ type: 'filesDetached', result })),
  { type: 'comingRead', found: false },
  { type: 'comingRead', found: true, meeting: NEXT, others: [{ ...NEXT, id: 'M2' }], ...COMING },
  { type: 'comingNamed', names: 'Lê Thị Bé', n: 1 },
  { type: 'comingNamed', names: '', n: 0 },
  { type: 'callsListed', found: false },
  { type: 'callsListed', found: true, about: CALLED, people: [], from: 0, total: 0 },
  { type: 'callsListed', found: true, about: CALLED, people: [HANG], from: 0, total: 3, other: { ...CALLED, kind: 'message' } },
  { type: 'callsListed', found: true, about: { ...CALLED, kind: 'message' }, people: [HANG], from: 0, total: 1 },
  { type: 'memberShown', phone: '0905123456' },
  { type: 'memberShown' },
  ...['done', 'refused'].map((result) => ({ type: 'answerNoted', result })),
  { type: 'rollOpened', found: false },
  { type: 'doorShown', found: false },
  { type: 'minutesRead', found: false },
  {
    type: 'minutesRead',
    found: true,
    meeting: NEXT,
    files: [{ title: 'Biên bản', url: 'https://hoi.example/tep/a' }],
    minutes: 15,
  },
  { type: 'doorShown', found: true, meeting: NEXT, code: 'BCF23G', link: 'https://hoi.example/hop/BCF23G' },
  { type: 'rollOpened', found: true, meeting: NEXT, people: CROWD, guests: 1 },
  ...['open', 'closed'].map((roll) => ({
    ...{ type: 'rollOpened', found: true, meeting: NEXT, invited: 520, here: 310, guests: 4, most: 400, roll },
  })),
  { type: 'rollClosed', result: 'done', present: 30, invited: 40 },
  ...['refused', 'early', 'same'].map((result) => ({ type: 'rollClosed', result })),
  ...['done', 'refused'].map((result) => ({ type: 'summarySent', result })),
  { type: 'clubsFound', clubs: [], fit: false },
  { type: 'clubsFound', clubs: [{ id: 'c1', name: 'CLB Áo dài', n: 25 }], fit: true },
  ...[true, false].map((fit) => ({
    ...{ type: 'clubsFound', fit },
    clubs: [
      { id: 'c1', name: 'CLB Áo dài', n: 25 },
      { id: 'c2', name: 'Tổ truyền thông', n: 7 },
    ],
  })),
  { type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH },
  { type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH, free: 0, template: 0, phone: 40 },
  { type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH, greeting: GREETING },
  { type: 'messagePlanned', result: 'later', broadcast: 'b1' },
  ...['notAllowed', 'badText', 'over', 'noFile'].map((result) => ({ type: 'messagePlanned', result })),
  {
    ...{ type: 'messagePlanned', result: 'ready', broadcast: 'b1', unit: 'Chi hội thôn 3', ...REACH },
    enclosed: { file: 'f1', kind: 'picture', title: 'Ảnh', link: 'https://hoi.example/tep/x' },
  },
  ...['sending', 'waiting', 'cancelled', 'refused'].map((result) => ({ type: 'messageMoved', result })),
  { type: 'approvalsListed', items: [] },
  { type: 'approvalsListed', items: [{ id: 'b1', unit: 'Hội xã', text: 'Mời chị em', people: 900, cost: '12.000' }] },
  { type: 'surveysRead', surveys: [] },
  { type: 'surveysRead', surveys: [{ title: 'Chị cần gì?', n: 12, lines: 'May: 7' }] },
  { type: 'ratingsRead', found: false },
  { type: 'ratingsRead', found: true, meeting: NEXT, few: true },
  { type: 'ratingsRead', found: true, meeting: NEXT, n: 12, lines: '- Hài lòng: 12' },
  { type: 'signInGiven', link: 'https://hoi.example/quan-ly/vao/abc', minutes: 10 },
  { type: 'signInGiven', minutes: 10 },
];

const ANYTHING: object[] = [
  ...['open', 'resume', 'repeat', 'back', 'media', 'skip'].map((type) => ({ type })),
  ...['misses', 'less', 'more'].map((arg) => ({ type: 'open', arg })),
  ...['yes', 'no', 'maybe'].flatMap((type) => [
    { type, by: 'words' },
    { type, by: 'tap' },
  ]),
  { type: 'notUnderstood', shape: 'words 2, digits 0' },
  { type: 'notUnderstood', shape: 'words 3, digits 0', text: 'Nguyễn Thị Lan' },
  { type: 'ask', readings: ['yes', 'stop'] },
  { type: 'ask', readings: ['yes', 'no'] },
  { type: 'ask', readings: ['1973', '1985'] },
  { type: 'ask', readings: Object.keys(commands) },
  ...['underAge', 'future', 'tooOld', 'noYear', 'tooShort', 'tooLong'].map((why) => ({ type: 'invalid', why })),
  ...[[0], [9], [0, 1]].map((value) => ({ type: 'choice', value })),
  ...['Nguyễn Thị Lan', 'thôn 3'].map((value) => ({ type: 'value', value, text: value })),
  ...[1985, 2008, 2012].map((value) => ({ type: 'value', value })),
  { type: 'value', value: 'Lan', confirm: true, also: { birthYear: 1985, phone: '0905123456', place: 'thôn 3 xã Vạn Trạch' } },
  { type: 'placesFound', places: [], text: '' },
  { type: 'placesFound', places: [{ id: 'A', label: 'xã A', note: 'xã B cũ' }], text: '' },
  {
    type: 'placesFound',
    places: [
      { id: 'A', label: 'xã A' },
      { id: 'B', label: 'xã B' },
    ],
    text: '',
  },
  { type: 'placesFound', places: [{ id: 'A', label: 'xã A' }], text: '', ask: 'province' },
  { type: 'referrerChecked', code: 'LAN01', found: true, name: 'Hoa' },
  { type: 'referrerChecked', code: 'LAN01', found: false },
  { type: 'applicationFiled', file: 'HS-1', branch: 'Chi hội thôn 3', duplicate: false, days: 3 },
  { type: 'applicationFiled', file: 'HS-1', branch: 'Chi hội thôn 3', duplicate: true, days: 3 },
  { type: 'codeGiven', code: 'LAN01', link: 'https://hoi.example/moi/LAN01' },
  { type: 'open', arg: '123456' },
  { type: 'value', value: 'mã 123 456', text: 'mã 123 456' },
  { type: 'leaderBound', result: 'bound', office: 'Chi hội trưởng, Chi hội thôn 3' },
  ...['wrong', 'taken', 'later'].map((result) => ({ type: 'leaderBound', result })),
  { type: 'waitingListed', items: [], more: 0 },
  {
    type: 'waitingListed',
    items: [WAITING, { ...WAITING, act: 'recognise' }, { ...WAITING, act: 'call', news: 'Hồ sơ đã được xác minh.' }],
    more: 3,
  },
  ...['done', 'unknown', 'notAllowed', 'wrongState', 'needsBranch'].map((result) => ({ type: 'applicationMoved', result })),
  { type: 'phoneShown', phone: '0905123456' },
  { type: 'phoneShown' },
  { type: 'figuresRead', found: false },
  FIGURES,
  { type: 'requestsListed', items: [], more: 0 },
  { type: 'requestsListed', items: [{ no: '123456', text: 'Lê Thị Bé: đi làm xa' }], more: 0 },
  ...['done', 'unknown', 'notAllowed', 'decided', 'wrongPerson', 'nobodyAbove'].map((result) => ({
    type: 'requestDecided',
    result,
  })),
  ...['needsPerson', 'needsUnit'].map((result) => ({
    ...{ type: 'requestDecided', result },
    candidates: [{ id: 'w1', label: 'Lê Thị Bé, 1985, tổ 2' }],
  })),
  { type: 'requestDecided', result: 'needsPerson', candidates: [] },
  { type: 'value', value: '123 456', text: '123 456' },
  ...['code', 'leader', 'later'].map((way) => ({ type: 'linkAsked', way, branch: 'Chi hội thôn 3', days: 3 })),
  ...['linked', 'wrong', 'over'].map((result) => ({ type: 'codeTried', result, branch: 'Chi hội thôn 3', days: 3 })),
  ...[true, false].map((again) => ({ type: 'changeAsked', no: '123456', branch: 'Chi hội thôn 3', days: 3, again })),
  { type: 'cardShown', ...CARD },
  { type: 'cardShown', found: false },
  { type: 'checkedIn', result: 'unknown' },
  ...['in', 'guest', 'early', 'over', 'cancelled'].map((result) => ({
    ...{ type: 'checkedIn', result, topic: 'bàn việc cuối năm', day: 'thứ bảy 28/11', time: '19h30' },
  })),
  {
    ...{ type: 'codeGiven', code: 'LAN01', link: 'https://hoi.example/moi/LAN01' },
    chain: { invited: 3, submitted: 2, recognised: 1 },
  },
  ...['submitted', 'duplicate', 'verified', 'recognised', 'withdrawn', 'none'].map((state) => ({
    ...{ type: 'statusShown', state },
    ...(state === 'none' ? {} : { file: '26-000001', unit: 'Chi hội thôn 3', day: '22/11/2026' }),
  })),
];
