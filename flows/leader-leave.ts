import { fresh, no, setupFlow, yes } from './kit';

const flow = setupFlow('leaderLeave');

/** "Thôi làm cán bộ": unties her chat from her post; the post itself is ended by the Union alone. */
export const leaderLeave = {
  name: 'leaderLeave',
  version: 1,
  machine: flow.createMachine({
    id: 'leaderLeave',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: { '*': [{ guard: ({ event }) => event.known.leader !== undefined, target: 'confirm' }, { target: 'notLeader' }] },
      },
      confirm: flow.question({
        step: 'confirm',
        say: 'leaderLeave.confirm',
        expecting: 'yesNo',
        options: [yes('leaderLeave.yes'), no('leaderLeave.no')],
        lapse: 'kept',
        nudge: false,
        on: { yes: { target: 'untied', actions: { type: 'unbindLeader', params: {} } }, no: 'kept' },
      }),
      untied: flow.end('leaderLeave.untied'),
      kept: flow.end('leaderLeave.kept'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
