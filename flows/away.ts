import { filing, members } from './change';
import { type Base, fresh, no, option, setupFlow, yes } from './kit';

type AwayContext = Base & { kind: 'away' | 'back' };
const flow = setupFlow<AwayContext>('away');

/** "Đi làm xa" and the way home: she stays a member, counted apart while she is away (domain §1.2). */
export const away = {
  name: 'away',
  version: 1,
  machine: flow.createMachine({
    id: 'away',
    context: { ...fresh, kind: 'away' },
    initial: 'idle',
    states: {
      idle: members('askWhich'),
      askWhich: flow.question({
        step: 'askWhich',
        say: 'away.askWhich',
        expecting: 'choice',
        options: [option('choice', 'away.going', 0), option('choice', 'away.returned', 1), no('change.cancel')],
        lapse: 'lapsed',
        nudge: false,
        on: {
          choice: [
            { guard: ({ event }) => event.value[0] === 0, target: 'review', actions: flow.assign({ kind: 'away' }) },
            { guard: ({ event }) => event.value[0] === 1, target: 'review', actions: flow.assign({ kind: 'back' }) },
          ],
          no: 'cancelled',
        },
      }),
      review: flow.question({
        step: 'review',
        say: 'away.review',
        variant: ({ kind }) => (kind === 'away' ? 'away.review' : 'away.reviewBack'),
        expecting: 'yesNo',
        options: [yes('common.right'), no('change.cancel')],
        back: 'askWhich',
        lapse: 'lapsed',
        nudge: false,
        on: { yes: 'filing', no: 'cancelled' },
      }),
      ...filing(flow, ({ context }) => ({ kind: context.kind })),
    },
  }),
};
