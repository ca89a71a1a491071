import type { FlowEvent } from '../src/engine/flow';
import type { ChangeForm } from '../src/engine/types';
import type { Base, Builders, Node } from './kit';

type Args<C> = { context: C; event: FlowEvent };
type Asked = Extract<FlowEvent, { type: 'changeAsked' }>;
type Steps = 'filing' | 'filed' | 'again' | 'cancelled' | 'lapsed' | 'membersOnly';

/** From a member's wish to her leader: files it and says who confirms it, or that nothing was asked. */
export function filing<C extends Base>(builders: Builders<C>, form: (args: Args<C>) => ChangeForm): Record<Steps, Node<C>> {
  // What is built here is right for any context, which TypeScript cannot follow while `C` is open.
  const flow = builders as unknown as Builders<Base>;
  const told = ({ event }: { event: FlowEvent }) => {
    const { no, branch, days } = event as Asked;
    return { no, branch, days };
  };
  const steps: Record<Steps, Node<Base>> = {
    filing: flow.waiting({
      step: 'filing',
      entry: { type: 'askChange', params: (args) => form(args as Args<C>) },
      back: 'lapsed',
      late: 'change.slow',
      on: {
        resume: { actions: flow.say('common.wait') },
        back: { actions: flow.say('common.wait') },
        changeAsked: [{ guard: ({ event }) => event.again, target: 'again' }, { target: 'filed' }],
      },
    }),
    filed: flow.end('change.filed', told),
    again: flow.end('change.again', told),
    cancelled: flow.end('change.cancelled'),
    lapsed: flow.end(),
    membersOnly: flow.end('change.membersOnly'),
  };
  return steps as unknown as Record<Steps, Node<C>>;
}

/** A first state for members only. */
export const members = (target: string) => ({
  on: {
    '*': [{ guard: ({ event }: { event: FlowEvent }) => event.known.person?.member === true, target }, { target: 'membersOnly' }],
  },
});
