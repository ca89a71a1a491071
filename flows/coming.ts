import type { ComingCounts, LeaderMeeting } from '../src/engine/leader-types';
import { type Base, choice, fresh, no, opens, option, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

type ComingContext = Base & { meeting?: LeaderMeeting; others: LeaderMeeting[]; counts: ComingCounts; said: number };

const flow = setupFlow<ComingContext>('coming');
const SAID = ['going', 'busy', 'unsure', 'silent'] as const;
const NOBODY: ComingCounts = { total: 0, going: 0, busy: 0, unsure: 0, silent: 0 };

/** "Ai dự": the counts of the next meeting in her part, and the names behind each. */
export const coming = {
  name: 'coming',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'coming',
    context: { ...fresh, others: [], counts: NOBODY, said: 0 },
    initial: 'idle',
    states: {
      idle: leadersOnly('reading'),
      reading: flow.waiting({
        step: 'reading',
        entry: {
          type: 'readComing',
          params: ({ context }) => (context.meeting ? { meeting: context.meeting.id } : {}),
        },
        back: 'late',
        late: 'leader.slow',
        on: {
          comingRead: [
            {
              guard: ({ event }) => event.found,
              target: 'show',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'comingRead' || !event.found) return {};
                const { meeting, others, total, going, busy, unsure, silent } = event;
                return { meeting, others, counts: { total, going, busy, unsure, silent } };
              }),
            },
            { target: 'none' },
          ],
        },
      }),
      show: flow.question({
        step: 'show',
        say: 'coming.counts',
        vars: ({ context: { meeting, counts } }) => ({
          ...{ topic: meeting?.topic ?? '', day: meeting?.day ?? '', time: meeting?.time ?? '' },
          ...counts,
        }),
        expecting: 'choice',
        options: ({ others }) => [
          ...SAID.map((said, index) => option('choice', `coming.${said}`, index)),
          ...others.map((each, index) => choice(SAID.length + index, `${each.topic}, ${each.day}`)),
          opens('calls', 'coming.calls'),
          no('desk.enough'),
        ],
        lapse: 'done',
        nudge: false,
        on: {
          choice: [
            {
              guard: ({ event }) => SAID[event.value[0] ?? -1] !== undefined,
              target: 'naming',
              actions: flow.assign(({ event }) => ({ said: (event.type === 'choice' && event.value[0]) || 0 })),
            },
            {
              guard: ({ context, event }) => context.others[(event.value[0] ?? -1) - SAID.length] !== undefined,
              target: 'reading',
              actions: flow.assign(({ context, event }) => {
                const other = event.type === 'choice' ? context.others[(event.value[0] ?? 0) - SAID.length] : undefined;
                return other ? { meeting: other } : {};
              }),
            },
            { target: 'show', reenter: true },
          ],
          no: 'done',
        },
      }),
      naming: flow.waiting({
        step: 'naming',
        entry: {
          type: 'nameComing',
          params: ({ context }) => ({ meeting: context.meeting?.id ?? '', said: SAID[context.said] ?? 'going' }),
        },
        back: 'show',
        on: {
          comingNamed: [
            {
              guard: ({ event }) => event.n > 0,
              target: 'show',
              actions: flow.say('coming.names', ({ event }) => ({ names: event.names, n: event.n })),
            },
            { target: 'show', actions: flow.say('coming.nobody') },
          ],
        },
      }),
      none: flow.end('coming.none'),
      done: flow.end('desk.done'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
