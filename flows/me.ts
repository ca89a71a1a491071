import { fresh, setupFlow } from './kit';

const flow = setupFlow('me');

/** "Thông tin của tôi": what is known about her, and how to see, correct or delete it. */
export const me = {
  name: 'me',
  version: 1,
  machine: flow.createMachine({
    id: 'me',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            { guard: ({ event }) => event.known.person?.member === true, target: 'member' },
            { guard: ({ event }) => event.known.person !== undefined, target: 'person' },
            { target: 'unknown' },
          ],
        },
      },
      member: {
        type: 'final',
        meta: { says: 'me.member' },
        entry: [
          flow.say('me.member', ({ event }) => ({ name: event.known.person?.name ?? '', unit: event.known.unit.name })),
          flow.say('me.rights'),
        ],
      },
      person: {
        type: 'final',
        meta: { says: 'me.person' },
        entry: [flow.say('me.person', ({ event }) => ({ name: event.known.person?.name ?? '' })), flow.say('me.rights')],
      },
      unknown: { type: 'final', meta: { says: 'me.unknown' }, entry: [flow.say('me.unknown'), flow.say('me.rights')] },
    },
  }),
};
