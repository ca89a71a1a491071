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
          '*': [
            // Who was only misunderstood goes on with the bot until the person writes.
            {
              guard: ({ event }) => event.type === 'open' && event.arg === 'misses',
              target: 'besides',
              actions: { type: 'callPerson', params: { reason: 'misses' } },
            },
            { target: 'called', actions: { type: 'callPerson', params: { reason: 'asked' } } },
          ],
        },
      },
      besides: flow.end('human.besides', ({ event }) => ({ phone: event.known.unit.phone })),
      called: flow.end('human.called', ({ event }) => ({ phone: event.known.unit.phone })),
    },
  }),
};
