import type { RequestItem } from '../src/engine/types';
import { type Base, choice, fresh, no, option, setupFlow, yes } from './kit';

type RequestsContext = Base & { items: RequestItem[]; chosen: number; confirm: boolean };

const flow = setupFlow<RequestsContext>('requests');
const chosen = ({ items, chosen: at }: RequestsContext): RequestItem => items[at] ?? { no: '', text: '' };
const REFUSED = {
  unknown: 'requests.gone',
  decided: 'requests.gone',
  notAllowed: 'waiting.notAllowed',
  needsPerson: 'requests.needsPerson',
  wrongPerson: 'requests.needsPerson',
} as const;

/** "Yêu cầu chờ": what members of her unit ask for, one by one; every step is asked for anew. */
export const requests = {
  name: 'requests',
  version: 1,
  machine: flow.createMachine({
    id: 'requests',
    context: { ...fresh, items: [], chosen: -1, confirm: false },
    initial: 'idle',
    states: {
      idle: {
        on: { '*': [{ guard: ({ event }) => event.known.leader !== undefined, target: 'listing' }, { target: 'notLeader' }] },
      },
      listing: flow.waiting({
        step: 'listing',
        entry: { type: 'listRequests', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          requestsListed: [
            { guard: ({ event }) => event.items.length === 0, target: 'none' },
            {
              target: 'pick',
              actions: flow.assign(({ event }) => ({ items: event.type === 'requestsListed' ? event.items : [], chosen: -1 })),
            },
          ],
        },
      }),
      pick: flow.question({
        step: 'pick',
        say: 'requests.pick',
        vars: ({ context }) => ({ n: context.items.length }),
        expecting: 'choice',
        options: ({ items }) => [...items.map(({ text }, index) => choice(index, text)), no('waiting.enough')],
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
        say: 'requests.show',
        vars: ({ context }) => ({ no: chosen(context).no, text: chosen(context).text }),
        expecting: 'yesNo',
        options: [yes('requests.confirm'), no('requests.refuse'), option('later', 'waiting.later')],
        back: 'pick',
        lapse: 'done',
        nudge: false,
        on: {
          yes: { target: 'deciding', actions: flow.assign({ confirm: true }) },
          no: { target: 'deciding', actions: flow.assign({ confirm: false }) },
          tap: 'pick',
        },
      }),
      deciding: flow.waiting({
        step: 'deciding',
        entry: { type: 'decideRequest', params: ({ context }) => ({ no: chosen(context).no, confirm: context.confirm }) },
        back: 'show',
        on: {
          requestDecided: {
            target: 'listing',
            actions: flow.enqueueActions(({ context, event, enqueue }) => {
              if (event.type !== 'requestDecided') return;
              const key = event.result === 'done' ? 'requests.decided' : REFUSED[event.result];
              const vars = event.result === 'done' ? { vars: { no: chosen(context).no } } : {};
              enqueue({ type: 'say', params: { key, ...vars } });
            }),
          },
        },
      }),
      none: flow.end('requests.none'),
      done: flow.end('waiting.done'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
