import { fresh, no, opens, setupFlow, yes } from './kit';

const flow = setupFlow('stop');

/** "Dừng": asked once more, then every message that she did not ask for ends. */
export const stop = {
  name: 'stop',
  version: 1,
  machine: flow.createMachine({
    id: 'stop',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('confirm'),
      confirm: flow.question({
        step: 'confirm',
        say: 'stop.confirm',
        expecting: 'yesNo',
        // Whoever is only tired of reminders need not give up the rest.
        options: (_, { consents }) => [
          yes('stop.yes'),
          no('stop.no'),
          ...(consents.NHAC_LICH === true ? [opens('reminders', 'stop.reminders')] : []),
        ],
        lapse: 'kept',
        nudge: false,
        on: {
          yes: {
            target: 'stopped',
            actions: { type: 'stopMessages', params: ({ event }) => ({ text: 'stop.confirm', by: event.by }) },
          },
          no: 'kept',
        },
      }),
      stopped: flow.end('stop.stopped'),
      kept: flow.end('stop.kept'),
    },
  }),
};
