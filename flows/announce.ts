import { raise } from 'xstate';
import type { FlowEvent } from '../src/engine/flow';
import {
  type AnnounceContext,
  argOf,
  clubIn,
  fileIn,
  NO_FILE,
  NOTHING,
  SAYS_SOMETHING,
  sentFrom,
  textIn,
} from './announce-words';
import { faultIn } from './attach-steps';
import { choice, fresh, no, option, setupFlow, yes } from './kit';
import { leadersOnly, unitOf, unitsOf } from './leader-steps';

const flow = setupFlow<AnnounceContext>('announce');
const KINDS = ['reminder', 'information', 'care'] as const;
const taking = (from: AnnounceContext['from']) => ({ target: 'taking', actions: flow.assign((args) => sentFrom(args, from)) });
const tooShort = ({ known }: FlowEvent) => ({ type: 'notUnderstood', shape: 'tooShort', known });

/** "Gửi tin": her own words to her unit: planned, shown with numbers, tried on herself, then let go, or to be approved. */
export const announce = {
  name: 'announce',
  version: 5,
  machine: flow.createMachine({
    id: 'announce',
    context: NOTHING,
    initial: 'idle',
    states: {
      idle: leadersOnly('begin', {
        several: 'pickUnit',
        actions: flow.assign(({ event }) => ({ file: fileIn(argOf(event)) ?? '' })),
        // She chose one of her clubs; or was offered a greeting, which one tap plans.
        first: [
          {
            arg: 'begin',
            is: (arg) => clubIn(arg) !== undefined,
            actions: flow.assign(({ event }) => ({ club: clubIn(argOf(event)) ?? '' })),
          },
          {
            arg: 'planning',
            is: (arg) => fileIn(arg) === undefined,
            actions: flow.assign(({ event }) => ({ occasion: argOf(event), kind: 'care' as const })),
          },
        ],
      }),
      begin: { always: [{ guard: ({ context }) => context.file !== '', target: 'askWords' }, { target: 'askText' }] },
      pickUnit: flow.question({
        step: 'pickUnit',
        say: 'desk.pickUnit',
        expecting: 'choice',
        options: (_, known) => unitsOf(known).map(({ name }, index) => choice(index, name)),
        lapse: 'left',
        nudge: false,
        on: {
          choice: {
            target: 'begin',
            actions: flow.assign(({ event }) => ({
              unit: (event.type === 'choice' && unitsOf(event.known)[event.value[0] ?? 0]?.unit) || '',
            })),
          },
        },
      }),
      askText: flow.question({
        ...{ step: 'askText', say: 'announce.askText', expecting: 'anything', free: 'passedOn', files: true },
        variant: ({ club }) => (club ? 'announce.askTextClub' : 'announce.askText'),
        options: [no('desk.drop')],
        lapse: 'left',
        nudge: false,
        on: {
          files: taking('text'),
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
      // The words to a picture may be one, or none.
      askWords: flow.question({
        ...{ step: 'askWords', say: 'announce.askWords', expecting: 'anything', free: 'passedOn', files: true },
        options: [option('only', 'announce.onlyFile'), option('drop', 'announce.dropFile'), no('desk.drop')],
        lapse: 'left',
        nudge: false,
        on: {
          files: taking('text'),
          value: {
            target: 'askKind',
            actions: flow.assign(({ event }) => ({ text: textIn(event), occasion: '', broadcast: '' })),
          },
          tap: [
            { guard: ({ event }) => event.verb === 'drop', target: 'askText', actions: flow.assign(NO_FILE) },
            { target: 'askKind', actions: flow.assign({ text: '', occasion: '', broadcast: '' }) },
          ],
          no: 'left',
        },
      }),
      taking: flow.waiting({
        step: 'taking',
        files: true,
        entry: { type: 'takeFiles', params: ({ context }) => ({ files: context.sent }) },
        back: 'taken',
        on: {
          files: { actions: flow.say('announce.oneFile') },
          filesTaken: [
            {
              guard: ({ event }) => event.files.length > 0,
              target: 'taken',
              actions: [
                flow.assign(({ event }) => ({
                  file: (event.type === 'filesTaken' && event.files[0]?.id) || '',
                  enclosed: null,
                })),
                flow.say('announce.gotFile'),
              ],
            },
            {
              target: 'taken',
              actions: { type: 'say', params: ({ event }) => ({ key: `attach.${faultIn({ event }) ?? 'gone'}` }) },
            },
          ],
        },
      }),
      taken: {
        always: [
          {
            guard: ({ context: { from, file, enclosed } }) => from === 'confirm' && file === (enclosed?.file ?? ''),
            target: 'confirm',
          },
          { guard: ({ context }) => context.from === 'confirm', target: 'replacing' },
          { guard: ({ context }) => context.from === 'kind' || SAYS_SOMETHING.test(context.text), target: 'askKind' },
          { target: 'begin' },
        ],
      },
      // What was planned without it, or with another one, is planned anew.
      replacing: flow.waiting({
        step: 'replacing',
        entry: { type: 'moveMessage', params: ({ context: { broadcast } }) => ({ broadcast, step: 'cancel' as const }) },
        back: 'replan',
        on: { messageMoved: 'replan' },
      }),
      replan: {
        always: [
          {
            guard: ({ context: { text, file } }) => text === '' && file === '',
            target: 'askText',
            actions: flow.assign({ broadcast: '' }),
          },
          { target: 'planning', actions: flow.assign({ broadcast: '' }) },
        ],
      },
      askKind: flow.question({
        step: 'askKind',
        say: 'announce.askKind',
        expecting: 'choice',
        options: KINDS.map((kind, index) => option('choice', `announce.${kind}`, index)),
        files: true,
        back: 'askText',
        lapse: 'left',
        nudge: false,
        on: {
          files: taking('kind'),
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
          params: ({ context: { unit, text, kind, occasion, broadcast, file, club }, event }) => ({
            ...{ unit: unitOf({ context: { ...fresh, unit }, event }), text, kind },
            ...(broadcast ? { broadcast } : {}),
            ...(occasion ? { occasion } : {}),
            ...(file ? { file } : {}),
            ...(club ? { club } : {}),
          }),
        },
        back: 'askText',
        on: {
          messagePlanned: [
            {
              guard: ({ event }) => event.result === 'ready' && event.people !== 0 && event.people === event.phone,
              target: 'confirmCalls',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'messagePlanned' || event.result !== 'ready') return {};
                const { broadcast, unit, people } = event;
                return { broadcast, shown: { unit, people } };
              }),
            },
            {
              guard: ({ event }) => event.result === 'ready',
              target: 'confirm',
              actions: flow.assign(({ event }) => {
                if (event.type !== 'messagePlanned' || event.result !== 'ready') return {};
                const { broadcast, unit, people, free, paid, template, phone, greeting, enclosed } = event;
                const shown = { unit, note: greeting?.note ?? '', people, free, template: paid + template, phone };
                return { broadcast, shown, enclosed: enclosed ?? null, ...(greeting ? { text: greeting.text } : {}) };
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
            {
              guard: ({ event }) => event.result === 'noFile',
              target: 'askText',
              actions: [flow.say('attach.gone'), flow.assign(NO_FILE)],
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
        variant: ({ enclosed }) => (enclosed ? 'announce.confirmWith' : 'announce.confirm'),
        vars: ({ context: { shown, enclosed } }) => ({
          ...{ unit: '', note: '', people: 0, free: 0, template: 0, phone: 0, ...shown },
          ...(enclosed ? { title: enclosed.title } : {}),
        }),
        expecting: 'yesNo',
        options: ({ enclosed }) => [
          ...[yes('announce.send'), option('test', 'announce.test')],
          ...(enclosed ? [option('drop', 'announce.dropFile')] : []),
          no('desk.drop'),
        ],
        files: true,
        back: 'askText',
        lapse: 'left',
        nudge: false,
        on: {
          yes: { target: 'moving', actions: flow.assign({ step: 'confirm' }) },
          no: 'dropped',
          files: taking('confirm'),
          tap: [
            { guard: ({ event }) => event.verb === 'drop', target: 'replacing', actions: flow.assign(NO_FILE) },
            {
              target: 'confirm',
              reenter: true,
              actions: {
                type: 'say',
                params: ({ context: { text, shown, enclosed } }) => ({
                  ...{ key: 'broadcast.test', vars: { said: `${shown.unit ?? ''}: ${text}` } },
                  ...(enclosed ? { enclosed } : {}),
                }),
              },
            },
          ],
        },
      }),
      confirmCalls: flow.question({
        step: 'confirmCalls',
        say: 'announce.confirmCalls',
        vars: ({ context: { shown } }) => ({ unit: '', people: 0, ...shown }),
        expecting: 'yesNo',
        options: [yes('announce.list'), no('desk.drop')],
        back: 'askText',
        lapse: 'left',
        nudge: false,
        on: { yes: 'listing', no: 'dropped' },
      }),
      listing: flow.waiting({
        step: 'listing',
        entry: { type: 'moveMessage', params: ({ context: { broadcast } }) => ({ broadcast, step: 'confirm' as const }) },
        back: 'confirmCalls',
        on: {
          messageMoved: [
            { guard: ({ event }) => event.result === 'sending', target: 'listed' },
            { guard: ({ event }) => event.result === 'waiting', target: 'waits' },
            { target: 'notAllowed' },
          ],
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
      listed: flow.end('announce.listed'),
      over: flow.end('announce.over'),
      waits: flow.end('announce.waits'),
      notAllowed: flow.end('desk.notAllowed'),
      left: flow.end('announce.left'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
