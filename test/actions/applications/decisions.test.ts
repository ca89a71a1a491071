import type { Decision } from '../../../src/actions/applications/act-on-application';
import { decideDue } from '../../../src/actions/applications/application-deadlines';
import { decideRecognise, type Standing } from '../../../src/actions/applications/recognise';
import { decideReferrer } from '../../../src/actions/applications/referrer';
import { decideSubmit, type Found } from '../../../src/actions/applications/submit';
import { decideVerify } from '../../../src/actions/applications/verify';
import { decideWithdraw } from '../../../src/actions/applications/withdraw';
import type { Application, ApplicationState } from '../../../src/models/applications';
import { useKeys } from '../../../src/models/secrets';

useKeys(new Map([['k1', Buffer.alloc(32)]]), Buffer.alloc(32));

const branch = { _id: 'b1', name: 'Chi hội thôn Đông' };
const was = (state: ApplicationState): Application => ({
  ...{ _id: 'a', file: '26-000001', rev: 1, at: 0, state, unit: 'b1', conversation: 'c', form: '', phoneHash: 'h' },
  ...{ history: [], outbox: [] },
});
const bringer = {
  ...{ person: 'r', phoneHash: 'hr', unit: 'b2', active: true, everMember: true, conversations: ['cr'], line: [] },
};
const standing = (referrer?: Partial<NonNullable<Standing['referrer']>>): Standing => ({
  ...{ member: 'm', counted: false, period: '2026-11', day: '22/11/2026', commune: 'Hội LHPN xã An Bình' },
  ...(referrer ? { referrer: { ...bringer, ...referrer } } : {}),
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

test('whoever ends it and why, she is told', () => {
  for (const reason of ['asked', 'underAge', 'unreachable', 'duplicate'] as const) {
    const decision = decideWithdraw(was('submitted'), reason, '2026-11');
    const told = 'effects' in decision ? decision.effects.flatMap((each) => (each.name === 'tell' ? [each.key] : [])) : [];
    expect(told).toEqual([expect.stringMatching(/^application\./)]);
  }
});

test.each(STATES)('who brought her is corrected until it is decided (%s)', (state) => {
  const open = state !== 'recognised' && state !== 'withdrawn';
  const set = decideReferrer(was(state), { person: 'r' });
  expect(set).toMatchObject(open ? { state, set: { referrer: { person: 'r' } }, effects: [] } : { refuse: 'wrongState' });
  expect(decideReferrer(was(state), null)).toMatchObject(open ? { unset: ['referrer'] } : { refuse: 'wrongState' });
  expect(decideReferrer(was(state), undefined)).toEqual({ refuse: open ? 'unknownReferrer' : 'wrongState' });
});

const DAY = 24 * 3600_000;
const days = { verifyDays: 7, recogniseDays: 15, remindDays: 2 };
const desk = { at: 'b1', name: 'Chi hội thôn Đông', above: 'c1' };

test.each([
  ['nothing before its time', {}, 5 * DAY - 1, undefined],
  ['the leader is reminded', {}, 5 * DAY, ['remind', 7 * DAY, ['tellLeaders b1 leader.verifyWaits']]],
  [
    'then those above hear of it',
    { step: 'remind' as const },
    7 * DAY,
    ['climb', undefined, ['tellLeaders c1 leader.applicationLate', 'fact applications:late']],
  ],
  ['and nobody any more', { step: 'climb' as const }, 99 * DAY, undefined],
  [
    'the commune is reminded of what waits for it',
    { state: 'verified' as const, since: DAY },
    14 * DAY,
    ['remind', 16 * DAY, ['tellLeaders b1 leader.recogniseWaits']],
  ],
  ['what is over waits for nobody', { state: 'withdrawn' as const }, 99 * DAY, undefined],
])('deadlines: %s', (_, more, at, expected) => {
  const decided = decideDue({ ...was('submitted'), since: 0, ...more }, days, desk, at, '2026-11');
  const told = decided?.effects.map((each) =>
    each.name === 'tellLeaders'
      ? `tellLeaders ${each.unit} ${each.say?.key}`
      : `fact ${each.name === 'fact' && each.fact.metric}`,
  );
  expect(decided && [decided.step, decided.dueAt, told]).toEqual(expected);
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
  ['somebody who has left did', standing({ active: false }), { active: false, unit: 'b2', why: 'left' }],
  [
    'somebody who is not recognised yet did',
    standing({ active: false, everMember: false }),
    { active: false, unit: 'b2', why: 'notYet' },
  ],
  ['she herself did', standing({ person: 'm' }), { active: false, unit: 'b2', why: 'self' }],
  ['a pair counted for her before', { ...standing({}), counted: true }, { active: false, unit: 'b2', why: 'again' }],
  ['she brought whoever brings her', standing({ line: ['x', 'm'] }), { active: false, unit: 'b2', why: 'loop' }],
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
  expect(told({ ...standing({}), counted: true })).toEqual(['c', 'application.recognised']);
  expect(told(standing({ conversations: [] }))).toEqual(['c', 'application.recognised']);
});

test.each([
  ['no', ['applications:recognised', 'joined:household:new']],
  ['yes', ['applications:recognised', 'joined:household:known']],
  [undefined, ['applications:recognised']],
] as const)('a household with a member before: %s', (household, counted) => {
  const told = household === undefined ? {} : { household };
  expect(metrics(decideRecognise(was('verified'), { ...standing(), ...told }))).toEqual(counted);
});

const form = { name: 'Lan', birthYear: 1985, unit: 'b1', phone: '0905123456', referrerCode: 'BCF234' };
const nothing: Found = { open: null, samePhone: [], sameName: false, referrer: null };
const friend = { _id: 'r', phoneHash: 'other', conversations: ['cr'] };

test.each([
  ['a new phone counts', nothing, { state: 'submitted' }],
  [
    'an open application has the phone',
    { ...nothing, open: { _id: 'a0', state: 'submitted' as const } },
    { state: 'duplicate', duplicateOf: 'a0', likeness: ['samePhone'] },
  ],
  [
    'a member has the phone',
    { ...nothing, samePhone: [{ status: 'member' as const }] },
    { state: 'duplicate', likeness: ['samePhone'] },
  ],
  ['somebody of her name and year is there', { ...nothing, sameName: true }, { state: 'submitted', likeness: ['sameName'] }],
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
