import { setup } from 'xstate';
import type { Book, Flow, FlowEvent, FlowInput, PlayEvent, State, Timer } from '../../src/engine/flow';
import { readPayload } from '../../src/engine/payload';
import { BLANK, play } from '../../src/engine/play';
import type { Known } from '../../src/engine/types';
import { NOW, UNIT } from '../flows/talk';

const HOUR = 3600_000;
const says = (key: string) => ({ type: 'say' as const, params: { key } });
const builder = setup({
  types: {} as { context: { subject?: string; count: number }; events: FlowEvent; input: FlowInput },
  actions: { say: (_: unknown, _params: { key: string }) => {} },
});

/** A flow that asks a name, then ends; nudges after an hour. */
const form: Flow = {
  name: 'form',
  version: 2,
  migrations: { 1: (old) => ({ ...old, value: 'asking' }) },
  machine: builder.createMachine({
    id: 'form',
    context: { count: 0 },
    initial: 'idle',
    states: {
      idle: { on: { open: 'asking' } },
      asking: {
        meta: { question: { expecting: 'anything', free: true } },
        entry: says('form.ask'),
        after: { [HOUR]: 'nudged' },
        on: { value: 'done', resume: { target: 'asking', reenter: true } },
      },
      nudged: { meta: { question: { expecting: 'anything', free: true } }, entry: says('form.nudge'), on: { value: 'done' } },
      done: { type: 'final', entry: says('form.done') },
    },
  }),
};

/** A flow that is over as soon as it was opened. */
const aside: Flow = {
  name: 'aside',
  version: 1,
  machine: builder.createMachine({
    id: 'aside',
    context: { count: 0 },
    initial: 'idle',
    states: { idle: { on: { '*': 'told' } }, told: { type: 'final', entry: says('aside.told') } },
  }),
};

const book: Book = {
  flows: { form, aside, menu: { ...aside, name: 'menu', passing: true } },
  commands: { help: 'aside' },
  understand: ({ text }) => ({ meaning: text === 'help' ? 'help' : 'notUnderstood' }),
  isOnlyCommand: (text) => text === 'help',
  label: (key) => key,
};
const withJoin: Book = { ...book, flows: { ...book.flows, join: { ...form, name: 'join' } } };
const known: Known = { today: '2026-11-22', now: NOW, unit: UNIT, consents: {}, surveys: [], meetings: [], paused: false };
const started: State = { ...BLANK, greeted: true };
const text = (said: string): PlayEvent => ({ type: 'text', text: said, user: 'u', account: 'a', id: 'i', at: NOW });
const tap = (payload: string): PlayEvent => ({ type: 'tap', payload, user: 'u', account: 'a', id: 'i', at: NOW });
const keys = (turn: ReturnType<typeof play>) => turn.effects.map((effect) => (effect.params as { key: string }).key);
const run = (state: State, event: PlayEvent, timers: Timer[] = [], now = NOW) =>
  play(book, state, timers, event, { ...known, now });

test('the same input gives the same turn and touches nothing', () => {
  const before = structuredClone(started);
  const event = tap('#form::open');
  expect(run(started, event)).toEqual(run(started, event));
  expect(started).toEqual(before);
});

test('a delay becomes a timer, is cancelled when it is left, and plays when it is due', () => {
  const asking = run(started, tap('#form::open'));
  expect(asking.timers).toMatchObject([{ flow: 'form', due: NOW + HOUR }]);
  expect(run(asking.state, text('Lan'), asking.timers).timers).toEqual([]);
  const [timer] = asking.timers as [Timer];
  const nudged = run(asking.state, { type: 'timer', timer }, asking.timers, NOW + HOUR);
  expect(keys(nudged)).toEqual(['form.nudge']);
  expect(run(nudged.state, { type: 'timer', timer }, nudged.timers).understood).toBe('staleTimer');
});

test('a flow that is interrupted goes on where it was', () => {
  const asking = run(started, tap('#form::open'));
  const helped = run(asking.state, text('help'), asking.timers);
  expect(keys(helped)).toEqual(['aside.told', 'form.ask']);
  expect(keys(run(helped.state, text('Lan'), helped.timers))).toEqual(['form.done']);
});

test('an older version is migrated, one that nobody can read starts over politely', () => {
  const old = (version: number): State => ({
    ...started,
    playing: [{ flow: 'form', version, value: 'gone', context: { count: 0 } }],
  });
  expect(keys(run(old(1), text('Lan')))).toEqual(['form.done']);
  const over = run(old(0), text('Lan'));
  expect(keys(over)).toEqual(['common.startedOver', 'form.ask']);
  expect(keys(run(over.state, text('Lan'), over.timers))).toEqual(['form.done']);
});

test('a person who takes over silences the bot until the pause is over; help is heard all the same', () => {
  const echo: PlayEvent = { type: 'echo', by: 'human', pauses_bot: true, user: 'u', account: 'a', id: 'i', at: NOW };
  const paused = run(started, echo);
  expect(run(paused.state, tap('#form::open')).effects).toEqual([]);
  expect(keys(run(paused.state, text('help')))).toEqual(['aside.told']);
  expect(keys(run(paused.state, tap('#form::open'), [], NOW + 13 * HOUR))).toEqual(['form.ask']);
});

test('what an answer of the world reaches is the flow that asked, or nobody', () => {
  const answer: PlayEvent = { type: 'answer', flow: 'form', answer: { type: 'codeGiven', code: 'X', link: '' } };
  expect(run(started, answer).understood).toBe('staleAnswer');
});

