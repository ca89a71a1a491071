import type { Candidate, EffectParams, RequestItem } from '../src/engine/types';
import { type Base, choice, fresh, no, option, setupFlow, yes } from './kit';

type RequestsContext = Base & {
  items: RequestItem[];
  chosen: number;
  decision: EffectParams['decideRequest']['decision'];
  /** What must be named before it can be confirmed, and those who or which may be meant. */
  names: 'person' | 'unit';
  candidates: Candidate[];
  picked: number;
};

const flow = setupFlow<RequestsContext>('requests');
const chosen = ({ items, chosen: at }: RequestsContext): RequestItem => items[at] ?? { no: '', text: '' };
const REFUSED = {
  unknown: 'requests.gone',
  decided: 'requests.gone',
  notAllowed: 'waiting.notAllowed',
  wrongPerson: 'requests.wrongPerson',
  nobodyAbove: 'requests.nobodyAbove',
} as const;
const deciding = (decision: RequestsContext['decision']) => ({
  target: 'deciding',
  actions: flow.assign({ decision, picked: -1 }),
});

/** "Yêu cầu chờ": what members of her unit ask for, one by one; every step is asked for anew. */
export const requests = {
  name: 'requests',
  version: 2,
  machine: flow.createMachine({
    id: 'requests',
    context: { ...fresh, items: [], chosen: -1, decision: 'confirm', names: 'person', candidates: [], picked: -1 },
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
          yes: deciding('confirm'),
          no: deciding('refuse'),
          tap: 'pick',
        },
      }),
      deciding: flow.waiting({
        step: 'deciding',
        entry: {
          type: 'decideRequest',
          params: ({ context }) => {
            const { decision, candidates, picked } = context;
            const pick = candidates[picked]?.id;
            return { no: chosen(context).no, decision, ...(pick === undefined ? {} : { pick }) };
          },
        },
        back: 'show',
        on: {
          requestDecided: [
            {
              guard: ({ event }) => event.result === 'needsPerson' || event.result === 'needsUnit',
              target: 'choose',
              actions: flow.assign(({ event }) =>
                event.type === 'requestDecided' && 'candidates' in event
                  ? { candidates: event.candidates, names: event.result === 'needsUnit' ? 'unit' : 'person', picked: -1 }
                  : {},
              ),
            },
            {
              target: 'listing',
              actions: flow.enqueueActions(({ context, event, enqueue }) => {
                if (event.type !== 'requestDecided' || 'candidates' in event) return;
                const done = context.decision === 'pass' ? 'requests.passed' : 'requests.decided';
                const key = event.result === 'done' ? done : REFUSED[event.result];
                const vars = event.result === 'done' ? { vars: { no: chosen(context).no } } : {};
                enqueue({ type: 'say', params: { key, ...vars } });
              }),
            },
          ],
        },
      }),
      choose: flow.question({
        step: 'choose',
        say: 'requests.choose',
        variant: ({ names, candidates }) =>
          names === 'unit' ? 'requests.chooseUnit' : candidates.length === 0 ? 'requests.chooseNobody' : 'requests.choose',
        vars: ({ context }) => ({ text: chosen(context).text }),
        expecting: 'choice',
        options: ({ candidates, names }) => [
          ...candidates.map(({ label }, index) => choice(index, label)),
          ...(names === 'person' ? [no('requests.notMine')] : []),
          option('later', 'waiting.later'),
        ],
        back: 'show',
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ context, event }) => context.candidates[event.value[0] ?? -1] !== undefined,
              target: 'deciding',
              actions: flow.assign(({ event }) => ({
                decision: 'confirm' as const,
                picked: (event.type === 'choice' && event.value[0]) || 0,
              })),
            },
            { target: 'choose', reenter: true },
          ],
          no: deciding('pass'),
          tap: 'pick',
        },
      }),
      none: flow.end('requests.none'),
      done: flow.end('waiting.done'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
