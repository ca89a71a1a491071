import { askToJoin } from './consents';
import { fresh, menuButtons } from './kit';
import { codeSteps, flow, ledBy, question } from './link-code';
import { personSteps } from './person-steps';
import { placeSteps } from './place-steps';

/** "Tôi đã là hội viên": ties her chat to her record, by a code to the registered phone or her leader's tap, never by a number alone. */
export const link = {
  name: 'link',
  version: 2,
  machine: flow.createMachine({
    id: 'link',
    context: { ...fresh, birthRead: false, phoneRead: false, place: '', places: [], branchAsked: false },
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            { guard: ({ event }) => event.known.person?.member === true, target: 'linked' },
            { guard: ({ event }) => event.known.consents.GIA_NHAP === true, target: 'next', actions: flow.assign(ledBy) },
            { target: 'askConsent', actions: flow.assign(ledBy) },
          ],
        },
      },
      askConsent: askToJoin(flow, 'link.consent'),
      next: {
        always: [
          { guard: ({ context }) => !context.branchAsked, target: 'askCommune' },
          { guard: ({ context }) => context.name === undefined, target: 'askName' },
          { guard: ({ context }) => context.birthYear === undefined, target: 'askBirth' },
          { guard: ({ context }) => !context.birthRead, target: 'confirmBirth' },
          { guard: ({ context }) => context.phone === undefined, target: 'askPhone' },
          { guard: ({ context }) => !context.phoneRead, target: 'confirmPhone' },
          { target: 'asking' },
        ],
      },
      ...placeSteps(flow, { commune: 'join.askCommune', branch: 'join.askBranch' }, question),
      ...personSteps(flow, {
        name: { say: 'link.askName' },
        birth: { say: 'join.askBirth', back: 'askName' },
        phone: { say: 'link.askPhone', back: 'askBirth' },
      }),
      ...codeSteps,
      refused: flow.end('link.refused'),
      lapsed: flow.end('link.lapsed'),
      linked: flow.end('link.linked', undefined, ({ event }) => menuButtons(event.known)),
    },
  }),
};
