import { fresh, option, setupFlow } from './kit';

const flow = setupFlow('wish');

/** "Góp ý, nguyện vọng": her own words, kept sealed for the people in charge. */
export const wish = {
  name: 'wish',
  version: 1,
  machine: flow.createMachine({
    id: 'wish',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('askWish'),
      askWish: flow.question({
        step: 'askWish',
        say: 'wish.ask',
        expecting: 'anything',
        free: 'own',
        options: [option('skip', 'wish.nothing')],
        lapse: 'left',
        on: {
          value: {
            target: 'kept',
            actions: { type: 'keepNote', params: ({ event }) => ({ kind: 'wish', text: String(event.value) }) },
          },
          skip: 'left',
        },
      }),
      kept: flow.end('wish.kept', ({ event }) => ({ unit: event.known.unit.name })),
      left: flow.end('wish.left'),
    },
  }),
};
