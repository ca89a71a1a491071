import { type Base, fresh, option, setupFlow } from './kit';

type HelpContext = Base & { kind: string; words: string };

const flow = setupFlow<HelpContext>('help');
/** Somebody in danger may not be able to answer: a person is called all the same. */
const CALL_ANYWAY = 5 * 60_000;
const KINDS = ['danger', 'violence', 'child', 'loan', 'papers', 'other'] as const;
const GRAVE: ReadonlySet<string> = new Set(['danger', 'violence', 'child', '']);
const WAYS = ['call', 'message', 'meet', 'none'] as const;
const note = (way: string) => ({
  type: 'keepNote' as const,
  params: ({ context }: { context: HelpContext }) => ({
    kind: 'help' as const,
    text: [context.kind, way, context.words].filter(Boolean).join(' · '),
  }),
});
const call = { type: 'callPerson' as const, params: { reason: 'help' as const } };
const unanswered = { [CALL_ANYWAY]: { target: 'left', actions: [note('unanswered'), call] } };
// A number or a word that pressed a button is no account of what happened.
const told = flow.assign(({ context, event }) => ({
  words: [context.words, /\s/.test(event.text ?? '') ? event.text : ''].filter(Boolean).join(' / '),
}));
const hotlines = flow.say('help.hotlines', ({ event }) => ({ hotlines: event.known.unit.hotlines }));

/** "Cần giúp đỡ": the hotlines first, then what it is and how to reach her; a person takes over. Nothing here is ever repeated unasked. */
export const help = {
  name: 'help',
  version: 1,
  machine: flow.createMachine({
    id: 'help',
    context: { ...fresh, kind: '', words: '' },
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': {
            target: 'askKind',
            actions: [told, hotlines],
          },
        },
      },
      askKind: {
        ...flow.question({
          step: 'askKind',
          say: 'help.askKind',
          expecting: 'choice',
          free: true,
          options: KINDS.map((kind, index) => option('choice', `help.${kind}`, index)),
          on: {
            choice: [
              {
                guard: ({ event }) => GRAVE.has(KINDS[event.value[0] ?? 0] ?? ''),
                target: 'askSafe',
                actions: flow.assign(({ event }) => ({ kind: kindOf(event) })),
              },
              { target: 'askWay', actions: flow.assign(({ event }) => ({ kind: kindOf(event) })) },
            ],
            value: { target: 'askSafe', actions: told },
            // Another cry for help instead of a kind.
            resume: { target: 'askSafe', actions: [told, hotlines] },
          },
        }),
        after: unanswered,
      },
      askSafe: {
        ...flow.question({
          step: 'askSafe',
          say: 'help.askSafe',
          expecting: 'yesNo',
          options: [option('yes', 'help.safe'), option('no', 'help.unsafe')],
          back: 'askKind',
          on: {
            yes: 'askWay',
            no: { target: 'unsafe', actions: [note('unsafe'), call] },
            resume: { target: 'called', actions: [told, hotlines, note('again'), call] },
          },
        }),
        after: unanswered,
      },
      askWay: {
        ...flow.question({
          step: 'askWay',
          say: 'help.askWay',
          expecting: 'choice',
          options: WAYS.map((way, index) => option('choice', `help.way${way.charAt(0).toUpperCase()}${way.slice(1)}`, index)),
          back: 'askKind',
          on: {
            choice: [
              { guard: ({ event }) => event.value[0] === 3, target: 'notYet', actions: note('none') },
              { guard: ({ event }) => event.value[0] === 0, target: 'called', actions: [note('call'), call] },
              { guard: ({ event }) => event.value[0] === 1, target: 'called', actions: [note('message'), call] },
              { target: 'called', actions: [note('meet'), call] },
            ],
            resume: { target: 'called', actions: [told, hotlines, note('again'), call] },
          },
        }),
        after: unanswered,
      },
      called: flow.end('help.called'),
      unsafe: flow.end('help.unsafeEnd', ({ event }) => ({ hotlines: event.known.unit.hotlines })),
      notYet: flow.end('help.notYet', ({ event }) => ({ phone: event.known.unit.phone })),
      left: flow.end(),
    },
  }),
};

function kindOf(event: { type: string; value?: unknown }): string {
  const index = Array.isArray(event.value) ? Number(event.value[0]) : -1;
  return KINDS[index] ?? '';
}
