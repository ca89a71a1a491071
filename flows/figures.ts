import { fresh, setupFlow } from './kit';

const flow = setupFlow('figures');

/** "Số liệu": this year's 1+1 of her unit. */
export const figures = {
  name: 'figures',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'figures',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: { '*': [{ guard: ({ event }) => event.known.leader !== undefined, target: 'reading' }, { target: 'notLeader' }] },
      },
      reading: flow.waiting({
        step: 'reading',
        entry: { type: 'readFigures', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          figuresRead: [
            {
              guard: ({ event }) => event.found,
              target: 'read',
              actions: flow.say('figures.year', ({ event }) => {
                if (!event.found) return {};
                const { unit, year, members, joined, pairs, submitted, verified, recruiters } = event;
                return { unit, year, members, joined, pairs, submitted, verified, recruiters };
              }),
            },
            { target: 'notLeader' },
          ],
          resume: { target: 'reading', reenter: true },
        },
      }),
      read: flow.end(),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
