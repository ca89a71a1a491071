import { fresh, no, setupFlow, yes } from './kit';

const flow = setupFlow('link');

/** "Tôi đã là hội viên": how her chat is tied to her record, by her branch leader, never by a number alone. */
export const link = {
  name: 'link',
  version: 1,
  machine: flow.createMachine({
    id: 'link',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [{ guard: ({ event }) => event.known.person?.member === true, target: 'linked' }, { target: 'askPerson' }],
        },
      },
      askPerson: flow.question({
        step: 'askPerson',
        say: 'link.how',
        expecting: 'yesNo',
        options: [yes('link.yes'), no('link.no')],
        lapse: 'left',
        nudge: false,
        on: { yes: { target: 'called', actions: { type: 'callPerson', params: { reason: 'asked' } } }, no: 'left' },
      }),
      called: flow.end('link.called'),
      left: flow.end('link.left'),
      linked: flow.end('link.linked'),
    },
  }),
};
