import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createBook, flows } from '../../flows/index';
import { commands, isAnswer } from '../../flows/kit';
import vi from '../../locales/vi.json';
import type { Flow } from '../../src/engine/flow';
import { questionOf, stepOf } from '../../src/engine/frozen';
import { readPayload } from '../../src/engine/payload';
import { tapEvent } from '../../src/engine/play';
import type { Button, Known } from '../../src/engine/types';
import { placeholdersOf, words } from '../../src/words';
import { titleOf } from './talk';
import { DESK, type Step, saysOf, stepFrom, timersOf, WORLDS, walk } from './walk';

const SUBJECTS: Record<string, string[]> = {
  broadcast: ['B1'],
  meeting: ['M1', 'GONE'],
  rating: ['M1'],
  survey: ['', 'S1', 'GONE'],
};
/** Said by the engine, by leaders' actions and by the senders of invitations and reminders. */
const SAID_ELSEWHERE = [
  'common.startedOver',
  'common.apology',
  'common.stale',
  'broadcast.text',
  'meeting.reminderDay',
  'meeting.reminderHours',
  'meeting.reminderAsk',
  'meeting.changed',
  'meeting.cancelled',
  'meeting.unsureAsk',
  'meeting.changedTopic',
  'meeting.thanks',
  'meeting.summary',
  'application.verified',
  'application.recognised',
  'referral.thanks',
  'profile.greeting',
  'privacy.platformErase',
];
/** The worlds that make a difference to the longest conversations; each of them has thousands of steps in every world. */
const FEW_WORLDS: Record<string, string[]> = {
  survey: ['stranger', 'answered', 'member', 'busy'],
  join: ['stranger', 'answered', 'elsewhere', 'member'],
  link: ['stranger', 'answered', 'led', 'member'],
  move: ['stranger', 'member'],
  correct: ['stranger', 'member'],
  away: ['stranger', 'member'],
  leave: ['stranger', 'member'],
  // Whoever leads several units is asked for which one.
  convene: ['stranger', 'leader', 'posts'],
  announce: ['stranger', 'leader', 'posts'],
  thanks: ['stranger', 'member', 'asked'],
};
const DESK_WORLDS = ['stranger', 'leader'];
const EVERYBODYS = ['stranger', 'answered', 'member', 'reminded', 'leader'];
const book = createBook(words);
const walks = new Map<string, { known: Known; steps: Step[] }[]>(Object.values(flows).map((flow) => [flow.name, worldsOf(flow)]));
const everything = [...walks.values()].flat().flatMap(({ steps }) => steps);
const said = [...new Map(everything.flatMap(saysOf).map((say) => [JSON.stringify(say), say])).values()];
const shown = said.flatMap(({ buttons = [] }) => buttons);
const texts = flatten(vi);

