import type { MeetingRating } from '../src/engine/types';
import { type Base, fresh, option, setupFlow } from './kit';

type RatingContext = Base & { subject: string };

const flow = setupFlow<RatingContext>('rating', { bySubject: true });
const VALUES: readonly MeetingRating[] = ['good', 'fair', 'poor'];
const isValue = (value: unknown): value is MeetingRating => VALUES.includes(value as MeetingRating);

const ask = {
  say: 'rating.ask',
  expecting: 'anything' as const,
  options: VALUES.map((value) => option('value', `rating.${value}`, value)),
  about: () => '',
};
const rated = {
  guard: ({ event }: { event: { value: unknown } }) => isValue(event.value),
  target: 'thanked',
  actions: {
    type: 'rateMeeting' as const,
    params: ({ context, event }: { context: RatingContext; event: { value: unknown } }) => ({
      meeting: context.subject,
      value: event.value as MeetingRating,
    }),
  },
};

/** How a meeting was, asked with the thanks, before this ran: one anonymous tap, and no second word to who does not care. */
export const rating = {
  name: 'rating',
  version: 1,
  machine: flow.createMachine({
    id: 'rating',
    context: ({ input }) => ({ ...fresh, subject: input?.subject ?? '' }),
    initial: 'idle',
    states: {
      idle: flow.question({ ...ask, step: 'idle', silent: 'left', on: { value: rated } }),
      thanked: {
        type: 'final',
        meta: { says: 'rating.thanks' },
        // Nobody knows that she has answered: from here on a number is the menu's.
        entry: { type: 'say', params: { key: 'rating.thanks', asks: { flow: 'menu', subject: '' } } },
      },
      left: flow.end(),
    },
  }),
};
