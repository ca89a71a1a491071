import { filing, members } from './change';
import { fresh, no, setupFlow, yes } from './kit';
import { type PlaceContext, placeSteps } from './place-steps';

type MoveContext = PlaceContext & { abroad: boolean };
const flow = setupFlow<MoveContext>('move');

/** "Chuyển nhà": where she will belong from now on; her leader confirms it. */
export const move = {
  name: 'move',
  version: 1,
  machine: flow.createMachine({
    id: 'move',
    context: { ...fresh, place: '', places: [], branchAsked: false, abroad: false },
    initial: 'idle',
    states: {
      idle: members('askCommune'),
      ...placeSteps(flow, { commune: 'move.askCommune', branch: 'join.askBranch', outside: 'move.outside' }),
      next: { always: { target: 'review' } },
      outside: { always: { target: 'review', actions: flow.assign({ abroad: true }) } },
      review: flow.question({
        step: 'review',
        say: 'move.review',
        variant: ({ abroad }) => (abroad ? 'move.reviewOutside' : 'move.review'),
        vars: ({ context: { branch, commune, abroad } }) => ({
          ...(!abroad && { place: [branch?.label, commune?.label].filter(Boolean).join(', ') }),
        }),
        expecting: 'yesNo',
        options: [yes('common.right'), no('change.cancel')],
        back: 'askCommune',
        lapse: 'lapsed',
        on: { yes: 'filing', no: 'cancelled' },
      }),
      ...filing(flow, ({ context: { branch, commune, abroad } }) => {
        const unit = abroad ? undefined : (branch ?? commune)?.id;
        return { kind: 'move', ...(unit === undefined ? {} : { unit }) };
      }),
    },
  }),
};
