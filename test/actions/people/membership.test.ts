import {
  decideAdmit,
  decideAway,
  decideBrought,
  decideLeave,
  decideReturn,
  decideTransfer,
  decideUnrecognise,
} from '../../../src/actions/people/membership';
import { afterwards, type PersonDecision } from '../../../src/actions/people/person-change';
import { decideCard, decideCore, decideFee, decideGroups, decideLink, decideUnlink } from '../../../src/actions/people/record';
import type { Person } from '../../../src/models/person';

const at = Date.UTC(2026, 10, 22, 3);
const today = '2026-11-22';
const now = { at, today, on: today, since: at };
const late = { ...now, on: '2026-10-30' };
const member: Person = {
  ...{ _id: 'p', rev: 1, name: '', unit: 'b1', status: 'member', memberSince: 1, history: [], outbox: [] },
  ...{ conversations: [], updatedAt: 0 },
};
const left: Person = { ...member, status: 'left', leftAt: 5, leftWhy: 'asked' };
const rich: Person = {
  ...member,
  ...{ kind: 'byRight', core: true, away: { since: '2026-01-01' }, card: { number: '7', on: '2026-01-01' } },
  ...{ groups: ['TIEU_THUONG'], fees: { 2026: true }, linked: true, household: 'h1' },
};

/** The facts of a decision as `metric@unit period ±n`; `refuse` with its reason. */
function facts(decision: PersonDecision): string[] {
  if ('refuse' in decision) return [`refuse ${decision.refuse}`];
  return decision.effects.flatMap((effect) =>
    effect.name === 'facts'
      ? effect.facts.map(({ metric, unit, period, n }) => `${metric}@${unit} ${period} ${n > 0 ? '+' : ''}${n}`)
      : [`${effect.name}${effect.name === 'countHousehold' ? ` ${effect.household}` : ''}`],
  );
}

/** Her clubs are looked at again. */
const CLUBS = 'leaveClubs';
const lag = (unit: string) => `lag:events@${unit} 2026-11 +1`;

test.each<[string, PersonDecision, string[]]>([
  [
    'a transfer is out here and in there, neither joined nor left',
    decideTransfer(member, 'b2', now),
    ['moved:out@b1 2026-11 +1', 'moved:in@b2 2026-11 +1', 'members@b1 2026-11 -1', 'members@b2 2026-11 +1', lag('b2'), CLUBS],
  ],
  ['nobody moves to where she is', decideTransfer(member, 'b1', now), ['refuse noChange']],
  ['who left is not transferred', decideTransfer(left, 'b2', now), ['refuse wrongState']],
  [
    'an exit has its reason, its month, and the days until it was recorded',
    decideLeave(member, 'died', late),
    ['left:died@b1 2026-10 +1', 'members@b1 2026-10 -1', 'lag:days@b1 2026-11 +23', lag('b1'), CLUBS],
  ],
  ['nobody leaves twice', decideLeave(left, 'asked', now), ['refuse wrongState']],
  ['who left returns', decideReturn(left, now), ['returned@b1 2026-11 +1', 'members@b1 2026-11 +1', lag('b1')]],
  ['a member does not return', decideReturn(member, now), ['refuse wrongState']],
  [
    'whose recognition was withdrawn is recognised anew instead',
    decideReturn({ ...left, leftWhy: 'recognitionWithdrawn' }, now),
    ['refuse wrongState'],
  ],
  ['who works away stays a member', decideAway(member, true, now), ['members:away@b1 2026-11 +1', lag('b1')]],
  ['and is back', decideAway(rich, false, now), ['members:away@b1 2026-11 -1', lag('b1')]],
  ['away twice is once', decideAway(rich, true, now), ['refuse noChange']],
  ['a card counts once', decideCard(member, '9', now), ['members:carded@b1 2026-11 +1']],
  ['a second card is no second one', decideCard(rich, '9', now), []],
  [
    'groups take the place of those before',
    decideGroups(rich, ['NGHI_HUU'], now),
    ['group:TIEU_THUONG@b1 2026-11 -1', 'group:NGHI_HUU@b1 2026-11 +1'],
  ],
  ['the same groups change nothing', decideGroups(rich, ['TIEU_THUONG', 'TIEU_THUONG'], now), ['refuse noChange']],
  ['a fee is of a year', decideFee(rich, 2025, true, now), ['fees:2025@b1 2026-11 +1']],
  ['a fee noted by mistake is taken back', decideFee(rich, 2026, false, now), ['fees:2026@b1 2026-11 -1']],
  ['who left pays no fee', decideFee(left, 2026, true, now), ['refuse wrongState']],
  ['a core member', decideCore(member, true, now), ['members:core@b1 2026-11 +1']],
  ['a chat bound to her', decideLink(member, 'c', now), ['members:linked@b1 2026-11 +1']],
  ['her last chat unbound', decideUnlink({ ...rich, conversations: ['c'] }, 'c', now), ['members:linked@b1 2026-11 -1']],
])('%s', (_, decision, expected) => {
  expect(facts(decision)).toEqual(expected);
});

