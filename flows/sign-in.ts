import { fresh, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('signIn');

/** "Đăng nhập": a link that opens the leaders' pages once, for a short time. */
export const signIn = {
  name: 'signIn',
  version: 1,
  machine: flow.createMachine({
    id: 'signIn',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('asking'),
      asking: flow.waiting({
        step: 'asking',
        entry: { type: 'giveSignIn', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          signInGiven: [
            {
              guard: ({ event }) => event.link !== undefined,
              target: 'given',
              actions: flow.say('signIn.link', ({ event }) => ({ link: event.link ?? '', minutes: event.minutes })),
            },
            { target: 'notAllowed' },
          ],
        },
      }),
      given: flow.end(),
      notAllowed: flow.end('desk.notAllowed'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