test('receipts, anonymous visitors and payloads of others change nothing', () => {
  const anonymous: PlayEvent = { type: 'text', text: 'a', anonymous: true, user: 'u', account: 'a', id: 'i', at: NOW };
  expect(run(started, anonymous).effects).toEqual([]);
  expect(keys(run(started, tap('#nobody:x:yes')))).toEqual(['aside.told']);
});

test.each([
  '',
  '#',
  '#form',
  '#form:a',
  '#Form:a:b',
  '#form:a b:c',
  `#form:${'a'.repeat(200)}:yes`,
  '#form::yes:a:b',
  '#__proto__::open',
])('%j is no payload of ours', (raw) => {
  expect(readPayload(raw)).toBeUndefined();
  expect(() => run(started, tap(raw))).not.toThrow();
});

test.each(['#constructor::open', '#toString:x:yes', '#form::constructor', '#form:x:hasOwnProperty:1'])(
  '%s names nothing of ours and harms nobody',
  (raw) => {
    expect(() => run(started, tap(raw))).not.toThrow();
  },
);

test('an answer of the world reaches the flow that asked, also beneath another', () => {
  const waiting: Flow = {
    ...form,
    name: 'waiting',
    machine: builder.createMachine({
      id: 'waiting',
      context: { count: 0 },
      initial: 'idle',
      states: {
        idle: { on: { open: 'wait' } },
        wait: { on: { codeGiven: 'got' } },
        got: { type: 'final', entry: says('waiting.got') },
      },
    }),
  };
  const both = { ...book, flows: { ...book.flows, waiting } };
  const playing = [
    { flow: 'waiting', version: 2, value: 'wait', context: { count: 0 } },
    { flow: 'form', version: 2, value: 'asking', context: { count: 0 } },
  ];
  const answer: PlayEvent = { type: 'answer', flow: 'waiting', answer: { type: 'codeGiven', code: 'X', link: '' } };
  const turn = play(both, { ...started, playing }, [], answer, known);
  expect(keys(turn)).toEqual(['waiting.got']);
  expect(turn.state.playing.map((each) => each.flow)).toEqual(['form']);
});

test('a code that came with an earlier message is known when she goes on', () => {
  const first = play(withJoin, started, [], text('chào'), { ...known, referral: 'LAN123' });
  expect(first.state.referral).toBe('LAN123');
  expect(run(first.state, tap('#form::open')).state.referral).toBe('LAN123');
});

test('whoever comes with a code is led to the join-up, and of two friends the first one invited her', () => {
  const invited = (state: State, code: string, event = text('chào')) =>
    play(withJoin, state, [], event, { ...known, referral: code });
  const first = invited(started, 'LAN123');
  expect(first.state.playing.map(({ flow }) => flow)).toEqual(['join']);
  expect(first.effects).toContainEqual({ name: 'noteInvitation', params: { code: 'LAN123' }, flow: 'join' });
  expect(invited(started, 'LAN123', tap('#menu::open')).state.playing.map(({ flow }) => flow)).toEqual(['join']);
  const second = invited(first.state, 'HOA456');
  expect(second.state.referral).toBe('LAN123');
  expect(second.effects).toContainEqual({ name: 'noteInvitation', params: { code: 'HOA456' }, flow: 'join' });
});

const handover = (action: string, more: object = {}): PlayEvent => ({
  ...{ type: 'handover', action, user: 'u', account: 'a', id: 'i', at: NOW },
  ...more,
});

test.each([
  ['passed to another app', handover('pass', { app: '2' }), true],
  ['taken from us', handover('take', { app: '1', ours: true }), true],
  ['taken, nobody says from whom', handover('take'), true],
  ['taken from another app', handover('take', { app: '2' }), false],
  ['asked for', handover('request', { app: '2' }), false],
  ['roles', handover('app_roles', { app: '2' }), false],
])('a thread %s', (_name, event, pauses) => {
  const { state, effects } = play(book, started, [], event, { ...known, pauseFor: 3 * HOUR });
  expect(state.pausedUntil).toBe(pauses ? NOW + 3 * HOUR : undefined);
  expect(effects).toEqual([]);
});

test('a thread that is passed back to us wakes the bot', () => {
  const paused: State = { ...started, pausedUntil: NOW + HOUR };
  expect(play(book, paused, [], handover('pass', { app: '1', ours: true }), known).state.pausedUntil).toBeUndefined();
});

test('a person who took over keeps the bot silent for the hours that are set, half a day else', () => {
  const echo: PlayEvent = { type: 'echo', by: 'human', pauses_bot: true, user: 'u', account: 'a', id: 'i', at: NOW };
  expect(play(book, started, [], echo, { ...known, pauseFor: HOUR }).state.pausedUntil).toBe(NOW + HOUR);
  expect(play(book, started, [], echo, known).state.pausedUntil).toBe(NOW + 12 * HOUR);
});

test('who withdraws on the platform is asked nothing more: her messages stop and her deletion is filed', () => {
  const begun = play(book, started, [], tap('#form::open'), known);
  const erase: PlayEvent = { type: 'erase', user: 'u', account: 'a', id: 'e', at: NOW };
  const turn = play(book, begun.state, begun.timers, erase, known);
  expect(turn.state.playing).toEqual([]);
  expect(turn.timers).toEqual([]);
  expect(turn.effects.map(({ name }) => name)).toEqual(['stopMessages', 'fileRequest']);
});
