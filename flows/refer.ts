import type { FlowEvent } from '../src/engine/flow';
import { fresh, setupFlow } from './kit';

const flow = setupFlow('refer');

type Given = Extract<FlowEvent, { type: 'codeGiven' }>;
const shared = [
  flow.say<Given>('refer.share', ({ event }) => ({ link: event.link, code: event.code })),
  flow.say<Given>('refer.forward', ({ event }) => ({ link: event.link, code: event.code, commune: event.known.unit.commune })),
] as const;
const progress = flow.say<Given>('refer.progress', ({ event }) => ({
  invited: event.chain?.invited ?? 0,
  submitted: event.chain?.submitted ?? 0,
  recognised: event.chain?.recognised ?? 0,
}));

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
          codeGiven: [
            { guard: ({ event }) => (event.chain?.invited ?? 0) > 0, target: 'given', actions: [...shared, progress] },
            { target: 'given', actions: [...shared] },
          ],
          resume: { target: 'asking', reenter: true },
        },
      }),
      given: flow.end(),
      late: flow.end(),
      membersOnly: flow.end('refer.membersOnly'),
    },
  }),
};
