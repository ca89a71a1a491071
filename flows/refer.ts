import { fresh, setupFlow } from './kit';

const flow = setupFlow('refer');

/** "Giới thiệu bạn": her code and link, and a text that she can pass on; she never types her friend's name or number. */
export const refer = {
  name: 'refer',
  version: 1,
  machine: flow.createMachine({
    id: 'refer',
    context: fresh,
    initial: 'idle',
    states: {
      idle: {
        on: { '*': [{ guard: ({ event }) => event.known.person?.member === true, target: 'asking' }, { target: 'membersOnly' }] },
      },
      asking: flow.waiting({
        step: 'asking',
        entry: { type: 'giveCode', params: {} },
        back: 'late',
        late: 'refer.late',
        on: {
          codeGiven: {
            target: 'given',
            actions: [
              flow.say('refer.share', ({ event }) => ({ link: event.link, code: event.code })),
              flow.say('refer.forward', ({ event }) => ({
                link: event.link,
                code: event.code,
                commune: event.known.unit.commune,
              })),
            ],
          },
          resume: { target: 'asking', reenter: true },
        },
      }),
      given: flow.end(),
      late: flow.end(),
      membersOnly: flow.end('refer.membersOnly'),
    },
  }),
};
