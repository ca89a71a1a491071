import { fresh, no, opens, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('desk');
const WORK = [
  'convene',
  'coming',
  'calls',
  'roll',
  'door',
  'attach',
  'announce',
  'approvals',
  'requests',
  'surveyFigures',
  'ratings',
  'signIn',
] as const;

/** "Việc cán bộ": what a leader can do in her chat. */
export const desk = {
  name: 'desk',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'desk',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('pick'),
      pick: flow.question({
        step: 'pick',
        say: 'desk.pick',
        expecting: 'choice',
        options: () => [...WORK.map((each) => opens(each, `desk.${each}`)), no('desk.enough')],
        lapse: 'left',
        nudge: false,
        on: { no: 'done', choice: { target: 'pick', reenter: true } },
      }),
      done: flow.end('desk.done'),
      left: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
