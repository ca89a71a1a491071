import { randomBytes } from 'node:crypto';
import { spare } from '../../../src/actions/broadcasts/broadcast-twins';
import { strictest } from '../../../src/actions/people/merge-consents';
import { decideTakeOver, mergeFault, whichStays } from '../../../src/actions/people/merge-decisions';
import { broughtTogether, pairOfBoth } from '../../../src/actions/people/merge-pairs';
import { newPerson, sealedBirthday } from '../../../src/models/people';
import type { Person } from '../../../src/models/person';
import { useKeys } from '../../../src/models/secrets';
import type { SendState } from '../../../src/models/sends';

beforeAll(() => useKeys(new Map([['k1', randomBytes(32)]]), randomBytes(32)));

const NAME = 'Nguyễn Thị Lan';
function record(id: string, more: Partial<Person> = {}, clear: { name?: string; phone?: string } = {}): Person {
  return { ...newPerson(id, { name: NAME, unit: 'b1', status: 'member', ...clear }, 1), ...more };
}
const pair = (application: string, referrer: string, period = '2026-03') => ({ application, referrer, unit: 'b9', period });

test.each<[string, Partial<Person>, { name?: string; phone?: string }, string | undefined]>([
  ['of the same name', {}, {}, undefined],
  ['without accents', {}, { name: 'nguyen thi lan' }, undefined],
  ['whose year only one record knows', { birthYear: 1980 }, {}, undefined],
  ['on one phone but of another name', {}, { name: 'Nguyễn Thị Liên', phone: '0905123456' }, 'otherName'],
  ['who is being merged', { merging: 'm' }, {}, 'busy'],
])('two records, one %s: %j %j %s', (_, more, clear, fault) => {
  expect(mergeFault(record('a', {}, { phone: '0905123456' }), record('b', more, clear))).toBe(fault);
});

test('mother and daughter of one name and phone are two, and a record is no two', () => {
  const phone = '0905123456';
  const [mother, daughter] = [record('a', { birthYear: 1960 }, { phone }), record('b', { birthYear: 1985 }, { phone })];
  expect(mergeFault(mother, daughter)).toBe('otherYear');
  expect(mergeFault(mother, mother)).toBe('same');
});

test.each<[string, Partial<Person>, Partial<Person>, 'a' | 'b']>([
  ['a member before one who has left', { status: 'left' }, {}, 'b'],
  ['one who left before one who only asked', { status: 'applicant' }, { status: 'left' }, 'b'],
  ['the longer membership', { memberSince: 9 }, { memberSince: 5 }, 'b'],
  ['one that tells since when', {}, { memberSince: 5 }, 'b'],
  ['the one with a chat', {}, { linked: true }, 'b'],
  ['the one with a card', {}, { card: { number: '1', on: '2020-01-01' } }, 'b'],
  ['else always the same one', {}, {}, 'a'],
])('%s stays', (_, a, b, stays) => {
  for (const [one, other] of [
    [record('a', a), record('b', b)],
    [record('b', b), record('a', a)],
  ] as const)
    expect(whichStays(one, other).keep._id).toBe(stays);
});

const recognised = (on: string, referrer: string, more: Partial<Person> = {}): Partial<Person> => ({
  ...{ joinedOn: on, memberSince: Date.parse(on), recognition: { application: `app-${on}`, unit: 'b1', on } },
  pair: pair(`app-${on}`, referrer, on.slice(0, 7)),
  ...more,
});
test.each<[string, Partial<Person>, Partial<Person>, string | undefined, string[]]>([
  ['none, none', {}, {}, undefined, []],
  ['hers stays', recognised('2026-03-05', 'x'), {}, 'x', []],
  ['the other record’s goes over', { joinedOn: '2026-03-05' }, recognised('2026-03-05', 'x'), 'x', []],
  ['of two the first', recognised('2026-04-01', 'y'), recognised('2026-03-05', 'x', { leftAt: 1 }), 'x', ['y']],
  ['a member already brings nobody a pair', { joinedOn: '2010-01-01' }, recognised('2026-03-05', 'x'), undefined, ['x']],
  ['of whom only the moment is known', { memberSince: 5 }, recognised('2026-03-05', 'x'), undefined, ['x']],
  ['who had left before may be brought', { joinedOn: '2010-01-01', leftAt: 5 }, recognised('2026-03-05', 'x'), 'x', []],
  ['she herself by the other record', recognised('2026-03-05', 'b'), {}, undefined, ['b']],
  ['an older record of hers', {}, recognised('2026-03-05', 'old'), undefined, ['old']],
])('pairs of 1+1 (b) of two records: %s', (_, keep, gone, holds, takenBack) => {
  const found = pairOfBoth(record('a', keep), record('b', gone), ['a', 'b', 'old']);
  expect([found.pair?.referrer, found.takenBack.map(({ referrer }) => referrer)]).toEqual([holds, takenBack]);
});

