import type { Known, Rsvp } from '../src/engine/types';
import { type Base, fresh, invitationVars, no, option, setupFlow, yes } from './kit';

type MeetingContext = Base & { subject: string };
type Args = { context: MeetingContext; event: { known: Known } };

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
const going = { target: 'going', actions: answer('going') };
const busy = { target: 'askSummary', actions: answer('busy') };
const unsure = { target: 'unsure', actions: answer('unsure') };
const tapped = ({ event }: { event: { by: 'tap' | 'words' } }) => event.by === 'tap';
const invitation = {
  say: 'meeting.invite',
  expecting: 'rsvp' as const,
  options: [yes('meeting.going'), no('meeting.busy'), option('maybe', 'meeting.unsure')],
  about: () => '',
  on: { yes: [gone, going], no: [gone, busy], maybe: [gone, unsure] },
};

/** The answer to an invitation, which was sent before this ran; she may change her mind at any time. */
export const meeting = {
  name: 'meeting',
  version: 1,
  answered(subject: string, known: Known): boolean {
    const about = known.meetings.find((each) => each.id === subject);
    if (about?.answer === undefined) return false;
    // A reminder asks anew: what is said now answers that one.
    const { newest } = known;
    return about.answeredAt === undefined || newest?.subject !== subject || about.answeredAt >= newest.at;
  },
  machine: flow.createMachine({
    id: 'meeting',
    context: ({ input }) => ({ ...fresh, subject: input?.subject ?? '' }),
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
