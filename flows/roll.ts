import { raise } from 'xstate';
import type { FlowEvent } from '../src/engine/flow';
import type { LeaderMeeting } from '../src/engine/leader-types';
import { rollMarksIn } from '../src/language/roll-words';
import { type Base, fresh, no, option, setupFlow, skip, yes } from './kit';
import { leadersOnly } from './leader-steps';

type RollContext = Base & {
  meeting?: LeaderMeeting;
  people: { id: string; name: string; here: boolean }[];
  guests: number;
  page: number;
  /** Whom her numbers name; empty until she has said. */
  side: 'present' | 'absent' | '';
  /** How many were invited and checked in, where they are more than can be listed here. */
  invited: number;
  here: number;
  most: number;
};
type Args = { context: RollContext; event: FlowEvent };

const flow = setupFlow<RollContext>('roll');
/** Names in one message. */
const PAGE = 30;
const CLOSE = /^\s*(?:chốt|chot|xong|xong rồi|xong roi)\s*[.!]*\s*$/i;
const said = ({ event }: Args) => (event.type === 'value' ? String(event.value) : '');
const closes = (args: Args) => CLOSE.test(said(args)) && args.context.side !== '';

/** What her numbers mean; undefined where they name nobody, or she never said on which side they are. */
function marked(args: Args): Partial<RollContext> | undefined {
  const { people, side: before } = args.context;
  const marks = rollMarksIn(said(args), people.length);
  const side = marks?.side ?? before;
  if (!marks || side === '') return undefined;
  const named = new Set(marks.numbers.map((number) => number - 1));
  // The first word says who the others are: "vắng 3" of forty means that thirty-nine came.
  const here = (each: RollContext['people'][number], index: number) =>
    marks.all || (named.has(index) ? side === 'present' : before === '' && side === 'absent' ? true : each.here);
  return { side, people: people.map((each, index) => ({ ...each, here: here(each, index) })) };
}
/** What is kept of a meeting too large to be listed; its people are not. */
function manyIn(event: FlowEvent): Partial<RollContext> {
  if (event.type !== 'rollOpened' || !event.found || !('roll' in event)) return {};
  const { meeting, invited, here, guests, most } = event;
  return { meeting, people: [], invited, here, guests, most };
}
const absent = ({ people }: RollContext) => people.filter(({ here }) => !here);
const missed = ({ known }: FlowEvent) => ({ type: 'notUnderstood', shape: 'noRoll', known });

