import { fresh, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('ratings');

/** "Đánh giá buổi họp" of a leader: how her last meeting was for those who came. */
export const ratings = {
  name: 'ratings',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'ratings',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('reading'),
      reading: flow.waiting({
        step: 'reading',
        entry: { type: 'readRatings', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          ratingsRead: [
            {
              guard: ({ event }) => event.found && 'lines' in event,
              target: 'read',
              actions: flow.say('ratings.read', ({ event }) => {
                if (!event.found || !('lines' in event)) return {};
                const { meeting, n, lines } = event;
                return { topic: meeting.topic, day: meeting.day, n, lines };
              }),
            },
            {
              guard: ({ event }) => event.found,
              target: 'read',
              actions: flow.say('ratings.few', ({ event }) =>
                event.found ? { topic: event.meeting.topic, day: event.meeting.day } : {},
              ),
            },
            { target: 'none' },
          ],
        },
      }),
      read: flow.end(),
      none: flow.end('ratings.none'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
