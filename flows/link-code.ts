import type { FlowEvent } from '../src/engine/flow';
import { toBeReminded } from './consents';
import { setupFlow, skip } from './kit';
import { newsButton } from './news';
import type { PersonContext } from './person-steps';
import type { PlaceContext } from './place-steps';

/** What a linking has heard so far; a code is never kept. */
export type LinkContext = PersonContext & PlaceContext;

/** The builders of the linking. */
export const flow = setupFlow<LinkContext>('link');

/** The branch whose link or QR led her in. */
export function ledBy({ event }: { event: FlowEvent }): Partial<LinkContext> {
  const unit = event.known.link?.unit;
  return unit ? { branch: unit, branchAsked: true } : {};
}

/** A link that is followed while she is at it answers where she belongs. */
export const question: typeof flow.question = (config) =>
  flow.question({
    ...config,
    on: {
      resume: [
        {
          guard: ({ context, event }) => event.known.link?.unit !== undefined && !context.branchAsked,
          target: 'next',
          actions: [flow.assign(ledBy), flow.say('common.resumed')],
        },
        { target: config.step, reenter: true, actions: flow.say('common.resumed') },
      ],
      ...config.on,
    },
  });

type Value = Extract<FlowEvent, { type: 'value' }>;
const CODE = /(?<!\d)\d{3}[ .-]?\d{3}(?!\d)/;
const codeIn = ({ value, text }: Value) => CODE.exec(text ?? String(value))?.[0].replace(/\D/g, '');
const toLeader = flow.say<Extract<FlowEvent, { type: 'linkAsked' | 'codeTried' }>>('link.toLeader', ({ event }) => ({
  branch: event.branch,
  days: event.days,
}));
const answered = ({ event }: { event: FlowEvent }) => event.known.consents.NHAC_LICH !== undefined;
/** From what she told to the tie: the code that came to her phone, or her leader. */
export const codeSteps = {
  asking: flow.waiting({
    step: 'asking',
    entry: {
      type: 'askLink',
      params: ({ context: { name = '', birthYear = 0, branch, commune, phone = '' } }) => ({
        name,
        birthYear,
        unit: branch?.id ?? commune?.id ?? '',
        phone,
      }),
    },
    back: 'askPhone',
    late: 'link.slow',
    on: {
      linkAsked: [
        { guard: ({ event }) => event.way === 'code', target: 'askCode' },
        { guard: ({ event }) => event.way === 'later', target: 'later' },
        { guard: answered, target: 'done', actions: toLeader },
        { target: 'askReminder', actions: toLeader },
      ],
    },
  }),
  askCode: flow.question({
    step: 'askCode',
    say: 'link.askCode',
    spelled: 'link.askCodeAgain',
    expecting: 'anything',
    free: true,
    options: [skip('link.noCode')],
    lapse: 'lapsed',
    nudge: false,
    on: {
      value: [
        { guard: ({ event }) => codeIn(event) !== undefined, target: 'trying' },
        {
          target: 'askCode',
          reenter: true,
          actions: { type: 'miss', params: { question: 'link.askCode', shape: 'noCode' } },
        },
      ],
      skip: 'askingLeader',
    },
  }),
  trying: flow.waiting({
    step: 'trying',
    // The code goes on with the event that brought it: a context would keep it.
    entry: { type: 'tryCode', params: ({ event }) => ({ code: (event.type === 'value' && codeIn(event)) || '' }) },
    back: 'askCode',
    on: {
      codeTried: [
        { guard: ({ event }) => event.result === 'wrong', target: 'askCode', actions: flow.say('link.wrongCode') },
        { guard: ({ event }) => event.result === 'over' && answered({ event }), target: 'done', actions: toLeader },
        { guard: ({ event }) => event.result === 'over', target: 'askReminder', actions: toLeader },
        { guard: answered, target: 'done', actions: flow.say('link.done') },
        { target: 'askReminder', actions: flow.say('link.done') },
      ],
    },
  }),
  askingLeader: flow.waiting({
    step: 'askingLeader',
    entry: { type: 'askLeader', params: {} },
    back: 'askCode',
    on: {
      codeTried: [
        { guard: answered, target: 'done', actions: toLeader },
        { target: 'askReminder', actions: toLeader },
      ],
    },
  }),
  askReminder: flow.consent({
    step: 'askReminder',
    ...toBeReminded,
    agreed: 'reminded',
    refused: 'unreminded',
    lapse: 'done',
  }),
  reminded: flow.end('reminder.on', undefined, () => [newsButton]),
  unreminded: flow.end('reminder.off'),
  later: flow.end('link.later', ({ event }) => ({ phone: event.known.unit.phone })),
  done: flow.end(),
};
