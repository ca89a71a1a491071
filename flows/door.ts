import { fresh, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('door');

/** "Mã điểm danh": the code at the door of the leader's next meeting, and the page with its QR. */
export const door = {
  name: 'door',
  version: 1,
  machine: flow.createMachine({
    id: 'door',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('asking'),
      asking: flow.waiting({
        step: 'asking',
        entry: { type: 'showDoor', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          doorShown: [
            {
              guard: ({ event }) => event.found,
              target: 'shown',
              actions: flow.say('roll.door', ({ event }) => {
                if (event.type !== 'doorShown' || !event.found) return {};
                const { meeting, code, link } = event;
                return { topic: meeting.topic, day: meeting.day, time: meeting.time, code, link };
              }),
            },
            { target: 'none' },
          ],
        },
      }),
      shown: flow.end(),
      none: flow.end('coming.none'),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