/** "Điểm danh": the names in numbered pages; she types who was there or was not, then "chốt"; then the summary for the absent. */
export const roll = {
  name: 'roll',
  version: 2,
  machine: flow.createMachine({
    id: 'roll',
    context: { ...fresh, people: [], guests: 0, page: 0, side: '', invited: 0, here: 0, most: 0 },
    initial: 'idle',
    states: {
      idle: leadersOnly('opening'),
      opening: flow.waiting({
        step: 'opening',
        entry: { type: 'openRoll', params: {} },
        back: 'late',
        late: 'leader.slow',
        on: {
          rollOpened: [
            {
              guard: ({ event }) => event.found && 'people' in event && event.people.length > 0,
              target: 'mark',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'rollOpened' || !event.found || !('people' in event)) return {};
                const { meeting, people, guests } = event;
                return { meeting, people, guests, page: 0, side: '' as const };
              }),
            },
            {
              guard: ({ event }) => event.found && 'roll' in event && event.roll === 'closed',
              target: 'manyClosed',
              actions: flow.assign(({ event }) => manyIn(event)),
            },
            {
              guard: ({ event }) => event.found && 'roll' in event,
              target: 'many',
              actions: flow.assign(({ event }) => manyIn(event)),
            },
            { target: 'none' },
          ],
        },
      }),
      mark: flow.question({
        step: 'mark',
        say: 'roll.mark',
        variant: ({ side }) => (side === '' ? 'roll.mark' : 'roll.markMore'),
        vars: ({ context: { meeting, people, page } }) => ({
          ...{ topic: meeting?.topic ?? '', day: meeting?.day ?? '', n: people.length },
          here: people.filter((each) => each.here).length,
          names: people
            .slice(page * PAGE, (page + 1) * PAGE)
            .map(({ name, here }, index) => `${page * PAGE + index + 1}. ${name}${here ? ' ✓' : ''}`)
            .join('\n'),
        }),
        expecting: 'anything',
        free: true,
        options: ({ people, side }) => [
          ...(people.length > PAGE ? [option('page', 'roll.page')] : []),
          ...(side === '' ? [] : [yes('roll.close')]),
          no('desk.drop'),
        ],
        lapse: 'left',
        nudge: false,
        on: {
          value: [
            { guard: closes, target: 'confirm' },
            {
              guard: (args) => marked(args) !== undefined,
              target: 'mark',
              reenter: true,
              actions: flow.assign((args) => marked(args) ?? {}),
            },
            { actions: raise((({ event }: { event: FlowEvent }) => missed(event)) as never) },
          ],
          tap: {
            target: 'mark',
            reenter: true,
            actions: flow.assign(({ context: { page, people } }) => ({ page: (page + 1) % Math.ceil(people.length / PAGE) })),
          },
          yes: 'confirm',
          no: 'left',
        },
      }),
      many: flow.question({
        step: 'many',
        say: 'roll.many',
        vars: ({ context: { meeting, invited, most, here, guests } }) => ({
          ...{ topic: meeting?.topic ?? '', day: meeting?.day ?? '' },
          ...{ n: invited, most, here, guests },
        }),
        expecting: 'yesNo',
        options: [yes('roll.close'), no('desk.drop')],
        lapse: 'left',
        nudge: false,
        // Without a name: who checked in is added by the roll itself.
        on: { yes: 'closing', no: 'left' },
      }),
      confirm: flow.question({
        step: 'confirm',
        say: 'roll.confirm',
        vars: ({ context }) => ({
          ...{ here: context.people.length - absent(context).length, n: context.people.length, guests: context.guests },
          absent: absent(context).length,
        }),
        expecting: 'yesNo',
        options: [yes('roll.close'), no('common.fix')],
        back: 'mark',
        lapse: 'left',
        nudge: false,
        on: { yes: 'closing', no: 'mark' },
      }),
      closing: flow.waiting({
        step: 'closing',
        entry: {
          type: 'closeRoll',
          params: ({ context }) => ({
            meeting: context.meeting?.id ?? '',
            present: context.people.filter(({ here }) => here).map(({ id }) => id),
            absent: absent(context).map(({ id }) => id),
          }),
        },
        back: 'confirm',
        on: {
          rollClosed: [
            {
              guard: ({ event }) => event.result === 'done',
              target: 'askSummary',
              actions: flow.say('roll.closed', ({ event }) =>
                event.result === 'done' ? { present: event.present, invited: event.invited } : {},
              ),
            },
            { guard: ({ event }) => event.result === 'early', target: 'early' },
            { guard: ({ event }) => event.result === 'same', target: 'askSummary' },
            { target: 'notAllowed' },
          ],
        },
      }),
      askSummary: flow.question({
        ...{ step: 'askSummary', say: 'roll.askSummary', expecting: 'anything', free: 'passedOn' },
        options: [skip('roll.noSummary')],
        lapse: 'done',
        nudge: false,
        on: { value: 'summarising', skip: 'done' },
      }),
      summarising: flow.waiting({
        step: 'summarising',
        entry: {
          type: 'sendSummary',
          params: (args) => ({ meeting: args.context.meeting?.id ?? '', text: said(args as Args) }),
        },
        back: 'askSummary',
        on: {
          summarySent: [{ guard: ({ event }) => event.result === 'done', target: 'summarised' }, { target: 'notAllowed' }],
        },
      }),
      summarised: flow.end('roll.summarised'),
      manyClosed: flow.end('roll.manyClosed', ({ context: { meeting, invited, here, most } }) => ({
        ...{ topic: meeting?.topic ?? '', n: invited, here, most },
      })),
      done: flow.end('desk.done'),
      none: flow.end('roll.none'),
      early: flow.end('roll.early'),
      notAllowed: flow.end('desk.notAllowed'),
      late: flow.end(),
      left: flow.end('roll.left'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
