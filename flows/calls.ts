import type { CallOutcome, LeaderMeeting } from '../src/engine/leader-types';
import { type Base, choice, fresh, no, option, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

type CallsContext = Base & {
  meeting?: LeaderMeeting;
  people: { id: string; name: string }[];
  more: number;
  chosen: number;
  answer: CallOutcome;
};

const flow = setupFlow<CallsContext>('calls');
const OUTCOMES: readonly CallOutcome[] = ['going', 'busy', 'missed'];
const about = ({ context: { meeting, people, chosen } }: { context: CallsContext }) => ({
  meeting: meeting?.id ?? '',
  person: people[chosen]?.id ?? '',
});

/** "Gọi ai": those who must be phoned, one by one: her number, then what she said, which counts as her answer. */
export const calls = {
  name: 'calls',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'calls',
    context: { ...fresh, people: [], more: 0, chosen: 0, answer: 'missed' },
    initial: 'idle',
    states: {
      idle: leadersOnly('listing'),
      listing: flow.waiting({
        step: 'listing',
        entry: { type: 'listCalls', params: ({ context }) => (context.meeting ? { meeting: context.meeting.id } : {}) },
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
                const { meeting, people, more } = event;
                return { meeting, people, more };
              }),
            },
          ],
        },
      }),
      pick: flow.question({
        step: 'pick',
        say: 'calls.pick',
        vars: ({ context: { meeting, people, more } }) => ({ topic: meeting?.topic ?? '', n: people.length + more }),
        expecting: 'choice',
        options: ({ people }) => [...people.map(({ name }, index) => choice(index, name)), no('desk.enough')],
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
          no: 'done',
        },
      }),
      showing: flow.waiting({
        step: 'showing',
        entry: { type: 'showMember', params: about },
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
        options: [...OUTCOMES.map((each, index) => option('choice', `calls.${each}`, index)), no('calls.notYet')],
        back: 'pick',
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ event }) => OUTCOMES[event.value[0] ?? -1] !== undefined,
              target: 'noting',
              actions: flow.assign(({ event }) => ({
                answer: OUTCOMES[(event.type === 'choice' && event.value[0]) || 0] ?? 'missed',
              })),
            },
            { target: 'outcome', reenter: true },
          ],
          no: 'pick',
        },
      }),
      noting: flow.waiting({
        step: 'noting',
        entry: { type: 'noteAnswer', params: ({ context }) => ({ ...about({ context }), answer: context.answer }) },
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
