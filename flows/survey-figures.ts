import { fresh, opens, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

const flow = setupFlow('surveyFigures');

/** "Khảo sát" of a leader: how the open surveys of her unit stand; she can still answer them herself. */
export const surveyFigures = {
  name: 'surveyFigures',
  version: 1,
  passing: true as const,
  machine: flow.createMachine({
    id: 'surveyFigures',
    context: fresh,
    initial: 'idle',
    states: {
      idle: leadersOnly('reading'),
      reading: flow.waiting({
        step: 'reading',
        entry: { type: 'readSurveys', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          surveysRead: [
            { guard: ({ event }) => event.surveys.length === 0, target: 'none' },
            {
              target: 'read',
              actions: flow.enqueueActions(({ event, enqueue }) => {
                if (event.type !== 'surveysRead') return;
                for (const { title, n, lines } of event.surveys)
                  enqueue({ type: 'say', params: { key: 'surveyFigures.one', vars: { title, n, lines } } });
              }),
            },
          ],
        },
      }),
      read: flow.end('surveyFigures.note', undefined, () => [opens('survey', 'surveyFigures.answer')]),
      none: flow.end('surveyFigures.none', undefined, () => [opens('survey', 'surveyFigures.answer')]),
      late: flow.end(),
      notLeader: flow.end('leader.only'),
    },
  }),
};
