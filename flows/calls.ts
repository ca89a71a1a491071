import type { CallAbout, CallOutcome, CallSubject } from '../src/engine/leader-types';
import { type Base, choice, fresh, no, option, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

type CallsContext = Base & {
  /** What the calls are about, and what else there is to call about. */
  about?: CallSubject;
  other: CallSubject | null;
  people: { id: string; name: string }[];
  /** Place of the first of them in the whole list, and how many are in it. */
  from: number;
  total: number;
  chosen: number;
  answer: CallOutcome;
};

const flow = setupFlow<CallsContext>('calls');
const OUTCOMES: Readonly<Record<CallSubject['kind'], readonly CallOutcome[]>> = {
  meeting: ['going', 'busy', 'missed'],
  message: ['told', 'missed'],
};
const outcomesOf = ({ about }: CallsContext) => OUTCOMES[about?.kind ?? 'meeting'];
const subjectOf = ({ kind = 'meeting', id = '' }: Partial<CallSubject> = {}): CallAbout => ({ kind, id });
const whom = ({ context: { about, people, chosen } }: { context: CallsContext }) => ({
  about: subjectOf(about),
  person: people[chosen]?.id ?? '',
});
const hasMore = ({ from, people, total }: CallsContext) => from + people.length < total;

/**
 * "Gọi ai": those who must be phoned about a meeting or a message, a page at a time and one by one: her number, then what she
 * said, which counts as her answer.
 */
export const calls = {
  name: 'calls',
  version: 2,
  passing: true as const,
  machine: flow.createMachine({
    id: 'calls',
    context: { ...fresh, people: [], from: 0, total: 0, other: null, chosen: 0, answer: 'missed' },
    initial: 'idle',
    states: {
      idle: leadersOnly('listing'),
      listing: flow.waiting({
        step: 'listing',
        entry: {
          type: 'listCalls',
          params: ({ context: { about, from } }) => (about ? { about: subjectOf(about), from } : {}),
        },
        back: 'late',
        late: 'leader.slow',
        on: {
          callsListed: [
            { guard: ({ event }) => !event.found, target: 'noMeeting' },
            { guard: ({ event }) => event.found && event.people.length === 0, target: 'nobody' },
            {
              target: 'pick',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'callsListed' || !event.found) return {};
                const { about, people, from, total, other = null } = event;
                return { about, people, from, total, other };
              }),
            },
          ],
        },
      }),
      pick: flow.question({
        step: 'pick',
        say: 'calls.pick',
        variant: ({ about }) => (about?.kind === 'message' ? 'calls.pickMessage' : 'calls.pick'),
        vars: ({ context: { about, total } }) => ({ topic: about?.title ?? '', n: total }),
        expecting: 'choice',
        options: (context) => [
          ...context.people.map(({ name }, index) => choice(index, name)),
          ...(hasMore(context) ? [option('next', 'calls.next')] : []),
          ...(context.other ? [option('other', 'calls.other')] : []),
          no('desk.enough'),
        ],
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ context, event }) => context.people[event.value[0] ?? -1] !== undefined,
              target: 'showing',
              actions: flow.assign(({ event }) => ({ chosen: (event.type === 'choice' && event.value[0]) || 0 })),
            },
            { target: 'pick', reenter: true },
          ],
          tap: [
            {
              guard: ({ context, event }) => event.verb === 'other' && context.other !== null,
              target: 'listing',
              actions: flow.assign(({ context: { other } }) => ({ ...(other ? { about: other } : {}), from: 0 })),
            },
            {
              guard: ({ context, event }) => event.verb === 'next' && hasMore(context),
              target: 'listing',
              actions: flow.assign(({ context: { from, people } }) => ({ from: from + people.length })),
            },
            { target: 'listing' },
          ],
          no: 'done',
        },
      }),
      showing: flow.waiting({
        step: 'showing',
        entry: { type: 'showMember', params: whom },
        back: 'pick',
        on: {
          memberShown: [
            {
              guard: ({ event }) => event.phone !== undefined,
              target: 'outcome',
              actions: flow.say('calls.phone', ({ context, event }) => ({
                name: context.people[context.chosen]?.name ?? '',
                phone: event.phone ?? '',
              })),
            },
            { target: 'outcome', actions: flow.say('calls.noPhone') },
          ],
        },
      }),
      outcome: flow.question({
        step: 'outcome',
        say: 'calls.outcome',
        vars: ({ context: { people, chosen } }) => ({ name: people[chosen]?.name ?? '' }),
        expecting: 'choice',
        options: (context) => [
          ...outcomesOf(context).map((each, index) => option('choice', `calls.${each}`, index)),
          no('calls.notYet'),
        ],
        back: 'pick',
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ context, event }) => outcomesOf(context)[event.value[0] ?? -1] !== undefined,
              target: 'noting',
              actions: flow.assign(({ context, event }) => ({
                answer: outcomesOf(context)[(event.type === 'choice' && event.value[0]) || 0] ?? 'missed',
              })),
            },
            { target: 'outcome', reenter: true },
          ],
          no: 'pick',
        },
      }),
      noting: flow.waiting({
        step: 'noting',
        entry: { type: 'noteAnswer', params: ({ context }) => ({ ...whom({ context }), answer: context.answer }) },
        back: 'outcome',
        on: {
          answerNoted: [
            { guard: ({ event }) => event.result === 'done', target: 'listing', actions: flow.say('calls.noted') },
            { target: 'listing', actions: flow.say('calls.refused') },
          ],
        },
      }),
      noMeeting: flow.end('coming.none'),
      nobody: flow.end('calls.nobody'),
      done: flow.end('desk.done'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
