import { fresh, opens, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('minutes');
const MORE = [opens('attach', 'minutes.more')];

/** "Biên bản": minutes and photos of a leader's last meeting, by addresses that end soon. */
export const minutes = {
  name: 'minutes',
  version: 1,
  machine: flow.createMachine({
    id: 'minutes',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('asking'),
      asking: flow.waiting({
        step: 'asking',
        entry: { type: 'readMinutes', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          minutesRead: [
            {
              guard: ({ event }) => event.found,
              target: 'shown',
              actions: {
                type: 'say',
                params: ({ event }) => {
                  if (event.type !== 'minutesRead' || !event.found) return { key: 'minutes.none' };
                  const { meeting, files, minutes: goodFor } = event;
                  const vars = { topic: meeting.topic, day: meeting.day, minutes: goodFor };
                  return { key: 'minutes.links', vars, cards: files, buttons: MORE, numbered: false };
                },
              },
            },
            { target: 'none' },
          ],
        },
      }),
      shown: flow.end(),
      none: flow.end('minutes.none', undefined, () => MORE),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
