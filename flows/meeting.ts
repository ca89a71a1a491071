import type { Known, MeetingBrief, Rsvp } from '../src/engine/types';
import { type Base, choice, fresh, invitationVars, no, option, setupFlow, yes } from './kit';

type MeetingContext = Base & {
  subject: string;
  /** What she said while it is asked which meeting she means, and the meetings to choose from. */
  said: Rsvp;
  ids: string[];
};
type Args = { context: MeetingContext; event: { known: Known } };
type Heard = Args & { event: { by: 'tap' | 'words' } };

const flow = setupFlow<MeetingContext>('meeting', { bySubject: true });

const meetingOf = ({ context, event }: Args) => event.known.meetings.find((each) => each.id === context.subject);
const answer = (rsvp: Rsvp, wantsSummary?: boolean) => ({
  type: 'answerMeeting' as const,
  params: ({ context }: { context: MeetingContext }) => ({
    meeting: context.subject,
    answer: rsvp,
    ...(wantsSummary === undefined ? {} : { wantsSummary }),
  }),
});
const gone = { guard: (args: Args) => !meetingOf(args), target: 'gone' };

/** Whether this meeting's question has its answer; a reminder asks anew: what is said now answers that one. */
function isAnswered(subject: string, { meetings, newest }: Known): boolean {
  const about = meetings.find((each) => each.id === subject);
  if (about?.answer === undefined) return false;
  return about.answeredAt === undefined || newest?.subject !== subject || about.answeredAt >= newest.at;
}

/** Words that follow an answer are about another meeting, or change her mind about this one: with several it is asked which. */
const which = (said: Rsvp) => ({
  guard: ({ context, event }: Heard) =>
    event.by === 'words' && event.known.meetings.length > 1 && isAnswered(context.subject, event.known),
  target: 'which',
  actions: flow.assign((({ event: { known } }: Heard) => {
    // Those that have no answer yet are meant more often.
    const open = known.meetings.filter(({ answer: given }) => given === undefined);
    const rest = known.meetings.filter((each) => !open.includes(each));
    return { said, ids: [...open, ...rest].slice(0, 9).map(({ id }) => id) };
  }) as never),
});
const listed = ({ ids }: MeetingContext, { meetings }: Known): MeetingBrief[] =>
  ids.flatMap((id) => meetings.find((each) => each.id === id) ?? []);
const going = { target: 'going', actions: answer('going') };
const busy = { target: 'askSummary', actions: answer('busy') };
const unsure = { target: 'unsure', actions: answer('unsure') };
const tapped = ({ event }: { event: { by: 'tap' | 'words' } }) => event.by === 'tap';
const invitation = {
  say: 'meeting.invite',
  expecting: 'rsvp' as const,
  options: [yes('meeting.going'), no('meeting.busy'), option('maybe', 'meeting.unsure')],
  about: () => '',
  on: { yes: [gone, which('going'), going], no: [gone, which('busy'), busy], maybe: [gone, which('unsure'), unsure] },
};

/** The answer to an invitation, which was sent before this ran; she may change her mind at any time. */
export const meeting = {
  name: 'meeting',
  version: 2,
  answered: isAnswered,
  waits: (subject: string, { meetings }: Known) => meetings.some(({ id }) => id === subject),
  machine: flow.createMachine({
    id: 'meeting',
    context: ({ input }) => ({ ...fresh, subject: input?.subject ?? '', said: 'unsure', ids: [] }),
    initial: 'idle',
    states: {
      idle: flow.question({ ...invitation, step: 'idle', silent: 'check' }),
      check: { always: [gone, { target: 'asked' }] },
      asked: flow.question({
        ...invitation,
        step: 'asked',
        vars: (args) => invitationVars(meetingOf(args) ?? { id: '', branch: '', topic: '', day: '', time: '', place: '' }),
        lapse: 'left',
        nudge: false,
        on: { ...invitation.on, open: 'check', resume: 'check', repeat: 'check' },
      }),
      askSummary: flow.question({
        step: 'askSummary',
        say: 'meeting.askSummary',
        expecting: 'yesNo',
        // Not the verbs of the invitation: its buttons may still be tapped, and then mean the meeting.
        options: [option('value', 'meeting.summaryYes', 'yes'), option('value', 'meeting.summaryNo', 'no')],
        lapse: 'left',
        nudge: false,
        on: {
          value: [
            { guard: ({ event }) => event.value === 'yes', target: 'summary', actions: answer('busy', true) },
            { target: 'busy', actions: answer('busy', false) },
          ],
          yes: [
            { guard: tapped, ...going },
            { target: 'summary', actions: answer('busy', true) },
          ],
          no: [
            { guard: tapped, ...busy, reenter: true },
            { target: 'busy', actions: answer('busy', false) },
          ],
          maybe: unsure,
        },
      }),
      which: flow.question({
        step: 'which',
        say: 'meeting.which',
        expecting: 'choice',
        options: (context, known) =>
          listed(context, known).map(({ day, time, topic }, index) => choice(index, `${day} ${time}: ${topic}`)),
        lapse: 'left',
        nudge: false,
        on: {
          choice: {
            target: 'chosen',
            actions: flow.assign(({ context, event }) => ({
              subject: (event.type === 'choice' && listed(context, event.known)[event.value[0] ?? -1]?.id) || '',
            })),
          },
        },
      }),
      chosen: {
        always: [
          gone,
          { guard: ({ context }) => context.said === 'going', ...going },
          { guard: ({ context }) => context.said === 'busy', ...busy },
          unsure,
        ],
      },
      going: {
        type: 'final',
        meta: { says: 'meeting.noted' },
        entry: {
          type: 'say',
          params: (args) => {
            const calendar = meetingOf(args)?.calendar;
            return calendar === undefined ? { key: 'meeting.noted' } : { key: 'meeting.notedCalendar', vars: { calendar } };
          },
        },
      },
      summary: flow.end('meeting.willSummarise'),
      busy: flow.end('meeting.notedBusy'),
      unsure: flow.end('meeting.notedUnsure'),
      gone: flow.end('meeting.gone'),
      left: flow.end(),
    },
  }),
};
