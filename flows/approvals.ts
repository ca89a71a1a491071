import type { LeaderAnswers } from '../src/engine/leader-types';
import { fresh, no, option, setupFlow, yes } from './kit';
import { type ListContext, listSteps } from './list-steps';

type Item = LeaderAnswers['approvalsListed']['items'][number];
type ApprovalsContext = ListContext<Item> & { step: 'approve' | 'cancel' };

const flow = setupFlow<ApprovalsContext>('approvals');
const NONE: Item = { id: '', unit: '', text: '', people: 0, cost: '' };
const chosen = ({ items, chosen: at }: ApprovalsContext): Item => items[at] ?? NONE;

/** "Duyệt tin": messages of the units below that are large or dear: read, then approved or stopped with a button. */
export const approvals = {
  name: 'approvals',
  version: 1,
  machine: flow.createMachine({
    id: 'approvals',
    context: { ...fresh, items: [], chosen: -1, step: 'approve' },
    initial: 'idle',
    states: {
      ...listSteps(flow, {
        ...{ asks: 'listApprovals', answered: 'approvalsListed', label: ({ unit, people }: Item) => `${unit}, ${people}` },
        ...{ pick: 'approvals.pick', enough: 'desk.enough', none: 'approvals.none', done: 'desk.done' },
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
    },
  }),
};
