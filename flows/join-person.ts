import { type Args, also, type JoinContext, question, set, to, type Value, withdraw } from './join-form';
import { no, yes } from './kit';

const LEAST_AGE = 18;
const ageOf = ({ context, event }: Args) => Number(event.known.today.slice(0, 4)) - (context.birthYear ?? 0);
const tooYoung = {
  guard: ({ event }: { event: { why: string } }) => event.why === 'underAge',
  target: 'underAge',
  actions: withdraw,
};
const BIRTH = { future: 'join.birthFuture', tooOld: 'join.birthTooOld', noYear: 'join.birthNoYear' };
function named(args: Args<Value>): Partial<JoinContext> {
  return { ...also(args, args.event.also), name: String(args.event.value) };
}

/** Who she is: her name, and her birth year, which is always read back. */
export const personSteps = {
  askName: question({
    step: 'askName',
    say: 'join.askName',
    spelled: 'join.askNameSpelled',
    expecting: 'name',
    lapse: 'lapsed',
    on: {
      value: [
        { guard: ({ event }) => event.confirm === true, target: 'confirmName', actions: set<Value>(named) },
        to<Value>(named),
      ],
    },
  }),
  confirmName: question({
    step: 'confirmName',
    say: 'join.confirmName',
    vars: ({ context }) => ({ name: context.name ?? '' }),
    expecting: 'yesNo',
    options: [yes('common.right'), no('common.fix')],
    retell: 'name',
    back: 'askName',
    lapse: 'lapsed',
    on: { yes: 'next', no: 'askName', value: { target: 'confirmName', reenter: true, actions: set<Value>(named) } },
  }),
  askBirth: question({
    step: 'askBirth',
    say: 'join.askBirth',
    spelled: 'join.askBirthSpelled',
    invalid: BIRTH,
    expecting: 'birthYear',
    back: 'askName',
    lapse: 'lapsed',
    on: {
      invalid: tooYoung,
      value: to<Value>((args) => ({ ...also(args, args.event.also), birthYear: Number(args.event.value), birthRead: false })),
    },
  }),
  confirmBirth: question({
    step: 'confirmBirth',
    say: 'join.confirmBirth',
    vars: (args) => ({ year: args.context.birthYear ?? 0, age: ageOf(args) }),
    expecting: 'yesNo',
    options: [yes('common.right'), no('common.fix')],
    retell: 'birthYear',
    invalid: BIRTH,
    back: 'askBirth',
    lapse: 'lapsed',
    on: {
      value: {
        target: 'confirmBirth',
        reenter: true,
        actions: set<Value>(({ event }) => ({ birthYear: Number(event.value) })),
      },
      invalid: tooYoung,
      yes: [
        { guard: (args) => ageOf(args) < LEAST_AGE, target: 'underAge', actions: withdraw },
        { guard: (args) => ageOf(args) === LEAST_AGE, target: 'askEighteen' },
        to(() => ({ birthRead: true })),
      ],
      no: 'askBirth',
    },
  }),
  askEighteen: question({
    step: 'askEighteen',
    say: 'join.askEighteen',
    expecting: 'yesNo',
    options: [yes('join.eighteenYes'), no('join.eighteenNo')],
    back: 'askBirth',
    lapse: 'lapsed',
    on: { yes: to(() => ({ birthRead: true })), no: { target: 'underAge', actions: withdraw } },
  }),
};
