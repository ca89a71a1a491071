import type { FlowEvent } from '../src/engine/flow';
import { flow, notFound, question, set, textOf, to, type Value } from './join-form';
import { no, option, yes } from './kit';

const spaced = (phone = '') => phone.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3');

/** How to reach her, and who brought her. */
export const contactSteps = {
  askPhone: question({
    step: 'askPhone',
    say: 'join.askPhone',
    spelled: 'join.askPhoneSpelled',
    invalid: { tooShort: 'join.phoneShort', tooLong: 'join.phoneLong' },
    expecting: 'phone',
    contact: true,
    back: 'askBranch',
    lapse: 'lapsed',
    on: {
      value: [
        {
          guard: ({ event }) => event.confirm === true,
          target: 'confirmPhone',
          actions: set<Value>(({ event }) => ({ phone: String(event.value) })),
        },
        to<Value>(({ event }) => ({ phone: String(event.value) })),
      ],
    },
  }),
  confirmPhone: question({
    step: 'confirmPhone',
    say: 'join.confirmPhone',
    vars: ({ context }) => ({ phone: spaced(context.phone) }),
    expecting: 'yesNo',
    options: [yes('common.right'), no('common.fix')],
    retell: 'phone',
    back: 'askPhone',
    lapse: 'lapsed',
    on: {
      yes: 'next',
      no: 'askPhone',
      value: { target: 'confirmPhone', reenter: true, actions: set<Value>(({ event }) => ({ phone: String(event.value) })) },
    },
  }),
  askHousehold: question({
    step: 'askHousehold',
    say: 'join.askHousehold',
    expecting: 'yesNo',
    options: [yes('common.yes'), no('join.notYet'), option('maybe', 'common.dontKnow')],
    back: 'askPhone',
    lapse: 'lapsed',
    on: {
      yes: to(() => ({ household: 'yes' })),
      no: to(() => ({ household: 'no' })),
      maybe: to(() => ({ household: 'unknown' })),
    },
  }),
  askReferrer: question({
    step: 'askReferrer',
    say: 'join.askReferrer',
    spelled: 'join.askReferrerAgain',
    expecting: 'anything',
    free: true,
    options: [option('skip', 'join.noReferrer')],
    back: 'askHousehold',
    lapse: 'lapsed',
    on: {
      value: {
        target: 'checkingReferrer',
        actions: set<Value>(({ event }) => ({ code: textOf(event).trim().slice(0, 60), referrer: 'open', referrerName: '' })),
      },
      skip: to(() => ({ referrer: 'none', code: '', referrerName: '' })),
    },
  }),
  checkingReferrer: flow.waiting({
    step: 'checkingReferrer',
    entry: { type: 'checkReferrer', params: ({ context }) => ({ code: context.code }) },
    back: 'askReferrer',
    on: {
      referrerChecked: [
        {
          guard: ({ event }) => event.found,
          ...to<Extract<FlowEvent, { type: 'referrerChecked' }>>(({ event }) => ({
            referrer: 'found',
            code: event.code,
            referrerName: event.name ?? '',
            misses: 0,
          })),
        },
        { target: 'askReferrer', actions: notFound('askReferrer', { code: '' }) },
      ],
    },
  }),
};
