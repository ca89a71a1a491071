import { raise } from 'xstate';
import type { FlowEvent } from '../src/engine/flow';
import { type Base, choice, fresh, no, option, setupFlow, yes } from './kit';
import { leadersOnly, unitOf, unitsOf } from './leader-steps';

type AnnounceContext = Base & {
  unit: string;
  text: string;
  kind: 'reminder' | 'information' | 'care';
  /** The occasion whose ready greeting it is. */
  occasion: string;
  broadcast: string;
  step: 'confirm' | 'cancel';
  shown: Record<string, string | number>;
};

const flow = setupFlow<AnnounceContext>('announce');
const KINDS = ['reminder', 'information', 'care'] as const;
/** Longest text of hers; a message has at most 2.000 letters. */
const LONGEST = 1_500;
/** A number or a single word is a slip of the finger, not a message to a whole branch. */
const SAYS_SOMETHING = /\p{L}\S*\s+\S/u;
const textIn = (event: FlowEvent) => (event.type === 'value' ? String(event.value).trim().slice(0, LONGEST) : '');
const tooShort = ({ known }: FlowEvent) => ({ type: 'notUnderstood', shape: 'tooShort', known });

/** "Gửi tin": her own words to her unit: planned, shown with numbers, tried on herself, then let go, or to be approved. */
export const announce = {
  name: 'announce',
  version: 2,
  machine: flow.createMachine({
    id: 'announce',
    context: { ...fresh, unit: '', text: '', kind: 'reminder', occasion: '', broadcast: '', step: 'confirm', shown: {} },
    initial: 'idle',
    states: {
      idle: leadersOnly('askText', {
        several: 'pickUnit',
        // She was offered a greeting: one tap plans it.
        first: {
          arg: 'planning',
          actions: flow.assign(({ event }) => ({ occasion: (event.type === 'open' && event.arg) || '', kind: 'care' as const })),
        },
      }),
      pickUnit: flow.question({
        step: 'pickUnit',
        say: 'desk.pickUnit',
        expecting: 'choice',
        options: (_, known) => unitsOf(known).map(({ name }, index) => choice(index, name)),
        lapse: 'left',
        nudge: false,
        on: {
          choice: {
            target: 'askText',
            actions: flow.assign(({ event }) => ({
              unit: (event.type === 'choice' && unitsOf(event.known)[event.value[0] ?? 0]?.unit) || '',
            })),
          },
        },
      }),
      askText: flow.question({
        ...{ step: 'askText', say: 'announce.askText', expecting: 'anything', free: 'passedOn' },
        options: [no('desk.drop')],
        lapse: 'left',
        nudge: false,
        on: {
          value: [
            {
              guard: ({ event }) => SAYS_SOMETHING.test(textIn(event)),
              target: 'askKind',
              actions: flow.assign(({ event }) => ({ text: textIn(event), occasion: '', broadcast: '' })),
            },
            { actions: raise((({ event }: { event: FlowEvent }) => tooShort(event)) as never) },
          ],
          no: 'left',
        },
      }),
      askKind: flow.question({
        step: 'askKind',
        say: 'announce.askKind',
        expecting: 'choice',
        options: KINDS.map((kind, index) => option('choice', `announce.${kind}`, index)),
        back: 'askText',
        lapse: 'left',
        nudge: false,
        on: {
          choice: {
            target: 'planning',
            actions: flow.assign(({ event }) => ({
              kind: KINDS[(event.type === 'choice' && event.value[0]) || 0] ?? 'reminder',
            })),
          },
        },
      }),
      planning: flow.waiting({
        step: 'planning',
        entry: {
          type: 'planMessage',
          params: ({ context: { unit, text, kind, occasion, broadcast }, event }) => ({
            ...{ unit: unitOf({ context: { ...fresh, unit }, event }), text, kind },
            ...(broadcast ? { broadcast } : {}),
            ...(occasion ? { occasion } : {}),
          }),
        },
        back: 'askText',
        on: {
          messagePlanned: [
            {
              guard: ({ event }) => event.result === 'ready',
              target: 'confirm',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'messagePlanned' || event.result !== 'ready') return {};
                const { broadcast, unit, people, free, paid, template, phone, greeting } = event;
                const shown = { unit, note: greeting?.note ?? '', people, free, template: paid + template, phone };
                return { broadcast, shown, ...(greeting ? { text: greeting.text } : {}) };
              }),
            },
            {
              guard: ({ event }) => event.result === 'later',
              target: 'later',
              actions: flow.assign(({ event }) => ({
                broadcast: event.type === 'messagePlanned' && event.result === 'later' ? event.broadcast : '',
              })),
            },
            {
              guard: ({ event }) => event.result === 'badText',
              target: 'askText',
              actions: flow.say('announce.badText', () => ({ name: '{name}' })),
            },
            { guard: ({ event }) => event.result === 'over', target: 'over' },
            { target: 'notAllowed' },
          ],
        },
      }),
      later: flow.question({
        step: 'later',
        say: 'announce.later',
        expecting: 'yesNo',
        options: [yes('announce.look'), no('desk.drop')],
        lapse: 'left',
        nudge: false,
        on: { yes: 'planning', no: 'dropped' },
      }),
      confirm: flow.question({
        step: 'confirm',
        say: 'announce.confirm',
        vars: ({ context: { shown } }) => ({ unit: '', note: '', people: 0, free: 0, template: 0, phone: 0, ...shown }),
        expecting: 'yesNo',
        options: [yes('announce.send'), option('test', 'announce.test'), no('desk.drop')],
        back: 'askText',
        lapse: 'left',
        nudge: false,
        on: {
          yes: { target: 'moving', actions: flow.assign({ step: 'confirm' }) },
          no: 'dropped',
          tap: {
            target: 'confirm',
            reenter: true,
            actions: flow.say('broadcast.test', ({ context: { text, shown } }) => ({ said: `${shown.unit ?? ''}: ${text}` })),
          },
        },
      }),
      dropped: { always: { target: 'moving', actions: flow.assign({ step: 'cancel' }) } },
      moving: flow.waiting({
        step: 'moving',
        entry: { type: 'moveMessage', params: ({ context: { broadcast, step } }) => ({ broadcast, step }) },
        back: 'confirm',
        on: {
          messageMoved: [
            { guard: ({ event }) => event.result === 'sending', target: 'sent' },
            { guard: ({ event }) => event.result === 'waiting', target: 'waits' },
            { guard: ({ event }) => event.result === 'cancelled', target: 'left' },
            { target: 'notAllowed' },
          ],
        },
      }),
      sent: flow.end('announce.sent'),
      over: flow.end('announce.over'),
      waits: flow.end('announce.waits'),
      notAllowed: flow.end('desk.notAllowed'),
      left: flow.end('announce.left'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
