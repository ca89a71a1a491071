import type { FlowEvent } from '../src/engine/flow';
import { fresh, opens, setupFlow } from './kit';
import { newsButton } from './news';

const flow = setupFlow('me');
type Shown = Extract<FlowEvent, { type: 'cardShown'; found: true }>;
const CHANGES = [
  opens('move', 'me.move'),
  opens('away', 'me.away'),
  opens('correct', 'me.correct'),
  opens('leave', 'me.leave'),
  newsButton,
];

/** Who is no member yet may have sent an application. */
const rights = flow.say('me.rights', undefined, () => [opens('status', 'status.open')]);

/** "Thông tin của tôi": a member's card, her branch and its leader, and the ways to change, see or delete what is kept of her. */
export const me = {
  name: 'me',
  version: 2,
  machine: flow.createMachine({
    id: 'me',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            { guard: ({ event }) => event.known.person?.member === true, target: 'looking' },
            { guard: ({ event }) => event.known.person !== undefined, target: 'person' },
            { target: 'unknown' },
          ],
        },
      },
      looking: flow.waiting({
        step: 'looking',
        entry: { type: 'showCard', params: {} },
        back: 'late',
        late: 'me.slow',
        on: {
          cardShown: [
            { guard: ({ event }) => !event.found, target: 'unknown' },
            {
              target: 'member',
              actions: [
                flow.say<Shown>('me.card', ({ event: { name, branch, commune, since, card, code } }) => ({
                  name,
                  branch,
                  commune,
                  since,
                  card,
                  code,
                })),
                flow.say<Shown>('me.leader', ({ event: { leader } }) => ({ leader })),
              ],
            },
          ],
          resume: { target: 'looking', reenter: true },
        },
      }),
      member: flow.end('me.rights', undefined, () => CHANGES),
      late: flow.end(),
      person: {
        type: 'final',
        meta: { says: 'me.person' },
        entry: [flow.say('me.person', ({ event }) => ({ name: event.known.person?.name ?? '' })), rights],
      },
      unknown: { type: 'final', meta: { says: 'me.unknown' }, entry: [flow.say('me.unknown'), rights] },
    },
  }),
};
