import type { Candidate, EffectParams, RequestItem } from '../src/engine/types';
import { choice, fresh, no, option, setupFlow, yes } from './kit';
import { type ListContext, listSteps } from './list-steps';

type RequestsContext = ListContext<RequestItem> & {
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
      ...listSteps(flow, {
        ...{ asks: 'listRequests', answered: 'requestsListed', label: ({ text }: RequestItem) => text },
        ...{ pick: 'requests.pick', enough: 'waiting.enough', none: 'requests.none', done: 'waiting.done' },
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
    },
  }),
};
