import type { FlowEvent } from '../src/engine/flow';
import type { Known, MeetingBrief } from '../src/engine/types';
import { type Base, choice, fresh, invitationVars, rsvpButtons, setupFlow } from './kit';

type MeetingsContext = Base & { ids: string[] };

const flow = setupFlow<MeetingsContext>('meetings');
const ANSWERED = { going: 'meetings.going', busy: 'meetings.busy', unsure: 'meetings.unsure' };
const listed = (context: MeetingsContext, known: Known): MeetingBrief[] =>
  context.ids.map((id) => known.meetings.find((each) => each.id === id)).filter((each) => each !== undefined);
const show = (which: (args: { context: MeetingsContext; event: FlowEvent }) => MeetingBrief | undefined) =>
  flow.enqueueActions(({ context, event, enqueue }) => {
    const meeting = which({ context, event });
    if (!meeting) return enqueue({ type: 'say', params: { key: 'meeting.gone' } });
    const { calendar, papers } = meeting;
    if (calendar !== undefined)
      enqueue({ type: 'say', params: { key: 'meetings.links', vars: { calendar }, ...(papers ? { cards: papers } : {}) } });
    const key = meeting.answer ? ANSWERED[meeting.answer] : 'meeting.invite';
    const asks = { flow: 'meeting', subject: meeting.id };
    const params = { key, vars: invitationVars(meeting), buttons: rsvpButtons(meeting.id), asks };
    // A number answers only what has no answer yet.
    enqueue({ type: 'say', params: meeting.answer ? { ...params, numbered: false } : params });
  });

/** "Lịch họp": the meetings ahead; the one she picks is asked like an invitation. */
export const meetings = {
  name: 'meetings',
  version: 1,
  machine: flow.createMachine({
    id: 'meetings',
    context: { ...fresh, ids: [] },
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            { guard: ({ event }) => event.known.meetings.length === 0, target: 'none' },
            {
              guard: ({ event }) => event.known.meetings.length === 1,
              target: 'done',
              actions: show(({ event }) => event.known.meetings[0]),
            },
            {
              target: 'pick',
              actions: flow.assign(({ event }) => ({ ids: event.known.meetings.slice(0, 9).map(({ id }) => id) })),
            },
          ],
        },
      },
      pick: flow.question({
        step: 'pick',
        say: 'meetings.pick',
        vars: ({ context }) => ({ n: context.ids.length }),
        expecting: 'choice',
        options: (context, known) =>
          listed(context, known).map(({ day, time, topic }, index) => choice(index, `${day} ${time}: ${topic}`)),
        lapse: 'done',
        nudge: false,
        on: {
          choice: {
            target: 'done',
            actions: show(({ context, event }) =>
              event.type === 'choice' ? listed(context, event.known)[event.value[0] ?? -1] : undefined,
            ),
          },
        },
      }),
      none: flow.end('meetings.none'),
      done: flow.end(),
    },
  }),
};
