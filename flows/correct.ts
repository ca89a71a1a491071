import type { ChangeForm } from '../src/engine/types';
import { filing, members } from './change';
import { fresh, no, option, setupFlow, yes } from './kit';
import { type PersonContext, personSteps } from './person-steps';

type CorrectContext = PersonContext & { what: 'name' | 'birthYear' | 'phone' };
const flow = setupFlow<CorrectContext>('correct');
const PARTS = [
  { what: 'name', target: 'askName', label: 'join.editName' },
  { what: 'birthYear', target: 'askBirth', label: 'join.editBirth' },
  { what: 'phone', target: 'askPhone', label: 'join.editPhone' },
] as const;

function right({ context: { what, name = '', birthYear = 0, phone = '' } }: { context: CorrectContext }): ChangeForm {
  if (what === 'name') return { kind: 'correct', name };
  return what === 'birthYear' ? { kind: 'correct', birthYear } : { kind: 'correct', phone };
}

/** "Sửa thông tin": what is wrong about her in the list, and how it is right; her leader confirms. */
export const correct = {
  name: 'correct',
  version: 1,
  machine: flow.createMachine({
    id: 'correct',
    context: { ...fresh, birthRead: false, phoneRead: false, what: 'name' },
    initial: 'idle',
    states: {
      idle: members('askWhat'),
      askWhat: flow.question({
        step: 'askWhat',
        say: 'correct.askWhat',
        expecting: 'choice',
        options: [...PARTS.map(({ label }, index) => option('choice', label, index)), no('change.cancel')],
        lapse: 'lapsed',
        nudge: false,
        on: {
          choice: PARTS.map(({ what, target }, index) => ({
            guard: ({ event }) => event.value[0] === index,
            target,
            actions: flow.assign({ what }),
          })),
          no: 'cancelled',
        },
      }),
      ...personSteps(flow, {
        name: { say: 'correct.askName', back: 'askWhat' },
        birth: { say: 'join.askBirth', back: 'askWhat' },
        phone: { say: 'correct.askPhone', back: 'askWhat' },
      }),
      next: {
        always: [
          { guard: ({ context }) => context.what === 'birthYear' && !context.birthRead, target: 'confirmBirth' },
          { guard: ({ context }) => context.what === 'phone' && !context.phoneRead, target: 'confirmPhone' },
          { target: 'review' },
        ],
      },
      review: flow.question({
        step: 'review',
        say: 'correct.review',
        vars: ({ context: { what, name = '', birthYear = 0, phone = '' } }) => ({
          value: what === 'name' ? name : what === 'birthYear' ? birthYear : phone,
        }),
        expecting: 'yesNo',
        options: [yes('common.right'), no('change.cancel')],
        back: 'askWhat',
        lapse: 'lapsed',
        on: { yes: 'filing', no: 'cancelled' },
      }),
      ...filing(flow, right),
    },
  }),
};
