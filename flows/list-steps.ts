import type { FlowEvent } from '../src/engine/flow';
import { type Base, type Builders, choice, type Node, no } from './kit';
import { leadersOnly } from './leader-steps';

/** What a conversation about a list keeps of it: its items, and the place of the one that is looked at. */
export type ListContext<I> = Base & { items: I[]; chosen: number };

/** Whose list it is, by what it is asked for, and its words; `label` is the button of an item. */
export interface ListOf<I> {
  asks: 'listWaiting' | 'listRequests' | 'listApprovals';
  answered: 'waitingListed' | 'requestsListed' | 'approvalsListed';
  label(item: I): string;
  pick: string;
  enough: string;
  none: string;
  done: string;
}

type Steps = 'idle' | 'listing' | 'pick' | 'none' | 'done' | 'late' | 'notLeader';

/** Asks for a leader's list, anew each time, and lets her pick an item; goes on to the state `show`. */
export function listSteps<I, C extends ListContext<I>>(builders: Builders<C>, list: ListOf<I>): Record<Steps, Node<C>> {
  // What is built here is right for any context that has the list, which TypeScript cannot follow while `C` is open.
  const flow = builders as unknown as Builders<ListContext<I>>;
  const itemsIn = (event: FlowEvent) => (event.type === list.answered ? (event.items as unknown as I[]) : []);
  const states: Record<Steps, Node<ListContext<I>>> = {
    idle: leadersOnly('listing'),
    listing: flow.waiting({
      step: 'listing',
      entry: { type: list.asks, params: {} },
      back: 'late',
      late: 'leader.slow',
      on: {
        [list.answered]: [
          { guard: ({ event }: { event: FlowEvent }) => itemsIn(event).length === 0, target: 'none' },
          { target: 'pick', actions: flow.assign(({ event }) => ({ items: itemsIn(event), chosen: -1 })) },
        ],
      },
    }),
    pick: flow.question({
      step: 'pick',
      say: list.pick,
      vars: ({ context }) => ({ n: context.items.length }),
      expecting: 'choice',
      options: ({ items }) => [...items.map((item, index) => choice(index, list.label(item))), no(list.enough)],
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
    none: flow.end(list.none),
    done: flow.end(list.done),
    late: flow.end(),
    notLeader: flow.end('leader.only'),
  };
  return states as unknown as Record<Steps, Node<C>>;
}
