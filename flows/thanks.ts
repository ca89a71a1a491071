import type { Known } from '../src/engine/types';
import { fresh, invitationVars, rsvpButtons, setupFlow } from './kit';

const flow = setupFlow('thanks');
/** The meeting that she was asked about last, while her answer is missing. */
const asked = ({ newest, meetings }: Known) =>
  newest?.flow === 'meeting' ? meetings.find(({ id, answer }) => newest.subject === id && answer === undefined) : undefined;

/** "Cảm ơn em", "đã rõ": answered in a word; where an invitation still waits for her it is asked once more. */
export const thanks = {
  name: 'thanks',
  version: 1,
  machine: flow.createMachine({
    id: 'thanks',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            {
              guard: ({ event }) => asked(event.known) !== undefined,
              target: 'asked',
              actions: {
                type: 'say',
                params: ({ event }) => {
                  const meeting = asked(event.known);
                  if (!meeting) return { key: 'thanks.welcome' };
                  const asks = { flow: 'meeting', subject: meeting.id };
                  return { key: 'thanks.andMeeting', vars: invitationVars(meeting), buttons: rsvpButtons(meeting.id), asks };
                },
              },
            },
            { target: 'welcome' },
          ],
        },
      },
      asked: flow.end(),
      welcome: flow.end('thanks.welcome'),
    },
  }),
};
