import type { FlowEvent } from '../src/engine/flow';
import { fresh, opens, setupFlow } from './kit';

const flow = setupFlow('checkIn');
/** What is told of the meeting, by what became of the check-in. */
const TELLS = {
  in: ['topic'],
  guest: ['topic'],
  early: ['topic', 'day', 'time'],
  over: ['topic', 'day'],
  cancelled: ['topic', 'day', 'time'],
  unknown: [],
} as const;
const RESULTS = Object.keys(TELLS) as (keyof typeof TELLS)[];
const codeIn = (event: FlowEvent) => ('arg' in event ? event.arg : undefined);
const hasCode = ({ event }: { event: FlowEvent }) => codeIn(event) !== undefined;

/** The code at the door of a meeting, scanned or typed: she is there; who is nobody's is a guest, and is asked to tie her chat. */
export const checkIn = {
  name: 'checkIn',
  version: 1,
  machine: flow.createMachine({
    id: 'checkIn',
    context: fresh,
    initial: 'idle',
    states: {
      idle: { on: { '*': [{ guard: hasCode, target: 'checking' }, { target: 'unknown' }] } },
      checking: flow.waiting({
        step: 'checking',
        entry: { type: 'checkIn', params: ({ event }) => ({ code: codeIn(event) ?? '' }) },
        back: 'late',
        late: 'checkIn.late',
        on: {
          checkedIn: RESULTS.map((result) => ({ guard: ({ event }) => event.result === result, target: result })),
          // Typed again while the world is slow.
          resume: [{ guard: hasCode, target: 'checking', reenter: true }, { actions: flow.say('common.wait') }],
        },
      }),
      ...Object.fromEntries(
        RESULTS.map((result) => [
          result,
          flow.end(
            `checkIn.${result}`,
            ({ event }) => {
              const about = event.type === 'checkedIn' && event.result !== 'unknown' ? event : undefined;
              return Object.fromEntries(TELLS[result].map((name) => [name, about?.[name] ?? '']));
            },
            // The numbers are the menu's.
            () => (result === 'guest' ? [opens('link', 'menu.link', 2), opens('join', 'menu.join', 1)] : []),
          ),
        ]),
      ),
      late: flow.end(),
    },
  }),
};
