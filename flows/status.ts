import { fresh, setupFlow } from './kit';

const flow = setupFlow('status');
const STATES = ['submitted', 'duplicate', 'verified', 'recognised', 'withdrawn', 'none'] as const;

/** "Hồ sơ tới đâu": how far her own application is, told in the chat that sent it and nowhere else. */
export const status = {
  name: 'status',
  version: 1,
  machine: flow.createMachine({
    id: 'status',
    context: fresh,
    initial: 'idle',
    states: {
      idle: flow.idle('asking'),
      asking: flow.waiting({
        step: 'asking',
        entry: {
          type: 'showStatus',
          params: ({ event }) => ('arg' in event && event.arg !== undefined ? { file: event.arg } : {}),
        },
        back: 'late',
        late: 'status.late',
        on: {
          statusShown: STATES.map((state) => ({ guard: ({ event }) => event.state === state, target: state })),
          resume: { target: 'asking', reenter: true },
        },
      }),
      ...Object.fromEntries(
        STATES.map((state) => [
          state,
          flow.end(`status.${state}`, ({ event }) =>
            event.type === 'statusShown' && event.state !== 'none'
              ? { file: event.file, unit: event.unit, day: event.day }
              : { phone: event.known.unit.phone },
          ),
        ]),
      ),
      late: flow.end(),
    },
  }),
};
