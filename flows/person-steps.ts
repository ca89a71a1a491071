import type { Also, FlowEvent } from '../src/engine/flow';
import { type Base, type Builders, type Node, no, yes } from './kit';

/** What a conversation that asks who she is keeps of her. */
export type PersonContext = Base & { name?: string; birthYear?: number; birthRead: boolean; phone?: string; phoneRead: boolean };

/** How a conversation asks: the key of each question and the state before it. */
export type PersonWords = Record<'name' | 'birth' | 'phone', { say: string; back?: string }>;

type Args<E = FlowEvent> = { context: PersonContext; event: E };
type Value = Extract<FlowEvent, { type: 'value' }>;
type Steps = 'askName' | 'confirmName' | 'askBirth' | 'confirmBirth' | 'askPhone' | 'confirmPhone';

const spaced = (phone = '') => phone.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3');
const ageOf = ({ context, event }: Args) => Number(event.known.today.slice(0, 4)) - (context.birthYear ?? 0);
const WRONG_YEAR = {
  future: 'join.birthFuture',
  tooOld: 'join.birthTooOld',
  noYear: 'join.birthNoYear',
  underAge: 'person.birthUnderAge',
};
const WRONG_PHONE = { tooShort: 'join.phoneShort', tooLong: 'join.phoneLong' };

/** Asks for the name, the birth year, which is always read back, and the phone; each goes on to `next`. */
export function personSteps<C extends PersonContext>(builders: Builders<C>, words: PersonWords): Record<Steps, Node<C>> {
  // What is built of these fields alone is right for any context that has them, which TypeScript cannot follow while `C` is open.
  const { assign, question } = builders as unknown as Builders<PersonContext>;
  const set = <E extends FlowEvent = FlowEvent>(change: (args: Args<E>) => Partial<PersonContext>) =>
    assign((args) => change(args as unknown as Args<E>));
  const common = (which: keyof PersonWords) => {
    const { say, back } = words[which];
    return { say, ...(back && { back }), lapse: 'lapsed' };
  };
  const readBack = { expecting: 'yesNo' as const, options: [yes('common.right'), no('common.fix')], lapse: 'lapsed' };
  const named = set<Value>((args) => ({ ...also(args, args.event.also), name: String(args.event.value) }));
  const born = set<Value>((args) => ({
    ...also(args, args.event.also),
    birthYear: Number(args.event.value),
    birthRead: false,
  }));
  const called = set<Value>(({ event }) => ({ phone: String(event.value), phoneRead: event.confirm !== true }));

  const steps: Record<Steps, Node<PersonContext>> = {
    askName: question({
      ...common('name'),
      step: 'askName',
      spelled: 'join.askNameSpelled',
      expecting: 'name',
      on: {
        value: [
          { guard: ({ event }) => event.confirm === true, target: 'confirmName', actions: named },
          { target: 'next', actions: named },
        ],
      },
    }),
    confirmName: question({
      ...readBack,
      step: 'confirmName',
      say: 'join.confirmName',
      vars: ({ context }) => ({ name: context.name ?? '' }),
      retell: 'name',
      back: 'askName',
      on: { yes: 'next', no: 'askName', value: { target: 'confirmName', reenter: true, actions: named } },
    }),
    askBirth: question({
      ...common('birth'),
      step: 'askBirth',
      spelled: 'join.askBirthSpelled',
      invalid: WRONG_YEAR,
      expecting: 'birthYear',
      on: { value: { target: 'next', actions: born } },
    }),
    confirmBirth: question({
      ...readBack,
      step: 'confirmBirth',
      say: 'join.confirmBirth',
      vars: (args) => ({ year: args.context.birthYear ?? 0, age: ageOf(args) }),
      retell: 'birthYear',
      invalid: WRONG_YEAR,
      back: 'askBirth',
      on: {
        yes: { target: 'next', actions: set(() => ({ birthRead: true })) },
        no: 'askBirth',
        value: { target: 'confirmBirth', reenter: true, actions: born },
      },
    }),
    askPhone: question({
      ...common('phone'),
      step: 'askPhone',
      spelled: 'join.askPhoneSpelled',
      invalid: WRONG_PHONE,
      expecting: 'phone',
      on: { value: { target: 'next', actions: called } },
    }),
    confirmPhone: question({
      ...readBack,
      step: 'confirmPhone',
      say: 'person.confirmPhone',
      vars: ({ context }) => ({ phone: spaced(context.phone) }),
      retell: 'phone',
      back: 'askPhone',
      on: {
        yes: { target: 'next', actions: set(() => ({ phoneRead: true })) },
        no: 'askPhone',
        value: { target: 'confirmPhone', reenter: true, actions: called },
      },
    }),
  };
  return steps as unknown as Record<Steps, Node<C>>;
}

/** What else her text told fills what is still empty; the year is read back, and the phone where there is a doubt. */
function also({ context }: Args, told: Also = {}): Partial<PersonContext> {
  return {
    ...(told.birthYear !== undefined && context.birthYear === undefined && { birthYear: told.birthYear }),
    ...(told.phone !== undefined && context.phone === undefined && { phone: told.phone, phoneRead: false }),
  };
}
