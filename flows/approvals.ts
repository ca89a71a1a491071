import type { LeaderAnswers } from '../src/engine/leader-types';
import { type Base, choice, fresh, no, option, setupFlow, yes } from './kit';
import { leadersOnly } from './leader-steps';

type Item = LeaderAnswers['approvalsListed']['items'][number];
type ApprovalsContext = Base & { items: Item[]; chosen: number; step: 'approve' | 'cancel' };

const flow = setupFlow<ApprovalsContext>('approvals');
const NONE: Item = { id: '', unit: '', text: '', people: 0, cost: '' };
const chosen = ({ items, chosen: at }: ApprovalsContext): Item => items[at] ?? NONE;

/** "Duyệt tin": messages of the units below that are large or dear: read, then approved or stopped with a button. */
export const approvals = {
  name: 'approvals',
  version: 1,
  machine: flow.createMachine({
    id: 'approvals',
    context: { ...fresh, items: [], chosen: 0, step: 'approve' },
    initial: 'idle',
    states: {
      idle: leadersOnly('listing'),
      listing: flow.waiting({
        step: 'listing',
        entry: { type: 'listApprovals', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          approvalsListed: [
            { guard: ({ event }) => event.items.length === 0, target: 'none' },
            {
              target: 'pick',
              actions: flow.assign(({ event }) => ({ items: event.type === 'approvalsListed' ? event.items : [] })),
            },
          ],
        },
      }),
      pick: flow.question({
        step: 'pick',
        say: 'approvals.pick',
        vars: ({ context }) => ({ n: context.items.length }),
        expecting: 'choice',
        options: ({ items }) => [
          ...items.map(({ unit, people }, index) => choice(index, `${unit}, ${people}`)),
          no('desk.enough'),
        ],
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ context, event }) => context.items[event.value[0] ?? -1] !== undefined,
              target: 'show',
              actions: flow.assign(({ event }) => ({ chosen: (event.type === 'choice' && event.value[0]) || 0 })),
            },
            { target: 'pick', reenter: true },
          ],
          no: 'done',
        },
      }),
      show: flow.question({
        step: 'show',
        say: 'approvals.show',
        vars: ({ context }) => {
          const { unit, text, people, cost } = chosen(context);
          return { unit, text, people, cost };
        },
        expecting: 'yesNo',
        options: [yes('approvals.approve'), no('approvals.later'), option('stop', 'approvals.stop')],
        back: 'pick',
        lapse: 'done',
        nudge: false,
        on: {
          yes: { target: 'moving', actions: flow.assign({ step: 'approve' }) },
          tap: { target: 'moving', actions: flow.assign({ step: 'cancel' }) },
          no: 'pick',
        },
      }),
      moving: flow.waiting({
        step: 'moving',
        entry: { type: 'moveMessage', params: ({ context }) => ({ broadcast: chosen(context).id, step: context.step }) },
        back: 'show',
        on: {
          messageMoved: [
            { guard: ({ event }) => event.result === 'sending', target: 'listing', actions: flow.say('approvals.approved') },
            { guard: ({ event }) => event.result === 'cancelled', target: 'listing', actions: flow.say('approvals.stopped') },
            { target: 'listing', actions: flow.say('approvals.gone') },
          ],
        },
      }),
      none: flow.end('approvals.none'),
      done: flow.end('desk.done'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
