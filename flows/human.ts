import { fresh, setupFlow } from './kit';

const flow = setupFlow('human');

/** "Gặp cán bộ": asks for a person; the bot keeps silent meanwhile. */
export const human = {
  name: 'human',
  version: 1,
  machine: flow.createMachine({
    id: 'human',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': {
            target: 'called',
            actions: {
              type: 'callPerson',
              params: ({ event }) => ({ reason: event.type === 'open' && event.arg === 'misses' ? 'misses' : 'asked' }),
            },
          },
        },
      },
      called: flow.end('human.called', ({ event }) => ({ phone: event.known.unit.phone })),
    },
  }),
};
