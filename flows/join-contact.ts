import type { FlowEvent } from '../src/engine/flow';
import { bareOf, fold } from '../src/language/normalise';
import { understand } from '../src/language/understand';
import { type Args, flow, notFound, question, set, textOf, to, type Value } from './join-form';
import { no, option, skip, yes } from './kit';

const spaced = (phone = '') => phone.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3');

/** Groups that tell nothing sensitive, of which a woman is asked (domain §1.9, §5.3); the others are left to her leader. */
const GROUPS = ['NONG_NGHIEP', 'CONG_NHAN_KCN', 'TIEU_THUONG', 'CBCCVC', 'NGHI_HUU', 'DOANH_NHAN', 'NHA_TRO'] as const;
const chosen = ({ event }: Args<Extract<FlowEvent, { type: 'choice' }>>) =>
  event.value.map((each) => GROUPS[each]).filter((each) => each !== undefined);
/** Her own words where they name somebody and can be no code: those have no vowels. */
function nameIn({ event, context }: Args): string | undefined {
  const { today } = event.known;
  const text = context.code.trim();
  const named = understand({ expecting: 'name', text, today }).meaning === 'value' && /[aeiouy]/.test(bareOf(fold(text)));
  return named && !/\d/.test(text) ? text : undefined;
}
/** "Không ai giới thiệu". */
const NOBODY = /^(khong|ko|k|hong|chua)\b/;

/** How to reach her, what she does, and who brought her. */
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
  askGroups: question({
    step: 'askGroups',
    say: 'join.askGroups',
    expecting: 'choice',
    options: [...GROUPS.map((group, index) => option('choice', `group.${group}`, index)), skip('join.otherGroup')],
    back: 'askPhone',
    lapse: 'lapsed',
    on: {
      choice: {
        guard: (args) => chosen(args).length > 0,
        ...to<Extract<FlowEvent, { type: 'choice' }>>((args) => ({ groups: chosen(args) })),
      },
      skip: to(() => ({ groups: [] })),
    },
  }),
  askHousehold: question({
    step: 'askHousehold',
    say: 'join.askHousehold',
    expecting: 'yesNo',
    options: [yes('common.yes'), no('join.notYet'), option('maybe', 'common.dontKnow')],
    back: 'askGroups',
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
      value: [
        {
          guard: ({ event }) => NOBODY.test(bareOf(fold(textOf(event))).trim()),
          ...to<Value>(() => ({ referrer: 'none', code: '', referrerName: '' })),
        },
        {
          target: 'checkingReferrer',
          actions: set<Value>(({ event }) => ({ code: textOf(event).trim().slice(0, 60), referrer: 'open', referrerName: '' })),
        },
      ],
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
        {
          guard: (args) => nameIn(args) !== undefined,
          ...to<Extract<FlowEvent, { type: 'referrerChecked' }>>((args) => ({
            ...{ referrer: 'named', code: '', misses: 0 },
            referrerName: nameIn(args) ?? '',
          })),
        },
        { target: 'askReferrer', actions: notFound('askReferrer', { code: '' }) },
      ],
    },
  }),
};
