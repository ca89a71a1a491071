import { payload } from '../src/engine/payload';
import type { Button, Vars } from '../src/engine/types';
import { argOf } from './announce-words';
import { type Base, fresh, no, setupFlow } from './kit';
import { leadersOnly } from './leader-steps';

type ClubsContext = Base & { words: string; clubs: { id: string; name: string; n: number }[]; fit: boolean };

const flow = setupFlow<ClubsContext>('clubs');
/** The button that leads on to the message. */
const writing = ({ id, name }: { id: string; name: string }): Button => ({
  payload: payload('announce', '', 'open', `clb.${id}`),
  text: name,
});

/** "Gửi tin CLB áo dài": which of a leader's clubs is meant; the message itself is `announce`. */
export const clubs = {
  name: 'clubs',
  version: 1,
  machine: flow.createMachine({
    id: 'clubs',
    context: { ...fresh, words: '', clubs: [], fit: false },
    initial: 'idle',
    states: {
      idle: leadersOnly('finding', { actions: flow.assign(({ event }) => ({ words: argOf(event) })) }),
      finding: flow.waiting({
        step: 'finding',
        entry: { type: 'findClubs', params: ({ context: { words } }) => ({ words }) },
        back: 'late',
        late: 'leader.slow',
        on: {
          clubsFound: [
            {
              guard: ({ event }) => event.clubs.length > 0,
              target: 'pick',
              actions: flow.assign(({ event }) => (event.type === 'clubsFound' ? { clubs: event.clubs, fit: event.fit } : {})),
            },
            { target: 'none' },
          ],
        },
      }),
      pick: flow.question({
        step: 'pick',
        say: 'clubs.pick',
        variant: ({ clubs: found, fit }) => (fit ? (found.length === 1 ? 'clubs.pickOne' : 'clubs.pick') : 'clubs.pickNone'),
        vars: ({ context: { clubs: found, fit } }): Vars =>
          fit && found[0] && found.length === 1 ? { club: found[0].name, n: found[0].n } : {},
        expecting: 'choice',
        options: ({ clubs: found }) => [...found.map(writing), no('desk.drop')],
        lapse: 'left',
        nudge: false,
        on: { no: 'left' },
      }),
      late: flow.end(),
      none: flow.end('clubs.none'),
      left: flow.end('clubs.left'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
