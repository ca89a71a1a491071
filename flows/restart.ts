import { toBeReminded } from './consents';
import { fresh, menuButtons, setupFlow } from './kit';

const flow = setupFlow('restart');

/** "Bắt đầu": begins afresh, and asks whether to open reminders again for somebody who had stopped them. */
export const restart = {
  name: 'restart',
  version: 1,
  machine: flow.createMachine({
    id: 'restart',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [{ guard: ({ event }) => event.known.consents.NHAC_LICH === false, target: 'askReminder' }, { target: 'menu' }],
        },
      },
      askReminder: flow.consent({
        step: 'askReminder',
        ...toBeReminded,
        agreed: 'reopened',
        refused: 'menu',
        lapse: 'left',
      }),
      reopened: flow.end('restart.reopened', undefined, ({ event }) => menuButtons(event.known)),
      menu: flow.end('restart.menu', undefined, ({ event }) => menuButtons(event.known)),
      left: flow.end(),
    },
  }),
};
