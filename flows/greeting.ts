import { fresh, setupFlow } from './kit';

const flow = setupFlow('greeting');

/** The first words to anybody: an automatic assistant, and what the Union never asks for. */
export const greeting = {
  name: 'greeting',
  version: 1,
  machine: flow.createMachine({
    id: 'greeting',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('done'),
      done: {
        type: 'final',
        entry: [
          flow.say('greeting.welcome', ({ event }) => ({ commune: event.known.unit.commune })),
          flow.say('greeting.safety'),
        ],
      },
    },
  }),
};
