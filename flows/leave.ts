import type { LeaveWish } from '../src/engine/types';
import { filing, members } from './change';
import { type Base, fresh, no, option, setupFlow, skip, yes } from './kit';

type LeaveContext = Base & { reason?: LeaveWish };
const flow = setupFlow<LeaveContext>('leave');
const REASONS = ['moved', 'busy', 'health', 'other'] as const satisfies readonly LeaveWish[];

/** "Xin ra": asked once whether she means it, never asked to justify herself; her leader confirms. */
export const leave = {
  name: 'leave',
  version: 1,
  machine: flow.createMachine({
    id: 'leave',
    context: { ...fresh },
    initial: 'idle',
    states: {
      idle: members('askSure'),
      askSure: flow.question({
        step: 'askSure',
        say: 'leave.askSure',
        vars: ({ event }) => ({ unit: event.known.unit.name }),
        expecting: 'yesNo',
        options: [yes('leave.yes'), no('leave.no')],
        lapse: 'lapsed',
        nudge: false,
        on: { yes: 'askReason', no: 'cancelled' },
      }),
      askReason: flow.question({
        step: 'askReason',
        say: 'leave.askReason',
        expecting: 'choice',
        options: [...REASONS.map((each, index) => option('choice', `leave.${each}`, index)), skip('leave.silent')],
        back: 'askSure',
        lapse: 'lapsed',
        nudge: false,
        on: {
          choice: REASONS.map((reason, index) => ({
            guard: ({ event }) => event.value[0] === index,
            target: 'filing',
            actions: flow.assign({ reason }),
          })),
          skip: 'filing',
        },
      }),
      ...filing(flow, ({ context: { reason } }) => ({ kind: 'leave', ...(reason === undefined ? {} : { reason }) })),
    },
  }),
};
