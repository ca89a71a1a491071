import { fresh, menuButtons, setupFlow } from './kit';

const flow = setupFlow('menu');
const asks = {
  say: 'menu.ask',
  expecting: 'anything' as const,
  options: (_: unknown, known: Parameters<typeof menuButtons>[0]) => menuButtons(known),
};

/** What the bot can do for her, by number; hears what no other conversation does. */
export const menu = {
  name: 'menu',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'menu',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.question({
        ...asks,
        step: 'idle',
        silent: 'shown',
        on: {
          notUnderstood: {
            target: 'shown',
            actions: [
              { type: 'miss', params: ({ event }) => ({ question: 'menu.idle', shape: event.shape }) },
              flow.say('menu.unclear'),
            ],
          },
        },
      }),
      shown: flow.question({
        ...asks,
        step: 'shown',
        lapse: 'done',
        nudge: false,
        on: { resume: { target: 'shown', reenter: true } },
      }),
      done: flow.end(),
    },
  }),
};
