import type { FlowEvent } from '../src/engine/flow';
import { toBeReminded } from './consents';
import { fresh, no, opens, setupFlow, yes } from './kit';

const flow = setupFlow('reminders');
const isOn = ({ event }: { event: FlowEvent }) => event.known.consents.NHAC_LICH === true;
/** What the words that opened this wanted, `less` or `more` of it; her button wants to see. */
const wants =
  (what: 'less' | 'more') =>
  ({ event }: { event: FlowEvent }) =>
    'arg' in event && event.arg === what;
const withdrawal = (by: 'tap' | 'words') => ({ purpose: 'NHAC_LICH' as const, given: false, text: 'reminder.askOff', by });

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
          '*': [
            { guard: (args) => isOn(args) && wants('more')(args), target: 'already' },
            { guard: isOn, target: 'askOff' },
            { guard: wants('less'), target: 'alreadyOff' },
            { target: 'askOn' },
          ],
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
            actions: { type: 'recordConsent', params: ({ event }) => withdrawal(event.by) },
          },
          no: 'kept',
          // Said again to "do you really want to": that is a yes.
          resume: [
            {
              guard: wants('less'),
              target: 'stopped',
              actions: { type: 'recordConsent', params: withdrawal('words') },
            },
            { guard: wants('more'), target: 'kept' },
            { target: 'askOff', reenter: true, actions: flow.say('common.resumed') },
          ],
        },
      }),
      askOn: flow.consent({
        step: 'askOn',
        ...toBeReminded,
        agreed: 'on',
        refused: 'off',
        lapse: 'left',
        on: {
          resume: [
            { guard: wants('less'), target: 'alreadyOff' },
            { target: 'askOn', reenter: true, actions: flow.say('common.resumed') },
          ],
        },
      }),
      already: flow.end('reminder.already'),
      alreadyOff: flow.end('reminder.alreadyOff'),
      stopped: flow.end('reminder.stopped'),
      kept: flow.end('reminder.kept'),
      on: flow.end('reminder.on'),
      off: flow.end('reminder.off'),
      left: flow.end(),
    },
  }),
};
