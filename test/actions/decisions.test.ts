import type { Decision } from '../../src/actions/act-on-application';
import { decideRecognise, type Standing } from '../../src/actions/recognise';
import { decideSubmit, type Found } from '../../src/actions/submit';
import { decideVerify } from '../../src/actions/verify';
import { decideWithdraw } from '../../src/actions/withdraw';
import type { Application, ApplicationState } from '../../src/models/applications';
import { useKeys } from '../../src/models/secrets';

useKeys(new Map([['k1', Buffer.alloc(32)]]), Buffer.alloc(32));

const branch = { _id: 'b1', name: 'Chi hội thôn Đông' };
const was = (state: ApplicationState): Application => ({
  ...{ _id: 'a', file: '26-000001', rev: 1, at: 0, state, unit: 'b1', conversation: 'c', form: '', phoneHash: 'h' },
  ...{ history: [], outbox: [] },
});
const standing = (referrer?: Partial<NonNullable<Standing['referrer']>>): Standing => ({
  ...{ member: 'm', period: '2026-11', day: '22/11/2026', commune: 'Hội LHPN xã An Bình' },
  ...(referrer ? { referrer: { person: 'r', unit: 'b2', active: true, conversation: 'cr', ...referrer } } : {}),
});
const STATES: readonly ApplicationState[] = ['submitted', 'verified', 'recognised', 'withdrawn', 'duplicate'];

const MOVES: readonly [string, (state: ApplicationState) => Decision, from: ApplicationState[], to: ApplicationState][] = [
  ['verify', (state) => decideVerify(was(state), branch, '2026-11'), ['submitted', 'duplicate'], 'verified'],
  ['recognise', (state) => decideRecognise(was(state), standing()), ['verified'], 'recognised'],
  ['withdraw', (state) => decideWithdraw(was(state), 'asked', '2026-11'), ['submitted', 'verified', 'duplicate'], 'withdrawn'],
];

test.each(MOVES)('%s moves only from the states before it', (_, decide, from, to) => {
  for (const state of STATES) {
    const decision = decide(state);
    expect('refuse' in decision ? decision.refuse : decision.state).toBe(from.includes(state) ? to : 'wrongState');
  }
});

test('nobody is verified without a branch', () => {
  expect(decideVerify(was('submitted'), undefined, '2026-11')).toEqual({ refuse: 'needsBranch' });
});

test('a duplicate that is another woman counts as submitted when it is verified; one that ends never counted', () => {
  expect(metrics(decideVerify(was('duplicate'), branch, '2026-11'))).toEqual(['applications:submitted', 'applications:verified']);
  expect(metrics(decideVerify(was('submitted'), branch, '2026-11'))).toEqual(['applications:verified']);
  expect(metrics(decideWithdraw(was('duplicate'), 'asked', '2026-11'))).toEqual([]);
  expect(metrics(decideWithdraw(was('verified'), 'unreachable', '2026-11'))).toEqual(['applications:withdrawn']);
});

test.each([
  ['nobody brought her', standing(), undefined],
  ['an active member did', standing({}), { active: true, unit: 'b2' }],
  ['somebody who is no member that day did', standing({ active: false }), { active: false, unit: 'b2' }],
  ['she herself did', standing({ person: 'm' }), undefined],
])('1+1 when %s is stored with the application', (_, on, stored) => {
  const decision = decideRecognise(was('verified'), on);
  expect(metrics(decision)).toEqual(['applications:recognised']);
  expect('set' in decision && decision.set?.pair).toEqual(stored);
});

test('the woman is told, and whoever brought her is thanked only for a pair', () => {
  const told = (on: Standing) => {
    const decision = decideRecognise(was('verified'), on);
    return 'effects' in decision
      ? decision.effects.flatMap((each) => (each.name === 'tell' ? [each.conversation, each.key] : []))
      : [];
  };
  expect(told(standing())).toEqual(['c', 'application.recognised']);
  expect(told(standing({}))).toEqual(['c', 'application.recognised', 'cr', 'referral.thanks']);
  expect(told(standing({ active: false }))).toEqual(['c', 'application.recognised']);
  const withoutChat: Standing = { ...standing(), referrer: { person: 'r', unit: 'b2', active: true } };
  expect(told(withoutChat)).toEqual(['c', 'application.recognised']);
});

const form = { name: 'Lan', birthYear: 1985, unit: 'b1', phone: '0905123456', referrerCode: 'BCF234' };
const nothing: Found = { open: null, samePhone: [], referrer: null };
const friend = { _id: 'r', phoneHash: 'other', conversations: ['cr'] };

test.each([
  ['a new phone counts', nothing, { state: 'submitted' }],
  [
    'an open application has the phone',
    { ...nothing, open: { _id: 'a0', state: 'submitted' as const } },
    { state: 'duplicate', duplicateOf: 'a0' },
  ],
  ['a member has the phone', { ...nothing, samePhone: [{ status: 'member' as const }] }, { state: 'duplicate' }],
  ['somebody who left has the phone', { ...nothing, samePhone: [{ status: 'left' as const }] }, { state: 'submitted' }],
  ['a member brought her', { ...nothing, referrer: friend }, { state: 'submitted', referrer: { code: 'BCF234', person: 'r' } }],
  ['her own phone', { ...nothing, referrer: { ...friend, phoneHash: 'h' } }, { state: 'submitted' }],
  ['her own chat', { ...nothing, referrer: { ...friend, conversations: ['c'] } }, { state: 'submitted' }],
])('%s', (_, found, decided) => {
  expect(decideSubmit(form, 'h', 'c', found)).toEqual(decided);
});

function metrics(decision: Decision): string[] {
  return 'effects' in decision ? decision.effects.flatMap((each) => (each.name === 'fact' ? [each.fact.metric] : [])) : [];
}
