import { raise } from 'xstate';
import type { FlowEvent } from '../src/engine/flow';
import { faultIn, sentIn, takenIn, titlesOf } from './attach-steps';
import { type ConveneContext, momentTold, NOTHING, openedWith, picked, planOf, saidIn, whenIn } from './convene-words';
import { choice, no, option, setupFlow, yes } from './kit';
import { leadersOnly, momentOption, unitsOf } from './leader-steps';

const flow = setupFlow<ConveneContext>('convene');
const missed = ({ known }: FlowEvent) => ({ type: 'notUnderstood', shape: 'noMoment', known });
const written = { lapse: 'left', nudge: false, expecting: 'anything', free: 'passedOn' } as const;
const isPast = ({ event }: { event: FlowEvent }) => 'result' in event && event.result === 'past';
/** Papers that go with an invitation: more would bury what it says. */
const MOST_PAPERS = 3;
const taken = flow.assign((args) => takenIn(args, MOST_PAPERS));
const anotherTime = { target: 'askWhen', actions: flow.assign({ day: '', time: '', why: 'past' }) };

/** "Mời họp": topic, when and where in one sentence or step by step; read back with the weekday and with numbers, then called. */
export const convene = {
  name: 'convene',
  version: 2,
  machine: flow.createMachine({
    id: 'convene',
    context: NOTHING,
    initial: 'idle',
    states: {
      idle: leadersOnly('next', { several: 'pickUnit', actions: flow.assign(openedWith) }),
      pickUnit: flow.question({
        step: 'pickUnit',
        say: 'desk.pickUnit',
        expecting: 'choice',
        options: (_, known) => unitsOf(known).map(({ name }, index) => choice(index, name)),
        lapse: 'left',
        nudge: false,
        on: {
          choice: {
            target: 'next',
            actions: flow.assign(({ event }) => ({
              unit: (event.type === 'choice' && unitsOf(event.known)[event.value[0] ?? 0]?.unit) || '',
            })),
          },
        },
      }),
      next: {
        always: [
          { guard: ({ context }) => context.topic === '', target: 'askTopic' },
          { guard: ({ context }) => context.moments.length > 0, target: 'pickWhen' },
          { guard: ({ context }) => context.day === '' || context.time === '', target: 'askWhen' },
          { guard: ({ context }) => context.place === '', target: 'askPlace' },
          { target: 'checking' },
        ],
      },
      askTopic: flow.question({
        ...{ step: 'askTopic', say: 'convene.askTopic', ...written },
        on: { value: { target: 'next', actions: flow.assign((args) => ({ topic: saidIn(args) })) } },
      }),
      askWhen: flow.question({
        ...{ step: 'askWhen', say: 'convene.askWhen', ...written, back: 'askTopic' },
        variant: ({ why, day, time }) => {
          if (why !== '') return `convene.askWhen${why === 'lunar' ? 'Lunar' : why === 'past' ? 'Past' : 'Wrong'}`;
          return day === '' ? (time === '' ? 'convene.askWhen' : 'convene.askWhenDay') : 'convene.askWhenTime';
        },
        on: {
          value: [
            {
              guard: (args) => whenIn(args) !== undefined,
              target: 'next',
              actions: flow.assign((args) => {
                const when = whenIn(args);
                return when ? momentTold(when) : {};
              }),
            },
            { actions: raise((({ event }: { event: FlowEvent }) => missed(event)) as never) },
          ],
        },
      }),
      pickWhen: flow.question({
        step: 'pickWhen',
        say: 'convene.pickWhen',
        expecting: 'choice',
        options: ({ moments }) => [...moments.map(momentOption), no('convene.other')],
        back: 'askWhen',
        lapse: 'left',
        nudge: false,
        on: {
          choice: { target: 'next', actions: flow.assign(picked) },
          no: { target: 'askWhen', actions: flow.assign({ moments: [] }) },
        },
      }),
      askPlace: flow.question({
        ...{ step: 'askPlace', say: 'convene.askPlace', ...written, back: 'askWhen' },
        on: { value: { target: 'next', actions: flow.assign((args) => ({ place: saidIn(args) })) } },
      }),
      checking: flow.waiting({
        step: 'checking',
        entry: { type: 'previewMeeting', params: planOf },
        back: 'change',
        on: {
          meetingPreviewed: [
            {
              guard: ({ event }) => event.result === 'ready',
              target: 'confirm',
              actions: flow.assign(({ event }) => {
                const { type: _, known: __, text: ___, ...shown } = event as unknown as Record<string, string | number>;
                return { shown };
              }),
            },
            { guard: isPast, ...anotherTime },
            { target: 'notAllowed' },
          ],
        },
      }),
      confirm: flow.question({
        step: 'confirm',
        say: 'convene.confirm',
        variant: ({ files }) => (files.length > 0 ? 'convene.confirmWith' : 'convene.confirm'),
        vars: ({ context: { topic, place, shown, files } }) => {
          const { unit = '', day = '', time = '', people = 0, free = 0, paid = 0, template = 0, phone = 0 } = shown;
          const how = { people, free, template: Number(paid) + Number(template), phone };
          return { topic, place, unit, day, time, ...how, ...(files.length > 0 ? { papers: titlesOf(files) } : {}) };
        },
        expecting: 'yesNo',
        options: ({ files }) => [
          ...[yes('convene.call'), option('change', 'convene.change')],
          ...(files.length > 0 ? [option('bare', 'convene.bare')] : []),
          no('convene.drop'),
        ],
        files: true,
        back: 'change',
        lapse: 'left',
        on: {
          yes: 'calling',
          no: 'left',
          files: { target: 'taking', actions: flow.assign(sentIn) },
          tap: [
            {
              guard: ({ event }) => event.verb === 'bare',
              target: 'confirm',
              reenter: true,
              actions: flow.assign({ files: [] }),
            },
            { target: 'change' },
          ],
        },
      }),
      taking: flow.waiting({
        step: 'taking',
        files: true,
        entry: { type: 'takeFiles', params: ({ context }) => ({ files: context.sent }) },
        back: 'confirm',
        on: {
          files: { actions: flow.say('attach.oneByOne') },
          filesTaken: [
            { guard: ({ event }) => event.fault === undefined, target: 'confirm', actions: taken },
            {
              target: 'confirm',
              actions: [taken, { type: 'say', params: ({ event }) => ({ key: `attach.${faultIn({ event }) ?? 'gone'}` }) }],
            },
          ],
        },
      }),
      change: flow.question({
        step: 'change',
        say: 'convene.what',
        expecting: 'choice',
        options: ['topic', 'when', 'place'].map((part, index) => option('choice', `convene.part.${part}`, index)),
        lapse: 'left',
        nudge: false,
        on: {
          choice: [
            { guard: ({ event }) => event.value[0] === 0, target: 'next', actions: flow.assign({ topic: '' }) },
            { guard: ({ event }) => event.value[0] === 1, target: 'next', actions: flow.assign({ day: '', time: '', why: '' }) },
            { guard: ({ event }) => event.value[0] === 2, target: 'next', actions: flow.assign({ place: '' }) },
            { target: 'change', reenter: true },
          ],
        },
      }),
      calling: flow.waiting({
        step: 'calling',
        entry: {
          type: 'conveneMeeting',
          params: (args) => {
            const files = args.context.files.map(({ id }) => id);
            return { ...planOf(args), ...(files.length > 0 ? { files } : {}) };
          },
        },
        back: 'confirm',
        on: {
          meetingConvened: [
            {
              guard: ({ context, event }) => event.result === 'done' && event.attached < context.files.length,
              target: 'called',
              actions: flow.say('convene.lost'),
            },
            { guard: ({ event }) => event.result === 'done', target: 'called' },
            { guard: isPast, ...anotherTime },
            { target: 'notAllowed' },
          ],
        },
      }),
      called: flow.end('convene.called', ({ context }) => ({ people: context.shown.people ?? 0 })),
      notAllowed: flow.end('desk.notAllowed'),
      left: flow.end('convene.left'),
      notLeader: flow.end('leader.only'),
    },
  }),
};