test('whom she brought is added up by year, and a year’s recruiter is one, where she was it first', () => {
  const at = (n: number, unit: string, period: string) => ({ n, unit, period });
  const keep = record('a', { brought: { 2025: at(1, 'b1', '2025-05'), 2026: at(2, 'b1', '2026-06') } });
  const gone = record('b', { brought: { 2024: at(0, 'b2', '2024-01'), 2026: at(1, 'b2', '2026-02') } });
  const both = broughtTogether(keep, gone, []);
  expect(both.brought).toEqual({
    2024: at(0, 'b2', '2024-01'),
    2025: at(1, 'b1', '2025-05'),
    2026: at(3, 'b2', '2026-02'),
  });
  expect(both.flows).toEqual([{ metric: 'recruiters', unit: 'b1', period: '2026-06', n: -1 }]);
  const self = broughtTogether(record('a'), record('b', { brought: { 2026: at(1, 'b2', '2026-02') } }), [
    pair('p', 'b', '2026-02'),
  ]);
  expect(self).toEqual({
    brought: { 2026: at(0, 'b2', '2026-02') },
    flows: [{ metric: 'recruiters', unit: 'b2', period: '2026-02', n: -1 }],
  });
});

test('her own word holds; what can be added up is; a recognition goes over only where it made her a member', () => {
  const keep = record('a', { joinedOn: '2010-01-01', fees: { 2025: true }, groups: ['CAO_TUOI'], conversations: ['x'] });
  const gone = record('b', {
    ...recognised('2026-03-05', 'r', { mergedInto: 'a', status: 'left', leftAt: Date.parse('2026-11-01') }),
    ...{ fees: { 2026: true }, groups: ['TIEU_THUONG'], conversations: ['y'], linked: true, merged: ['c'], household: 'h' },
  });
  const taken = decideTakeOver(keep, gone, { at: 9, today: '2026-11-22', on: '2026-11-22' });
  expect(taken).toMatchObject({
    set: {
      ...{ fees: { 2025: true, 2026: true }, groups: ['CAO_TUOI', 'TIEU_THUONG'], conversations: ['x', 'y'] },
      ...{ linked: true, household: 'h', merged: ['b', 'c'] },
    },
    unset: ['merging'],
  });
  expect('set' in taken && taken.set).not.toHaveProperty('recognition');
  const facts = 'effects' in taken ? taken.effects.flatMap((each) => (each.name === 'facts' ? each.facts : [])) : [];
  expect(facts.map(({ metric, unit, n }) => `${metric} ${unit} ${n}`).sort()).toEqual([
    ...['fees:2026 b1 1', 'group:TIEU_THUONG b1 1', 'members:linked b1 1', 'pairs:recruit b9 -1'],
  ]);
  expect('effects' in taken && taken.effects).toContainEqual(
    expect.objectContaining({ name: 'credit', to: { referrer: 'r', unit: 'b9' }, n: -1 }),
  );
  const later = decideTakeOver(record('a', { joinedOn: '2026-03-05' }), gone, { at: 9, today: '2026-11-22', on: '2026-11-22' });
  expect(later).toMatchObject({ set: { recognition: { on: '2026-03-05' }, pair: { referrer: 'r' } } });
});

test('the day of birth that only one record knows is hers', () => {
  const [with12, without] = [record('a', sealedBirthday('03-12')), record('b')];
  const m = { at: 9, today: '2026-11-22', on: '2026-11-22' };
  expect(decideTakeOver(without, with12, m)).toMatchObject({ set: { birthdayHash: with12.birthdayHash } });
  expect(decideTakeOver(with12, record('b', sealedBirthday('05-01')), m)).not.toHaveProperty('set.birthdayHash');
});

test('what was withdrawn in one chat is withdrawn in all; what was never asked stays so', () => {
  const agreed = new Map([
    ['x', { TUYEN_TRUYEN: true, NHAC_LICH: true }],
    ['y', { TUYEN_TRUYEN: false }],
  ]);
  expect(strictest(['x', 'y', 'z'], agreed)).toEqual([{ conversation: 'x', purpose: 'TUYEN_TRUYEN' }]);
  expect(strictest(['x', 'z'], agreed)).toEqual([]);
});

test.each<[Record<string, SendState>, string[]]>([
  [{ a: 'planned', b: 'planned' }, ['b']],
  [{ a: 'held', b: 'planned' }, ['a']],
  [{ a: 'held', b: 'held' }, ['b']],
  [{ a: 'planned', b: 'queued' }, ['a']],
  [{ a: 'queued', b: 'sent' }, ['a']],
  [{ a: 'sending', b: 'unknown' }, []],
  [{ a: 'failed', b: 'planned' }, []],
  [{ a: 'planned' }, []],
  [{}, []],
])('of messages that are %j those called back are %j', (states, back) => {
  expect(spare(['a', 'b'], new Map(Object.entries(states)))).toEqual(back);
});
