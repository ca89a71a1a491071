import type { Waiting } from '../src/engine/types';
import { fresh, no, option, setupFlow, yes } from './kit';
import { type ListContext, listSteps } from './list-steps';

type WaitingContext = ListContext<Waiting>;

const flow = setupFlow<WaitingContext>('waiting');
const label = ({ name, birthYear, place }: Waiting) => [name, birthYear, place].filter(Boolean).join(', ');
const chosen = ({ items, chosen: at }: WaitingContext): Waiting =>
  items[at] ?? { file: '', act: 'verify', name: '', birthYear: 0, place: '' };
const REFUSED = {
  unknown: 'waiting.gone',
  wrongState: 'waiting.gone',
  notAllowed: 'waiting.notAllowed',
  needsBranch: 'waiting.needsBranch',
} as const;

/** What each step shows, how its button is called, and what is said when it is done. */
const STEPS = {
  verify: { show: 'waiting.show', yes: 'waiting.verify', done: 'waiting.moved' },
  recognise: { show: 'waiting.showVerified', yes: 'waiting.recognise', done: 'waiting.moved' },
  call: { show: 'waiting.showCall', yes: 'waiting.called', done: 'waiting.calledNoted' },
} as const satisfies Record<Waiting['act'], object>;

/** "Đơn chờ": the applications of her unit, one by one: look, call, verify or recognise; and women without a chat who must be phoned. Every step is asked for anew and audited. */
export const waiting = {
  name: 'waiting',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'waiting',
    context: { ...fresh, items: [], chosen: -1 },
    initial: 'idle',
    states: {
      ...listSteps(flow, {
        ...{ asks: 'listWaiting', answered: 'waitingListed', label },
        ...{ pick: 'waiting.pick', enough: 'waiting.enough', none: 'waiting.none', done: 'waiting.done' },
      }),
      show: flow.question({
        step: 'show',
        say: 'waiting.show',
        variant: (context) => STEPS[chosen(context).act].show,
        vars: ({ context }) => {
          const { file, act, news = '' } = chosen(context);
          return { who: label(chosen(context)), file, ...(act === 'call' && { news }) };
        },
        expecting: 'yesNo',
        options: (context) => [yes(STEPS[chosen(context).act].yes), no('waiting.later'), option('phone', 'waiting.phone')],
        back: 'pick',
        lapse: 'done',
        nudge: false,
        on: { yes: 'moving', no: 'pick', tap: 'phoning' },
      }),
      moving: flow.waiting({
        step: 'moving',
        entry: { type: 'moveApplication', params: ({ context }) => ({ file: chosen(context).file, act: chosen(context).act }) },
        back: 'show',
        on: {
          applicationMoved: [
            {
              guard: ({ event }) => event.result === 'done',
              target: 'listing',
              actions: flow.enqueueActions(({ context, enqueue }) => {
                const { file, act } = chosen(context);
                enqueue({ type: 'say', params: { key: STEPS[act].done, vars: { file } } });
              }),
            },
            {
              target: 'listing',
              actions: flow.enqueueActions(({ event, enqueue }) => {
                if (event.type === 'applicationMoved' && event.result !== 'done')
                  enqueue({ type: 'say', params: { key: REFUSED[event.result] } });
              }),
            },
          ],
        },
      }),
      phoning: flow.waiting({
        step: 'phoning',
        entry: { type: 'showPhone', params: ({ context }) => ({ file: chosen(context).file }) },
        back: 'show',
        on: {
          phoneShown: [
            {
              guard: ({ event }) => event.phone !== undefined,
              target: 'show',
              actions: flow.say('waiting.phoneIs', ({ event }) => ({ phone: event.phone ?? '' })),
            },
            { target: 'show', actions: flow.say('waiting.notAllowed') },
          ],
        },
      }),
    },
  }),
};
