import type { GatheringFigure } from '../src/engine/types';
import { fresh, setupFlow } from './kit';

const flow = setupFlow('figures');
const GATHERING: Readonly<Record<GatheringFigure['light'], string>> = {
  red: 'figures.gatheringRed',
  amber: 'figures.gatheringAmber',
  green: 'figures.gatheringGreen',
  none: 'figures.gatheringNone',
};

/** "Số liệu": this year's 1+1 of her unit against its targets, and its gathering ratio. */
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
              actions: flow.enqueueActions(({ event, enqueue }) => {
                if (event.type !== 'figuresRead' || !event.found) return;
                const { unit, year, members, joined, pairs, submitted, verified, recruiters, gathering } = event;
                const vars = { unit, year, members, joined, pairs, submitted, verified, recruiters };
                enqueue({ type: 'say', params: { key: 'figures.year', vars } });
                if (!gathering) return;
                const { light, ...counted } = gathering;
                enqueue({ type: 'say', params: { key: GATHERING[light], vars: counted } });
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
