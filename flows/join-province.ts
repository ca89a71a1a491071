import type { FlowEvent } from '../src/engine/flow';
import { type Args, question, to } from './join-form';
import { choice } from './kit';

type Chosen = Args<Extract<FlowEvent, { type: 'choice' }>>;
const chosen = ({ event }: Chosen) => event.known.provinces?.[event.value[0] ?? -1];

/** Whether her province must be asked before her commune: names are shared, and most provinces are alone (domain §6.3). */
export const asksProvince = ({ context, event }: Args): boolean =>
  (event.known.provinces?.length ?? 0) > 1 && context.province === undefined && context.commune === undefined;

/** The province, where there are several. */
export const provinceSteps = {
  pickProvince: question({
    step: 'pickProvince',
    say: 'join.pickProvince',
    expecting: 'choice',
    options: (_, known) => (known.provinces ?? []).map(({ label }, index) => choice(index, label)),
    back: 'askBirth',
    lapse: 'lapsed',
    on: {
      choice: {
        guard: (args) => chosen(args) !== undefined,
        ...to((args) => {
          const province = chosen(args as Chosen);
          return province ? { province } : {};
        }),
      },
    },
  }),
};
