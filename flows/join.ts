import type { FlowEvent, Frozen } from '../src/engine/flow';
import type { ApplicationForm } from '../src/engine/types';
import { askToJoin, toBeReminded } from './consents';
import { contactSteps } from './join-contact';
import { type Args, codeIn, flow, type JoinContext, question, set, to, withdraw } from './join-form';
import { personSteps } from './join-person';
import { asksProvince, provinceSteps } from './join-province';
import { ANSWER_WITHIN, fresh, LAPSE_AFTER, menuButtons, no, opens, option, yes } from './kit';
import { newsButton } from './news';
import { placeSteps } from './place-steps';

const EDITABLE = ['askName', 'askBirth', 'askCommune', 'askPhone', 'askHousehold', 'askReferrer', 'askGroups'] as const;
const masked = (phone = '') => `${phone.slice(0, 2)}xx xxx ${phone.slice(-3)}`;

const isReferred = ({ referrer, referrerName }: Pick<JoinContext, 'referrer' | 'referrerName'>) =>
  (referrer === 'found' || referrer === 'named') && referrerName !== '';

function form({ context }: Args): ApplicationForm {
  const { name = '', birthYear = 0, branch, commune, phone = '', household, code, referrer, referrerName, groups = [] } = context;
  return {
    name,
    birthYear,
    unit: branch?.id ?? commune?.id ?? '',
    phone,
    ...(referrer === 'found' && { referrerCode: code }),
    ...(referrer === 'named' && { referrerName }),
    ...(groups.length > 0 && { groups }),
    ...(household && { household }),
  };
}

function reviewVars({ context }: Args) {
  const { name = '', birthYear = 0, branch, commune, phone, referrer, referrerName } = context;
  const place = [branch?.label, commune?.label].filter(Boolean).join(', ');
  return {
    name,
    year: birthYear,
    place,
    phone: masked(phone),
    ...(isReferred({ referrer, referrerName }) && { referrer: referrerName }),
  };
}

const filed = flow.say<Extract<FlowEvent, { type: 'applicationFiled' }>>('join.done', ({ event }) => ({
  file: event.file,
  branch: event.branch,
  days: event.days,
}));
/** "Vào Hội": from consent to the file number, a few short questions, each of them read back. */
export const join = {
  name: 'join',
  version: 2,
  // Version 1 had every state of today but one, and asked for nothing that is not asked now.
  migrations: { 1: (frozen: Frozen): Frozen => frozen },
  machine: flow.createMachine({
    id: 'join',
    context: {
      ...fresh,
      birthRead: false,
      place: '',
      places: [],
      branchAsked: false,
      code: '',
      referrer: 'open',
      referrerName: '',
    },
    initial: 'idle',
    states: {
      idle: {
        on: {
          '*': [
            { guard: ({ event }) => event.known.person?.member === true, target: 'alreadyMember' },
            { guard: ({ event }) => event.known.consents.GIA_NHAP === true, ...to(codeIn) },
            { target: 'askConsent', actions: set(codeIn) },
          ],
        },
      },
      askConsent: askToJoin(flow, 'join.consent'),
      next: {
        always: [
          { guard: ({ context }) => context.name === undefined, target: 'askName' },
          { guard: ({ context }) => context.birthYear === undefined, target: 'askBirth' },
          { guard: ({ context }) => !context.birthRead, target: 'confirmBirth' },
          { guard: asksProvince, target: 'pickProvince' },
          { guard: ({ context }) => !context.commune && context.place !== '', target: 'findingCommune' },
          { guard: ({ context }) => !context.commune, target: 'askCommune' },
          { guard: ({ context }) => !context.branchAsked, target: 'askBranch' },
          { guard: ({ context }) => context.phone === undefined, target: 'askPhone' },
          { guard: ({ context }) => context.groups === undefined, target: 'askGroups' },
          { guard: ({ context }) => context.household === undefined, target: 'askHousehold' },
          { guard: ({ context }) => context.referrer === 'open' && context.code !== '', target: 'checkingReferrer' },
          { guard: ({ context }) => context.referrer === 'open', target: 'askReferrer' },
          { target: 'review' },
        ],
      },
      ...personSteps,
      ...provinceSteps,
      ...placeSteps(flow, { commune: 'join.askCommune', branch: 'join.askBranch', before: 'askBirth' }, question),
      ...contactSteps,
      review: question({
        step: 'review',
        say: 'join.review',
        variant: (context) => (isReferred(context) ? 'join.reviewReferred' : 'join.review'),
        vars: reviewVars,
        expecting: 'yesNo',
        options: [yes('join.send'), no('join.edit'), option('cancel', 'join.cancel')],
        back: 'edit',
        lapse: 'lapsed',
        on: {
          yes: { target: 'filing', actions: { type: 'submitApplication', params: form } },
          no: 'edit',
          tap: { target: 'cancelled', actions: withdraw },
        },
      }),
      edit: question({
        step: 'edit',
        say: 'join.askEdit',
        expecting: 'choice',
        options: EDITABLE.map((each, index) => option('choice', `join.edit${each.slice(3)}`, index)),
        back: 'review',
        lapse: 'lapsed',
        on: { choice: EDITABLE.map((target, index) => ({ guard: ({ event }) => event.value[0] === index, target })) },
      }),
      filing: {
        ...flow.waiting({
          step: 'filing',
          entry: [],
          back: 'filing',
          on: {
            resume: { actions: flow.say('common.wait') },
            back: { actions: flow.say('common.wait') },
            applicationFiled: [
              { guard: ({ event }) => event.underAge === true, target: 'underAge', actions: withdraw },
              { guard: ({ event }) => event.duplicate, target: 'duplicate' },
              { guard: ({ event }) => event.known.consents.NHAC_LICH !== undefined, target: 'done', actions: filed },
              { target: 'askReminder', actions: filed },
            ],
          },
        }),
        after: { [ANSWER_WITHIN]: { actions: flow.say('join.slow') }, [LAPSE_AFTER]: { target: 'done' } },
      },
      askReminder: flow.consent({
        step: 'askReminder',
        ...toBeReminded,
        agreed: 'reminded',
        refused: 'unreminded',
        lapse: 'done',
      }),
      reminded: flow.end('reminder.on', undefined, () => [newsButton]),
      unreminded: flow.end('reminder.off'),
      done: flow.end(),
      duplicate: flow.end(
        'join.duplicate',
        ({ event }) => ({ phone: event.known.unit.phone }),
        () => [opens('status', 'status.open')],
      ),
      refused: flow.end('join.refused'),
      cancelled: flow.end('join.cancelled'),
      underAge: flow.end('join.underAge'),
      lapsed: flow.end('join.lapsed'),
      alreadyMember: flow.end('join.alreadyMember', undefined, ({ event }) => menuButtons(event.known)),
    },
  }),
};