describe.each(Object.values(flows))('$name', (flow) => {
  const machine = flow.machine as AnyStateMachine;
  const steps = (walks.get(flow.name) ?? []).flatMap((each) => each.steps);
  const waiting = steps.filter(({ to }) => to.status === 'active');

  test('reaches each of its states', () => {
    const reached = new Set(steps.flatMap(({ from, to }) => [stepOf(from), stepOf(to)]));
    const passing = (name: string) => (machine.states[name]?.always ?? []).length > 0;
    expect(Object.keys(machine.states).filter((name) => !reached.has(name) && !passing(name))).toEqual([]);
  });

  test('has no dead end', () => {
    const left = new Set(steps.filter(({ from, to }) => stepOf(from) !== stepOf(to)).map(({ from }) => stepOf(from)));
    expect(names(waiting.map(({ to }) => to)).filter((name) => !left.has(name))).toEqual([]);
  });

  test('waits for something, and not for ever', () => {
    const states = waiting.map(({ to }) => to).filter((to) => stepOf(to) !== 'idle');
    expect(names(states.filter((to) => questionOf(to) === undefined || timersOf(to).length === 0))).toEqual([]);
  });

  test('answers whatever she sends, or keeps waiting for the world', () => {
    const silent = steps.filter(
      ({ from, event, to, effects }) =>
        heard(event.type) && effects.length === 0 && stepOf(from) === stepOf(to) && to.status === 'active',
    );
    expect([...new Set(silent.map(({ from, event }) => `${stepOf(from)}: ${event.type}`))]).toEqual([]);
  });

  test('handles each of its buttons', () => {
    const own = walks.get(flow.name) ?? [];
    const faults = own.flatMap(({ known, steps: all }) =>
      once(all.map(({ to }) => to)).flatMap((to) =>
        buttonsOf(to, known).flatMap((button) => faultOf(flow, to, button, known) ?? []),
      ),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  test('shows the buttons that it waits for', () => {
    const faults = (walks.get(flow.name) ?? []).flatMap(({ known, steps: all }) =>
      all.flatMap((step) => {
        const say = saysOf(step).at(-1);
        const mine = say?.asks?.flow === flow.name && step.to.status === 'active';
        return mine && JSON.stringify(say.buttons ?? []) !== JSON.stringify(buttonsOf(step.to, known))
          ? [`${stepOf(step.to)}: ${say.key}`]
          : [];
      }),
    );
    expect([...new Set(faults)]).toEqual([]);
  });
});

describe('the words', () => {
  test('of every text exist, with exactly its variables, in at most 2.000 characters', () => {
    const faults = said.filter(({ key, vars = {} }) => {
      // A retry is given what its question is given, and may use less.
      const base = key.replace(/(Again|Referred)$/, '');
      const variants = ['', 'Referred', 'Call', 'With', 'One'].map((variant) => `${base}${variant}`);
      const family = [key, ...variants].flatMap((each) => [...placeholdersOf(texts[each] ?? '')]);
      return words(key, vars).length > 2000 || Object.keys(vars).some((name) => !family.includes(name));
    });
    expect([...new Set(faults.map(({ key, vars }) => `${key} ${Object.keys(vars ?? {})}`))]).toEqual([]);
  });

  test('on a button have at most 20 characters', () => {
    const labels = new Set(shown.flatMap((button) => ('label' in button ? titleOf(button) : [])));
    expect([...labels].filter((label) => label.length > 20)).toEqual([]);
    expect(labels.size).toBeGreaterThan(60);
  });

  test('are short: at most 300 characters before the variables are filled in', () => {
    expect(Object.entries(texts).filter(([, text]) => text.replace(/\{\w+\}/g, '').length > 300)).toEqual([]);
  });

  test('are Vietnamese in one Unicode form, and never call the bot or her by other names', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect([key, text]).toEqual([key, text.normalize('NFC').trim()]);
      expect([key, /\b(mày|tao|quý khách|bạn ơi|OTP của chị)\b/i.test(text)]).toEqual([key, false]);
    }
  });

  test('are all used', () => {
    const keys = new Set([...said.map(({ key }) => key), ...shown.flatMap((button) => ('label' in button ? button.label : []))]);
    const source = ['src', 'workers', 'scripts', 'flows'].flatMap(sourcesIn).join('\n');
    const used = (key: string) =>
      keys.has(key) || SAID_ELSEWHERE.includes(key) || source.includes(`'${key}'`) || commandLabel(key);
    // A key that is put together: its group, or the group within, with what is filled in.
    const groups = (key: string) => [key.split('.', 1)[0], key.slice(0, key.lastIndexOf('.'))];
    const made = (key: string) => groups(key).some((group) => source.includes(`\`${group}.\${`));
    expect(Object.keys(texts).filter((key) => !used(key) && !made(key))).toEqual([]);
  });
});

test('each command has a flow, and each flow is reached by a command, a button or the engine', () => {
  for (const flow of Object.values(commands)) expect(flows[flow ?? '']).toBeDefined();
  const opened = shown.map((button) => readPayload(button.payload)?.flow);
  const reached = new Set<string | undefined>([
    ...Object.values(commands),
    ...opened,
    'greeting',
    'menu',
    'leaderBind',
    'leaderLeave',
    'requests',
    'rating',
    'broadcast',
    'checkIn',
    'thanks',
    'minutes',
  ]);
  expect(Object.keys(flows).filter((name) => !reached.has(name))).toEqual([]);
});

function worldsOf(flow: Flow): { known: Known; steps: Step[] }[] {
  // Only the meetings differ by what is known of meetings; the longest conversation is walked in fewer worlds.
  const names = FEW_WORLDS[flow.name] ?? (DESK.has(flow.name) ? DESK_WORLDS : EVERYBODYS);
  const few = names.flatMap((name) => WORLDS[name] ?? []);
  const worlds = flow.name.startsWith('meeting') ? Object.values(WORLDS) : few;
  return worlds.flatMap((known) =>
    (SUBJECTS[flow.name] ?? ['']).map((subject) => ({ known, steps: walk(flow, known, subject) })),
  );
}

function buttonsOf(snapshot: AnyMachineSnapshot, known: Known): Button[] {
  return snapshot.status === 'active' ? (questionOf(snapshot)?.buttons?.(snapshot.context, known) ?? []) : [];
}

function faultOf(flow: Flow, state: AnyMachineSnapshot, button: Button, known: Known): string | undefined {
  const tap = readPayload(button.payload);
  if (!tap || !(tap.flow in book.flows)) return `${button.payload} leads nowhere`;
  if (tap.flow !== flow.name || tap.verb === 'open') return undefined;
  const subject = questionOf(state)?.subject?.(state.context) ?? stepOf(state);
  if (tap.subject !== subject) return `${button.payload} is not about ${subject}`;
  const step = stepFrom(flow.machine as AnyStateMachine, state, { ...tapEvent(tap), known } as never);
  return step.effects.some(({ type }) => type === 'miss') ? `${button.payload} is a miss in ${stepOf(state)}` : undefined;
}

/** The states of a walk, each with its buttons but once. */
function once(states: readonly AnyMachineSnapshot[]): AnyMachineSnapshot[] {
  const key = ({ value, context }: AnyMachineSnapshot) =>
    JSON.stringify([value, context.misses, context.readings, context.index]);
  return [...new Map(states.map((state) => [key(state), state])).values()];
}

function names(states: readonly AnyMachineSnapshot[]): string[] {
  return [...new Set(states.map(stepOf))];
}

function heard(type: string): boolean {
  return !type.startsWith('xstate.') && !isAnswer({ type });
}

function commandLabel(key: string): boolean {
  return key.startsWith('command.') && key.slice(8) in commands;
}

function flatten(node: object, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(node).map(([name, value]) =>
      typeof value === 'string' ? { [prefix + name]: value } : flatten(value, `${prefix}${name}.`),
    ),
  );
}

function sourcesIn(folder: string): string[] {
  const root = join(__dirname, '../..', folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'));
}