test('all that she counts in goes with her, and ends when she leaves; her household is looked at again', () => {
  const stocks = ['members', 'members:away', 'members:byRight', 'members:core', 'members:carded', 'members:linked'];
  const all = [...stocks, 'group:TIEU_THUONG', 'fees:2026'];
  expect(facts(decideTransfer(rich, 'b2', now)).slice(2, -2)).toEqual([
    ...all.map((each) => `${each}@b1 2026-11 -1`),
    ...all.map((each) => `${each}@b2 2026-11 +1`),
  ]);
  expect(facts(decideLeave(rich, 'asked', now)).slice(1)).toEqual([
    ...all.map((each) => `${each}@b1 2026-11 -1`),
    lag('b1'),
    'countHousehold h1',
    CLUBS,
  ]);
});

const told = { name: 'sealed', birthYear: 1985 };
const pair = { referrer: 'r', unit: 'b9' };
const admission = { application: 'a1', unit: 'b2', told, pair };
const stranger: Person = { ...member, status: 'applicant', unit: 'b2' };

function after(was: Person, decision: PersonDecision): Person {
  if ('refuse' in decision) throw new Error(decision.refuse);
  return afterwards(was, decision as Parameters<typeof afterwards>[1]);
}

test('recognised: joined once, with her pair; withdrawn: taken back where it was counted; recognised again: counted again', () => {
  const first = decideAdmit(stranger, admission, late);
  const [joined, recruited] = ['joined@b2 2026-10', 'pairs:recruit@b9 2026-10'];
  expect(facts(first)).toEqual([
    `${joined} +1`,
    `${recruited} +1`,
    'members@b2 2026-10 +1',
    'lag:days@b2 2026-11 +23',
    lag('b2'),
    'credit',
  ]);
  const her = { ...after(stranger, first), unit: 'b3' };
  expect(facts(decideAdmit(her, { ...admission, application: 'a2' }, now))).toEqual([]);
  expect(facts(decideUnrecognise(her, 'other', 'x', now))).toEqual(['refuse wrongState']);
  const undone = decideUnrecognise(her, 'a1', 'x', now);
  expect(facts(undone)).toEqual([`${joined} -1`, `${recruited} -1`, 'members@b3 2026-11 -1', lag('b3'), CLUBS, 'credit']);
  const again = decideAdmit(after(her, undone), { ...admission, application: 'a3' }, now);
  expect(facts(again)).toContain('pairs:recruit@b9 2026-11 +1');
});

test('who left and is recognised again has joined again, but is no second pair', () => {
  const her = after(stranger, decideAdmit(stranger, admission, late));
  const gone = after(her, decideLeave(her, 'movedAway', now));
  const again = decideAdmit(gone, { ...admission, application: 'a2', pair: { referrer: 'r2', unit: 'b8' } }, now);
  expect(facts(again)).toEqual(['joined@b2 2026-11 +1', 'members@b2 2026-11 +1', lag('b2')]);
  const her2 = after(gone, again);
  expect(facts(decideUnrecognise(her2, 'a2', 'x', now))).not.toContain('pairs:recruit@b9 2026-10 -1');
});

test('nobody under 18 is admitted, and a recognition is not withdrawn from somebody who has left', () => {
  expect(facts(decideAdmit(stranger, { ...admission, told: { ...told, birthYear: 2009 } }, now))).toEqual(['refuse underAge']);
  const her = after(stranger, decideAdmit(stranger, admission, late));
  expect(facts(decideUnrecognise(after(her, decideLeave(her, 'asked', now)), 'a1', 'x', now))).toEqual(['refuse wrongState']);
});

test('a recruiter of the year from the first woman to the last that is taken back', () => {
  const counted = (was: Person, n: 1 | -1, unit: string) => decideBrought(was, unit, '2026-10', n, now);
  const one = after(member, counted(member, 1, 'b1'));
  const two = after(one, counted(one, 1, 'b4'));
  expect([facts(counted(member, 1, 'b1')), facts(counted(one, 1, 'b4'))]).toEqual([['recruiters@b1 2026-10 +1'], []]);
  const back = after(two, counted(two, -1, 'b4'));
  expect([facts(counted(two, -1, 'b4')), facts(counted(back, -1, 'b1'))]).toEqual([[], ['recruiters@b1 2026-10 -1']]);
});
