import { type Base, fresh, setupFlow } from '../../flows/kit';

// Checked by `tsc`: a flow that asks for something the engine does not know must not compile.
const flow = setupFlow<Base & { name: string }>('try');
const context = { ...fresh, name: '' };

/** Right: an effect with its parameters, and one that reads the event it follows. */
export const right = flow.createMachine({
  context,
  initial: 'idle',
  states: {
    idle: {
      on: {
        open: { actions: { type: 'callPerson', params: { reason: 'help' } } },
        value: { actions: { type: 'keepNote', params: ({ event }) => ({ kind: 'wish', text: String(event.value) }) } },
        applicationFiled: { actions: flow.say('join.done', ({ event }) => ({ file: event.file })) },
      },
    },
  },
});

/** Wrong: nobody knows this effect. */
export const unknown = flow.createMachine({
  context,
  initial: 'idle',
  // @ts-expect-error: `sendMoney` is no effect
  states: { idle: { entry: { type: 'sendMoney', params: {} } } },
});

/** Wrong: a person is called for one of three reasons. */
export const wrongParams = flow.createMachine({
  context,
  initial: 'idle',
  // @ts-expect-error: `fun` is no reason
  states: { idle: { entry: { type: 'callPerson', params: { reason: 'fun' } } } },
});

/** Wrong: parameters that are computed are checked as well. */
export const wrongComputed = flow.createMachine({
  context,
  initial: 'idle',
  // @ts-expect-error: a note has a text
  states: { idle: { entry: { type: 'keepNote', params: () => ({ kind: 'wish' }) } } },
});

/** Wrong: effects without parameters are checked in questions, too. */
export const wrongInQuestion = flow.question({
  step: 'askName',
  say: 'join.askName',
  expecting: 'name',
  // @ts-expect-error: `given` is missing
  on: { value: { actions: { type: 'recordConsent', params: { purpose: 'GIA_NHAP', text: '', by: 'tap' } } } },
});

/** Wrong: a question expects what the language can read. */
export const wrongExpecting = flow.question({
  step: 'askName',
  say: 'join.askName',
  // @ts-expect-error: nobody reads shoe sizes
  expecting: 'shoeSize',
  on: {},
});
