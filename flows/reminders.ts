import { fresh, no, opens, setupFlow, yes } from './kit';

const flow = setupFlow('reminders');

/** "Đừng nhắc họp nữa", "nhắc lịch họp": invitations and reminders of meetings alone, withdrawn or given; other messages stay. */
export const reminders = {
  name: 'reminders',
  version: 1,
  machine: flow.createMachine({
    id: 'reminders',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [{ guard: ({ event }) => event.known.consents.NHAC_LICH === true, target: 'askOff' }, { target: 'askOn' }],
        },
      },
      askOff: flow.question({
        step: 'askOff',
        say: 'reminder.askOff',
        expecting: 'yesNo',
        options: () => [yes('reminder.stopThese'), no('reminder.keepThese'), opens('stop', 'reminder.stopAll')],
        lapse: 'left',
        nudge: false,
        on: {
          yes: {
            target: 'stopped',
            actions: {
              type: 'recordConsent',
              params: ({ event }) => ({ purpose: 'NHAC_LICH', given: false, text: 'reminder.askOff', by: event.by }),
            },
          },
          no: 'kept',
        },
      }),
      askOn: flow.consent({
        step: 'askOn',
        say: 'reminder.consent',
        purpose: 'NHAC_LICH',
        options: [yes('reminder.yes'), no('reminder.no')],
        agreed: 'on',
        refused: 'off',
        lapse: 'left',
        nudge: false,
      }),
      stopped: flow.end('reminder.stopped'),
      kept: flow.end('reminder.kept'),
      on: flow.end('reminder.on'),
      off: flow.end('reminder.off'),
      left: flow.end(),
    },
  }),
};
